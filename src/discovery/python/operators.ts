/** `+`, `/` and arithmetic on the values that settings files compute with; unknown for all else. Pure. */
import { isAbsolute, join } from 'node:path';
import { isList, nodeOf, pathText, UNKNOWN, type PythonValue } from './values.js';

/** Texts and lists are joined, numbers added. */
export function added(left: PythonValue, right: PythonValue): PythonValue {
  if (typeof left === 'string' && typeof right === 'string') return left + right;
  if (isList(left) && isList(right)) return [...left, ...right];
  return computed(left, right, (a, b) => a + b);
}

export function computed(
  left: PythonValue,
  right: PythonValue,
  compute: (left: number, right: number) => number,
): PythonValue {
  return typeof left === 'number' && typeof right === 'number' ? compute(left, right) : UNKNOWN;
}

/** `/` joins paths and divides numbers. */
export function divided(left: PythonValue, right: PythonValue): PythonValue {
  const base = nodeOf(left, 'path')?.path;
  const part = pathText(right);
  if (base === undefined || part === undefined) return computed(left, right, (a, b) => a / b);
  return { kind: 'path', path: isAbsolute(part) ? part : join(base, part) };
}
