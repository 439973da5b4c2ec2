/** What a view's table is made of: its columns, and how a row is looked up. */
import type { RowKey, TuiModel } from '../model.js';
import type { Source } from '../source.js';
import type { StyledLine } from '../styled.js';
import { headingLine, rowLine, sizeColumns, type Column, type RowState } from './columns.js';

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
  return {
    heading: (width) => headingLine(sizeColumns(columns, width), width),
    row: (key, look, state) => {
      const row = find(key, look);
      return row === undefined ? undefined : rowLine(sizeColumns(columns, state.width), row, state);
    },
  };
}
