import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fit,
  line,
  plainText,
  reversed,
  text,
  truncate,
  widthOf,
  wrap,
} from '../../../src/tui/styled.js';

describe('text', () => {
  it('makes whatever it is given safe', () => {
    expect(text('\x1b[31m{red-fg}').text).toBe('\\x1b[31m{red-fg}');
  });
});

describe('truncate and fit', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['漢字漢字', 5, '漢字…'],
    ['漢字漢字', 4, '漢…'],
    ['a', 0, ''],
  ])('%j in %i cells is %j', (raw, width, expected) => {
    expect(plainText(truncate(line(raw), width))).toBe(expected);
  });

  it('pads to the left or to the right', () => {
    expect(plainText(fit(line('ab'), 4))).toBe('ab  ');
    expect(plainText(fit(line('ab'), 4, 'right'))).toBe('  ab');
    expect(plainText(fit(line('漢字漢'), 4))).toBe('漢… ');
  });

  it('gives exactly the width, for any text and any width', () => {
    const lines = fc
      .array(fc.string({ unit: 'grapheme' }))
      .map((parts) => parts.map((p) => text(p)));
    fc.assert(
      fc.property(lines, fc.integer({ min: 0, max: 60 }), (styled, width) => {
        expect(widthOf(fit(styled, width))).toBe(width);
        expect(widthOf(truncate(styled, width))).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('keeps the style of the segment it cuts', () => {
    expect(truncate([text('ab'), text('cdef', 'bad')], 4)).toEqual([
      text('ab'),
      text('c', 'bad'),
      text('…', 'bad'),
    ]);
  });
});

describe('wrap', () => {
  it('breaks between words and indents what follows', () => {
    expect(wrap(line('one two three four'), 10, 2).map(plainText)).toEqual([
      'one two',
      '  three',
      '  four',
    ]);
  });

  it('breaks a word that is longer than the line', () => {
    expect(wrap(line('abcdefghij'), 4).map(plainText)).toEqual(['abcd', 'efgh', 'ij']);
  });

  it('loses nothing but the spaces at which it breaks, and keeps to the width', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.integer({ min: 4, max: 30 }),
        (raw, width) => {
          const lines = wrap(line(raw), width, 2);
          const squeezed = (all: string) => all.replaceAll(' ', '');
          expect(squeezed(lines.map(plainText).join(''))).toBe(squeezed(plainText(line(raw))));
          for (const one of lines) expect(widthOf(one)).toBeLessThanOrEqual(width);
        },
      ),
    );
  });
});

describe('reversed', () => {
  it('drops tones, which would colour the background, and keeps weight', () => {
    expect(reversed([text('a', 'bad'), text('b', { bold: true })])).toEqual([
      text('a', { reverse: true }),
      text('b', { bold: true, reverse: true }),
    ]);
  });
});
