import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { surrogateUtf8, utf8 } from '../../../src/serializers/utf8.js';

const hex = (digits: string): Uint8Array => Buffer.from(digits.replaceAll(' ', ''), 'hex');

describe('utf8', () => {
  it.each([
    ['', ''],
    ['efbbbf61', '\ufeffa'],
    ['f09f8e89', '🎉'],
  ])('%s is %j', (digits, text) => {
    expect(utf8(hex(digits))).toBe(text);
  });

  it.each(['ff', 'c080', 'eda080', 'f4908080', 'e282', '80'])('%s is none', (digits) => {
    expect(utf8(hex(digits))).toBeUndefined();
  });
});

describe('surrogateUtf8', () => {
  it.each([
    ['61 eda080 62', 'a\ud800b'],
    ['edbfbf f09f8e89', '\udfff🎉'],
    ['eda080 c3a9 e282ac', '\ud800é€'],
  ])('%s is %j', (digits, text) => {
    expect(surrogateUtf8(hex(digits))).toBe(text);
  });

  it.each([
    'eda080 ff',
    'eda080 c080',
    'eda080 e08080',
    'eda080 f08080af',
    'eda0',
    'eda080 f4908080',
  ])('%s is none', (digits) => {
    expect(surrogateUtf8(hex(digits))).toBeUndefined();
  });

  it('reads what it can of any text and nothing else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 6000 }), (text) => {
        const bytes = Buffer.from(text);
        expect(surrogateUtf8(bytes)).toBe(text);
        const half = Buffer.concat([hex('eda080'), bytes]);
        expect(surrogateUtf8(half)).toBe(`\ud800${text}`);
      }),
    );
  });
});
