/**
 * Expectations of a run: the rules as given, on every settled exchange of a journal, and their results as
 * lines on stderr and in the reports that were asked for.
 */
import { open, readFile, type FileHandle } from 'node:fs/promises';
import type { Config } from '../config/options.js';
import { SpyError } from '../errors.js';
import { Expectations } from '../expect/expectations.js';
import { githubAnnotations } from '../expect/github.js';
import { junitXml, type Suite } from '../expect/junit.js';
import { parseRule } from '../expect/parse-rule.js';
import type { RuleResult } from '../expect/result.js';
import type { Rule } from '../expect/rule.js';
import { ruleLines } from '../expect/rule-file.js';
import { textReport } from '../expect/text-report.js';
import type { Redactor } from '../har/redact.js';
import { heldExchanges } from '../journal/held-exchanges.js';
import type { JournalReader } from '../journal/reader.js';
import { shownBy } from '../redaction.js';
import { sanitise } from '../tui/sanitise.js';
import { junitPath } from './distinct-files.js';
import { writeLine } from './present.js';
import { quietWriter } from './quiet-writer.js';

export type ExpectingOptions = Pick<Config, 'expect' | 'report' | 'har' | 'ndjson'>;

/** Expectations that are being watched. */
export interface Expecting {
  /** Ends watching, writes the reports, and says how many rules failed. */
  finish(): Promise<number>;
}

/** Where results go besides stderr. */
export interface Reports {
  /** The results of each run, with its name. Throws SpyError SPY_OUTPUT_UNWRITABLE. */
  write(suites: readonly Suite[]): Promise<void>;
}

/** Rules that were read and reports that can be written: ready for a run. */
export interface PreparedExpectations {
  /**
   * Judges what the journal holds and all that comes. Call it before the first exchange, so that none is
   * forgotten unjudged.
   */
  follow(journal: JournalReader, redactor: Redactor): Expecting;
}

/**
 * Before anything else is started: what is wrong with rules and reports is then said first. Throws SpyError
 * SPY_CONFIG and SPY_OUTPUT_UNWRITABLE.
 */
export async function prepareExpecting(options: ExpectingOptions): Promise<PreparedExpectations> {
  const rules = await readRules(options.expect);
  const reports = await openReports(options);
  return {
    follow: (journal, redactor) => {
      const results = judgeJournal(rules, journal, redactor);
      return {
        finish: async () => {
          const found = results();
          if (rules.length > 0) tellResults(found);
          await reports.write([{ name: 'sessionspy', results: found }]);
          return found.filter(({ outcome }) => outcome === 'failed').length;
        },
      };
    },
  };
}

/** Shows the rules every settled exchange from now on, and those held; the results end it. */
export function judgeJournal(
  rules: readonly Rule[],
  journal: JournalReader,
  redactor: Redactor,
): () => readonly RuleResult[] {
  const expectations = new Expectations(rules, { shown: shownBy(redactor) });
  if (rules.length === 0) return () => [];
  for (const observation of heldExchanges(journal)) expectations.observe(observation);
  const stop = journal.subscribe((event) => {
    if (event.kind === 'observed') expectations.observe(event.observation);
  });
  return () => {
    stop();
    return expectations.results();
  };
}

/** One line for each rule that did not plainly hold, with its exchanges, and one that sums up. */
export function tellResults(results: readonly RuleResult[], prefix = 'sessionspy: '): void {
  for (const line of textReport(results)) {
    writeLine(line.startsWith(' ') ? shown(line) : `${prefix}${shown(line)}`);
  }
}

/** A line of a report: a target, a user and a sentence. */
const MAX_LINE = 2048;

const shown = (line: string): string => sanitise(line, MAX_LINE);

/** The rules as given, those of files in their place. Throws SpyError SPY_CONFIG. */
export async function readRules(texts: readonly string[]): Promise<readonly Rule[]> {
  const rules = await Promise.all(
    texts.map(async (text) =>
      text.startsWith('@') ? readRuleFile(text.slice(1)) : [ruleOf(text, `--expect "${text}"`)],
    ),
  );
  return rules.flat();
}

async function readRuleFile(path: string): Promise<readonly Rule[]> {
  const content = await readFile(path, 'utf8').catch((cause: unknown) => {
    const message = `The rules of --expect cannot be read from "${path}": check the path.`;
    throw new SpyError('SPY_CONFIG', message, { cause });
  });
  const lines = ruleLines(content);
  if (lines.length === 0) {
    throw new SpyError('SPY_CONFIG', `There is no rule in "${path}": write one on each line.`);
  }
  return lines.map(({ text, line }) => ruleOf(text, `${path}:${line}: "${text}"`));
}

/** `place`: where the rule stands and what it says. */
function ruleOf(text: string, place: string): Rule {
  const parsed = parseRule(text);
  if (parsed.kind === 'rule') return parsed.rule;
  const { message, start } = parsed;
  throw new SpyError('SPY_CONFIG', `${place}, at character ${start + 1}: ${message}`);
}

/** Throws SpyError: SPY_CONFIG for what is no report, SPY_OUTPUT_UNWRITABLE for a file that cannot be made. */
export async function openReports(options: ExpectingOptions): Promise<Reports> {
  const { report, expect } = options;
  const junit: { readonly path: string; readonly file: FileHandle }[] = [];
  const known = report.map((text) => reportOf(text, options));
  if (report.length > 0 && expect.length === 0) {
    throw new SpyError('SPY_CONFIG', `--report needs something to report: add --expect RULE.`);
  }
  for (const path of new Set(known.filter((each) => each !== 'github').map(({ path }) => path))) {
    junit.push({ path, file: await open(path, 'w').catch(unwritable(path)) });
  }
  return {
    write: async (suites) => {
      for (const { path, file } of junit) {
        await file.writeFile(junitXml(suites)).catch(unwritable(path));
        await file.close();
      }
      if (!known.includes('github')) return;
      const lines = suites.flatMap(({ results }) => githubAnnotations(results));
      const text = lines.map((line) => `${sanitise(line, MAX_ANNOTATION)}\n`).join('');
      if (text !== '') await quietWriter(process.stdout).write(text);
    },
  };
}

const MAX_ANNOTATION = 16 * 1024;

function reportOf(text: string, { har, ndjson }: ExpectingOptions): 'github' | { path: string } {
  const path = junitPath(text);
  if (path === '-') {
    throw new SpyError(
      'SPY_CONFIG',
      `--report junit:- has no file: write junit:sessions.xml, say.`,
    );
  }
  if (path !== undefined) return { path };
  if (text !== 'github') {
    const message = `There is no report "${text}": write --report junit:FILE or --report github.`;
    throw new SpyError('SPY_CONFIG', message);
  }
  const other = har === '-' ? '--har -' : ndjson === '-' ? '--ndjson -' : undefined;
  if (other === undefined) return text;
  const message = `--report github writes to stdout, and so does ${other}: give that a file.`;
  throw new SpyError('SPY_CONFIG', message);
}

const unwritable =
  (path: string) =>
  (cause: unknown): never => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `The report cannot be written to "${path}": ${reason}.`;
    throw new SpyError('SPY_OUTPUT_UNWRITABLE', message, { cause });
  };
