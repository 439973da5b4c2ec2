/**
 * The one gate between text from anywhere and the terminal. What comes out holds only characters that
 * draw themselves and nothing else: no C0, C1, DEL or escape sequence, no bidi or zero-width
 * character, no line separator, no half of a surrogate pair, nothing whose width is in dispute.
 * Whatever is replaced stays visible, in the notation a programmer knows: `\x1b`, `\u202e`.
 */
import { DRAWABLE_CLUSTER, isSimple } from './display-width.js';

declare const brand: unique symbol;

/** Text that may be drawn; made by `sanitise` alone. */
export type SafeText = string & { readonly [brand]: 'SafeText' };

/** Characters of a string that are looked at when the caller names no other bound. */
export const DEFAULT_MAX_LENGTH = 1024;

const CLUSTER_OR_ANY = new RegExp(`(${DRAWABLE_CLUSTER})|[^]`, 'gu');

/**
 * The text in drawable form and in NFC. Past `maxLength` UTF-16 units it is cut and ends in `…`; the
 * result has at most nine times that length (every character replaced).
 */
export function sanitise(text: string, maxLength = DEFAULT_MAX_LENGTH): SafeText {
  if (text.length <= maxLength) return drawable(text);
  return `${drawable(withoutHalf(text.slice(0, maxLength)))}…` as SafeText; // both parts are drawable
}

function drawable(text: string): SafeText {
  const safe = isSimple(text)
    ? text
    : text
        .normalize('NFC')
        .replace(CLUSTER_OR_ANY, (whole, cluster?: string) => cluster ?? visibleForm(whole));
  return safe as SafeText; // every character was either matched as drawable or replaced
}

/** A cut between the halves of a surrogate pair is ours, not the sender's: drop the first half. */
const withoutHalf = (text: string): string => text.replace(/[\ud800-\udbff]$/, '');

function visibleForm(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  switch (point) {
    case 0x09:
      return '\\t';
    case 0x0a:
      return '\\n';
    case 0x0d:
      return '\\r';
    default:
  }
  const hex = point.toString(16);
  if (point <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return point <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`;
}
