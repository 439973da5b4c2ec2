/** Python's conversions of text and numbers, as settings files and their packages use them. Pure. */
import { pathText, truth, UNKNOWN, type PythonValue } from './values.js';

export function toInteger(value: PythonValue | undefined): PythonValue {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number') return Math.trunc(value);
  return typeof value === 'string' && /^\s*[-+]?\d+\s*$/.test(value) ? Number(value) : UNKNOWN;
}

export function toFloat(value: PythonValue | undefined): PythonValue {
  if (typeof value === 'number') return value;
  const isNumber = typeof value === 'string' && /^\s*[-+]?\d+(?:\.\d*)?\s*$/.test(value);
  return isNumber ? Number(value) : UNKNOWN;
}

/** `str(value)`, for what has one form only. */
export function toText(value: PythonValue | undefined): PythonValue {
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (value === null) return 'None';
  if (typeof value === 'number' && Number.isInteger(value)) return String(value);
  return pathText(value) ?? UNKNOWN;
}

/** `bool(value)`. */
export const toBoolean = (value: PythonValue | undefined): PythonValue =>
  value === undefined ? false : (truth(value) ?? UNKNOWN);
