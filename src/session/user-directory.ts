/**
 * Users' rows and the names of their groups, by the id that a session names. Rows are kept for a moment
 * only: a password change must be seen, because it decides whether the framework still accepts the
 * session.
 */
import type { Problem } from '../model/problem.js';
import type { LinkedNames, Row, RowQuery } from '../model/store.js';
import type { EpochMs } from '../model/time.js';
import { StoreError, type RowReader } from '../stores/driver.js';
import { BoundedMap } from './bounded-map.js';
import { problemOf, type WatchedStore } from './watched-store.js';

export type UserLookup =
  | {
      readonly kind: 'found';
      readonly row: Row;
      readonly store: WatchedStore;
      readonly cached: boolean;
    }
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
/** The same for the names of groups, on which nothing depends. */
const NAMES_BELIEVED_MS = 10_000;
const MAX_ROWS = 10_000;
/** Groups of one user that are named. */
const MAX_NAMES = 50;

interface KnownRow {
  readonly row: Row;
  readonly store: WatchedStore;
  readonly readAt: EpochMs;
}

export class UserDirectory {
  readonly #stores: readonly WatchedStore[];
  readonly #now: () => EpochMs;
  readonly #rows = new BoundedMap<string, KnownRow>(MAX_ROWS);
  /** Without names where they could not be read. */
  readonly #names = new BoundedMap<string, { names?: readonly string[]; readAt: EpochMs }>(
    MAX_ROWS,
  );

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
      return { kind: 'found', row: known.row, store: known.store, cached: true };
    }
    const lookup = await this.#ask(query, signal, how.first);
    if (lookup.kind === 'found') {
      const { row, store } = lookup;
      this.#rows.set(cacheKey, { row, store, readAt: this.#now() });
    } else this.#rows.delete(cacheKey);
    return lookup;
  }

  /** Sorted; undefined where they cannot be read, which is nobody's concern: they only adorn a name. */
  async linkedNames(
    names: LinkedNames,
    store: WatchedStore,
    signal: AbortSignal,
  ): Promise<readonly string[] | undefined> {
    const cacheKey = `${store.label}\0${names.links.table}\0${names.links.key}`;
    const known = this.#names.get(cacheKey);
    if (known !== undefined && this.#now() - known.readAt < NAMES_BELIEVED_MS) return known.names;
    const { connection } = store;
    if (connection.kind !== 'rows') return undefined;
    try {
      const found = await store.ask(() => readNames(names, connection.rows, signal), signal);
      this.#names.set(cacheKey, { names: found, readAt: this.#now() });
      return found;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      // A project may have no such table: that is not asked again for each request.
      this.#names.set(cacheKey, { readAt: this.#now() });
      return undefined;
    }
  }

  async #ask(
    query: RowQuery,
    signal: AbortSignal,
    first: WatchedStore | undefined,
  ): Promise<UserLookup> {
    let result: UserLookup = { kind: 'nowhere' };
    const isFirst = (store: WatchedStore): number => (store === first ? 0 : 1);
    for (const store of this.#stores.toSorted((a, b) => isFirst(a) - isFirst(b))) {
      const lookup = await askOne(store, query, signal);
      if (lookup.kind === 'found') return lookup;
      if (weight(lookup) > weight(result)) result = lookup;
    }
    return result;
  }
}

async function askOne(
  store: WatchedStore,
  query: RowQuery,
  signal: AbortSignal,
): Promise<UserLookup> {
  const { connection } = store;
  if (connection.kind !== 'rows') return { kind: 'nowhere' };
  try {
    const row = await store.ask(() => connection.rows.findRow(query, signal), signal);
    return row === undefined ? { kind: 'absent' } : { kind: 'found', row, store, cached: false };
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return { kind: 'failed', problem: problemOf(error) };
  }
}

/** Of several stores without the user: one that could not be asked counts most, one without users least. */
function weight(lookup: UserLookup): number {
  if (lookup.kind === 'nowhere') return 0;
  if (lookup.kind === 'absent') return 2;
  return lookup.kind === 'failed' && lookup.problem.code === 'table-missing' ? 1 : 3;
}

async function readNames(
  { links, linkColumn, target, nameColumn }: LinkedNames,
  rows: RowReader,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const linked = await rows.findRows(links, MAX_NAMES, signal);
  const keys = linked.flatMap((row) => row.get(linkColumn) ?? []);
  const found = await Promise.all(
    keys.map((key) => rows.findRow({ ...target, key: String(key) }, signal)),
  );
  return found
    .map((row) => row?.get(nameColumn))
    .filter((name) => typeof name === 'string')
    .sort();
}
