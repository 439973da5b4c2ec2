/** Which clients have spoken on which connection, the latest first; bounded in both directions. */
import type { ConnectionId } from '../model/ids.js';
import type { Client } from './client.js';

const MAX_CONNECTIONS = 10_000;
/** A pool that carries more users than this at a time is found by their cookies instead. */
const MAX_PER_CONNECTION = 64;

export class ConnectionClients {
  readonly #clients = new Map<ConnectionId, readonly Client[]>();

  on(connection: ConnectionId): readonly Client[] {
    return this.#clients.get(connection) ?? [];
  }

  /** The client has just spoken on the connection. */
  note(connection: ConnectionId, client: Client): void {
    const others = this.on(connection).filter((other) => other !== client);
    this.#clients.delete(connection);
    this.#clients.set(connection, [client, ...others].slice(0, MAX_PER_CONNECTION));
    for (const oldest of this.#clients.keys()) {
      if (this.#clients.size <= MAX_CONNECTIONS) return;
      this.#clients.delete(oldest);
    }
  }
}
