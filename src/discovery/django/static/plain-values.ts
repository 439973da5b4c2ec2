/** Values of Python expressions as settings and plain data; what is not known is left out. Pure. */
import type { SettingValue } from '../../../model/settings.js';
import { entriesOf, isList, isUnknown, pathText, type PythonValue } from '../../python/values.js';
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

/** Anything in it is unknown. */
export function hasUnknown(value: PythonValue): boolean {
  if (isList(value)) return value.some(hasUnknown);
  return isUnknown(value) || [...(entriesOf(value) ?? [])].some(([, item]) => hasUnknown(item));
}
