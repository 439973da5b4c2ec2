/** A list of rows by key: what cursors and windows need of it, whatever the rows are. */
import type { RowKey } from '../model.js';

export interface RowList {
  readonly length: number;
  /** undefined outside of the list. */
  at(index: number): RowKey | undefined;
  /** Where the key stands; where it is no longer there, a place near to where it was. */
  indexOf(key: RowKey): number;
}

export const EMPTY_ROWS: RowList = { length: 0, at: () => undefined, indexOf: () => 0 };

/** A few rows that are at hand as an array. */
export const rowsOf = (keys: readonly RowKey[]): RowList => ({
  length: keys.length,
  at: (index) => (index < 0 ? undefined : keys[index]),
  indexOf: (key) => Math.max(0, keys.indexOf(key)),
});
