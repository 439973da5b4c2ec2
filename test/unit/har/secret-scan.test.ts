import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MIN_SOUGHT_LENGTH, SecretScan } from '../../../src/har/secret-scan.js';

const keep = (text: string): string => text;

/** The same by the obvious way: from left to right, what ends first, and of those the longest. */
function slowReplace(text: string, sought: readonly string[]): string {
  let out = '';
  let done = 0;
  for (let end = 1; end <= text.length; end += 1) {
    const found = sought
      .filter((word) => end - word.length >= done && text.slice(0, end).endsWith(word))
      .sort((a, b) => b.length - a.length)[0];
    if (found === undefined) continue;
    out += `${text.slice(done, end - found.length)}<${found.length}>`;
    done = end;
  }
  return out + text.slice(done);
}

describe('SecretScan', () => {
  it('replaces every occurrence, also at the ends and side by side', () => {
    const scan = new SecretScan();
    scan.add('abcdefgh1', '#');
    expect(scan.replaceIn('abcdefgh1 x abcdefgh1abcdefgh1', keep)).toBe('# x ##');
  });

  it('prefers the longer of two that end together', () => {
    const scan = new SecretScan();
    scan.add('12345678', 'short');
    scan.add('abc12345678', 'long');
    expect(scan.replaceIn('abc12345678', keep)).toBe('long');
  });

  it('ignores texts that are too short to be told apart', () => {
    const scan = new SecretScan();
    scan.add('a'.repeat(MIN_SOUGHT_LENGTH - 1), '#');
    expect(scan.size).toBe(0);
  });

  it('gives the same text where nothing is found', () => {
    const scan = new SecretScan();
    scan.add('not here at all', '#');
    const text = 'x'.repeat(1000);
    expect(scan.replaceIn(text, keep)).toBe(text);
  });

  it('forgets', () => {
    const scan = new SecretScan();
    scan.add('abcdefgh1', '#');
    scan.clear();
    expect(scan.replaceIn('abcdefgh1', keep)).toBe('abcdefgh1');
  });

  it('finds what the obvious way finds', () => {
    const letters = fc.string({
      unit: fc.constantFrom('a', 'b', 'ö'),
      minLength: 8,
      maxLength: 12,
    });
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'ö'), maxLength: 120 });
    fc.assert(
      fc.property(
        fc.uniqueArray(letters, { minLength: 1, maxLength: 6 }),
        text,
        (words, before) => {
          const haystack = before + (words[0] ?? '') + before;
          const scan = new SecretScan();
          for (const word of words) scan.add(word, `<${word.length}>`);
          expect(scan.replaceIn(haystack, keep)).toBe(slowReplace(haystack, words));
        },
      ),
    );
  });

  it('gives up on a text that was made to cost much', () => {
    const scan = new SecretScan();
    for (let i = 0; i < 1000; i += 1) scan.add(`${i}aaaaaaaab`.padStart(20, 'x'), '#');
    expect(scan.replaceIn('aaaaaaab'.repeat(30_000), keep)).toBeUndefined();
  });
});
