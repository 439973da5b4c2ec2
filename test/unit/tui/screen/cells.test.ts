import { describe, expect, it } from 'vitest';
import { attributeOf, writeCells, type CellLine } from '../../../../src/tui/screen/cells.js';
import type { SafeText } from '../../../../src/tui/sanitise.js';
import { line, text } from '../../../../src/tui/styled.js';

const rowOf = (width: number): CellLine =>
  Object.assign(
    Array.from({ length: width }, (): [number, string] => [0, 'x']),
    { dirty: false },
  );
const charactersOf = (row: CellLine): string =>
  Array.from({ length: row.length }, (_, column) => row[column]?.[1] ?? '').join('');

describe('writeCells', () => {
  it('writes one cluster to a cell and blanks the rest', () => {
    const row = rowOf(6);
    writeCells(row, line('ab'), true);
    expect(charactersOf(row)).toBe('ab    ');
    expect(row.dirty).toBe(true);
  });

  it('gives a wide character two cells, and leaves it out where only one is left', () => {
    const row = rowOf(5);
    writeCells(row, line('漢字漢'), true);
    expect(charactersOf(row)).toBe('漢 字  ');
  });

  it('puts marks into the cell of their base', () => {
    const row = rowOf(2);
    writeCells(row, line('e\u0323\u0301x'), true);
    expect(row[0]?.[1]).toBe('ẹ\u0301');
  });

  it('leaves a row clean that does not change', () => {
    const row = rowOf(3);
    writeCells(row, line('abc'), true);
    row.dirty = false;
    writeCells(row, line('abc'), true);
    expect(row.dirty).toBe(false);
  });

  it('draws no control character even if one has slipped through', () => {
    const row = rowOf(3);
    const unsafe = 'a\u001bb' as SafeText; // what the type system is there to prevent
    writeCells(row, [{ text: unsafe, style: {} }], true);
    expect(charactersOf(row)).toBe('ab ');
  });
});

describe('attributeOf', () => {
  it('has weight and reverse without colour, and no colour when told so', () => {
    const plain = attributeOf({}, true);
    expect(attributeOf({ tone: 'bad' }, true)).not.toBe(plain);
    expect(attributeOf({ tone: 'bad' }, false)).toBe(plain);
    expect(attributeOf({ bold: true, reverse: true }, false)).toBe(plain | (9 << 18));
  });

  it('never sets a background', () => {
    expect(attributeOf(text('x', 'good').style, true) & 0x1ff).toBe(0x1ff);
  });
});
