/** docs/filter.md lists the fields as the language has them. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FILTER_FIELDS } from '../../../src/filter/fields.js';
import { parseFilter } from '../../../src/filter/parse-filter.js';

const docs = readFileSync(new URL('../../../docs/filter.md', import.meta.url), 'utf8');

const cells = (line: string): readonly string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

it('docs/filter.md has every field, as the help has it', () => {
  const rows = docs
    .split('## Fields')[1]
    ?.split('\n## ')[0]
    ?.split('\n')
    .filter((line) => line.startsWith('| `'))
    .map(cells);
  expect(rows).toEqual(
    FILTER_FIELDS.map(({ name, synonyms, help, example }) => [
      [name, ...synonyms].map((one) => `\`${one}\``).join(' '),
      help,
      `\`${example}\``,
    ]),
  );
});

it.each(FILTER_FIELDS.map(({ example }) => example))('the example %s can be read', (example) => {
  expect(parseFilter(example).kind).toBe('filter');
});
