/**
 * Users' rows, by the id that a session names. Kept for a moment only: a password change must be
 * seen, because it decides whether the framework still accepts the session.
 */
import type { Problem } from '../model/problem.js';
import type { Row, RowQuery } from '../model/store.js';
import type { EpochMs } from '../model/time.js';
import { StoreError, type StoreConnection } from '../stores/driver.js';
import { BoundedMap } from './bounded-map.js';
import { problemOf, type WatchedStore } from './watched-store.js';

export type UserLookup =
  | { readonly kind: 'found'; readonly row: Row; readonly cached: boolean }
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed'; readonly problem: Problem }
  /** No database is configured. */
  | { readonly kind: 'nowhere' };

export interface HowToFind {
  /** Do not answer from memory. */
  readonly fresh?: boolean;
  readonly first?: WatchedStore;
}

/** Milliseconds for which a row is believed without asking again. */
const BELIEVED_MS = 1000;
const MAX_ROWS = 10_000;

export class UserDirectory {
  readonly #stores: readonly WatchedStore[];
  readonly #now: () => EpochMs;
  readonly #rows = new BoundedMap<string, { row: Row; readAt: EpochMs }>(MAX_ROWS);

  constructor(stores: readonly WatchedStore[], now: () => EpochMs) {
    this.#stores = stores.filter(
      (store) => store.isFor('users') && store.connection.kind === 'rows',
    );
    this.#now = now;
  }

  /** The store that held the session is asked `first`: users are most often beside their sessions. */
  async find(query: RowQuery, signal: AbortSignal, how: HowToFind = {}): Promise<UserLookup> {
    const cacheKey = `${how.first?.label ?? ''}\0${query.table}\0${query.key}`;
    const known = how.fresh === true ? undefined : this.#rows.get(cacheKey);
    if (known !== undefined && this.#now() - known.readAt < BELIEVED_MS) {
      return { kind: 'found', row: known.row, cached: true };
    }
    const lookup = await this.#ask(query, signal, how.first);
    if (lookup.kind === 'found') this.#rows.set(cacheKey, { row: lookup.row, readAt: this.#now() });
    else this.#rows.delete(cacheKey);
    return lookup;
  }

  async #ask(
    query: RowQuery,
    signal: AbortSignal,
    first: WatchedStore | undefined,
  ): Promise<UserLookup> {
    let result: UserLookup = { kind: 'nowhere' };
    const isFirst = (store: WatchedStore): number => (store === first ? 0 : 1);
    for (const store of this.#stores.toSorted((a, b) => isFirst(a) - isFirst(b))) {
      try {
        const row = await store.ask(() => findRow(store.connection, query, signal), signal);
        if (row !== undefined) return { kind: 'found', row, cached: false };
        if (result.kind !== 'failed') result = { kind: 'absent' };
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        result = { kind: 'failed', problem: problemOf(error) };
      }
    }
    return result;
  }
}

const findRow = (
  connection: StoreConnection,
  query: RowQuery,
  signal: AbortSignal,
): Promise<Row | undefined> =>
  connection.kind === 'rows' ? connection.rows.findRow(query, signal) : Promise.resolve(undefined);
