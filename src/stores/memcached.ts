/**
 * Look-ups in memcached: `memcached://cache.local:11211`, or several servers with commas between. Which
 * of several has a key depends on the app's client, so all are asked at once. Keys cannot be listed, and
 * when they expire is not told.
 */
import {
  StoreError,
  type KeyReader,
  type StoreConnection,
  type StoredValue,
  type StoreDriver,
} from './driver.js';
import { KeptConnection } from './driver-connection.js';
import { MemcachedConnection } from './memcached-connection.js';
import { memcachedFailure, memcachedRefusal, memcachedTooLarge } from './memcached-failure.js';
import { UnreadableAnswer, type MemcachedAnswer } from './memcached-protocol.js';
import { MEMCACHED_SCHEMES, memcachedPlaces, type MemcachedPlace } from './memcached-url.js';

export const memcachedDriver: StoreDriver = {
  schemes: MEMCACHED_SCHEMES,
  open: (url, access) => connectionTo(memcachedPlaces(url, access)),
};

function connectionTo(places: readonly MemcachedPlace[]): StoreConnection {
  const servers = places.map((place) => new MemcachedServer(place));
  const keys: KeyReader = {
    readKey: (key, signal) => readKey(servers, key, signal),
    ping: async (signal) => {
      await Promise.all(servers.map((server) => server.ping(signal)));
    },
  };
  return {
    kind: 'keys',
    label: `memcached ${places.map(({ shown }) => shown).join(',')}`,
    isRemote: true,
    keys,
    close: () => {
      for (const server of servers) server.close();
      return Promise.resolve();
    },
  };
}

/** What the first has that has it; only if none has, the failure of one counts. */
async function readKey(
  servers: readonly MemcachedServer[],
  key: string,
  signal: AbortSignal,
): Promise<StoredValue | undefined> {
  checkKey(key);
  const lookups = servers.map((server) => server.get(key, signal));
  const found = lookups.map(
    async (lookup) => (await lookup) ?? Promise.reject(new Error('absent')),
  );
  try {
    return await Promise.any(found);
  } catch {
    await Promise.all(lookups); // throws what failed first
    return undefined;
  }
}

/** "must not include control characters or whitespace", 250 bytes at most (protocol.txt, "Keys"). */
function checkKey(key: string): void {
  if (key !== '' && Buffer.byteLength(key) <= 250 && !/[\u0000-\u0020\u007f]/.test(key)) return;
  throw new StoreError('session-id-malformed', 'The key of the session is none for memcached.');
}

class MemcachedServer {
  readonly #place: MemcachedPlace;
  readonly #server: KeptConnection<MemcachedConnection>;

  constructor(place: MemcachedPlace) {
    this.#place = place;
    const label = `memcached ${place.shown}`;
    this.#server = new KeptConnection(label, () => new MemcachedConnection(place));
  }

  async get(key: string, signal: AbortSignal): Promise<StoredValue | undefined> {
    const answer = await this.#ask(`get ${key}`, signal);
    const { shown } = this.#place;
    if (answer.kind === 'too-large') throw memcachedTooLarge(shown);
    if (answer.kind === 'line') throw memcachedRefusal(answer.text, shown);
    if (answer.value === undefined) return undefined;
    if (answer.key !== key) throw this.#failure(new UnreadableAnswer('a value of another key'));
    return { bytes: answer.value };
  }

  async ping(signal: AbortSignal): Promise<void> {
    const answer = await this.#ask('version', signal);
    if (answer.kind === 'line' && answer.text.startsWith('VERSION ')) return;
    throw memcachedRefusal(answer.kind === 'line' ? answer.text : '', this.#place.shown);
  }

  close(): void {
    this.#server.close();
  }

  async #ask(line: string, signal: AbortSignal): Promise<MemcachedAnswer> {
    try {
      return await this.#server.ask((connection) => connection.ask(line, signal), signal);
    } catch (error) {
      throw this.#failure(error);
    }
  }

  #failure(error: unknown): StoreError {
    return memcachedFailure(error, this.#place);
  }
}
