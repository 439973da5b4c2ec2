/** What the word at the cursor may become: fields, and the values of those that have a fixed set. */
import { FILTER_FIELDS, fieldNamed } from './fields.js';

export interface Completion {
  /** A candidate replaces the text from here to the cursor. */
  readonly start: number;
  readonly candidates: readonly string[];
}

export function completeFilter(text: string, cursor: number): Completion {
  const before = text.slice(0, cursor);
  const [, name, value = ''] = /([A-Za-z-]+):([^\s()"]*)$/.exec(before) ?? [];
  if (name !== undefined) {
    const values = fieldNamed(name)?.values ?? [];
    return candidates(values.filter(startsWith(value)), value, cursor);
  }
  const [word] = /[A-Za-z-]*$/.exec(before) ?? [''];
  const names = FILTER_FIELDS.map((field) => `${field.name}:`);
  return candidates(names.filter(startsWith(word)), word, cursor);
}

const startsWith = (start: string) => (candidate: string) =>
  candidate.startsWith(start.toLowerCase());

const candidates = (found: readonly string[], typed: string, cursor: number): Completion => ({
  start: cursor - typed.length,
  candidates: found,
});
