/** A client: one cookie jar (docs/decisions/0004), and the name it goes by. */
import type { ClientId } from '../model/ids.js';
import type { EpochMs } from '../model/time.js';
import { ClientJar } from './client-jar.js';

export class Client {
  readonly jar = new ClientJar();
  readonly fingerprint: string;
  /** Jars that may have split off this one and that no request has shown yet. */
  readonly forks: Client[] = [];
  /** When its last request came; undefined for a jar that no request has shown yet. */
  seenAt: EpochMs | undefined;
  readonly #nextId: () => ClientId;
  #id: ClientId | undefined;

  constructor(fingerprint: string, nextId: () => ClientId) {
    this.fingerprint = fingerprint;
    this.#nextId = nextId;
  }

  /** Given on first use, so that only jars that were seen count. */
  get id(): ClientId {
    this.#id ??= this.#nextId();
    return this.#id;
  }
}
