/**
 * A few connections to one server, opened when they are first needed. One that lies idle keeps no
 * process alive and is given up after a while; one that was dropped meanwhile is replaced, and what was
 * asked of it is asked once more. Knows no protocol.
 */
import { orAborted } from './driver-abort.js';
import { StoreError } from './driver.js';

export interface PooledConnection {
  /** False once either side has ended it, or it can no longer be used. */
  readonly isOpen: boolean;
  /** From now on it keeps the process alive, or no longer. */
  ref(): void;
  unref(): void;
  /** Takes leave of the server; resolves soon, also where the server says nothing. */
  end(): Promise<void>;
  /** Drops it at once; what is being asked fails. */
  destroy(): void;
}

/** Look-ups of different sessions run side by side, without taking the app's connections from it. */
const MAX_CONNECTIONS = 4;
/** Milliseconds after which an unused connection is ended: it may keep a database from being dropped. */
const IDLE_MS = 60_000;

interface Lease<Connection> {
  readonly connection: Connection;
  readonly isNew: boolean;
}

export class ConnectionPool<Connection extends PooledConnection> {
  readonly #connect: (signal: AbortSignal) => Promise<Connection>;
  readonly #label: string;
  #connections: readonly Connection[] = [];
  /** Those that nobody uses, the last one used at the end, and when each is to be ended. */
  readonly #idle = new Map<Connection, NodeJS.Timeout>();
  #opening = 0;
  readonly #waiting = new Set<() => void>();
  #closed = false;

  /** `connect` destroys what it has begun once its signal is aborted. */
  constructor(connect: (signal: AbortSignal) => Promise<Connection>, label: string) {
    this.#connect = connect;
    this.#label = label;
  }

  /**
   * Runs the work on a connection that nobody else uses. Throws what it throws, or StoreError
   * `store-timeout` once the signal is aborted: then the connection is dropped.
   */
  async use<Result>(
    work: (connection: Connection) => Promise<Result>,
    signal: AbortSignal,
  ): Promise<Result> {
    const first = await this.#take(signal);
    try {
      return await this.#run(first.connection, work, signal);
    } catch (error) {
      const wasDropped = !first.isNew && !first.connection.isOpen;
      if (!wasDropped || signal.aborted || this.#closed) throw error;
    }
    // What dropped one while nobody looked has dropped the others as well.
    for (const connection of [...this.#idle.keys()]) this.#claim(connection).destroy();
    const second = await this.#take(signal);
    return this.#run(second.connection, work, signal);
  }

  /** Ends all connections; what is being asked fails. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    const idle = [...this.#idle.keys()].map((connection) => this.#claim(connection));
    for (const connection of this.#connections) {
      if (!idle.includes(connection)) connection.destroy();
    }
    this.#connections = [];
    for (const goOn of [...this.#waiting]) goOn();
    await Promise.all(idle.map((connection) => connection.end()));
  }

  async #take(signal: AbortSignal): Promise<Lease<Connection>> {
    for (;;) {
      this.#check(signal);
      const connection = this.#takeIdle();
      if (connection !== undefined) return { connection, isNew: false };
      this.#connections = this.#connections.filter(({ isOpen }) => isOpen);
      if (this.#connections.length + this.#opening < MAX_CONNECTIONS) {
        return { connection: await this.#open(signal), isNew: true };
      }
      await this.#turn(signal);
    }
  }

  #check(signal: AbortSignal): void {
    if (!this.#closed && !signal.aborted) return;
    this.#next(); // whoever waits behind this one need not wait for it
    throw this.#closed ? this.#wasClosed() : this.#timedOut();
  }

  #takeIdle(): Connection | undefined {
    for (const connection of [...this.#idle.keys()].toReversed()) {
      if (this.#claim(connection).isOpen) return connection;
    }
    return undefined;
  }

  /** Takes it off the idle ones. */
  #claim(connection: Connection): Connection {
    clearTimeout(this.#idle.get(connection));
    this.#idle.delete(connection);
    return connection;
  }

  async #open(signal: AbortSignal): Promise<Connection> {
    this.#opening += 1;
    try {
      const connection = await orAborted(this.#connect(signal), signal, () => this.#timedOut());
      this.#connections = [...this.#connections, connection];
      if (!this.#closed) return connection;
      connection.destroy();
      throw this.#wasClosed();
    } catch (error) {
      this.#next();
      throw error;
    } finally {
      this.#opening -= 1;
    }
  }

  async #run<Result>(
    connection: Connection,
    work: (connection: Connection) => Promise<Result>,
    signal: AbortSignal,
  ): Promise<Result> {
    connection.ref();
    try {
      return await orAborted(work(connection), signal, () => {
        connection.destroy();
        return this.#timedOut();
      });
    } catch (error) {
      throw this.#closed ? this.#wasClosed() : error;
    } finally {
      this.#giveBack(connection);
    }
  }

  #giveBack(connection: Connection): void {
    connection.unref();
    if (connection.isOpen && !this.#closed) {
      const timer = setTimeout(() => void this.#claim(connection).end(), IDLE_MS).unref();
      this.#idle.set(connection, timer);
    }
    this.#next();
  }

  /** Resolves when a connection may have become free, or the signal is aborted. */
  #turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const goOn = (): void => {
        signal.removeEventListener('abort', goOn);
        this.#waiting.delete(goOn);
        resolve();
      };
      this.#waiting.add(goOn);
      signal.addEventListener('abort', goOn);
    });
  }

  /** Lets the one go on that waits longest. */
  #next(): void {
    const [goOn] = this.#waiting;
    goOn?.();
  }

  #timedOut(): StoreError {
    return new StoreError(
      'store-timeout',
      `The store ${this.#label} did not answer in time.`,
      'Check that it is up and not overloaded.',
    );
  }

  #wasClosed(): StoreError {
    return new StoreError('store-unreachable', `The store ${this.#label} was closed.`);
  }
}
