/** Values of a filter's field that were seen in the traffic, for Tab. */
import { fieldNamed } from '../../filter/fields.js';
import { quoteValue } from '../../filter/lexer.js';
import type { Source } from '../source.js';

/** More are not looked through. */
const MAX_LOOKED = 5000;

/** Those that begin as the value at the cursor does; none where the cursor is at no such field. */
export function liveValues(
  text: string,
  cursor: number,
  { journal }: Source,
): { readonly start: number; readonly candidates: readonly string[] } {
  const [, name = '', typed = ''] = /([A-Za-z-]+):([^\s()"]*)$/.exec(text.slice(0, cursor)) ?? [];
  const wanted = typed.toLowerCase();
  const seen = valuesOf(fieldNamed(name)?.name, journal)
    .slice(-MAX_LOOKED)
    .filter((value) => value.toLowerCase().startsWith(wanted));
  return { start: cursor - typed.length, candidates: [...new Set(seen)].map(quoteValue) };
}

function valuesOf(field: string | undefined, journal: Source['journal']): readonly string[] {
  if (field === 'user') return journal.userKeys.map((key) => journal.user(key)?.label ?? key);
  if (field === 'session') return journal.sessionTags;
  return field === 'connection' ? journal.connectionIds : [];
}
