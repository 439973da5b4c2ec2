import { expect, it } from 'vitest';
import { databaseDate } from '../../../src/demo/schema.js';

it('writes dates as Django does for SQLite', () => {
  expect(databaseDate(Date.UTC(2026, 11, 6, 20, 29, 32, 811))).toBe('2026-12-06 20:29:32.811000');
});

it('leaves the fraction out on a full second, as Python does', () => {
  expect(databaseDate(Date.UTC(2026, 11, 6, 20, 29, 32))).toBe('2026-12-06 20:29:32');
});

it('writes texts that sort as the moments do', () => {
  const moments = [0, 999, 1000, 1001, 1_795_379_404_533, 1_795_379_405_000];
  const texts = moments.map(databaseDate);
  expect(texts.toSorted()).toEqual(texts);
});
