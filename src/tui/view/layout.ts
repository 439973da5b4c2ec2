/** Where each pane stands for a size of terminal and a focus. Whole cells, nothing overlapping. */
import type { Pane, Size, TuiModel } from '../model.js';

export type Arrangement =
  | 'too-small'
  /** The focused pane alone. */
  | 'single'
  /** Both lists, one above the other; the detail takes the whole body when it is opened. */
  | 'stacked'
  /** All three above one another. */
  | 'tall'
  /** The lists at the left, the detail at the right. */
  | 'wide';

export interface Region {
  readonly pane: Pane;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  /** With its title row. */
  readonly height: number;
}

export interface Layout {
  readonly arrangement: Arrangement;
  readonly regions: readonly Region[];
}

export const SMALLEST: Size = { columns: 40, rows: 12 };

/** Rows above and beneath the panes. */
export const HEADER_ROWS = 2;
export const FOOTER_ROWS = 1;

export function arrangementFor({ columns, rows }: Size): Arrangement {
  if (columns < SMALLEST.columns || rows < SMALLEST.rows) return 'too-small';
  if (columns < 64 || rows < 20) return 'single';
  if (columns >= 132 && rows >= 24) return 'wide';
  return rows >= 36 ? 'tall' : 'stacked';
}

/** The panes to draw, in screen coordinates. */
export function layoutFor(model: Pick<TuiModel, 'size' | 'focus' | 'zoomed'>): Layout {
  const arrangement = arrangementFor(model.size);
  const { columns, rows } = model.size;
  const body: Box = {
    left: 0,
    top: HEADER_ROWS,
    width: columns,
    height: rows - HEADER_ROWS - FOOTER_ROWS,
  };
  return { arrangement, regions: regionsFor(arrangement, model, body) };
}

type Box = Omit<Region, 'pane'>;

function regionsFor(
  arrangement: Arrangement,
  { focus, zoomed }: Pick<TuiModel, 'focus' | 'zoomed'>,
  body: Box,
): readonly Region[] {
  if (arrangement === 'too-small') return [];
  if (zoomed || arrangement === 'single') return [{ pane: focus, ...body }];
  switch (arrangement) {
    case 'stacked':
      return focus === 'detail' ? [{ pane: focus, ...body }] : stack(body, listShares(body.height));
    case 'tall': {
      const detail = Math.floor(body.height * 0.45);
      return stack(body, { ...listShares(body.height - detail), detail });
    }
    case 'wide': {
      const width = Math.floor(body.width * 0.56);
      const detail = { ...body, left: width + 1, width: body.width - width - 1 };
      return [...stack({ ...body, width }, listShares(body.height)), { pane: 'detail', ...detail }];
    }
    default:
      return arrangement satisfies never;
  }
}

type Shares = Partial<Record<Pane, number>>;

/** Connections are few: a third of the rows at most. */
function listShares(height: number): Shares {
  const connections = Math.max(5, Math.min(12, Math.floor(height * 0.32)));
  return { connections, exchanges: height - connections };
}

function stack(box: Box, shares: Shares): readonly Region[] {
  const regions: Region[] = [];
  let top = box.top;
  for (const pane of ['connections', 'exchanges', 'detail'] as const) {
    const height = shares[pane];
    if (height === undefined) continue;
    regions.push({ pane, ...box, top, height });
    top += height;
  }
  return regions;
}

/** Whether the pane is on the screen together with others or alone; undefined when it is not. */
export const regionOf = (layout: Layout, pane: Pane): Region | undefined =>
  layout.regions.find((region) => region.pane === pane);

/** Rows of a list pane beneath its title and headings. */
export const LIST_HEADING_ROWS = 2;
/** Rows of the detail pane above its text. */
export const DETAIL_HEADING_ROWS = 2;
