/**
 * Results as lines for people. What came from the network is in them as it was: whoever prints them makes
 * it safe for a terminal.
 */
import type { RuleResult, Violation } from './result.js';

/** Violations of a rule that are shown. */
const MAX_SHOWN = 10;

/** Lines on what failed and on what is not plainly held, then one that sums up. */
export function textReport(results: readonly RuleResult[]): readonly string[] {
  return [...results.flatMap(ruleText), summaryText(results)];
}

/** `#12 POST /login/ 302 ada s-3f9a21: The session kept its id when ada logged in.` */
export function violationText(violation: Violation): string {
  const { seq, method, target, status, user, session, why } = violation;
  const facts = [`#${seq}`, method, target, status ?? 'no answer', user, session ?? ''];
  return `${facts.filter((fact) => fact !== '').join(' ')}: ${why}`;
}

/** What a failed rule found, in short: `2 of the 7 exchanges judged`, or what was lacking. */
export function failureText({ violationCount, judged, remark }: RuleResult): string {
  const found =
    violationCount === 0 ? undefined : `${violationCount} of the ${judged} exchanges judged`;
  return [found, remark].filter((part) => part !== undefined).join('; ');
}

/** Its first violations, a line each. */
export function violationTexts({ violations, violationCount }: RuleResult): readonly string[] {
  const shown = violations.slice(0, MAX_SHOWN).map(violationText);
  const more = violationCount - shown.length;
  return more === 0 ? shown : [...shown, `and ${more} more`];
}

function ruleText(result: RuleResult): readonly string[] {
  const { rule, outcome, remark } = result;
  switch (outcome) {
    case 'failed': {
      const lines = violationTexts(result).map((line) => `  ${line}`);
      return [`failed: ${rule}: ${failureText(result)}`, ...lines];
    }
    case 'nothing-to-check':
      return [`nothing to check: ${rule}: ${remark ?? ''}`];
    case 'held':
      return remark === undefined ? [] : [`held as far as is known: ${rule}: ${remark}`];
    default:
      return outcome satisfies never;
  }
}

function summaryText(results: readonly RuleResult[]): string {
  const of = (outcome: RuleResult['outcome']): number =>
    results.filter((result) => result.outcome === outcome).length;
  const [held, failed, nothing] = [of('held'), of('failed'), of('nothing-to-check')];
  const total = `${results.length} ${results.length === 1 ? 'expectation' : 'expectations'}`;
  const rest = nothing === 0 ? '' : `, ${nothing} had nothing to check`;
  return `${total}: ${held} held, ${failed} failed${rest}`;
}
