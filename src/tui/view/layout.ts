/** Where each pane stands for a size of terminal and a focus. Whole cells, nothing overlapping. */
import type { Focus, Size, TuiModel } from '../model.js';

export type Arrangement =
  | 'too-small'
  /** The focused pane alone. */
  | 'single'
  /** The detail beneath the list. */
  | 'tall'
  /** The list at the left, the detail at the right. */
  | 'wide';

export interface Region {
  readonly pane: Focus;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  /** With its title row. */
  readonly height: number;
}

export interface Layout {
  readonly arrangement: Arrangement;
  readonly headerRows: number;
  readonly regions: readonly Region[];
}

export const SMALLEST: Size = { columns: 40, rows: 12 };

export const FOOTER_ROWS = 1;

/** Rows above the panes; who is there needs a third one, which a low terminal does not have. */
export const headerRowsFor = ({ rows }: Size): number => (rows < 20 ? 2 : 3);

export function arrangementFor({ columns, rows }: Size): Arrangement {
  if (columns < SMALLEST.columns || rows < SMALLEST.rows) return 'too-small';
  if (columns >= 150 && rows >= 20) return 'wide';
  return rows >= 36 ? 'tall' : 'single';
}

/** The panes to draw, in screen coordinates. */
export function layoutFor({
  size,
  focus,
  zoomed,
}: Pick<TuiModel, 'size' | 'focus' | 'zoomed'>): Layout {
  const arrangement = arrangementFor(size);
  const headerRows = headerRowsFor(size);
  const body: Box = {
    left: 0,
    top: headerRows,
    width: size.columns,
    height: size.rows - headerRows - FOOTER_ROWS,
  };
  const isAlone = zoomed || arrangement === 'single';
  if (arrangement === 'too-small') return { arrangement, headerRows, regions: [] };
  if (isAlone) return { arrangement, headerRows, regions: [{ pane: focus, ...body }] };
  return {
    arrangement,
    headerRows,
    regions: arrangement === 'tall' ? stacked(body) : beside(body),
  };
}

type Box = Omit<Region, 'pane'>;

function stacked(body: Box): readonly Region[] {
  const height = Math.ceil(body.height * 0.55);
  return [
    { pane: 'list', ...body, height },
    { pane: 'detail', ...body, top: body.top + height, height: body.height - height },
  ];
}

function beside(body: Box): readonly Region[] {
  const width = Math.floor(body.width * 0.57);
  return [
    { pane: 'list', ...body, width },
    { pane: 'detail', ...body, left: width + 1, width: body.width - width - 1 },
  ];
}

/** Where the pane is on the screen; undefined when it is not. */
export const regionOf = (layout: Layout, pane: Focus): Region | undefined =>
  layout.regions.find((region) => region.pane === pane);

/** Rows of the list beneath its title and headings. */
export const LIST_HEADING_ROWS = 2;
/** Rows of the detail above its text. */
export const DETAIL_HEADING_ROWS = 2;
