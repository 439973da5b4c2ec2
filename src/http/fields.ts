/** Reading header sections: field names compare without case, nothing is merged (RFC 9110 section 5). */
import type { HeaderSection } from '../model/message.js';

/** Node's flat `rawHeaders` as field lines. */
export function pairRawHeaders(raw: readonly string[]): HeaderSection {
  const lines: [string, string][] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) lines.push([raw[i] ?? '', raw[i + 1] ?? '']);
  return lines;
}

/** Every value of a field, in order. `name` in lower case. */
export function fieldValues(headers: HeaderSection, name: string): string[] {
  const values: string[] = [];
  for (const [field, value] of headers) {
    if (field.length === name.length && field.toLowerCase() === name) values.push(value);
  }
  return values;
}

/** The first value of a field; undefined when absent. `name` in lower case. */
export function fieldValue(headers: HeaderSection, name: string): string | undefined {
  for (const [field, value] of headers) {
    if (field.length === name.length && field.toLowerCase() === name) return value;
  }
  return undefined;
}
