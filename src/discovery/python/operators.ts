/** Operators on the values that settings files compute with; unknown for all else. Pure. */
import { isAbsolute, join } from 'node:path';
import {
  dictOf,
  entriesOf,
  isList,
  isUnknown,
  nodeOf,
  pathText,
  truth,
  UNKNOWN,
  type PythonValue,
} from './values.js';

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

/** `|` joins dicts. */
export function united(left: PythonValue, right: PythonValue): PythonValue {
  const [first, second] = [entriesOf(left), entriesOf(right)];
  return first === undefined || second === undefined ? UNKNOWN : dictOf([...first, ...second]);
}

/** `==` of texts, numbers, booleans and None. */
export function equals(left: PythonValue, right: PythonValue): PythonValue {
  return isScalar(left) && isScalar(right) ? scalar(left) === scalar(right) : UNKNOWN;
}

const isScalar = (value: PythonValue): value is null | boolean | number | string =>
  value === null || typeof value !== 'object';

/** True is 1. */
const scalar = (value: null | boolean | number | string): null | number | string =>
  typeof value === 'boolean' ? Number(value) : value;

/** `left in right`, of texts in texts, lists and the keys of dicts. */
export function contains(left: PythonValue, right: PythonValue): PythonValue {
  if (typeof left !== 'string') return UNKNOWN;
  if (typeof right === 'string') return right.includes(left);
  const entries = entriesOf(right);
  if (entries !== undefined) return entries.has(left);
  if (!isList(right)) return UNKNOWN;
  if (right.includes(left)) return true;
  return right.some((item) => isUnknown(item)) ? UNKNOWN : false;
}

export function negated(value: PythonValue): PythonValue {
  const isTrue = truth(value);
  return isTrue === undefined ? UNKNOWN : !isTrue;
}
