/**
 * Look-ups in Redis, Valkey and what speaks like them: `redis://cache.local:6379/1`. Sends reading
 * commands only. Connects at the first look-up, and again whenever the connection was lost.
 */
import { TextDecoder } from 'node:util';
import { systemClock, type EpochMs } from '../model/time.js';
import {
  MAX_RECORD_BYTES,
  StoreError,
  type KeyReader,
  type StoreConnection,
  type StoredValue,
  type StoreDriver,
} from './driver.js';
import { KeptConnection } from './driver-connection.js';
import {
  RedisConnection,
  RedisError,
  UnreadableAnswer,
  type Command,
  type RedisReply,
} from './redis-connection.js';
import { isNotPermitted, redisFailure } from './redis-failure.js';
import { REDIS_SCHEMES, redisPlace, type RedisPlace } from './redis-url.js';

export const redisDriver: StoreDriver = {
  schemes: REDIS_SCHEMES,
  open: (url, access) => connectionTo(redisPlace(url, access)),
};

function connectionTo(place: RedisPlace): StoreConnection {
  const label = `redis ${place.shown}`;
  const reader = new RedisReader(place, label);
  return { kind: 'keys', label, isRemote: true, keys: reader, close: () => reader.close() };
}

/** How many keys are looked at for a sample, in so many at a time. */
const MAX_SCANNED = 5000;
const SCAN_COUNT = 500;
/** How many of a page are asked for their type: nearly always the first is a string. */
const MAX_TYPED = 50;

class RedisReader implements KeyReader {
  readonly #place: RedisPlace;
  readonly #server: KeptConnection<RedisConnection>;
  /** The user may GET and not GETRANGE or PTTL. */
  #mayOnlyGet = false;

  constructor(place: RedisPlace, label: string) {
    this.#place = place;
    this.#server = new KeptConnection(label, () => new RedisConnection(place));
  }

  async readKey(key: string, signal: AbortSignal): Promise<StoredValue | undefined> {
    const isPlain = this.#mayOnlyGet;
    const first: Command = isPlain
      ? ['GET', key]
      : ['GETRANGE', key, '0', String(MAX_RECORD_BYTES)]; // one byte more tells that there is more
    const [value = null, ttl = null] = await this.#ask([first, ['PTTL', key]], signal);
    if (!isPlain && (isNotPermitted(value) || isNotPermitted(ttl))) {
      this.#mayOnlyGet = true;
      return this.readKey(key, signal);
    }
    // GETRANGE says of a key that is not there that it is empty.
    if (value === null || ttl === NO_SUCH_KEY) return undefined;
    const bytes = this.#bytes(value);
    if (bytes.length > MAX_RECORD_BYTES) throw tooLarge(this.#place);
    return typeof ttl === 'number' && ttl >= 0
      ? { bytes, expiresAt: (systemClock.now() + ttl) as EpochMs } // milliseconds from now
      : { bytes };
  }

  async someKey(prefix: string, suffix: string, signal: AbortSignal): Promise<string | undefined> {
    const pattern = `${escaped(prefix)}*${escaped(suffix)}`;
    let cursor = '0';
    for (let seen = 0; seen < MAX_SCANNED; seen += SCAN_COUNT) {
      const scan: Command = ['SCAN', cursor, 'MATCH', pattern, 'COUNT', String(SCAN_COUNT)];
      const [page = null] = await this.#ask([scan], signal);
      const [next, found] = this.#list(page);
      const key = await this.#firstString(this.#list(found), signal);
      cursor = this.#bytes(next).toString('latin1');
      if (key !== undefined || cursor === '0') return key;
    }
    return undefined;
  }

  async ping(signal: AbortSignal): Promise<void> {
    const [reply] = await this.#ask([['PING']], signal);
    if (reply instanceof RedisError && !isNotPermitted(reply)) throw this.#failure(reply);
  }

  close(): Promise<void> {
    this.#server.close();
    return Promise.resolve();
  }

  /** The first of the keys that has a value of bytes. */
  async #firstString(
    keys: readonly RedisReply[],
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const texts = keys.flatMap((key) => (Buffer.isBuffer(key) ? (textOf(key) ?? []) : []));
    const few = texts.slice(0, MAX_TYPED);
    if (few.length === 0) return undefined;
    const types = await this.#ask(
      few.map((key): Command => ['TYPE', key]),
      signal,
    );
    const index = types.findIndex((type) => type === 'string' || isNotPermitted(type));
    return few[index];
  }

  async #ask(commands: readonly Command[], signal: AbortSignal): Promise<readonly RedisReply[]> {
    try {
      return await this.#server.ask((connection) => connection.ask(commands, signal), signal);
    } catch (error) {
      throw this.#failure(error);
    }
  }

  #bytes(reply: RedisReply | undefined): Buffer {
    if (Buffer.isBuffer(reply)) return reply;
    throw this.#failure(reply instanceof RedisError ? reply : new UnreadableAnswer('no value'));
  }

  #list(reply: RedisReply | undefined): readonly RedisReply[] {
    if (isList(reply)) return reply;
    throw this.#failure(reply instanceof RedisError ? reply : new UnreadableAnswer('no list'));
  }

  #failure(error: unknown): StoreError {
    return redisFailure(error, this.#place);
  }
}

const isList = (reply: RedisReply | undefined): reply is readonly RedisReply[] =>
  Array.isArray(reply);

/** What PTTL says of it (https://redis.io/commands/pttl); -1 is "no expiry". */
const NO_SUCH_KEY = -2;

/** Signs with a meaning in the patterns of SCAN. */
const escaped = (text: string): string => text.replaceAll(/[\\*?[\]^-]/g, (sign) => `\\${sign}`);

/** undefined where it is not UTF-8: no framework has such keys. */
function textOf(key: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(key);
  } catch {
    return undefined;
  }
}

const tooLarge = ({ shown }: RedisPlace): StoreError =>
  new StoreError(
    'payload-too-large',
    `A value in Redis at ${shown} is larger than 1 MiB and was not read.`,
  );
