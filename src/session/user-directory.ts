/**
 * Users' rows, by the id that a session names. Kept for a moment only: a password change must be
 * seen, because it decides whether the framework still accepts the session.
 */
import type { Problem } from '../model/problem.js';
import type { Row, RowQuery } from '../model/store.js';
import type { EpochMs } from '../model/time.js';
import type { StoreConnection } from '../stores/driver.js';
import { BoundedMap } from './bounded-map.js';
import { problemOf } from './session-stores.js';
import { withSignal } from './with-signal.js';

export type UserLookup =
  | { readonly kind: 'found'; readonly row: Row; readonly cached: boolean }
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed'; readonly problem: Problem }
  /** No database is configured. */
  | { readonly kind: 'nowhere' };

export interface HowToFind {
  /** Do not answer from memory. */
  readonly fresh?: boolean;
  readonly first?: StoreConnection;
}

/** Milliseconds for which a row is believed without asking again. */
const BELIEVED_MS = 1000;
const MAX_ROWS = 10_000;

export class UserDirectory {
  readonly #connections: readonly (StoreConnection & { kind: 'rows' })[];
  readonly #now: () => EpochMs;
  readonly #rows = new BoundedMap<string, { row: Row; readAt: EpochMs }>(MAX_ROWS);

  constructor(connections: readonly StoreConnection[], now: () => EpochMs) {
    this.#connections = connections.filter((connection) => connection.kind === 'rows');
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
    first: StoreConnection | undefined,
  ): Promise<UserLookup> {
    let result: UserLookup = { kind: 'nowhere' };
    const isFirst = (connection: StoreConnection): number => (connection === first ? 0 : 1);
    for (const connection of this.#connections.toSorted((a, b) => isFirst(a) - isFirst(b))) {
      try {
        const row = await withSignal(
          () => connection.rows.findRow(query, signal),
          signal,
          connection.label,
        );
        if (row !== undefined) return { kind: 'found', row, cached: false };
        if (result.kind !== 'failed') result = { kind: 'absent' };
      } catch (error) {
        result = { kind: 'failed', problem: problemOf(error, connection.label) };
      }
    }
    return result;
  }
}
