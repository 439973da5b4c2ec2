/** JSON text as a Python value. Pure; unknown where it is no JSON. */
import { dictOf, UNKNOWN, type PythonValue } from './values.js';

export function fromJson(text: string): PythonValue {
  try {
    return valueOf(JSON.parse(text));
  } catch {
    return UNKNOWN;
  }
}

function valueOf(json: unknown): PythonValue {
  if (json === null || typeof json === 'boolean') return json;
  if (typeof json === 'number' || typeof json === 'string') return json;
  if (Array.isArray(json)) return json.map(valueOf);
  return dictOf(Object.entries(json ?? {}).map(([key, item]) => [key, valueOf(item)]));
}
