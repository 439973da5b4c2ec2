/** The connections: what each carries, and who speaks on it. */
import type { Connection } from '../model/connection.js';
import type { ConnectionIdentity } from '../model/identity.js';
import type { ConnectionId } from '../model/ids.js';
import type { Observation } from '../model/observation.js';
import type { Summary } from '../model/summary.js';
import type { EpochMs } from '../model/time.js';
import { connectionIdentity } from './connection-identity.js';
import { KeyedRows } from './keyed-rows.js';
import type { ConnectionRow } from './reader.js';
import { SeqQueue } from './seq-queue.js';

interface State {
  connection: Connection;
  readonly exchanges: SeqQueue;
  requestCount: number;
  readonly open: Set<number>;
  identity: ConnectionIdentity;
  revision: number;
}

export class ConnectionRows {
  readonly #rows = new KeyedRows<ConnectionId, State>();
  /** Counted over all rows: one that is forgotten and comes again has no number twice. */
  #revision = 0;
  readonly #open = new Set<ConnectionId>();

  /** Those that are open, in the order they were opened. */
  get open(): ReadonlySet<ConnectionId> {
    return this.#open;
  }

  get size(): number {
    return this.#rows.size;
  }

  get ids(): readonly ConnectionId[] {
    return this.#rows.keys;
  }

  get(id: ConnectionId): ConnectionRow | undefined {
    const state = this.#rows.get(id);
    return state && rowOf(state);
  }

  opened(connection: Connection): void {
    this.#open.add(connection.id);
    this.#rows.add(connection.id, {
      connection,
      exchanges: new SeqQueue(),
      requestCount: 0,
      open: new Set(),
      identity: { users: [] },
      revision: 0,
    });
  }

  closed(id: ConnectionId, closedAt: EpochMs): void {
    this.#open.delete(id);
    const state = this.#rows.get(id);
    if (state === undefined) return;
    state.connection = { ...state.connection, closedAt };
    this.#forgetIfSpent(state);
  }

  /** One more revision of an exchange. */
  revise(isNew: boolean, observation: Observation): void {
    const { seq, exchange } = observation;
    const state = this.#rows.get(exchange.connectionId);
    if (state === undefined) return;
    state.revision = this.#revision += 1;
    if (isNew) {
      state.exchanges.add(seq);
      state.requestCount += 1;
    }
    if (exchange.endedAt === undefined) state.open.add(seq);
    else state.open.delete(seq);
    state.identity = connectionIdentity(state.identity, observation);
  }

  /** The exchange is no longer held. */
  forget({ seq, connection }: Summary): void {
    const state = this.#rows.get(connection);
    if (state === undefined) return;
    state.revision = this.#revision += 1;
    state.exchanges.remove(seq);
    state.open.delete(seq);
    this.#forgetIfSpent(state);
  }

  #forgetIfSpent(state: State): void {
    if (state.connection.closedAt !== undefined && state.exchanges.length === 0) {
      this.#rows.delete(state.connection.id);
    }
  }
}

const rowOf = (state: State): ConnectionRow => ({
  connection: state.connection,
  exchanges: state.exchanges,
  requestCount: state.requestCount,
  inFlight: state.open.size,
  identity: state.identity,
  revision: state.revision,
});
