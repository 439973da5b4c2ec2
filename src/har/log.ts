/**
 * The text around the entries of a HAR file. Entries are written one by one between head and tail,
 * each on a line of its own, so that a document of any size is never one string. Pages stand in the
 * tail: which there are is known once the entries are.
 */
import type { RedactMode } from './redact.js';
import type { HarEntry, HarLogHead, HarPage } from './types.js';

/** The document up to its first entry. */
export function harHead(version: string, redact: RedactMode): string {
  const head: HarLogHead = {
    version: '1.2',
    creator: { name: 'sessionspy', version },
    _sessionspy: { v: 1, redact },
  };
  return `{"log":${JSON.stringify(head).slice(0, -1)},"entries":[`;
}

/** One entry's text, on a line of its own; all but the first are preceded by ENTRY_SEPARATOR. */
export const harEntryText = (entry: HarEntry): string => `\n${JSON.stringify(entry)}`;

export const ENTRY_SEPARATOR = ',';

/** What follows the last entry. `pages` is there even when it is empty: Firefox refuses a log without. */
export const harTail = (pages: readonly HarPage[]): string =>
  `\n],"pages":${JSON.stringify(pages)}}}\n`;
