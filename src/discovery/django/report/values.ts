/** How the script writes values: places, secrets, dicts. Pure. */
import { isRecord, listIn, recordIn, textIn } from '../../plain-json.js';
import type { Place, PlainValue } from '../facts.js';

/** `[file, line]`. */
export function placeFrom(value: unknown): Place | undefined {
  const [file, line] = listIn(value);
  if (typeof file !== 'string') return undefined;
  return { file, ...(typeof line === 'number' ? { line } : {}) };
}

/** `{"base64": "..."}`; undefined for anything else and for no bytes. */
export function bytesIn(value: unknown): Uint8Array | undefined {
  const base64 = textIn(recordIn(value)['base64']);
  return base64 === undefined ? undefined : new Uint8Array(Buffer.from(base64, 'base64'));
}

/** Text that went as base64. */
export function secretTextIn(value: unknown): string | undefined {
  const bytes = bytesIn(value);
  return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
}

/** Objects become maps, so that no name of a setting is a prototype's. */
export function plainFrom(value: unknown): PlainValue {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number' || typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(plainFrom);
  return isRecord(value) ? plainMapFrom(value) : null;
}

export const plainMapFrom = (value: unknown): ReadonlyMap<string, PlainValue> =>
  new Map(Object.entries(recordIn(value)).map(([key, item]) => [key, plainFrom(item)]));
