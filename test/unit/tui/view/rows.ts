/** Detail rows as a person sees them, for tests: their text, and all that can be unfolded. */
import { afterAll, beforeAll } from 'vitest';
import type { DetailOptions, DetailRow } from '../../../../src/tui/detail-row.js';
import { plainText } from '../../../../src/tui/styled.js';

/** Golden texts hold times of day: they are those of UTC, wherever the test runs. */
export function inUtc(): void {
  const zone = process.env['TZ'];
  beforeAll(() => {
    process.env['TZ'] = 'UTC';
  });
  afterAll(() => {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });
}

export const options = (changes: Partial<DetailOptions> = {}): DetailOptions => ({
  width: 100,
  masked: false,
  turned: new Set(),
  ...changes,
});

export const textOf = (rows: readonly DetailRow[]): string =>
  rows.map(({ line }) => plainText(line)).join('\n');

/** Each row's text without its margin, joined: what was wrapped is whole again. */
export const joinedText = (rows: readonly DetailRow[]): string =>
  rows.map(({ line }) => plainText(line).trimStart()).join('');

/** All values that can be copied. */
export const valuesOf = (rows: readonly DetailRow[]): readonly string[] =>
  rows.flatMap(({ value }) => (value === undefined ? [] : [value]));

/** The rows with every fold opened that opening brings to light, a few levels deep. */
export function unfolded(
  render: (turned: ReadonlySet<string>) => readonly DetailRow[],
): readonly DetailRow[] {
  const turned = new Set<string>();
  let rows = render(turned);
  for (let level = 0; level < 6; level += 1) {
    const closed = rows.flatMap(({ fold }) => (fold?.open === false ? [fold.key] : []));
    if (closed.length === 0) break;
    for (const key of closed) turned.add(key);
    rows = render(turned);
  }
  return rows;
}
