/**
 * A connection to PostgreSQL on which each question is a read-only transaction of its own. Nothing is
 * set for the session: behind pgbouncer it is the app's, and the app would find our settings in it.
 */
import type { Socket } from 'node:net';
import type { Client, CustomTypesConfig } from 'pg';
import { codeOf } from './driver-network-failure.js';
import type { SqlConnection } from './driver-sql-reader.js';

/**
 * The server refuses to write, gives up by itself, and lets go of the table where we have died with a
 * question half asked; dates come in one form whatever the database's settings.
 */
const BEGIN = [
  'BEGIN READ ONLY',
  'SET LOCAL statement_timeout = 1500',
  'SET LOCAL lock_timeout = 750',
  'SET LOCAL idle_in_transaction_session_timeout = 5000',
  "SET LOCAL DateStyle = 'ISO, MDY'",
  "SET LOCAL TimeZone = 'UTC'",
].join('; ');

/** Texts as the server sends them: `pg` would make local dates and lossy numbers of them. */
const AS_SENT: CustomTypesConfig = { getTypeParser: () => (text: string) => text };

/** Milliseconds in which the server may hang up by itself. */
const GOODBYE_MS = 250;

export class PostgresConnection implements SqlConnection {
  readonly #client: Client;
  readonly #socket: Socket;
  /** The end of the transaction before. */
  #settled: Promise<unknown> = Promise.resolve();
  #isBroken = false;

  /** `client` is connected over `socket`. */
  constructor(client: Client, socket: Socket) {
    this.#client = client;
    this.#socket = socket;
    const isOver = (): void => void (this.#isBroken = true);
    client.on('error', isOver).on('end', isOver);
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

  async ask(text: string, values: readonly string[]): Promise<readonly (readonly unknown[])[]> {
    await this.#settled;
    try {
      await this.#client.query(BEGIN);
      const { rows } = await this.#client.query<unknown[]>({
        text,
        values: [...values],
        rowMode: 'array',
        types: AS_SENT,
      });
      return rows;
    } catch (error) {
      if (endsSession(error)) this.destroy();
      throw error;
    } finally {
      // The answer need not wait for this; the next question does.
      if (this.isOpen) this.#settled = this.#commit();
    }
  }

  async end(): Promise<void> {
    this.ref();
    const impatience = setTimeout(() => {
      this.destroy();
    }, GOODBYE_MS);
    await this.#client.end().catch(() => undefined);
    clearTimeout(impatience);
    this.destroy();
  }

  destroy(): void {
    this.#isBroken = true;
    this.#socket.destroy();
  }

  async #commit(): Promise<void> {
    try {
      await this.#client.query('COMMIT');
    } catch {
      this.destroy();
    }
  }
}

/** FATAL errors: connection failures (08), terminated by an administrator or a time limit (57P0x, 25P0x). */
const endsSession = (error: unknown): boolean => /^(?:08|57P0|25P0[34])/.test(codeOf(error) ?? '');
