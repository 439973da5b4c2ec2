/** A real database server as tests use it, whichever it is. */

export interface SqlServer {
  readonly host: string;
  readonly port: number;
  /** May do everything. */
  readonly user: string;
  /** Holds signs that must be percent-encoded in a URL. */
  readonly password: string;
  /** Empty at first. */
  readonly database: string;
  /** Its own certificate, which is also its authority: for localhost and 127.0.0.1. */
  readonly certificatePath: string;
  readonly keyPath: string;
  /** As `--store` takes it, without the password. */
  url(parameters?: string, database?: string): string;
  /** Statements separated by `;`, in the database or in another. */
  run(sql: string, database?: string): Promise<void>;
  /** A session that stays, for locks and transactions. */
  session(database?: string): Promise<SqlSession>;
  /** Ends the server; its data stays for `start`. */
  stop(): Promise<void>;
  /** On the same port as before. */
  start(): Promise<void>;
  /** It takes connections and says nothing, until `resume`. */
  pause(): void;
  resume(): void;
  /** Ends it and removes all it had. */
  remove(): Promise<void>;
}

export interface SqlSession {
  /** The rows of a single statement; none of several. */
  run(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  end(): Promise<void>;
}
