/**
 * The notations for numbers inside pickles: protocol 0 writes lines of ASCII, later protocols two's
 * complement. All return undefined for what Python would refuse.
 */
import { floatValue, integerValue } from './numbers.js';
import type { Raw } from './pickle-values.js';

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
  if (bytes.length <= 6) return Buffer.from(bytes).readIntLE(0, bytes.length);
  const hex = Buffer.from(bytes).reverse().toString('hex');
  const value = BigInt.asIntN(bytes.length * 8, BigInt(`0x${hex}`));
  return integerValue(value.toString());
}
