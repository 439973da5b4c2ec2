/**
 * A connection to MySQL or MariaDB in which every statement is a transaction of its own that can write
 * nothing, sees what is there now, and is given up by the server after a while.
 */
import type { Socket } from 'node:net';
import type { Connection, QueryError } from 'mysql2';
import type { SqlConnection } from './driver-sql-reader.js';

/** Texts in Unicode, moments in UTC, and none of the server's own habits. */
const SETTINGS = [
  'SET SESSION TRANSACTION READ ONLY',
  "SET NAMES utf8mb4, autocommit = 1, sql_mode = '', time_zone = '+00:00', " +
    'lock_wait_timeout = 1, innodb_lock_wait_timeout = 1',
];
/** In seconds to MariaDB; in milliseconds, under another name, to MySQL since 5.7. */
const TIME_LIMITS = ['SET max_statement_time = 1.5', 'SET max_execution_time = 1500'];
const UNKNOWN_VARIABLE = 1193;

/** Milliseconds in which the server may hang up by itself. */
const GOODBYE_MS = 250;

export class MysqlConnection implements SqlConnection {
  readonly #connection: Connection;
  readonly #socket: Socket;
  #isBroken = false;

  /** `connection` goes over `socket`. */
  constructor(connection: Connection, socket: Socket) {
    this.#connection = connection;
    this.#socket = socket;
    const isOver = (): void => void (this.#isBroken = true);
    connection.on('error', isOver);
    socket.on('close', isOver);
  }

  get isOpen(): boolean {
    return !this.#isBroken && !this.#socket.destroyed;
  }

  ref(): void {
    this.#socket.ref();
  }

  unref(): void {
    this.#socket.unref();
  }

  /** Resolves once the server has let us in and nothing can be written any more. */
  async prepare(): Promise<void> {
    await this.#settled((done) => {
      this.#connection.connect(done);
    });
    for (const setting of SETTINGS) await this.#set(setting);
    for (const limit of TIME_LIMITS) {
      try {
        await this.#set(limit);
        return;
      } catch (error) {
        if (errnoOf(error) !== UNKNOWN_VARIABLE) throw error;
      }
    }
  }

  /** As a prepared statement, since only those have their values bound by the server. */
  async ask(sql: string, values: readonly string[]): Promise<readonly (readonly unknown[])[]> {
    const rows = await this.#settled<unknown>((done) => {
      this.#connection.execute({ sql, values: [...values], rowsAsArray: true }, done);
    });
    return Array.isArray(rows) ? rows.filter((row): row is unknown[] => Array.isArray(row)) : [];
  }

  async end(): Promise<void> {
    this.ref();
    const closed = new Promise((resolve) => this.#socket.once('close', resolve));
    const impatience = setTimeout(() => {
      this.destroy();
    }, GOODBYE_MS);
    if (this.#socket.destroyed) return;
    this.#connection.end(() => undefined);
    await closed;
    clearTimeout(impatience);
  }

  destroy(): void {
    this.#isBroken = true;
    this.#socket.destroy();
  }

  #set(sql: string): Promise<unknown> {
    return this.#settled((done) => this.#connection.query(sql, done));
  }

  async #settled<Result>(
    begin: (done: (error: QueryError | null, result?: Result) => void) => unknown,
  ): Promise<Result | undefined> {
    try {
      return await new Promise((resolve, reject) => {
        begin((error, result) => {
          if (error === null) resolve(result);
          else reject(error);
        });
      });
    } catch (error) {
      if (error instanceof Error && 'fatal' in error && error.fatal === true) this.destroy();
      throw error;
    }
  }
}

/** The server's number for an error; undefined where it is not the server's. */
export const errnoOf = (error: unknown): number | undefined =>
  error instanceof Error && 'errno' in error && typeof error.errno === 'number'
    ? error.errno
    : undefined;
