/**
 * The notations for text and numbers inside pickles: protocol 0 writes both as lines of ASCII in
 * Python's own escapes, later protocols write UTF-8 that may hold lone surrogates, and integers as
 * two's complement. All return undefined for what Python would refuse.
 */
import type { Raw } from './pickle-values.js';
import { utf8 } from './pickle-values.js';
import { floatValue, integerValue } from './numbers.js';

/** Long integers are shown in decimal; converting takes more than linear time, so it is bounded. */
const MAX_INTEGER_BYTES = 4096;

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** A line that holds an integer: `42`, `-1`, `123L`; protocol 0 writes booleans `00` and `01`. */
export function lineInteger(line: Uint8Array): Raw | undefined {
  const text = latin1(line).trim();
  if (text === '00' || text === '01') return text === '01';
  return /^[+-]?\d+L?$/.test(text) ? integerValue(text.replace('L', '')) : undefined;
}

/** A line that holds a float as Python's `repr` writes it. */
export function lineFloat(line: Uint8Array): Raw | undefined {
  const text = latin1(line).trim();
  const [, sign, word] = /^([+-]?)(inf|nan)$/i.exec(text) ?? [];
  if (word !== undefined) {
    if (word.toLowerCase() === 'nan') return floatValue(NaN);
    return floatValue(sign === '-' ? -Infinity : Infinity);
  }
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? floatValue(Number(text)) : undefined;
}

/** Little-endian two's complement, as LONG1 and LONG4 have it. */
export function binaryInteger(bytes: Uint8Array): Raw | undefined {
  if (bytes.length === 0) return 0;
  if (bytes.length > MAX_INTEGER_BYTES) return undefined;
  const hex = Buffer.from(bytes).reverse().toString('hex');
  const value = BigInt.asIntN(bytes.length * 8, BigInt(`0x${hex}`));
  return integerValue(value.toString());
}

const ESCAPED_BYTES = new Map([
  ['\n', ''],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

/** A line that holds an 8-bit string as Python 2's `repr` writes it, quotes included. */
export function lineByteString(line: Uint8Array): Uint8Array | undefined {
  const text = latin1(line).trim();
  const quote = text.at(0);
  if (text.length < 2 || (quote !== "'" && quote !== '"') || text.at(-1) !== quote)
    return undefined;
  const unescaped = text
    .slice(1, -1)
    .replace(/\\(?:x([0-9a-fA-F]{2})|([0-7]{1,3})|([^]))/g, (whole, hex, octal, letter) => {
      if (hex !== undefined) return String.fromCharCode(parseInt(String(hex), 16));
      if (octal !== undefined) return String.fromCharCode(parseInt(String(octal), 8) & 0xff);
      return ESCAPED_BYTES.get(String(letter)) ?? whole;
    });
  return Buffer.from(unescaped, 'latin1');
}

/** A line in Python's raw-unicode-escape: latin-1 with `\uXXXX` and `\UXXXXXXXX`. */
export function lineUnicode(line: Uint8Array): string | undefined {
  const parts = latin1(line).split(/(\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[^]))/g);
  const texts = parts.map((part, index) => (index % 2 === 0 ? part : escapedText(part)));
  return texts.includes(undefined) ? undefined : texts.join('');
}

/** Other letters than u and U do not make an escape: the backslash stands for itself. */
function escapedText(escape: string): string | undefined {
  if (!/^\\u/i.test(escape)) return escape;
  const codePoint = escape.length === 2 ? Infinity : parseInt(escape.slice(2), 16);
  return codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : undefined;
}

/** UTF-8 in which lone surrogates are allowed (Python's `surrogatepass`). */
export function unicodeText(bytes: Uint8Array): string | undefined {
  return utf8(bytes) ?? surrogateText(bytes);
}

/** A surrogate in UTF-8 is ED, A0 to BF, 80 to BF; between those, ordinary UTF-8. */
function surrogateText(bytes: Uint8Array): string | undefined {
  const parts: (string | undefined)[] = [];
  let start = 0;
  for (let at = bytes.indexOf(0xed); at >= 0; at = bytes.indexOf(0xed, at + 1)) {
    const [, second = 0, third = 0] = bytes.subarray(at, at + 3);
    if (second < 0xa0 || second > 0xbf || third < 0x80 || third > 0xbf) continue;
    const unit = 0xd000 | ((second & 0x3f) << 6) | (third & 0x3f);
    parts.push(utf8(bytes.subarray(start, at)), String.fromCharCode(unit));
    start = at + 3;
  }
  parts.push(utf8(bytes.subarray(start)));
  return parts.includes(undefined) ? undefined : parts.join('');
}
