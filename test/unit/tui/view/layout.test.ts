import { describe, expect, it } from 'vitest';
import { PANES, type Pane } from '../../../../src/tui/model.js';
import {
  arrangementFor,
  FOOTER_ROWS,
  HEADER_ROWS,
  layoutFor,
} from '../../../../src/tui/view/layout.js';

describe('arrangementFor', () => {
  it.each([
    [30, 8, 'too-small'],
    [39, 50, 'too-small'],
    [40, 12, 'single'],
    [63, 50, 'single'],
    [80, 24, 'stacked'],
    [120, 40, 'tall'],
    [160, 50, 'wide'],
    [300, 20, 'stacked'],
  ])('%i by %i is %s', (columns, rows, expected) => {
    expect(arrangementFor({ columns, rows })).toBe(expected);
  });
});

describe('layoutFor', () => {
  it('covers the body with panes that do not overlap, at every size and focus', () => {
    for (let columns = 40; columns < 220; columns += 7) {
      for (let rows = 12; rows < 90; rows += 5) {
        for (const focus of PANES) {
          expect(coverage(columns, rows, focus)).toBe('whole');
        }
      }
    }
  });

  it('gives the whole body to a zoomed pane', () => {
    const { regions } = layoutFor({
      size: { columns: 160, rows: 50 },
      focus: 'detail',
      zoomed: true,
    });
    expect(regions).toEqual([{ pane: 'detail', left: 0, top: 2, width: 160, height: 47 }]);
  });

  it('shows the opened detail alone where there is no room beside the lists', () => {
    const size = { columns: 80, rows: 24 };
    const panes = (focus: Pane) =>
      layoutFor({ size, focus, zoomed: false }).regions.map(({ pane }) => pane);
    expect(panes('exchanges')).toEqual(['connections', 'exchanges']);
    expect(panes('detail')).toEqual(['detail']);
  });
});

/** Counts how often each cell of the body is covered; the line between two columns belongs to none. */
function coverage(columns: number, rows: number, focus: Pane): string {
  const { regions } = layoutFor({ size: { columns, rows }, focus, zoomed: false });
  const body = rows - HEADER_ROWS - FOOTER_ROWS;
  const covered = regions.reduce((sum, { width, height }) => sum + width * height, 0);
  const isBeside = regions.some(({ left }) => left > 0);
  const isInside = regions.every(
    (region) =>
      region.height >= 4 &&
      region.top >= HEADER_ROWS &&
      region.top + region.height <= rows - FOOTER_ROWS &&
      region.left + region.width <= columns,
  );
  const expected = body * columns - (isBeside ? body : 0);
  return isInside && covered === expected ? 'whole' : JSON.stringify({ columns, rows, regions });
}
