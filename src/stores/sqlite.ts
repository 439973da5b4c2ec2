/**
 * Look-ups in an SQLite file: `sqlite:db.sqlite3`, `sqlite:///srv/app/db.sqlite3`. SQLite is
 * synchronous here, so it waits only briefly for a lock and then leaves a locked file alone for a
 * while. The app may create, replace or delete its file at any time: the next look-up sees it.
 */
import { statSync, type Stats } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SpyError } from '../errors.js';
import type { NewestQuery, Row, RowQuery } from '../model/store.js';
import { lookupId } from './driver-table.js';
import { StoreError, type RowReader, type StoreConnection, type StoreDriver } from './driver.js';
import { openSqlite, SqliteFailure, type SqliteDatabase } from './sqlite-engine.js';
import { storeErrorOf } from './sqlite-failure.js';
import { SqliteLookup } from './sqlite-lookup.js';
import { leaveAsFound, walState, type WalState } from './sqlite-wal.js';

/** How long one look-up may block this thread, in milliseconds. */
const BUSY_TIMEOUT_MS = 40;
/** How long a file found locked is not asked again, in milliseconds. */
const LOCKED_PAUSE_MS = 250;
/** Until it is, where somebody waits for the answer. */
const RETRY_MS = 10;
/** Statements kept; a framework needs two or three. */
const MAX_LOOKUPS = 32;

/** `now` in milliseconds, monotonic. */
export const sqliteDriverAt = (now: () => number): StoreDriver => ({
  schemes: ['sqlite'],
  open: (url, { isAwaited }) => connectionTo(pathOf(url), isAwaited === true, now),
});

export const sqliteDriver = sqliteDriverAt(() => performance.now());

/** What stands after `sqlite:`, taken literally (no percent-encoding); `//` before it is let off. */
function pathOf(url: string): string {
  const text = url.replace(/^sqlite:/i, '');
  const path = text.startsWith('//') ? text.slice(2).replace(/^\/{2,}/, '/') : text;
  if (path === ':memory:') {
    throw new SpyError(
      'SPY_STORE_INVALID',
      'A database in memory lives inside the app and cannot be read from outside: let the app use a file.',
    );
  }
  if (path === '' || path.includes('\0')) {
    throw new SpyError('SPY_STORE_INVALID', 'The store names no file: write sqlite:db.sqlite3.');
  }
  return path;
}

function connectionTo(given: string, isAwaited: boolean, now: () => number): StoreConnection {
  const path = resolve(given);
  const shown = relative('', path);
  const place = shown.startsWith('..') || isAbsolute(shown) ? path : shown;
  const reader = new SqliteReader(path, place, isAwaited, now);
  return { kind: 'rows', label: `sqlite ${place}`, rows: reader, close: () => reader.close() };
}

/** An open file and what is prepared in it. */
interface Handle {
  readonly database: SqliteDatabase;
  readonly identity: string;
  readonly lookups: Map<string, SqliteLookup>;
  readonly walBefore: WalState;
  modifiedAt: number;
}

class SqliteReader implements RowReader {
  readonly #path: string;
  readonly #place: string;
  readonly #isAwaited: boolean;
  readonly #now: () => number;
  #handle: Handle | undefined;
  #lockedUntil = -Infinity;
  #closed = false;
  /** Look-ups go one after another; this is the end of the line. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(path: string, place: string, isAwaited: boolean, now: () => number) {
    this.#path = path;
    this.#place = place;
    this.#isAwaited = isAwaited;
    this.#now = now;
  }

  async findRow(query: RowQuery, signal: AbortSignal): Promise<Row | undefined> {
    return (await this.findRows(query, 1, signal))[0];
  }

  findRows(query: RowQuery, limit: number, signal: AbortSignal): Promise<readonly Row[]> {
    return this.#inTurn(() => this.#findPatiently(query, limit, [query.key], signal));
  }

  async newestRow(query: NewestQuery, signal: AbortSignal): Promise<Row | undefined> {
    return (await this.#inTurn(() => this.#findPatiently(query, 1, [], signal)))[0];
  }

  close(): Promise<void> {
    this.#closed = true;
    return this.#inTurn(async () => {
      const handle = this.#handle;
      this.#handle = undefined;
      handle?.lookups.clear();
      await handle?.database.release();
      if (handle !== undefined) await leaveAsFound(this.#path, handle.walBefore);
    });
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Again and again while the file is locked, where somebody waits for the answer. */
  async #findPatiently(
    query: RowQuery | NewestQuery,
    limit: number,
    key: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly Row[]> {
    for (;;) {
      try {
        return await this.#find(query, limit, key, signal);
      } catch (error) {
        const isLocked = error instanceof StoreError && error.code === 'store-locked';
        if (!this.#isAwaited || !isLocked || signal.aborted) throw error;
        await delay(RETRY_MS);
      }
    }
  }

  async #find(
    query: RowQuery | NewestQuery,
    limit: number,
    key: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly Row[]> {
    this.#checkReady(signal);
    try {
      const handle = await this.#current();
      try {
        return lookupIn(handle, query, this.#place).find(limit, ...key);
      } catch (error) {
        // The schema may have changed under a prepared statement: prepare anew, once.
        if (!(error instanceof SqliteFailure) || error.primaryCode !== GENERIC_ERROR) throw error;
        handle.lookups.clear();
        return lookupIn(handle, query, this.#place).find(limit, ...key);
      }
    } catch (error) {
      throw this.#explain(error);
    }
  }

  #checkReady(signal: AbortSignal): void {
    if (this.#closed) {
      throw new StoreError('store-unreachable', `The store sqlite ${this.#place} was closed.`);
    }
    if (signal.aborted) {
      throw new StoreError('store-timeout', `There was no time left to ask ${this.#place}.`);
    }
    if (this.#now() < this.#lockedUntil) throw storeErrorOf(STILL_LOCKED, this.#place);
  }

  /** The handle to the file that is at the path now. */
  async #current(): Promise<Handle> {
    const file = this.#stat();
    if (!file.isFile()) throw notAFile(this.#place);
    const identity = `${file.dev}:${file.ino}`;
    if (this.#handle?.identity !== identity) {
      this.#letGo();
      this.#handle = await openHandle(this.#path, identity, file.mtimeMs);
    } else if (this.#handle.modifiedAt !== file.mtimeMs) {
      // Overwritten in place, the file may look unchanged to SQLite: it goes by a counter.
      this.#handle.database.exec('PRAGMA shrink_memory');
      this.#handle.modifiedAt = file.mtimeMs;
    }
    return this.#handle;
  }

  /** At once, as the look-up itself is: to wait for a free thread would let the app go on meanwhile. */
  #stat(): Stats {
    try {
      return statSync(this.#path);
    } catch (error) {
      this.#letGo();
      throw missing(this.#place, error);
    }
  }

  #letGo(): void {
    this.#handle?.database.close();
    this.#handle = undefined;
  }

  #explain(error: unknown): unknown {
    if (!(error instanceof SqliteFailure)) return error;
    const explained = storeErrorOf(error, this.#place);
    if (explained.code === 'store-locked') {
      this.#lockedUntil = this.#isAwaited ? -Infinity : this.#now() + LOCKED_PAUSE_MS;
    } else if (error.primaryCode !== GENERIC_ERROR) this.#letGo();
    return explained;
  }
}

const GENERIC_ERROR = 1;
const STILL_LOCKED = new SqliteFailure('locked a moment ago', 5);

async function openHandle(path: string, identity: string, modifiedAt: number): Promise<Handle> {
  const walBefore = await walState(path);
  const database = await openSqlite(path, { readOnly: true, busyTimeoutMs: BUSY_TIMEOUT_MS });
  return { database, identity, lookups: new Map(), walBefore, modifiedAt };
}

function lookupIn(handle: Handle, query: RowQuery | NewestQuery, place: string): SqliteLookup {
  const id = lookupId(query);
  let lookup = handle.lookups.get(id);
  if (lookup === undefined) {
    lookup = new SqliteLookup(handle.database, query, place);
    if (handle.lookups.size >= MAX_LOOKUPS) handle.lookups.clear();
    handle.lookups.set(id, lookup);
  }
  return lookup;
}

function missing(place: string, error: unknown): StoreError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'EACCES'
    ? new StoreError(
        'store-refused',
        `The folder of ${place} may not be entered.`,
        'Run sessionspy as a user who may read the database.',
      )
    : new StoreError(
        'store-missing',
        `There is no SQLite file at ${place}.`,
        'Start the app so that it creates the file, or give its path: --store sqlite:FILE.',
      );
}

const notAFile = (place: string): StoreError =>
  new StoreError(
    'store-unsuitable',
    `${place} is not a regular file.`,
    "Name the app's own database file: --store sqlite:FILE.",
  );
