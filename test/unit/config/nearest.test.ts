import { expect, it } from 'vitest';
import { nearest } from '../../../src/config/nearest.js';

const WORDS = ['target', 'listen', 'headless', 'har', 'timeout'];

it.each([
  ['targt', 'target'],
  ['tragets', 'target'],
  ['lsiten', 'listen'],
  ['hra', 'har'],
  ['Time-out', 'timeout'],
])('%s probably means %s', (typed, meant) => {
  expect(nearest(typed, WORDS)).toBe(meant);
});

it('does not guess where nothing is near', () => {
  expect(nearest('colour', WORDS)).toBeUndefined();
  expect(nearest('x'.repeat(5000), WORDS)).toBeUndefined();
  expect(nearest('', WORDS)).toBeUndefined();
});
