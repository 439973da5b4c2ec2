/**
 * The text of a line. Whatever a terminal might act on is escaped, as JSON allows: the lines may be
 * looked at with `cat`, and hold what came over the network.
 */
import type { EventLine } from './event-line.js';

/** Controls that JSON leaves as they are, line separators, and marks that turn the direction of text. */
const UNSAFE = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** One line, its line break included. */
export const lineText = (line: EventLine): string =>
  `${JSON.stringify(line).replace(UNSAFE, escaped)}\n`;

const escaped = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
