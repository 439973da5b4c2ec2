import { describe, expect, it } from 'vitest';
import { integerOf, tableParts, withMicroseconds } from '../../../src/stores/driver-sql-values.js';

describe('an integer sent as text', () => {
  it.each([
    ['0', 0],
    ['-7', -7],
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', 9007199254740992n],
    ['18446744073709551615', 18446744073709551615n],
    ['1.5', '1.5'],
  ])('%s is %s', (text, value) => {
    expect(integerOf(text)).toBe(value);
  });
});

describe('a date and time without a zone', () => {
  it.each([
    ['2026-12-06 20:40:46', '2026-12-06 20:40:46.000000'],
    ['2026-12-06 20:40:46.5', '2026-12-06 20:40:46.500000'],
    ['2026-12-06 20:40:46.123456', '2026-12-06 20:40:46.123456'],
    ['infinity', 'infinity'],
    ['0044-03-15 12:00:00 BC', '0044-03-15 12:00:00 BC'],
  ])('%s is %s', (text, value) => {
    expect(withMicroseconds(text)).toBe(value);
  });
});

describe("a table's name", () => {
  it.each([
    ['django_session', ['django_session']],
    ['shop.session', ['shop.session']],
    ['"shop"."session"', ['shop', 'session']],
    ['shop"."session', ['shop', 'session']],
    ['"session"', ['session']],
    ['"; DROP TABLE t', ['"; DROP TABLE t']],
    ['"', ['"']],
    ['""', ['""']],
  ])('%s has the parts %j', (name, parts) => {
    expect(tableParts(name, '"')).toEqual(parts);
  });
});
