/** The filter that a command was given, or an error that shows the place. */
import { SpyError } from '../errors.js';
import type { Filter } from '../filter/filter.js';
import { parseFilter } from '../filter/parse-filter.js';

/** `where` says who gave it: `--filter`. Throws SpyError SPY_CONFIG. */
export function chosenFilter(text: string | undefined, where = '--filter'): Filter | undefined {
  if (text === undefined) return undefined;
  const parsed = parseFilter(text);
  if (parsed.kind === 'filter') return parsed.filter;
  const { message, start, end } = parsed;
  const marked = `${text.slice(0, start)}»${text.slice(start, end)}«${text.slice(end)}`;
  throw new SpyError(
    'SPY_CONFIG',
    `${where}: ${message} At character ${start + 1}: ${marked} (docs/filter.md has the language.)`,
  );
}
