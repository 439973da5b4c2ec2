/** Look-ups in a store as data: what adapters ask for and drivers answer. */
import type { StoreKind } from './session.js';
import type { EpochMs } from './time.js';

/** One row by one key column. */
export interface RowQuery {
  readonly table: string;
  readonly keyColumn: string;
  readonly key: string;
  /** Which columns to read. */
  readonly columns: readonly string[];
  /** Columns to read where the table has them; left out otherwise. */
  readonly optionalColumns?: readonly string[];
}

/** A cell as the driver gives it: integers beyond 2^53 come as bigint. */
export type Cell = null | boolean | number | bigint | string | Uint8Array | Date;
export type Row = ReadonlyMap<string, Cell>;

/** Where a session lives: in a table's row, under a cache's key, in a folder's file. */
export type StoreAddress =
  | {
      readonly kind: 'row';
      readonly query: RowQuery;
      readonly valueColumn: string;
      readonly expiresColumn?: string;
    }
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'file'; readonly name: string };

/** What stood at an address. */
export interface StoreRecord {
  readonly kind: StoreKind;
  readonly bytes: Uint8Array;
  /** rows: the expiry column's cell, still in the framework's own notation. */
  readonly expires?: Cell;
  /** files: when the file was last written. */
  readonly modifiedAt?: EpochMs;
}
