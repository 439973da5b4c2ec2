import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clampIndex, clampTop, endOf, stepFrom, topFor } from '../../../src/tui/list-window.js';

describe('topFor', () => {
  it.each([
    // top, cursor, length, height -> top
    ['an empty list', 0, 0, 0, 10, 0],
    ['all rows fit', 3, 4, 5, 10, 0],
    ['the cursor is in sight', 10, 15, 100, 10, 10],
    ['the cursor nears the bottom', 10, 18, 100, 10, 11],
    ['the cursor is on the last row', 0, 99, 100, 10, 90],
    ['the cursor nears the top', 10, 11, 100, 10, 9],
    ['the cursor is on the first row', 50, 0, 100, 10, 0],
    ['the cursor is far above', 50, 20, 100, 10, 18],
    ['the list has shrunk', 90, 9, 10, 5, 5],
    ['one row of height', 0, 7, 10, 1, 7],
  ])('%s', (_name, top, cursor, length, height, expected) => {
    expect(topFor(top, cursor, { length, height })).toBe(expected);
  });

  it('always shows the cursor and never leaves rows empty without need', () => {
    const n = (max: number) => fc.integer({ min: 0, max });
    fc.assert(
      fc.property(
        n(300),
        n(300),
        n(300),
        fc.integer({ min: 1, max: 80 }),
        (top, at, length, height) => {
          const cursor = clampIndex(at, length);
          const result = topFor(top, cursor, { length, height });
          if (length > 0) {
            expect(cursor).toBeGreaterThanOrEqual(result);
            expect(cursor).toBeLessThan(endOf(result, { length, height }));
          }
          expect(endOf(result, { length, height }) - result).toBe(Math.min(length, height));
          expect(topFor(result, cursor, { length, height })).toBe(result);
        },
      ),
    );
  });
});

describe('stepFrom', () => {
  it.each([
    [{ unit: 'row', count: 1 }, 11],
    [{ unit: 'row', count: -1 }, 9],
    [{ unit: 'page', count: 1 }, 19],
    [{ unit: 'half-page', count: -1 }, 5],
    [{ unit: 'start' }, 0],
    [{ unit: 'end' }, 99],
  ] as const)('%j', (step, expected) => {
    expect(stepFrom(10, step, { length: 100, height: 10 })).toBe(expected);
  });

  it('moves by a row at least, however small the pane', () => {
    expect(stepFrom(5, { unit: 'page', count: 1 }, { length: 9, height: 1 })).toBe(6);
    expect(stepFrom(5, { unit: 'half-page', count: 1 }, { length: 9, height: 1 })).toBe(6);
  });
});

describe('clampTop', () => {
  it.each([
    [-5, 100, 10, 0],
    [95, 100, 10, 90],
    [5, 3, 10, 0],
  ])('%i in a list of %i and a pane of %i is %i', (top, length, height, expected) => {
    expect(clampTop(top, { length, height })).toBe(expected);
  });
});
