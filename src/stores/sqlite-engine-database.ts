/**
 * What an engine offers and how it fails: the words that `node:sqlite` and `libsql` are both put
 * into. Synchronous, as both engines are.
 */

/** What can be bound. No booleans: `libsql` aborts the process on one. */
export type SqliteInput = null | number | bigint | string | Uint8Array;
/** What comes back; integers beyond 2^53 as bigint. */
export type SqliteValue = null | number | bigint | string | Uint8Array;
export type SqliteRow = Readonly<Record<string, SqliteValue>>;

export interface SqliteStatement {
  /** The first row; undefined when there is none. */
  get(...parameters: readonly SqliteInput[]): SqliteRow | undefined;
  all(...parameters: readonly SqliteInput[]): readonly SqliteRow[];
  run(...parameters: readonly SqliteInput[]): void;
}

/** An open database. Every method may throw SqliteFailure. */
export interface SqliteDatabase {
  prepare(sql: string): SqliteStatement;
  /** Runs statements that give no rows. */
  exec(sql: string): void;
  /** May be called again. */
  close(): void;
  /** Closes, and resolves once the engine has let go of the file's descriptors and locks. */
  release(): Promise<void>;
}

/** What SQLite said, with its result code (https://sqlite.org/rescode.html). */
export class SqliteFailure extends Error {
  override readonly name = 'SqliteFailure';
  /** The extended result code; `primaryCode` is its low byte. 1 (SQLITE_ERROR) where unknown. */
  readonly resultCode: number;

  constructor(message: string, resultCode: number, options?: ErrorOptions) {
    super(message, options);
    this.resultCode = resultCode;
  }

  get primaryCode(): number {
    return this.resultCode & 0xff;
  }
}
