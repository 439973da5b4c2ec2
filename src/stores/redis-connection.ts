/**
 * One connection to a Redis, made by `@redis/client`, with its habits contained: it tells the server its
 * name, keeps questions waiting when an answer cannot be read, takes answers of any length, and lets go of
 * a socket only once it is connected.
 */
import type { RedisClientOptions } from '@redis/client';
import { StoreError } from './driver.js';
import { Waiting, type Connection } from './driver-connection.js';
import { tlsOptions } from './driver-tls.js';
import type { RedisPlace } from './redis-url.js';

/** What Redis answers, in RESP2: texts of values as bytes, and errors as values too. */
export type RedisReply = string | number | null | Buffer | RedisError | readonly RedisReply[];

/** An error that the server itself answered: `WRONGTYPE Operation against ...`. */
export class RedisError extends Error {
  override readonly name = 'RedisError';
}

/** More than any answer to us has: a value, or a list of keys. */
const MAX_ANSWER_BYTES = 2 * 1024 * 1024;

export class RedisConnection implements Connection {
  readonly #place: RedisPlace;
  readonly #ready: Promise<Link>;
  readonly #ended = new AbortController();
  readonly #waiting = new Waiting({
    onWaiting: (isAwaited) => {
      if (isAwaited) this.#client?.ref();
      else this.#client?.unref();
    },
    onForsaken: () => {
      this.destroy();
    },
  });
  #client: Client | undefined;
  #unreadBytes = 0;

  /** Begins to connect. */
  constructor(place: RedisPlace) {
    this.#place = place;
    this.#ready = this.#connect();
    this.#ready.catch((error: unknown) => {
      this.#fail(error);
    });
  }

  get isUsable(): boolean {
    return !this.#ended.signal.aborted && !this.#waiting.isForsaken;
  }

  /** Sends the commands together. Rejects where the connection fails or the signal is aborted. */
  ask(commands: readonly Command[], signal: AbortSignal): Promise<readonly RedisReply[]> {
    const replies = this.#ready.then((link) =>
      Promise.all(commands.map((command) => this.#send(link, command))),
    );
    return this.#waiting.until(replies, signal);
  }

  destroy(): void {
    this.#fail(new Error('the connection was closed'));
  }

  async #connect(): Promise<Link> {
    const link = await newLink(await this.#socketOptions());
    if (this.#ended.signal.aborted) {
      link.client.destroy();
      throw new Error('the connection was closed');
    }
    this.#client = link.client;
    link.client.on('error', (error: unknown) => {
      this.#fail(error);
    });
    this.#watchAnswers(link.client);
    await link.client.connect();
    await this.#greet(link);
    return link;
  }

  async #socketOptions(): Promise<SocketOptions> {
    const { target, tls } = this.#place;
    // `tls.connect` heeds the signal as `net.connect` does; only its types do not say so.
    const { signal } = this.#ended;
    if (tls === undefined || 'path' in target) return { ...target, tls: false, signal };
    const secure = { ...target, ...(await tlsOptions(tls)), tls: true as const, signal };
    return secure;
  }

  /** Our own login: the client's would not go on where a server wants none. */
  async #greet(link: Link): Promise<void> {
    const { user, password, database } = this.#place;
    const name = user === undefined ? [] : [user];
    const replies = await Promise.all([
      ...(user === undefined && password === undefined
        ? []
        : [this.#send(link, ['AUTH', ...name, password ?? ''])]),
      ...(database === 0 ? [] : [this.#send(link, ['SELECT', String(database)])]),
    ]);
    for (const reply of replies) {
      if (reply instanceof RedisError && !NO_LOGIN.test(reply.message)) throw reply;
    }
  }

  async #send({ client, isErrorReply }: Link, command: Command): Promise<RedisReply> {
    try {
      return replyOf(await client.sendCommand<unknown>(command));
    } catch (error) {
      if (!isErrorReply(error)) throw error;
      const reply = new RedisError(error.message);
      if (FAREWELL.test(error.message)) this.#fail(reply);
      return reply;
    } finally {
      this.#unreadBytes = 0;
    }
  }

  /**
   * The client puts no limit to an answer, and forgets the questions when it cannot read one: the tests
   * of a hostile server in test/integration/stores/redis-hostile.test.ts fail without this.
   */
  #watchAnswers(client: Client): void {
    const { decoder } = client._getQueue();
    const write = decoder.write.bind(decoder);
    decoder.write = (chunk: Buffer) => {
      this.#unreadBytes += chunk.length;
      if (this.#unreadBytes > MAX_ANSWER_BYTES) {
        this.#fail(tooLong(this.#place));
        return;
      }
      try {
        write(chunk);
      } catch (cause) {
        this.#fail(unasked(chunk) ?? new UnreadableAnswer('no RESP', { cause }));
      }
    };
  }

  #fail(reason: unknown): void {
    this.#waiting.rejectAll(reason);
    if (this.#ended.signal.aborted) return;
    this.#ended.abort();
    this.#client?.destroy();
  }
}

/** What the server sent is not in Redis' protocol. */
export class UnreadableAnswer extends Error {
  override readonly name = 'UnreadableAnswer';
}

export type Command = readonly [name: string, ...args: string[]];

type SocketOptions = NonNullable<RedisClientOptions['socket']>;
type Link = Awaited<ReturnType<typeof newLink>>;
type Client = Link['client'];

/** What Redis says to a password where it has none (acl.c; before 6.0 networking.c). */
const NO_LOGIN = /without any password configured|no password is set/;

/** After these it closes the connection, whatever it was asked (networking.c, acceptCommonHandler). */
const FAREWELL = /^ERR max number of clients|^DENIED/;

/** Loads the package at the first use. */
async function newLink(socket: SocketOptions) {
  const { ErrorReply, RedisClient, RESP_TYPES } = await import('@redis/client');
  // Not createClient: it makes a class with a method for each command anew, which takes 100 ms.
  const client = new RedisClient({
    RESP: 2, // HELLO is not known before Redis 6
    socket: { ...socket, reconnectStrategy: false },
    disableClientInfo: true,
    disableOfflineQueue: true,
    maintNotifications: 'disabled',
    commandOptions: { timeout: 0, typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } },
  });
  const isErrorReply = (error: unknown): error is Error => error instanceof ErrorReply;
  return { client, isErrorReply };
}

/** An error that comes before anything was asked: too many clients, protected mode. */
const unasked = (chunk: Buffer): RedisError | undefined => {
  const [, text] = /^-([^\r\n]{1,500})/.exec(chunk.toString('latin1', 0, 512)) ?? [];
  return text === undefined ? undefined : new RedisError(text);
};

function replyOf(value: unknown): RedisReply {
  if (Array.isArray(value)) return value.map(replyOf);
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  return Buffer.isBuffer(value) ? value : null;
}

const tooLong = ({ shown }: RedisPlace): StoreError =>
  new StoreError(
    'payload-too-large',
    `Redis at ${shown} answered with more than is read of one session.`,
    'Check that it is the Redis of the app.',
  );
