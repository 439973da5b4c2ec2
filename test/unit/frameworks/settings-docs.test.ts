import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { adapters } from '../../../src/frameworks/registry.js';

const documented = readFileSync(new URL('../../../docs/stores.md', import.meta.url), 'utf8');

it.each(adapters.flatMap(({ settings }) => settings))(
  'docs/stores.md has the setting $name as it is',
  ({ name, default: value, description }) => {
    const row = documented.split('\n').find((line) => line.startsWith(`| \`${name}\` `));
    const cells = row?.split('|').map((cell) => cell.trim()) ?? [];
    expect(cells.slice(1, 4)).toEqual([
      `\`${name}\``,
      value === null ? 'unknown' : `\`${String(value)}\``,
      description,
    ]);
  },
);
