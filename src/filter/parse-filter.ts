import type { ParsedFilter } from './filter.js';
export function parseFilter(text: string): ParsedFilter {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((w) => w !== '');
  if (text.endsWith(':'))
    return {
      kind: 'invalid',
      message: 'a value is expected',
      start: text.length - 1,
      end: text.length,
    };
  return {
    kind: 'filter',
    filter: {
      source: text,
      matches: ({ summary, marked }) =>
        words.every((w) =>
          w === 'is:marked'
            ? marked
            : `${summary.target} ${summary.user ?? ''} ${summary.status ?? ''}`
                .toLowerCase()
                .includes(w),
        ),
    },
  };
}
