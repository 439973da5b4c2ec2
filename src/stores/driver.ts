/**
 * What a store driver offers: look-ups by key, read-only, with a time limit. A driver quotes
 * identifiers and binds values itself; no SQL text comes from anywhere else. It knows no framework.
 */
import type { Secret } from '../model/keyring.js';
import type { ProblemCode } from '../model/problem.js';
import type { NewestQuery, Row, RowQuery } from '../model/store.js';
import type { EpochMs } from '../model/time.js';

/** The most that is read of one stored session, in bytes; what is larger is `payload-too-large`. */
export const MAX_RECORD_BYTES = 1024 * 1024;

/** Why a look-up gave nothing; thrown by readers, caught by session/. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: ProblemCode;
  readonly remedy: string | undefined;

  constructor(code: ProblemCode, message: string, remedy?: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.remedy = remedy;
  }
}

/** Every look-up throws StoreError, and gives up when its signal is aborted. */
export interface RowReader {
  /** undefined: no such row. */
  findRow(query: RowQuery, signal: AbortSignal): Promise<Row | undefined>;
  /** All rows of the key, `limit` at most; in no order. */
  findRows(query: RowQuery, limit: number, signal: AbortSignal): Promise<readonly Row[]>;
  /** undefined: the table is empty. */
  newestRow(query: NewestQuery, signal: AbortSignal): Promise<Row | undefined>;
}

export interface StoredValue {
  readonly bytes: Uint8Array;
  /** When the store will drop it by itself; absent where it does not tell. */
  readonly expiresAt?: EpochMs;
}

export interface KeyReader {
  readKey(key: string, signal: AbortSignal): Promise<StoredValue | undefined>;
  /**
   * Any key between two texts; undefined: a bounded search met none. Absent where keys of this kind of
   * store cannot be listed.
   */
  readonly someKey?: (
    prefix: string,
    suffix: string,
    signal: AbortSignal,
  ) => Promise<string | undefined>;
  /** Whether the server answers at all. */
  ping(signal: AbortSignal): Promise<void>;
}

export interface StoredFile {
  readonly bytes: Uint8Array;
  readonly modifiedAt: EpochMs;
}

export interface FileReader {
  /** `name`: a plain name, or one below folders of the folder, with `/`. */
  readFile(name: string, signal: AbortSignal): Promise<StoredFile | undefined>;
  /** Of the files in the folder itself with such a name, the one last written. */
  newestFile(prefix: string, suffix: string, signal: AbortSignal): Promise<string | undefined>;
}

export type StoreConnection = {
  /** For the screen and messages: kind and place, never a password. */
  readonly label: string;
  /** Behind a network: asking one that is down takes time. */
  readonly isRemote?: true;
  close(): Promise<void>;
} & (
  | { readonly kind: 'rows'; readonly rows: RowReader }
  | { readonly kind: 'keys'; readonly keys: KeyReader }
  | { readonly kind: 'files'; readonly files: FileReader }
  /** `--store cookie`: the session is in the cookie itself. */
  | { readonly kind: 'cookie' }
);

/** How a store is reached besides by its URL. */
export interface StoreAccess {
  /** For a URL without one. */
  readonly password?: Secret;
  /** For what the store's own tools take from there: PGPASSWORD, PGSSLMODE, MYSQL_PWD. */
  readonly environment: Readonly<NodeJS.ProcessEnv>;
  /** Traffic waits for each look-up: one that meets a lock is tried again as long as its signal lets it. */
  readonly isAwaited?: boolean;
}

export interface StoreDriver {
  /** URL schemes it answers to, without the colon. */
  readonly schemes: readonly string[];
  /**
   * Prepares a connection without requiring that the store is up: a store that is down is an error
   * of each look-up, so that it may come back. Throws SpyError('SPY_STORE_INVALID') for a bad URL only.
   */
  open(url: string, access: StoreAccess): StoreConnection;
}
