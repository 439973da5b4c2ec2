/** Why a session that a request asked with did not count, where that is known. */
import type { ProblemCode } from './problem.js';
import type { SessionTransition } from './session.js';

const NOTES: ReadonlyMap<ProblemCode, string> = new Map([
  ['session-not-in-store', 'session not in store'],
  ['user-inactive', 'user inactive'],
  ['user-not-found', 'user no longer there'],
  ['session-hash-mismatch', 'password changed since'],
]);

/** A few words for a column and a line; undefined where the session counted, or there was none. */
export function sessionNote({ actor, before, after }: SessionTransition): string | undefined {
  if (actor.kind !== 'anonymous') return undefined;
  const problems = [...(before?.problems ?? []), ...(after?.problems ?? [])];
  const known = problems.find(({ code }) => NOTES.has(code));
  return known && NOTES.get(known.code);
}
