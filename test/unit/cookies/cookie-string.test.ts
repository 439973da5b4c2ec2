import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairKey, parseCookieString, sentCookies } from '../../../src/cookies/cookie-string.js';

const pairs = (text: string): [string, string][] =>
  parseCookieString(text).map(({ name, value }) => [name, value]);

describe('parseCookieString', () => {
  it.each<[string, [string, string][]]>([
    ['id=1', [['id', '1']]],
    [
      'a=1; b=2; a=3',
      [
        ['a', '1'],
        ['b', '2'],
        ['a', '3'],
      ],
    ],
    [
      'a=1;b=2',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    [
      'token=abc==; x=~',
      [
        ['token', 'abc=='],
        ['x', '~'],
      ],
    ],
    ['messages="c42\\054 \\"x\\""', [['messages', '"c42\\054 \\"x\\""']]],
    [
      'flag; =nameless; a=',
      [
        ['', 'flag'],
        ['', 'nameless'],
        ['a', ''],
      ],
    ],
    [
      'a="x y"; b=%20+',
      [
        ['a', '"x y"'],
        ['b', '%20+'],
      ],
    ],
    [
      '  a = 1 \t; ;; b=2;',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    [
      '__proto__=1; constructor=2',
      [
        ['__proto__', '1'],
        ['constructor', '2'],
      ],
    ],
    ['n=\u00e9\u00a0', [['n', '\u00e9\u00a0']]],
    ['', []],
    [' ; = ;', []],
  ])('reads %j in order, values verbatim', (text, expected) => {
    expect(pairs(text)).toEqual(expected);
  });

  it('never throws and keeps every pair that was joined', () => {
    const token = fc.stringMatching(/^[!-:<>-~]{1,20}$/);
    const value = fc.stringMatching(/^[!-:<-~]{0,20}$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(token, value)), (written) => {
        const text = written.map(([name, content]) => `${name}=${content}`).join('; ');
        expect(pairs(text)).toEqual(written);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(() => parseCookieString(text)).not.toThrow();
      }),
    );
  });

  // Quadratic work on a million characters would not end within the time a test may take.
  it.each([' ', ';', '=', '\t;', 'a=b;', ' \t'])('reads a million characters of %j', (unit) => {
    expect(() => parseCookieString(`a=x${unit.repeat(1e6 / unit.length)}y`)).not.toThrow();
  });
});

describe('sentCookies', () => {
  it('joins several Cookie fields in order, whatever the case of their names', () => {
    const headers = [
      ['Cookie', 'a=1; b=2'],
      ['Host', 'x'],
      ['COOKIE', 'a=3'],
    ] as const;
    expect(sentCookies(headers).map(pairKey)).toEqual(['a=1', 'b=2', 'a=3']);
  });
});

describe('pairKey', () => {
  it('is equal for equal pairs only', () => {
    const pair = fc.record({ name: fc.stringMatching(/^[^=;]{0,4}$/), value: fc.string() });
    fc.assert(
      fc.property(pair, pair, (a, b) => {
        expect(pairKey(a) === pairKey(b)).toBe(a.name === b.name && a.value === b.value);
      }),
    );
  });
});
