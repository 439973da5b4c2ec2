/**
 * The Cookie field as pairs (rfc6265bis sections 4.2.1 and 5.8): order and duplicates kept, because
 * servers disagree on which duplicate wins. Values stay as sent: no unquoting, no percent-decoding.
 * Worked example: `id=1; id="a b"; flag` -> id=1, id="a b" (with its quotes), and a nameless `flag`.
 */
import { fieldValues } from '../http/fields.js';
import type { CookiePair } from '../model/cookie.js';
import type { HeaderSection } from '../model/message.js';

const isWhitespace = (text: string, index: number): boolean =>
  text[index] === ' ' || text[index] === '\t';

/**
 * Without the spaces and tabs around it; other whitespace belongs to the text. By hand, because
 * `/[ \t]+$/` takes time with the square of the length.
 */
export function trimWhitespace(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isWhitespace(text, start)) start += 1;
  while (end > start && isWhitespace(text, end - 1)) end -= 1;
  return text.slice(start, end);
}

/** `name=value`, split at the first `=`; without one, the whole is the value of a nameless cookie. */
export function splitPair(text: string): CookiePair {
  const equals = text.indexOf('=');
  return {
    name: trimWhitespace(text.slice(0, Math.max(equals, 0))),
    value: trimWhitespace(text.slice(equals + 1)),
  };
}

/** The pairs of one Cookie field value. Empty chunks are left out; anything else is a pair. */
export function parseCookieString(fieldValue: string): readonly CookiePair[] {
  return fieldValue
    .split(';')
    .map(splitPair)
    .filter(({ name, value }) => name !== '' || value !== '');
}

/** All pairs a request carries. HTTP/1.1 clients send one Cookie field; several are read in order. */
export const sentCookies = (headers: HeaderSection): readonly CookiePair[] =>
  fieldValues(headers, 'cookie').flatMap(parseCookieString);

/**
 * A pair as one text, for sets and maps: equal for equal pairs only, as a name never holds `=`.
 */
export const pairKey = ({ name, value }: CookiePair): string => `${name}=${value}`;
