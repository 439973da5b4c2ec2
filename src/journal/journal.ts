/**
 * The record of this run, in memory: numbered, bounded, readable by id. Readers subscribe and look
 * rows up for what they show; they never copy the whole. It stores what it is given and decides nothing.
 */
import type { Connection } from '../model/connection.js';
import type { ConnectionIdentity } from '../model/identity.js';
import type { ConnectionId } from '../model/ids.js';
import type { JournalEvent, SpyStatus } from '../model/journal-event.js';
import type { Observation } from '../model/observation.js';
import { connectionIdentity } from './connection-identity.js';

export interface ConnectionRow {
  readonly connection: Connection;
  /** Sequence numbers of its exchanges still held, oldest first. */
  readonly exchanges: readonly number[];
  /** How many exchanges it has carried, evicted ones included. */
  readonly requestCount: number;
  readonly inFlight: number;
  readonly identity: ConnectionIdentity;
}

/** What the screen and the library may do with the journal. */
export interface JournalReader {
  /** The lowest sequence number still held; above `lastSeq` when empty. */
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly status: SpyStatus;
  get(seq: number): Observation | undefined;
  connection(id: ConnectionId): ConnectionRow | undefined;
  /** In the order they were opened; closed ones stay while any of their exchanges is held. */
  connections(): IterableIterator<ConnectionRow>;
  /** Calls back for each event from now on, in order; returns how to stop. A listener must not throw. */
  subscribe(listener: (event: JournalEvent) => void): () => void;
}

export interface JournalLimits {
  /** Exchanges held; the oldest go first. */
  readonly maxExchanges: number;
}

interface ConnectionState {
  connection: Connection;
  exchanges: number[];
  requestCount: number;
  readonly open: Set<number>;
  identity: ConnectionIdentity;
}

const NO_STATUS: SpyStatus = { hasSecret: false, problems: [], lost: 0 };

export class Journal implements JournalReader {
  readonly #limits: JournalLimits;
  readonly #observations = new Map<number, Observation>();
  readonly #connections = new Map<ConnectionId, ConnectionState>();
  readonly #listeners = new Set<(event: JournalEvent) => void>();
  #firstSeq = 1;
  #lastSeq = 0;
  #status = NO_STATUS;

  constructor(limits: JournalLimits = { maxExchanges: 100_000 }) {
    this.#limits = limits;
  }

  get firstSeq(): number {
    return this.#firstSeq;
  }

  get lastSeq(): number {
    return this.#lastSeq;
  }

  get status(): SpyStatus {
    return this.#status;
  }

  /** The sequence number that the next new observation must carry. */
  get nextSeq(): number {
    return this.#lastSeq + 1;
  }

  get(seq: number): Observation | undefined {
    return this.#observations.get(seq);
  }

  connection(id: ConnectionId): ConnectionRow | undefined {
    const state = this.#connections.get(id);
    return state && rowOf(state);
  }

  *connections(): IterableIterator<ConnectionRow> {
    for (const state of this.#connections.values()) yield rowOf(state);
  }

  subscribe(listener: (event: JournalEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  append(event: JournalEvent): void {
    this.#apply(event);
    for (const listener of this.#listeners) listener(event);
  }

  #apply(event: JournalEvent): void {
    switch (event.kind) {
      case 'connection-opened':
        this.#connections.set(event.connection.id, {
          connection: event.connection,
          exchanges: [],
          requestCount: 0,
          open: new Set(),
          identity: { users: [] },
        });
        return;
      case 'connection-closed': {
        const state = this.#connections.get(event.id);
        if (state === undefined) return;
        state.connection = { ...state.connection, closedAt: event.closedAt };
        this.#forgetIfSpent(state);
        return;
      }
      case 'observed':
        this.#observe(event.observation);
        return;
      case 'status':
        this.#status = event.status;
        return;
      default:
        event satisfies never;
    }
  }

  #observe(observation: Observation): void {
    const { seq, exchange } = observation;
    const state = this.#connections.get(exchange.connectionId);
    if (seq > this.#lastSeq) {
      this.#lastSeq = seq;
      state?.exchanges.push(seq);
      if (state !== undefined) state.requestCount += 1;
    } else if (!this.#observations.has(seq)) {
      return; // evicted meanwhile
    }
    this.#observations.set(seq, observation);
    if (state !== undefined) {
      if (exchange.endedAt === undefined) state.open.add(seq);
      else state.open.delete(seq);
      state.identity = connectionIdentity(state.identity, observation);
    }
    while (this.#observations.size > this.#limits.maxExchanges) this.#evictOldest();
  }

  #evictOldest(): void {
    const oldest = this.#observations.get(this.#firstSeq);
    this.#observations.delete(this.#firstSeq);
    this.#firstSeq += 1;
    const state = oldest && this.#connections.get(oldest.exchange.connectionId);
    if (oldest === undefined || state === undefined) return;
    state.exchanges.shift();
    state.open.delete(oldest.seq);
    this.#forgetIfSpent(state);
  }

  #forgetIfSpent(state: ConnectionState): void {
    if (state.connection.closedAt !== undefined && state.exchanges.length === 0) {
      this.#connections.delete(state.connection.id);
    }
  }
}

const rowOf = (state: ConnectionState): ConnectionRow => ({
  connection: state.connection,
  exchanges: state.exchanges,
  requestCount: state.requestCount,
  inFlight: state.open.size,
  identity: state.identity,
});
