import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { payloadJson } from '../../../src/model/payload-json.js';
import { payloadText } from '../../../src/model/payload-text.js';
import { readJson } from '../../../src/serializers/json.js';

const textOf = (json: string, encoding?: 'latin1' | 'utf-8'): string => {
  const read = readJson(Buffer.from(json, 'utf8'), encoding);
  return read.kind === 'read' ? payloadText(read.payload) : read.reason;
};

describe('readJson', () => {
  it.each([
    ['{"count":6}', '{"count": 6}'],
    [' { "a" : [ 1 , true , null ] } \n', '{"a": [1, true, null]}'],
    ['[NaN,Infinity,-Infinity]', '[nan, inf, -inf]'],
    ['[1.0,-0.0,-0,1e400,-1e400,1E2]', '[1, -0.0, 0, inf, -inf, 100]'],
    [
      '[9007199254740991,9007199254740993,-123456789012345678901]',
      '[9007199254740991, 9007199254740993, -123456789012345678901]',
    ],
    ['"\\ud83c\\udf89 \\ud800"', '"🎉 \\ud800"'],
    ['{"a":1,"b":2,"a":3}', '{"a": 3, "b": 2}'],
    ['{"__proto__":{"admin":true},"":0}', '{"__proto__": {"admin": true}, "": 0}'],
    ['""', '""'],
  ])('reads %j as %s', (json, text) => {
    expect(textOf(json)).toBe(text);
  });

  it('decodes as Django does, or as UTF-8 where asked to', () => {
    expect(textOf('"é"')).toBe('"Ã©"');
    expect(textOf('"é"', 'utf-8')).toBe('"é"');
    expect(readJson(Buffer.from([0x22, 0xe9, 0x22]), 'utf-8')).toMatchObject({
      reason: 'malformed',
    });
  });

  it.each([
    '',
    ' ',
    '{',
    '}',
    '[1',
    '[1,]',
    '[,1]',
    '{"a"}',
    '{"a":}',
    '{"a":1,}',
    '{a:1}',
    "{'a':1}",
    '01',
    '1.',
    '.5',
    '+1',
    '1e',
    '-',
    '"a',
    '"\\x"',
    '"\\u12g4"',
    '"\n"',
    '1 2',
    'nul',
    'True',
    '\u{feff}{}',
  ])('refuses %j, as Python does', (json) => {
    expect(textOf(json)).toBe('malformed');
  });

  it('says where the text is broken', () => {
    expect(readJson(Buffer.from('{"a": tru}'))).toEqual({
      kind: 'unreadable',
      reason: 'malformed',
      message: 'The JSON is broken at offset 6: a value was expected.',
    });
  });

  it('gives up on depth without overflowing the stack', () => {
    expect(textOf('['.repeat(100_000))).toBe('too-deep');
    expect(textOf(`${'['.repeat(900)}${']'.repeat(900)}`)).toMatch(/^\[\[\[/);
  });

  it('gives up on more values than can be shown', () => {
    expect(textOf(`[${'0,'.repeat(300_000)}0]`)).toBe('too-large');
  });

  it('reads all that JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = JSON.stringify(value);
        const read = readJson(Buffer.from(json), 'utf-8');
        const back = read.kind === 'read' ? payloadJson(read.payload) : read;
        expect(JSON.parse(JSON.stringify(back))).toEqual(asPython(JSON.parse(json)));
      }),
    );
  });

  it('takes the same texts for JSON as JSON.parse, but for constants', () => {
    const unit = fc.constantFrom(...Array.from('{}[]",:0123.eE+-\\u tfn'));
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 12 }), (text) => {
        const parses = ((): boolean => {
          try {
            JSON.parse(text);
            return true;
          } catch {
            return false;
          }
        })();
        expect(readJson(Buffer.from(text)).kind === 'read').toBe(parses);
      }),
      { numRuns: 3000 },
    );
  });

  it('reads any bytes without throwing', () => {
    fc.assert(
      fc.property(
        fc.uint8Array(),
        fc.constantFrom('latin1' as const, 'utf-8' as const),
        (bytes, encoding) => {
          expect(['read', 'unreadable']).toContain(readJson(bytes, encoding).kind);
        },
      ),
    );
  });
});

/** Numbers that Python reads as integers of another value than JavaScript: `-0` and those of many digits. */
function asPython(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asPython);
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, member]) => [key, asPython(member)]);
    return Object.fromEntries(entries) as unknown;
  }
  if (Object.is(value, -0)) return 0;
  const isLong = Number.isInteger(value) && !Number.isSafeInteger(value);
  const digits = JSON.stringify(value);
  return isLong && !digits.includes('e') ? { $py: 'int', value: digits } : value;
}
