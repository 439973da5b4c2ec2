/**
 * Bytes as text where they are valid UTF-8, and undefined where not. Checked before decoding: a decoder
 * that throws takes a hundred times as long, and hostile values have many strings.
 */
import { isUtf8 } from 'node:buffer';

/** A byte order mark at the beginning is kept. */
export const utf8 = (bytes: Uint8Array): string | undefined =>
  shortAscii(bytes) ??
  (isUtf8(bytes)
    ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
    : undefined);

/** Up to here looking at each byte is quicker than asking the runtime. */
const SHORT = 32;

function shortAscii(bytes: Uint8Array): string | undefined {
  if (bytes.length > SHORT) return undefined;
  let text = '';
  for (const byte of bytes) {
    if (byte >= 0x80) return undefined;
    text += String.fromCharCode(byte);
  }
  return text;
}

/** UTF-8 in which halves of surrogate pairs are allowed (Python's `surrogatepass`). */
export const surrogateUtf8 = (bytes: Uint8Array): string | undefined =>
  utf8(bytes) ?? decodeWithHalves(bytes);

/** RFC 3629 section 3, without its ban on U+D800 to U+DFFF. */
function decodeWithHalves(bytes: Uint8Array): string | undefined {
  const parts: string[] = [];
  let units: number[] = [];
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at] ?? 0;
    const length = lengthFrom(first);
    const point = length === 1 ? first : codePointAt(bytes, at, length);
    if (point === undefined) return undefined;
    if (point > 0xffff) units.push(0xd7c0 + (point >> 10), 0xdc00 | (point & 0x3ff));
    else units.push(point);
    at += length;
    if (units.length >= MAX_UNITS) {
      parts.push(String.fromCharCode(...units));
      units = [];
    }
  }
  return parts.join('') + String.fromCharCode(...units);
}

/** As many arguments as a call may safely have. */
const MAX_UNITS = 4096;

/** How many bytes a code point takes that begins so; 0 where none does. */
function lengthFrom(first: number): 0 | 1 | 2 | 3 | 4 {
  if (first < 0x80) return 1;
  if (first < 0xc2) return 0;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
}

/** undefined where a byte is missing or the form is longer than need be. */
function codePointAt(bytes: Uint8Array, start: number, length: 0 | 2 | 3 | 4): number | undefined {
  if (length === 0) return undefined;
  let point = (bytes[start] ?? 0) & (0x7f >> length);
  for (let at = start + 1; at < start + length; at += 1) {
    const next = bytes[at] ?? 0;
    if ((next & 0xc0) !== 0x80) return undefined;
    point = (point << 6) | (next & 0x3f);
  }
  const least = length === 2 ? 0x80 : length === 3 ? 0x800 : 0x10000;
  return point < least || point > 0x10ffff ? undefined : point;
}
