import { describe, expect, it } from 'vitest';
import { base62Time } from '../../../src/envelopes/timestamps.js';

describe('base62Time', () => {
  it.each([
    ['0', 0],
    ['z', 61_000],
    ['10', 62_000],
    ['1xVECa', Date.UTC(2026, 10, 22, 20, 30, 20)],
    ['1WkFxA', 1_400_000_000_000],
  ])('%s is %d', (text, expected) => {
    expect(base62Time(text)).toBe(expected);
  });

  it.each(['', '-1', '1x_ECa', '1 ', 'zzzzzzzzz', '0123456789'])('%j is no time', (text) => {
    expect(base62Time(text)).toBeUndefined();
  });
});
