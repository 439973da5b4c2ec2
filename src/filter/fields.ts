/** Every field of the language, by its names; what the help, the docs and the completion go by. */
import type { Field } from './field.js';
import { byText } from './make.js';
import { SUMMARY_FIELDS } from './summary-fields.js';
import { containing } from './texts.js';
import { WHOLE_FIELDS } from './whole-fields.js';

export const FILTER_FIELDS: readonly Field[] = [...SUMMARY_FIELDS, ...WHOLE_FIELDS];

const BY_NAME: ReadonlyMap<string, Field> = new Map(
  FILTER_FIELDS.flatMap((field) => [field.name, ...field.synonyms].map((name) => [name, field])),
);

export const fieldNamed = (name: string): Field | undefined => BY_NAME.get(name.toLowerCase());

/** A word without a field: anywhere in what a row shows. */
export const BARE: Pick<Field, 'cost' | 'make'> = {
  cost: 0,
  make: byText(
    ({ summary }) => [
      summary.target,
      summary.user,
      summary.method,
      summary.status === undefined ? undefined : String(summary.status),
      ...summary.sessions,
      ...summary.events,
      ...summary.changed,
    ],
    containing,
  ),
};

/** mitmproxy's letters where they mean the same; their values are regular expressions. */
export const LETTERS: ReadonlyMap<string, string> = new Map([
  ['~u', 'url'],
  ['~m', 'method'],
  ['~h', 'header'],
  ['~b', 'body'],
  ['~d', 'host'],
  ['~t', 'type'],
  ['~c', 'status'],
]);

/** mitmproxy's letters without a value. */
export const LETTER_STATES: ReadonlyMap<string, string> = new Map([
  ['~e', 'failed'],
  ['~q', 'pending'],
  ['~websocket', 'upgraded'],
  ['~marked', 'marked'],
]);

/** The known name that is most like a wrong one; undefined when none is. */
export function nearestField(name: string): string | undefined {
  const wanted = name.toLowerCase();
  let best: { readonly name: string; readonly distance: number } | undefined;
  for (const known of BY_NAME.keys()) {
    const distance = known.startsWith(wanted) && wanted !== '' ? 1 : editDistance(wanted, known);
    if (distance <= 2 && distance < (best?.distance ?? Infinity)) best = { name: known, distance };
  }
  return best?.name;
}

/** Letters to add, drop or change. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const change = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(change, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
