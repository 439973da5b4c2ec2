/**
 * The last pass over what is about to be written: secrets learnt late (a token in a response body)
 * are found in what was read early (a header). Only strings change, never the shape.
 */
import type { Redactor } from './redact.js';

/** A copy of plain data with every known secret replaced, in keys as well; base64 text is left alone. */
export function sweep<Data>(data: Data, redactor: Redactor): Data {
  if (redactor.mode === 'off') return data;
  // Strings become strings and containers stay containers of the same keys: the type holds.
  return sweepValue(data, redactor) as Data;
}

function sweepValue(value: unknown, redactor: Redactor): unknown {
  if (typeof value === 'string') return redactor.sweep(value, isUrl(value) ? 'uri' : 'text');
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => sweepValue(item, redactor));
  if ('encoding' in value && value.encoding === 'base64') return value;
  // fromEntries defines properties, so `__proto__` stays a key like any other.
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [redactor.sweep(key), sweepValue(item, redactor)]),
  );
}

const isUrl = (text: string): boolean =>
  (text.startsWith('/') || text.startsWith('http')) && /^(?:https?:\/)?\/\S*$/.test(text);
