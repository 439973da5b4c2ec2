/**
 * Results as JUnit XML, in the form that Jenkins, GitLab and the actions for GitHub read: one test case for
 * each rule. A rule that had nothing to check is a skipped one.
 */
import type { RuleResult } from './result.js';
import { failureText, violationTexts } from './text-report.js';

/** The results of one run. */
export interface Suite {
  /** `sessionspy`, or the recording's file. */
  readonly name: string;
  readonly results: readonly RuleResult[];
}

export function junitXml(suites: readonly Suite[]): string {
  const all = suites.flatMap(({ results }) => results);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="sessionspy"${countsOf(all)}>`,
    ...suites.flatMap(suiteXml),
    '</testsuites>',
    '',
  ].join('\n');
}

function suiteXml({ name, results }: Suite): readonly string[] {
  return [
    `  <testsuite name="${attribute(name)}"${countsOf(results)}>`,
    ...results.map((result) => caseXml(name, result)),
    '  </testsuite>',
  ];
}

function countsOf(results: readonly RuleResult[]): string {
  const failures = results.filter(({ outcome }) => outcome === 'failed').length;
  const skipped = results.filter(({ outcome }) => outcome === 'nothing-to-check').length;
  return ` tests="${results.length}" failures="${failures}" errors="0" skipped="${skipped}" time="0"`;
}

function caseXml(suite: string, result: RuleResult): string {
  const name = `name="${attribute(result.rule)}" classname="${attribute(suite)}" time="0"`;
  return `    <testcase ${name}>${outcomeXml(result)}</testcase>`;
}

function outcomeXml(result: RuleResult): string {
  const { outcome, remark = '', judged } = result;
  switch (outcome) {
    case 'failed': {
      const lines = violationTexts(result).join('\n');
      return `<failure type="expectation" message="${attribute(failureText(result))}">${content(lines)}</failure>`;
    }
    case 'nothing-to-check':
      return `<skipped message="${attribute(`Nothing to check: ${remark}`)}"/>`;
    case 'held': {
      const judgedText = judged === 1 ? '1 exchange judged' : `${judged} exchanges judged`;
      const text = remark === '' ? judgedText : `${judgedText}; ${remark}`;
      return `<system-out>${content(text)}</system-out>`;
    }
    default:
      return outcome satisfies never;
  }
}

/** Not among the characters of XML 1.0 (section 2.2), in whatever way they are written. */
const NO_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

const content = (text: string): string =>
  text
    .replace(NO_XML, visible)
    .replace(/[&<>]/g, (character) => ENTITIES[character] ?? character)
    .replace(/\r/g, '&#13;');

/** Line breaks in attributes are kept from becoming spaces. */
const attribute = (text: string): string =>
  content(text).replace(/"/g, '&quot;').replace(/\t/g, '&#9;').replace(/\n/g, '&#10;');

/** In the notation a programmer knows: `\x1b`, `\ud800`. */
function visible(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length <= 2 ? `\\x${hex.padStart(2, '0')}` : `\\u${hex}`;
}
