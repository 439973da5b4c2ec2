/**
 * Tables in a fixed number of cells. Columns that do not fit are left out, the least important first;
 * what is left over goes to the columns that can use it. The widths depend on the pane alone and
 * never on the rows, so nothing jumps while traffic flows.
 */
import { fit, reversed, text, type Segment, type StyledLine } from '../styled.js';

export interface Column<Row> {
  readonly title: string;
  /** Cells that it needs. */
  readonly width: number;
  /** Its share of what is left over; 0 for a column that has enough. */
  readonly grow?: number;
  /** Higher is more important; the lowest goes first. */
  readonly priority: number;
  readonly align?: 'left' | 'right';
  /** What stands in it; cut to the column's width afterwards. */
  readonly cell: (row: Row, width: number) => StyledLine;
}

export interface SizedColumn<Row> {
  readonly column: Column<Row>;
  readonly width: number;
}

/** Cells between columns; a narrow pane cannot afford two. */
const gapFor = (width: number): number => (width < 100 ? 1 : 2);
/** The cursor at the left edge, and the row's own sign behind it. */
const CURSOR = '▸';
const MARK_WIDTH = 2;

/** The columns that fit into `width` cells, with their final widths. */
export function sizeColumns<Row>(
  columns: readonly Column<Row>[],
  width: number,
): readonly SizedColumn<Row>[] {
  let kept = columns;
  while (kept.length > 1 && needed(kept, width) > width) {
    const least = Math.min(...kept.map((column) => column.priority));
    kept = kept.filter((column) => column.priority !== least);
  }
  let left = Math.max(0, width - needed(kept, width));
  let shares = kept.reduce((sum, column) => sum + (column.grow ?? 0), 0);
  return kept.map((column) => {
    const grow = column.grow ?? 0;
    const extra = shares === 0 ? 0 : Math.floor((left * grow) / shares);
    left -= extra;
    shares -= grow;
    return { column, width: column.width + extra };
  });
}

const needed = <Row>(columns: readonly Column<Row>[], width: number): number =>
  MARK_WIDTH +
  columns.reduce((sum, column) => sum + column.width, 0) +
  gapFor(width) * (columns.length - 1);

/** The row of titles. */
export const headingLine = <Row>(
  columns: readonly SizedColumn<Row>[],
  width: number,
): StyledLine => [
  text(' '.repeat(MARK_WIDTH)),
  ...between(
    columns.map(({ column, width: cells }) =>
      fit([text(column.title, 'muted')], cells, column.align),
    ),
    gapFor(width),
  ),
];

/** One row; the selected one is marked, and reversed where the pane has the focus. */
export function rowLine<Row>(
  columns: readonly SizedColumn<Row>[],
  row: Row,
  { selected, focused, width, sign }: RowState,
): StyledLine {
  const cells = columns.map(({ column, width: cells }) =>
    fit(column.cell(row, cells), cells, column.align),
  );
  const edge = selected ? [text(CURSOR, 'accent')] : [text(' ')];
  const mark = [...edge, sign ?? text(' ')];
  const styled = fit([...mark, ...between(cells, gapFor(width))], width);
  return selected && focused ? reversed(styled) : styled;
}

export interface RowState {
  readonly selected: boolean;
  readonly focused: boolean;
  readonly width: number;
  /** One cell between the cursor and the row. */
  readonly sign?: Segment | undefined;
}

const between = (cells: readonly StyledLine[], gap: number): StyledLine =>
  cells.flatMap((cell, index) => (index === 0 ? cell : [text(' '.repeat(gap)), ...cell]));
