/** A list of rows by key: what cursors and windows need of it, whatever the rows are. */
import type { RowKey } from '../model.js';

export interface RowList {
  readonly length: number;
  /** undefined outside of the list. */
  at(index: number): RowKey | undefined;
  /** Where the key stands, or would stand; -1 where that cannot be told. */
  indexOf(key: RowKey): number;
}

/** A few rows that are at hand as an array. */
export const rowsOf = (keys: readonly RowKey[]): RowList => ({
  length: keys.length,
  at: (index) => (index < 0 ? undefined : keys[index]),
  indexOf: (key) => keys.indexOf(key),
});
