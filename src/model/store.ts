/** Look-ups in a store as data: what adapters ask for and drivers answer. */
import type { StoreKind } from './session.js';
import type { EpochMs } from './time.js';

/** What a store is asked for, where that is not both. */
export type StoreUse = 'sessions' | 'users';

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

/** The row in which a column is greatest: for `sessionspy doctor`, which has no key to ask for. */
export interface NewestQuery extends Omit<RowQuery, 'keyColumn' | 'key'> {
  readonly orderColumn: string;
}

/** Names reached through a table of links: the groups of a user. */
export interface LinkedNames {
  /** The rows that link one key to others. */
  readonly links: RowQuery;
  /** The column of `links` that holds the other key. */
  readonly linkColumn: string;
  /** Where the other key leads. */
  readonly target: Omit<RowQuery, 'key'>;
  /** The column of `target` that holds the name. */
  readonly nameColumn: string;
}

/** A cell as the driver gives it: integers beyond 2^53 come as bigint. */
export type Cell = null | boolean | number | bigint | string | Uint8Array | Date;
export type Row = ReadonlyMap<string, Cell>;

/** Where a session lives: in a table's row, under a cache's key, in a folder's file. */
export type StoreAddress = {
  /** The app looks there only where none of the others has it: a row behind a cache. */
  readonly isFallback?: true;
} & (
  | {
      readonly kind: 'row';
      readonly query: RowQuery;
      readonly valueColumn: string;
      readonly expiresColumn?: string;
    }
  | { readonly kind: 'key'; readonly key: string }
  /** A plain name in the folder, or a path below it with `/`. */
  | { readonly kind: 'file'; readonly name: string }
);

/** Addresses of sessions in general, of which any may be looked at: for `sessionspy doctor`. */
export type StoreSample =
  | {
      readonly kind: 'row';
      readonly query: NewestQuery;
      readonly valueColumn: string;
      readonly expiresColumn?: string;
    }
  /** Keys and file names between these two texts. */
  | { readonly kind: 'key' | 'file'; readonly prefix: string; readonly suffix: string };

/** What stood at an address. */
export interface StoreRecord {
  readonly kind: StoreKind;
  readonly bytes: Uint8Array;
  /** rows: the column that held the bytes. */
  readonly valueColumn?: string;
  /** keys: when the store will drop it by itself. */
  readonly expiresAt?: EpochMs;
  /** rows: the expiry column's cell, still in the framework's own notation. */
  readonly expires?: Cell;
  /** files: when the file was last written. */
  readonly modifiedAt?: EpochMs;
}
