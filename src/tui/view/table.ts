/** What a view's table is made of: its columns, and how a row is looked up. */
import type { RowKey, TuiModel } from '../model.js';
import type { Source } from '../source.js';
import type { StyledLine } from '../styled.js';
import {
  headingLine,
  rowLine,
  sizeColumns,
  type Column,
  type RowState,
  type SizedColumn,
} from './columns.js';

/** A view's table, with the type of its rows kept inside. */
export interface Table {
  heading(width: number): StyledLine;
  /** undefined for a row that is just being forgotten. */
  row(key: RowKey, look: Look, state: RowState): StyledLine | undefined;
}

export interface Look {
  readonly model: TuiModel;
  readonly source: Source;
}

/** A table of these columns over what `find` gives. */
export function tableOf<Row>(
  columns: readonly Column<Row>[],
  find: (key: RowKey, look: Look) => Row | undefined,
): Table {
  // The widths depend on the pane alone: worked out once for all rows of a paint.
  let sized: { readonly width: number; readonly columns: readonly SizedColumn<Row>[] } | undefined;
  const sizedFor = (width: number): readonly SizedColumn<Row>[] => {
    if (sized?.width !== width) sized = { width, columns: sizeColumns(columns, width) };
    return sized.columns;
  };
  return {
    heading: (width) => headingLine(sizedFor(width), width),
    row: (key, look, state) => {
      const row = find(key, look);
      return row === undefined ? undefined : rowLine(sizedFor(state.width), row, state);
    },
  };
}
