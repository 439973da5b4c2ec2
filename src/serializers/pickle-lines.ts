/**
 * Strings as protocol 0 writes them: lines of ASCII in Python's own escapes. Read byte by byte, so that
 * a long string of escapes takes no longer than it is long; undefined is what Python would refuse.
 */

/** What stands behind a backslash, as a byte; other letters leave the backslash where it is. */
const ESCAPED_BYTES: ReadonlyMap<number, number | undefined> = new Map<number, number | undefined>([
  [0x0a, undefined],
  [0x5c, 0x5c],
  [0x27, 0x27],
  [0x22, 0x22],
  [0x61, 0x07],
  [0x62, 0x08],
  [0x66, 0x0c],
  [0x6e, 0x0a],
  [0x72, 0x0d],
  [0x74, 0x09],
  [0x76, 0x0b],
]);

/** A line that holds an 8-bit string as Python 2's `repr` writes it, quotes included. */
export function lineByteString(line: Uint8Array): Uint8Array | undefined {
  const text = trimmed(line);
  const quote = text.at(0);
  if (text.length < 2 || (quote !== 0x27 && quote !== 0x22) || text.at(-1) !== quote)
    return undefined;
  const escaped = text.subarray(1, -1);
  if (!escaped.includes(BACKSLASH)) return escaped.slice();
  const bytes = new Uint8Array(escaped.length);
  let length = 0;
  for (let at = 0; at < escaped.length;) {
    const { value, taken } = byteAt(escaped, at);
    if (value !== undefined) bytes[length++] = value;
    at += taken;
  }
  return bytes.slice(0, length);
}

const BACKSLASH = 0x5c;

/** One byte and how many it took to write; none for an escaped line feed. */
function byteAt(text: Uint8Array, at: number): { value: number | undefined; taken: number } {
  const first = text[at] ?? 0;
  const second = text[at + 1];
  if (first !== BACKSLASH || second === undefined) return { value: first, taken: 1 };
  if (second === 0x78) {
    const value = digitsAt(text, at + 2, 2, 16);
    if (value !== undefined) return { value, taken: 4 };
  }
  if (digitOf(second) < 8) return octalAt(text, at);
  return ESCAPED_BYTES.has(second)
    ? { value: ESCAPED_BYTES.get(second), taken: 2 }
    : { value: first, taken: 1 };
}

/** One to three octal digits. */
function octalAt(text: Uint8Array, at: number): { value: number; taken: number } {
  let value = 0;
  let taken = 1;
  for (let digit = digitOf(text[at + 1] ?? 0); taken <= 3 && digit < 8;) {
    value = value * 8 + digit;
    taken += 1;
    digit = digitOf(text[at + taken] ?? 0);
  }
  return { value: value & 0xff, taken };
}

/** Exactly so many digits of the base; undefined where one is none. */
function digitsAt(text: Uint8Array, at: number, count: number, base: 8 | 16): number | undefined {
  let number = 0;
  for (let index = at; index < at + count; index += 1) {
    const digit = digitOf(text[index] ?? 0);
    if (digit >= base) return undefined;
    number = number * base + digit;
  }
  return number;
}

/** The value of a hex digit; Infinity for what is none. */
function digitOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : Infinity;
}

/** Without the white space around it. */
function trimmed(line: Uint8Array): Uint8Array {
  let [start, end] = [0, line.length];
  while (start < end && isSpace(line[start])) start += 1;
  while (end > start && isSpace(line[end - 1])) end -= 1;
  return line.subarray(start, end);
}

const isSpace = (byte: number | undefined): boolean =>
  byte === 0x20 || (byte !== undefined && byte >= 0x09 && byte <= 0x0d);

/**
 * A line in Python's raw-unicode-escape: latin-1 with `\uXXXX` and `\UXXXXXXXX`. Other letters do not
 * make an escape: the backslash stands for itself, and so does a second one behind it.
 */
export function lineUnicode(line: Uint8Array): string | undefined {
  if (!line.includes(BACKSLASH)) return Buffer.from(line).toString('latin1');
  const units = new Uint16Array(line.length);
  let count = 0;
  for (let at = 0; at < line.length;) {
    const first = line[at] ?? 0;
    const second = line[at + 1];
    const length = first !== BACKSLASH ? 0 : second === 0x75 ? 4 : second === 0x55 ? 8 : 0;
    const point = length === 0 ? first : digitsAt(line, at + 2, length, 16);
    if (point === undefined || point > 0x10ffff) return undefined;
    if (point > 0xffff) units[count++] = 0xd7c0 + (point >> 10);
    units[count++] = point > 0xffff ? 0xdc00 | (point & 0x3ff) : point;
    if (first === BACKSLASH && second === BACKSLASH) units[count++] = BACKSLASH;
    at += length > 0 ? 2 + length : first === BACKSLASH && second === BACKSLASH ? 2 : 1;
  }
  return Buffer.from(units.buffer, 0, count * 2).toString('utf16le');
}
