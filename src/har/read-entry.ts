/**
 * An entry of a HAR log as an exchange, and, where sessionspy wrote it, as the observation that it was
 * made from. Whatever stands in the file, the result is a value: an entry that cannot be used is said to
 * be one.
 */
import { memberOf, textOf } from './json-member.js';
import { foreignEntry, type ForeignExchange } from './read-foreign.js';
import { urlOf } from './read-line.js';
import { ownEntry, type OwnObservation, type ReadRules, type UnusableEntry } from './read-own.js';

export type ReadEntry = ForeignExchange | OwnObservation | UnusableEntry;

/** The entry, as `JSON.parse` made it; undefined where it could not. Never throws. */
export function readEntry(entry: unknown, rules: ReadRules): ReadEntry {
  if (entry === undefined) return { kind: 'unusable', why: 'is no JSON' };
  const url = urlOf(textOf(memberOf(memberOf(entry, 'request'), 'url')));
  if (url === undefined) return { kind: 'unusable', why: 'has no URL of HTTP' };
  // Of a version to come, the standard fields are still understood.
  return memberOf(memberOf(entry, '_sessionspy'), 'v') === 1
    ? ownEntry(entry, url, rules)
    : foreignEntry(entry, url, rules);
}
