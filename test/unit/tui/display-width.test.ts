import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { clustersOf, clusterWidth, displayWidth } from '../../../src/tui/display-width.js';

// blessed's own table, by which it decides how many cells it skips; it has no types.
const blessedUnicode = createRequire(import.meta.url)('blessed/lib/unicode') as {
  charWidth: (character: string) => number;
};

describe('displayWidth', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['é', 1],
    ['e\u0323\u0301', 1],
    ['漢字', 4],
    ['한글', 4],
    ['ﾊﾝｶｸ', 4],
    ['全角', 4],
    ['│─█▸→…•', 7],
    ['עברית', 5],
  ])('%j takes %i cells', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });

  it('leaves out what is never drawn', () => {
    expect(clustersOf('a\u001bb😀c')).toEqual(['a', 'b', 'c']);
  });

  it('agrees with blessed on every character that may be drawn', () => {
    const disagreeing: string[] = [];
    for (let point = 0x20; point < 0x110000; point += 1) {
      if (point >= 0xd800 && point <= 0xdfff) continue;
      const character = String.fromCodePoint(point);
      if (clustersOf(character).length === 0) continue;
      if (blessedUnicode.charWidth(character) !== clusterWidth(character)) {
        disagreeing.push(point.toString(16));
      }
    }
    expect(disagreeing).toEqual([]);
  });
});
