/**
 * Rules at work on one run: every settled exchange is shown to each of them as it comes and is not kept.
 * What is held is what rules remember, and the first violations of each; the others are counted.
 */
import { SpyError } from '../errors.js';
import type { Filterable } from '../filter/filter.js';
import type { Observation } from '../model/observation.js';
import { MAX_SUMMARY_TARGET, summaryOf } from '../model/summary.js';
import { parseRule } from './parse-rule.js';
import type { RuleResult, Violation } from './result.js';
import type { Judge, Rule, Verdict } from './rule.js';

/** Violations of a rule that are kept. */
const MAX_VIOLATIONS = 100;

/** How texts may be shown: without their secrets. */
export interface Shown {
  target(target: string): string;
  text(text: string): string;
}

export interface ExpectationOptions {
  /** How the texts of an exchange, and of those before it, may be shown. As they are when not given. */
  readonly shown?: (observation: Observation) => Shown;
}

const AS_IT_IS: Shown = { target: (target) => target, text: (text) => text };

export class Expectations {
  readonly #rules: readonly RuleAtWork[];
  readonly #shown: (observation: Observation) => Shown;

  constructor(rules: readonly Rule[], options: ExpectationOptions = {}) {
    this.#rules = rules.map((rule) => new RuleAtWork(rule));
    this.#shown = options.shown ?? (() => AS_IT_IS);
  }

  /** Each exchange once; those that are not settled yet are left alone. */
  observe(observation: Observation): void {
    if (!observation.settled) return;
    const summary = summaryOf(observation);
    const row = { summary, marked: false, whole: () => observation };
    // Of each, also where no rule fails: what is secret in it may turn up in another one that does.
    const shown = this.#shown(observation);
    for (const rule of this.#rules) rule.observe(observation, row, shown);
  }

  /** As things stand, in the order of the rules. */
  results(): RuleResult[] {
    return this.#rules.map((rule) => rule.result());
  }
}

/** The rules' results on exchanges that were held. Throws SpyError SPY_CONFIG for a text that is no rule. */
export function checkExpectations(
  observations: Iterable<Observation>,
  rules: readonly string[],
  options: ExpectationOptions = {},
): RuleResult[] {
  const expectations = new Expectations(rules.map(ruleOf), options);
  for (const observation of observations) expectations.observe(observation);
  return expectations.results();
}

function ruleOf(text: string): Rule {
  const parsed = parseRule(text);
  if (parsed.kind === 'rule') return parsed.rule;
  throw new SpyError('SPY_CONFIG', `The rule "${text}" cannot be read: ${parsed.message}`);
}

class RuleAtWork {
  readonly #rule: Rule;
  readonly #judge: Judge;
  readonly #violations: Violation[] = [];
  #violationCount = 0;
  #judged = 0;
  #undecided = 0;
  /** Why the first of them was. */
  #undecidedWhy = '';

  constructor(rule: Rule) {
    this.#rule = rule;
    this.#judge = rule.begin();
  }

  observe(observation: Observation, row: Filterable, shown: Shown): void {
    const verdict = this.#judge.judge(observation, row);
    switch (verdict.kind) {
      case 'aside':
        break;
      case 'held':
        this.#judged += 1;
        break;
      case 'undecided':
        if (this.#undecided === 0) this.#undecidedWhy = shown.text(verdict.why);
        this.#undecided += 1;
        break;
      case 'failed':
        this.#judged += 1;
        this.#violationCount += 1;
        if (this.#violations.length < MAX_VIOLATIONS) {
          this.#violations.push(violationOf(observation, row, verdict, shown));
        }
        break;
      default:
        verdict satisfies never;
    }
  }

  result(): RuleResult {
    const { text, must, unseen } = this.#rule;
    const lack = this.#judge.lacks?.();
    const hasFailed = this.#violationCount > 0 || lack !== undefined;
    const isEmpty = this.#judged === 0 && !hasFailed;
    const demanded = isEmpty && must ? 'there had to be something to check' : undefined;
    const nothing = isEmpty && this.#undecided === 0 ? unseen : undefined;
    const remarks = [demanded, lack, nothing, this.#doubt()].filter((part) => part !== undefined);
    return {
      rule: text,
      outcome:
        hasFailed || demanded !== undefined ? 'failed' : isEmpty ? 'nothing-to-check' : 'held',
      judged: this.#judged,
      violations: [...this.#violations],
      violationCount: this.#violationCount,
      undecided: this.#undecided,
      ...(remarks.length === 0 ? {} : { remark: remarks.join('; ') }),
    };
  }

  #doubt(): string | undefined {
    if (this.#undecided === 0) return undefined;
    const what = this.#undecided === 1 ? '1 exchange' : `${this.#undecided} exchanges`;
    const first = this.#undecided === 1 ? '' : ', the first because';
    const why = this.#undecidedWhy.replace(/\.$/, '');
    return `${what} could not be judged${first}: ${why}`;
  }
}

function violationOf(
  { seq, exchange, session }: Observation,
  { summary }: Filterable,
  { why, isCertain }: Verdict & { readonly kind: 'failed' },
  shown: Shown,
): Violation {
  const { method, status, user = 'unknown' } = summary;
  const tag = session?.after?.tag ?? session?.before?.tag;
  return {
    seq,
    method: shown.text(method),
    target: shown.target(exchange.request.target).slice(0, MAX_SUMMARY_TARGET),
    ...(status === undefined ? {} : { status }),
    user,
    ...(tag === undefined ? {} : { session: tag }),
    why: shown.text(why),
    isCertain,
  };
}
