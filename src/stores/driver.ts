/**
 * What a store driver offers: look-ups by key, read-only, with a time limit. A driver quotes
 * identifiers and binds values itself; no SQL text comes from anywhere else. It knows no framework.
 */
import type { ProblemCode } from '../model/problem.js';
import type { Row, RowQuery } from '../model/store.js';
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

export interface RowReader {
  /** undefined: no such row. Throws StoreError. */
  findRow(query: RowQuery, signal: AbortSignal): Promise<Row | undefined>;
}
export interface KeyReader {
  readKey(key: string, signal: AbortSignal): Promise<Uint8Array | undefined>;
}
export interface FileReader {
  readFile(
    name: string,
    signal: AbortSignal,
  ): Promise<{ readonly bytes: Uint8Array; readonly modifiedAt: EpochMs } | undefined>;
}

export type StoreConnection = {
  /** For the screen and messages: kind and place, never a password. */
  readonly label: string;
  close(): Promise<void>;
} & (
  | { readonly kind: 'rows'; readonly rows: RowReader }
  | { readonly kind: 'keys'; readonly keys: KeyReader }
  | { readonly kind: 'files'; readonly files: FileReader }
  /** `--store cookie`: the session is in the cookie itself. */
  | { readonly kind: 'cookie' }
);

export interface StoreDriver {
  /** URL schemes it answers to, without the colon. */
  readonly schemes: readonly string[];
  /**
   * Prepares a connection without requiring that the store is up: a store that is down is an error
   * of each look-up, so that it may come back. Throws SpyError('SPY_STORE_INVALID') for a bad URL only.
   */
  open(url: string): StoreConnection;
}
