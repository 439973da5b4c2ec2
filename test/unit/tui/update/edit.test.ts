import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { edit, MAX_TYPED } from '../../../../src/tui/update/edit.js';

/** A line with its cursor written as `|`. */
const lineOf = (marked: string) => ({
  text: marked.replace('|', ''),
  cursor: marked.indexOf('|'),
});

/** Half of a surrogate pair. */
const HALF = /\p{Surrogate}/u;

describe('edit', () => {
  it.each([
    ['a|b', 'x', 'ax|b'],
    ['a|b', 'space', 'a |b'],
    ['a|b', '😀', 'a😀|b'],
    ['a|b', 'é', 'aé|b'],
    ['a😀|b', 'backspace', 'a|b'],
    ['a|😀b', 'delete', 'a|b'],
    ['a😀|b', 'left', 'a|😀b'],
    ['a|😀b', 'right', 'a😀|b'],
    ['|ab', 'left', '|ab'],
    ['ab|', 'right', 'ab|'],
    ['|ab', 'backspace', '|ab'],
    ['ab|', 'delete', 'ab|'],
    ['a|b', 'home', '|ab'],
    ['a|b', 'ctrl-a', '|ab'],
    ['a|b', 'end', 'ab|'],
    ['a|b', 'ctrl-e', 'ab|'],
    ['a|b', 'ctrl-b', '|ab'],
    ['a|b', 'ctrl-f', 'ab|'],
    ['ab|', 'ctrl-h', 'a|'],
    ['a|bc', 'ctrl-d', 'a|c'],
    ['ab|cd', 'ctrl-u', '|cd'],
    ['ab|cd', 'ctrl-k', 'ab|'],
    ['user:ada  path:/x|y', 'ctrl-w', 'user:ada  |y'],
    ['user:ada  |y', 'ctrl-w', '|y'],
    ['|y', 'ctrl-w', '|y'],
  ])('%s and %s give %s', (before, key, after) => {
    expect(edit(lineOf(before), key)).toEqual(lineOf(after));
  });

  it.each(['up', 'f5', 'tab', 'enter', 'esc', 'ctrl-x', ''])('does nothing with %j', (key) => {
    expect(edit({ text: 'a', cursor: 1 }, key)).toBeUndefined();
  });

  it('takes no more than its most', () => {
    const full = { text: 'x'.repeat(MAX_TYPED - 1), cursor: 3 };
    expect(edit(full, '😀')).toEqual(full);
    expect(edit(full, 'y')?.text).toHaveLength(MAX_TYPED);
  });

  it('never leaves half a character, nor the cursor outside or within one', () => {
    const keys = [
      'left',
      'right',
      'home',
      'end',
      'backspace',
      'delete',
      'ctrl-w',
      'ctrl-k',
      'space',
    ];
    const key = fc.oneof(fc.constantFrom(...keys), fc.constantFrom('a', '😀', '漢', '𝒳', '\u0301'));
    fc.assert(
      fc.property(fc.array(key, { maxLength: 60 }), (typed) => {
        let line = { text: '', cursor: 0 };
        for (const one of typed) {
          line = edit(line, one) ?? line;
          expect(line.text).not.toMatch(HALF);
          expect(line.text.slice(0, line.cursor)).not.toMatch(HALF);
          expect(line.cursor).toBeGreaterThanOrEqual(0);
          expect(line.cursor).toBeLessThanOrEqual(line.text.length);
        }
      }),
    );
  });
});
