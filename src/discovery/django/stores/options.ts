/** Entries of OPTIONS and its like by type; another type than expected counts as absent. Pure. */
import type { PlainMap, PlainValue } from '../facts.js';

/** A text that is not empty, or a number's digits. */
export function textOption(options: PlainMap | undefined, name: string): string | undefined {
  const value = options?.get(name);
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export const mapOption = (options: PlainMap | undefined, name: string): PlainMap | undefined =>
  asMap(options?.get(name));

export const asMap = (value: PlainValue | undefined): PlainMap | undefined =>
  // Of plain values only maps are instances of Map.
  value instanceof Map ? (value as PlainMap) : undefined;

export const hasOption = (options: PlainMap, name: string): boolean => {
  const value = options.get(name);
  return value !== undefined && value !== null && value !== false && value !== '';
};
