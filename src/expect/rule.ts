/**
 * What a rule is to those who apply it: a text, and a judge for each run. A judge sees settled exchanges
 * one after another and says of each what it makes of it; what cannot be known is neither held nor failed.
 */
import type { Filterable } from '../filter/filter.js';
import type { Identity } from '../model/identity.js';
import type { Observation } from '../model/observation.js';

export type Verdict =
  /** The rule does not speak of such an exchange. */
  | { readonly kind: 'aside' }
  | { readonly kind: 'held' }
  /** `why`: a whole sentence. `isCertain`: false where something that was not known decided. */
  | { readonly kind: 'failed'; readonly why: string; readonly isCertain: boolean }
  /** The rule speaks of it, and nobody can tell; `why` as above. */
  | { readonly kind: 'undecided'; readonly why: string };

/** A rule at work in one run; holds what it has to remember, within bounds. */
export interface Judge {
  /** `row`: the same exchange as a filter takes it. */
  judge(observation: Observation, row: Filterable): Verdict;
  /** What had to happen and has not, as a part of a sentence; undefined: nothing, so far. */
  lacks?(): string | undefined;
}

export interface Rule {
  /** As written, without white space around it. */
  readonly text: string;
  /** Written with `must`: it fails where it found nothing to judge. */
  readonly must: boolean;
  /** What it means when nothing was judged: `no login was seen`. */
  readonly unseen: string;
  begin(): Judge;
}

/** A rule without what its text says about it. */
export type RuleBody = Omit<Rule, 'text' | 'must'>;

export const ASIDE: Verdict = { kind: 'aside' };
export const HELD: Verdict = { kind: 'held' };

export const failed = (why: string): Verdict => ({ kind: 'failed', why, isCertain: true });

/** For rules that let through only what is known to be right. */
export const failedUnproven = (why: string): Verdict => ({ kind: 'failed', why, isCertain: false });

export const undecided = (why: string): Verdict => ({ kind: 'undecided', why });

/** A rule that remembers nothing. */
export const stateless = (unseen: string, judge: Judge['judge']): RuleBody => ({
  unseen,
  begin: () => ({ judge }),
});

const NOT_LOOKED_AT = 'The session was not looked at in time.';

/** Why the user of an exchange is not known; undefined where it is. */
export function unknownUser(actor: Identity | undefined): string | undefined {
  if (actor === undefined) return NOT_LOOKED_AT;
  return actor.kind === 'unknown' ? actor.because.message : undefined;
}

/** Why it is not known what an exchange did to its session; undefined where it is, or there was none. */
export function unreadSession({ session }: Observation): string | undefined {
  if (session === undefined) return NOT_LOOKED_AT;
  const sides = [session.before?.identity, session.after?.identity];
  const unread = sides.find((identity) => identity?.kind === 'unknown');
  return unread && unknownUser(unread);
}
