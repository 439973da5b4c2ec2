/**
 * The clients known at present, findable by what they send. Bounded by number and by the size of
 * their cookies; the least recently seen is forgotten first, and is a new client if it comes back.
 */
import type { ClientId } from '../model/ids.js';
import type { Client } from './client.js';
import { PairIndex } from './pair-index.js';

export interface ClientLimits {
  /** Default 10,000. */
  readonly maxClients: number;
  /** Of all cookies known of all clients, former ones included; default 64 MiB. */
  readonly maxBytes: number;
}

const DEFAULT_LIMITS: ClientLimits = { maxClients: 10_000, maxBytes: 64 * 1024 * 1024 };

/** A user agent that refuses cookies makes the app offer new ones for ever. */
const MAX_FORKS = 64;

interface Indexed {
  readonly revision: number;
  readonly bytes: number;
}

export class ClientTable {
  /** Who may send which pair. */
  readonly knowing = new PairIndex<Client>();
  /** Who could once. */
  readonly formerlyKnowing = new PairIndex<Client>();
  /** In the order they were last seen. */
  readonly #clients = new Map<Client, Indexed>();
  readonly #withoutCookies = new Map<string, Client>();
  readonly #limits: ClientLimits;
  #bytes = 0;

  constructor(limits: Partial<ClientLimits> = {}) {
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
  }

  has(client: Client): boolean {
    return this.#clients.has(client);
  }

  /** Looked for among all of them. */
  named(id: ClientId): Client | undefined {
    return [...this.#clients.keys()].find(
      (client) => client.seenAt !== undefined && client.id === id,
    );
  }

  /** The client was seen now. */
  note(client: Client): void {
    const indexed = this.#clients.get(client);
    this.#clients.delete(client);
    this.#clients.set(client, indexed ?? { revision: -1, bytes: 0 });
    this.update(client);
  }

  /** The client's last request carried no cookies. */
  noteWithoutCookies(client: Client): void {
    this.#withoutCookies.set(client.fingerprint, client);
  }

  /** The client of this fingerprint that was last seen without cookies. */
  lastWithoutCookies(fingerprint: string): Client | undefined {
    return this.#withoutCookies.get(fingerprint);
  }

  /** Adds a jar that has split off; of those not seen yet, the oldest of the same parent go. */
  noteFork(parent: Client, fork: Client): void {
    this.note(fork);
    const unseen = [...parent.forks, fork].filter((each) => each.seenAt === undefined);
    for (const oldest of unseen.splice(0, unseen.length - MAX_FORKS)) this.#forget(oldest);
    parent.forks.splice(0, parent.forks.length, ...unseen);
  }

  /** Brings the index up to date with the client's jar. A forgotten client stays forgotten. */
  update(client: Client): void {
    const indexed = this.#clients.get(client);
    const { revision } = client.jar;
    if (indexed === undefined || indexed.revision === revision) return;
    const pairs = client.jar.pairs();
    const former = client.jar.formerPairs();
    this.knowing.update(client, pairs);
    this.formerlyKnowing.update(client, former);
    const bytes = lengthOf(pairs) + lengthOf(former);
    this.#bytes += bytes - indexed.bytes;
    this.#clients.set(client, { revision, bytes });
    this.#forgetBeyondLimits();
  }

  #forgetBeyondLimits(): void {
    const { maxClients, maxBytes } = this.#limits;
    for (const oldest of this.#clients.keys()) {
      const isWithin = this.#clients.size <= maxClients && this.#bytes <= maxBytes;
      if (isWithin || this.#clients.size === 1) return;
      this.#forget(oldest);
    }
  }

  #forget(client: Client): void {
    this.#bytes -= this.#clients.get(client)?.bytes ?? 0;
    this.#clients.delete(client);
    this.knowing.update(client, []);
    this.formerlyKnowing.update(client, []);
    if (this.#withoutCookies.get(client.fingerprint) === client) {
      this.#withoutCookies.delete(client.fingerprint);
    }
  }
}

const lengthOf = (texts: readonly string[]): number =>
  texts.reduce((sum, { length }) => sum + length, 0);
