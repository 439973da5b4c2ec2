/** docs/screen.md lists the keys of each place as the table has them. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Place } from '../../../../src/tui/keys/binding.js';
import { KEYMAP } from '../../../../src/tui/keys/keymap.js';

const docs = readFileSync(new URL('../../../../docs/screen.md', import.meta.url), 'utf8');

const PLACES: readonly (readonly [Place, string])[] = [
  ['panes', 'Everywhere'],
  ['list', 'In every list'],
  ['requests', 'In the requests'],
  ['sessions', 'In sessions, users and connections'],
  ['detail', 'In the detail'],
  ['exchange', 'In the detail of an exchange'],
  ['copy', 'Copy'],
  ['prompt', 'While typing'],
];

/** The table of one place as the document shall have it. */
function tableOf(place: Place): string {
  const rows = KEYMAP.filter(({ places }) => places.includes(place)).map(
    ({ label, help }) => [`\`${label}\``, help.replaceAll('|', '\\|')] as const,
  );
  const [first, second] = [0, 1].map((column) =>
    Math.max(...rows.map((row) => row[column as 0 | 1].length), column === 0 ? 4 : 5),
  ) as [number, number];
  const line = (a: string, b: string) => `| ${a.padEnd(first)} | ${b.padEnd(second)} |`;
  return [
    line('Keys', 'What'),
    line('-'.repeat(first), '-'.repeat(second)),
    ...rows.map(([keys, help]) => line(keys, help)),
  ].join('\n');
}

describe('docs/screen.md', () => {
  it.each(PLACES)('has the keys of %s', (place, heading) => {
    const section = docs.split(`### ${heading}\n\n`)[1]?.split('\n\n')[0]?.trimEnd();
    expect(section).toBe(tableOf(place));
  });
});
