/** Python's numbers as payload values: none loses a digit, none is taken for another. */
import type { PayloadNode } from '../model/payload.js';

type NumberValue = number | Extract<PayloadNode, { kind: 'integer' | 'float' }>;

/** An integer from its decimal digits, `-` or `+` in front; beyond 2^53-1 the digits are kept. */
export function integerValue(text: string): NumberValue {
  const [, sign = '', digits = '0'] = /^([+-]?)0*(\d+)$/.exec(text) ?? [];
  const number = Number(sign + digits);
  if (Number.isSafeInteger(number)) return number === 0 ? 0 : number;
  return { kind: 'integer', digits: sign === '-' ? `-${digits}` : digits };
}

/** A double as Python prints the ones that JSON lacks. */
export function floatValue(number: number): NumberValue {
  if (Number.isNaN(number)) return { kind: 'float', text: 'nan' };
  if (number === Infinity) return { kind: 'float', text: 'inf' };
  if (number === -Infinity) return { kind: 'float', text: '-inf' };
  return Object.is(number, -0) ? { kind: 'float', text: '-0.0' } : number;
}
