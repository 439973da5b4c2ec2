import { expect, it } from 'vitest';
import { BoundedMap } from '../../../src/session/bounded-map.js';

it('forgets what was used longest ago above its size', () => {
  const map = new BoundedMap<string, number>(2);
  map.set('a', 1);
  map.set('b', 2);
  expect(map.get('a')).toBe(1);
  map.set('c', 3);
  expect(map.get('b')).toBeUndefined();
  expect(map.get('a')).toBe(1);
  expect(map.size).toBe(2);
});

it('forgets above a weight, down to the latest entry', () => {
  const map = new BoundedMap<string, number>(100, { weightOf: (value) => value, max: 10 });
  map.set('a', 4);
  map.set('b', 4);
  map.set('b', 5);
  expect(map.size).toBe(2);
  map.set('c', 2);
  expect(map.get('a')).toBeUndefined();
  expect(map.get('b')).toBe(5);
  map.set('d', 50);
  expect(map.size).toBe(1);
  expect(map.get('d')).toBe(50);
  map.delete('d');
  map.set('e', 10);
  expect(map.get('e')).toBe(10);
});
