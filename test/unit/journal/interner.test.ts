import { expect, it } from 'vitest';
import { Interner } from '../../../src/journal/interner.js';

it('knows equal values by one number until the last use is taken back', () => {
  const lists = new Interner<readonly string[]>((list) => JSON.stringify(list));
  const id = lists.add(['a', 'b']);
  expect(lists.add(['a', 'b'])).toBe(id);
  expect(lists.add(['a,b'])).not.toBe(id);
  const { bytes } = lists;
  lists.release(id);
  expect(lists.at(id)).toEqual(['a', 'b']);
  expect(lists.bytes).toBe(bytes);
  lists.release(id);
  expect(lists.at(id)).toBeUndefined();
  expect(lists.size).toBe(1);
  expect(lists.bytes).toBeLessThan(bytes);
  expect(lists.add(['c'])).toBe(id);
});

it('has zero for none', () => {
  const texts = new Interner<string>((text) => text);
  expect(texts.add(undefined)).toBe(0);
  expect(texts.at(0)).toBeUndefined();
  texts.release(0);
  expect(texts.add('')).not.toBe(0);
  expect(texts.size).toBe(1);
});
