import { describe, expect, it } from 'vitest';
import type { Focus } from '../../../../src/tui/model.js';
import {
  arrangementFor,
  DETAIL_HEADING_ROWS,
  FOOTER_ROWS,
  headerRowsFor,
  layoutFor,
  LIST_HEADING_ROWS,
  regionOf,
} from '../../../../src/tui/view/layout.js';

describe('arrangementFor', () => {
  it.each([
    [30, 8, 'too-small'],
    [39, 50, 'too-small'],
    [200, 11, 'too-small'],
    [40, 12, 'single'],
    [80, 24, 'single'],
    [149, 35, 'single'],
    [63, 50, 'tall'],
    [120, 40, 'tall'],
    [160, 50, 'wide'],
    [150, 20, 'wide'],
    [300, 19, 'single'],
  ])('%i by %i is %s', (columns, rows, expected) => {
    expect(arrangementFor({ columns, rows })).toBe(expected);
  });
});

describe('headerRowsFor', () => {
  it.each([
    [12, 2],
    [19, 2],
    [20, 3],
    [60, 3],
  ])('leaves %i rows a header of %i', (rows, expected) => {
    expect(headerRowsFor({ columns: 80, rows })).toBe(expected);
  });
});

describe('layoutFor', () => {
  it('covers the body with panes that do not overlap, at every size and focus', () => {
    for (let columns = 40; columns < 220; columns += 7) {
      for (let rows = 12; rows < 90; rows += 1) {
        for (const focus of ['list', 'detail'] as const) {
          expect(coverage(columns, rows, focus)).toBe('whole');
        }
      }
    }
  });

  it('gives the whole body to a zoomed pane', () => {
    const size = { columns: 160, rows: 50 };
    const layout = layoutFor({ size, focus: 'detail', zoomed: true });
    expect(layout.regions).toEqual([{ pane: 'detail', left: 0, top: 3, width: 160, height: 46 }]);
    expect(regionOf(layout, 'list')).toBeUndefined();
  });

  it.each<[number, number, readonly Focus[], readonly Focus[]]>([
    [80, 24, ['list'], ['detail']],
    [100, 40, ['list', 'detail'], ['list', 'detail']],
    [160, 50, ['list', 'detail'], ['list', 'detail']],
    [10, 5, [], []],
  ])('at %i by %i shows %j, and %j in the detail', (columns, rows, list, detail) => {
    const panes = (focus: Focus) =>
      layoutFor({ size: { columns, rows }, focus, zoomed: false }).regions.map(({ pane }) => pane);
    expect([panes('list'), panes('detail')]).toEqual([list, detail]);
  });
});

/** Whether each cell of the body is covered once; the line between two columns belongs to none. */
function coverage(columns: number, rows: number, focus: Focus): string {
  const { regions, headerRows } = layoutFor({ size: { columns, rows }, focus, zoomed: false });
  const body = rows - headerRows - FOOTER_ROWS;
  const covered = regions.reduce((sum, { width, height }) => sum + width * height, 0);
  const isBeside = regions.some(({ left }) => left > 0);
  const isInside = regions.every(
    ({ pane, left, top, width, height }) =>
      height > (pane === 'list' ? LIST_HEADING_ROWS : DETAIL_HEADING_ROWS) + 2 &&
      top >= headerRows &&
      top + height <= rows - FOOTER_ROWS &&
      left + width <= columns,
  );
  const expected = body * columns - (isBeside ? body : 0);
  return isInside && covered === expected ? 'whole' : JSON.stringify({ columns, rows, regions });
}
