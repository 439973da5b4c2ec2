/** A filter from its text. docs/filter.md describes the language. */
import type { Filter, Filterable, ParsedFilter } from './filter.js';
import { FilterSyntaxError, parse, type Node } from './parser.js';

/** Longer texts are refused. */
const MAX_LENGTH = 2000;

/** The filter, or what is wrong with the text. A blank text lets everything through. */
export function parseFilter(text: string): ParsedFilter {
  if (text.length > MAX_LENGTH) {
    const message = `A filter has at most ${MAX_LENGTH} characters.`;
    return { kind: 'invalid', message, start: MAX_LENGTH, end: text.length };
  }
  try {
    return { kind: 'filter', filter: filterOf(text, parse(text)) };
  } catch (error) {
    if (!(error instanceof FilterSyntaxError)) throw error;
    const { start, end } = error.span;
    return { kind: 'invalid', message: error.message, start, end };
  }
}

function filterOf(source: string, node: Node | undefined): Filter {
  if (node === undefined) return { source, matches: () => true };
  if (node.cost === 0) return { source, matches: node.test };
  return { source, matches: (row) => node.test(lookingOnce(row)) };
}

/** A row whose whole is looked up once, however many terms ask for it. */
function lookingOnce(row: Filterable): Filterable {
  let whole: ReturnType<Filterable['whole']>;
  let hasLooked = false;
  return {
    summary: row.summary,
    marked: row.marked,
    whole: () => {
      if (!hasLooked) whole = row.whole();
      hasLooked = true;
      return whole;
    },
  };
}
