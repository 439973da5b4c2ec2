import { describe, expect, it } from 'vitest';
import { isIdentifying } from '../../../src/cookies/identifying.js';

describe('isIdentifying', () => {
  it.each([
    ['a Django session id', 'x7k2m9q4w1e8r5t3y6u0i2o7p4a1s8d5'],
    ['an MD5 in hex', 'd17d358b5cf9b7cfaca33805f56c31cd'],
    ['a Django signed cookie', 'eyJjb3VudCI6Nn0:1w0abc:Zm9vYmFyYmF6cXV4cXV1eDEyMzQ1Njc4OTA'],
    ['an Express sid', 's%3AuYxwV8f3hT0Qe5nPq2Lk7Jd9.abc'],
    ['a UUID', '7f3c9a52-0d1e-4b6f-8a77-2c9d5e1f0b34'],
  ])('holds for %s', (_what, value) => {
    expect(isIdentifying(value)).toBe(true);
  });

  it.each([
    'some_value_42',
    'dark',
    'de-DE,de;q=0.9',
    '%7B%22theme%22%3A%22dark%22%2C%22lang%22%3A%22de%22%7D',
    'accepted-all-the-cookies',
    'GA1.1.1234567890.1700000000',
    'a0a0a0a0a0a0a0a0a0a0a0a0',
    '00000000000000000000000000000000',
    '',
  ])('does not hold for %j', (value) => {
    expect(isIdentifying(value)).toBe(false);
  });
});
