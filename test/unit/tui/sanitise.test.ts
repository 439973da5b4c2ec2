import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clustersOf } from '../../../src/tui/display-width.js';
import { sanitise } from '../../../src/tui/sanitise.js';

const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;
const LONE_SURROGATE = /(?<![\ud800-\udbff])[\udc00-\udfff]|[\ud800-\udbff](?![\udc00-\udfff])/;

describe('sanitise', () => {
  it.each([
    ['plain ASCII {bold}stays{/bold}', 'plain ASCII {bold}stays{/bold}'],
    ['\x1b[2J\x1b]0;title\x07', '\\x1b[2J\\x1b]0;title\\x07'],
    ['a\tb\r\nc\0d', 'a\\tb\\r\\nc\\x00d'],
    ['\x7f\x9b2J\x9d0;x', '\\x7f\\x9b2J\\x9d0;x'],
    ['user\u202egnp.exe', 'user\\u202egnp.exe'],
    ['a\u200bb\ufeffc\u2028d', 'a\\u200bb\\ufeffc\\u2028d'],
    ['\ud800x\udc00', '\\ud800x\\udc00'],
    ['e\u0301', 'é'],
    ['Ångström, 山田太郎, ñ', 'Ångström, 山田太郎, ñ'],
    ['ok 👍🏽 ❤️', 'ok \\u{1f44d}\\u{1f3fd} ❤\\ufe0f'],
    ['\ue0a0', '\\ue0a0'],
    ['a\u0301\u0302\u0303\u0304', 'á\u0302\u0303\\u0304'],
  ])('%j becomes %j', (raw, safe) => {
    expect(sanitise(raw)).toBe(safe);
  });

  it('lets nothing through that could move the cursor, turn the text or take no room', () => {
    const anything = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));
    const units = fc
      .array(fc.integer({ min: 0, max: 0xffff }))
      .map((codes) => String.fromCharCode(...codes));
    fc.assert(
      fc.property(fc.oneof(anything, units), (raw) => {
        const safe = sanitise(raw);
        expect(safe).not.toMatch(FORBIDDEN);
        expect(safe).not.toMatch(LONE_SURROGATE);
        expect(clustersOf(safe).join('')).toBe(safe);
      }),
      { numRuns: 400 },
    );
  });

  it('changes nothing when applied again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (raw) => {
        expect(sanitise(sanitise(raw), 100_000)).toBe(sanitise(raw));
      }),
    );
  });

  it('cuts what is too long, and never in the middle of a character', () => {
    expect(sanitise('x'.repeat(1_000_000), 10)).toBe('xxxxxxxxxx…');
    expect(sanitise('𠀀𠀀', 3)).toBe('𠀀…');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 0, max: 20 }), (raw, max) => {
        expect(sanitise(raw, max).length).toBeLessThanOrEqual(max * 9 + 1);
      }),
    );
  });
});
