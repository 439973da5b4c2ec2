/** Values of Python expressions as settings and plain data; what is not known is left out. Pure. */
import type { SettingValue } from '../../../model/settings.js';
import { entriesOf, isList, isUntold, pathText, type PythonValue } from '../../python/values.js';
import type { PlainMap, PlainValue } from '../facts.js';

export function settingValue(value: PythonValue): SettingValue | undefined {
  if (value === null || typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (isList(value)) {
    const texts = value.filter((item) => typeof item === 'string');
    return texts.length === value.length ? texts : undefined;
  }
  return pathText(value);
}

export function plainValue(value: PythonValue): PlainValue | undefined {
  if (value === null || typeof value !== 'object') return value;
  if (isList(value)) return value.map((item) => plainValue(item) ?? null);
  return entriesOf(value) === undefined ? pathText(value) : plainMap(value);
}

/** Empty for what is no dict. */
export const plainMap = (value: PythonValue | undefined): PlainMap =>
  new Map(
    [...(entriesOf(value) ?? [])].flatMap(([key, item]): [string, PlainValue][] => {
      const plain = plainValue(item);
      return plain === undefined ? [] : [[key, plain]];
    }),
  );

/** A text that is not empty, or a number's digits. */
export function textValue(value: PythonValue | undefined): string | undefined {
  const text = typeof value === 'number' ? String(value) : pathText(value);
  return text === '' ? undefined : text;
}

/** Anything in it cannot be told; of dicts, under these keys alone where they are given. */
export function hasUntold(value: PythonValue, keys?: readonly string[]): boolean {
  if (isList(value)) return value.some((item) => hasUntold(item, keys));
  if (isUntold(value)) return true;
  return [...(entriesOf(value) ?? [])].some(([key, item]) => {
    const counts = keys === undefined || keys.includes(key) || entriesOf(item) !== undefined;
    return counts && hasUntold(item, keys);
  });
}
