/**
 * The main thread's side of the proxy's thread: an ExchangeSource, as a recording would be one. It
 * starts the thread, passes batches on and notices when the thread dies.
 */
import { debuglog } from 'node:util';
import type { Worker } from 'node:worker_threads';

import { SpyError } from '../errors.js';
import type { ExchangeId } from '../model/ids.js';
import type { ExchangeSource, SourceListener } from '../source.js';
import type { HeldSide } from './holds.js';
import type { FromWorker, ToWorker } from './messages.js';
import type { ProxyOptions } from './options.js';
import { takeThread } from './thread.js';

export interface ProxySource extends ExchangeSource {
  /** Called once if the thread ends without having been asked to; at once if it has already. */
  onDied(callback: (error: SpyError) => void): void;
  release(id: ExchangeId, side: HeldSide): void;
}

/**
 * Starts the proxy in a thread of its own and resolves once it listens. `listener` must not throw:
 * what it throws is logged under NODE_DEBUG=sessionspy:proxy and goes no further. Throws SpyError
 * SPY_CANNOT_LISTEN, SPY_TARGET_LOOP or SPY_PROXY_DIED.
 */
export async function startProxy(
  options: ProxyOptions,
  listener: SourceListener,
): Promise<ProxySource> {
  const thread = new ProxyThread(options, listener);
  await thread.listening;
  return thread;
}

const debug = debuglog('sessionspy:proxy');
/** Beyond the grace, until a thread that does not answer is ended. */
const PATIENCE_MS = 5000;

interface Pending {
  readonly resolve: () => void;
  readonly reject: (error: SpyError) => void;
}

class ProxyThread implements ProxySource {
  readonly listening: Promise<void>;
  readonly #worker: Worker;
  readonly #listener: SourceListener;
  readonly #start: Pending;
  readonly #quietCalls = new Map<number, Pending>();
  readonly #onDied: ((error: SpyError) => void)[] = [];
  /** What has come and waits for its turn of the event loop. */
  readonly #inbox: FromWorker[] = [];
  #hasHadTurn = false;
  #calls = 0;
  #url = '';
  #death: SpyError | undefined;
  #closing: Promise<void> | undefined;
  #closed: () => void = () => undefined;

  constructor(options: ProxyOptions, listener: SourceListener) {
    this.#listener = listener;
    const { promise, ...start } = pending();
    this.listening = promise;
    this.#start = start;
    this.#worker = takeThread();
    this.#say({ kind: 'start', options });
    this.#worker.stdout.resume();
    this.#worker.stderr.on('data', (text: Buffer) => {
      debug('%s', text);
    });
    // Posted by worker.ts alone.
    this.#worker.on('message', (message: FromWorker) => {
      this.#arrived(message);
    });
    this.#worker.on('error', (error) => {
      this.#died(error instanceof Error ? error.message : String(error));
    });
    this.#worker.on('exit', (code) => {
      this.#died(`exit code ${code}`);
    });
  }

  get url(): string {
    return this.#url;
  }

  quiet(): Promise<void> {
    if (this.#death !== undefined) return Promise.reject(this.#death);
    // A source that is closing delivers everything before it is closed.
    if (this.#closing !== undefined) return this.#closing;
    const { promise, ...call } = pending();
    this.#calls += 1;
    this.#quietCalls.set(this.#calls, call);
    this.#say({ kind: 'quiet', call: this.#calls });
    return promise;
  }

  release(id: ExchangeId, side: HeldSide): void {
    this.#say({ kind: 'release', id, side });
  }

  close(graceMs = 0): Promise<void> {
    this.#closing ??= this.#close(graceMs);
    return this.#closing;
  }

  onDied(callback: (error: SpyError) => void): void {
    if (this.#death === undefined) this.#onDied.push(callback);
    else callback(this.#death);
  }

  async #close(graceMs: number): Promise<void> {
    if (this.#death === undefined) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#closed = resolve;
        timer = setTimeout(resolve, graceMs + PATIENCE_MS);
        this.#say({ kind: 'close', graceMs });
      });
      clearTimeout(timer);
    }
    for (const { resolve } of this.#quietCalls.values()) resolve();
    this.#quietCalls.clear();
    await this.#worker.terminate();
  }

  #say(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  /**
   * One message for each turn of the loop. A port hands over all that waits, a thousand messages and
   * more, before it lets anything else happen; a key should not wait for them.
   */
  #arrived(message: FromWorker): void {
    if (this.#hasHadTurn) {
      this.#inbox.push(message);
      return;
    }
    this.#hasHadTurn = true;
    setImmediate(this.#nextTurn);
    this.#heard(message);
  }

  readonly #nextTurn = (): void => {
    const message = this.#inbox.shift();
    this.#hasHadTurn = message !== undefined;
    if (message === undefined) return;
    setImmediate(this.#nextTurn);
    this.#heard(message);
  };

  #heard(message: FromWorker): void {
    switch (message.kind) {
      case 'listening':
        this.#url = `http://${clientHost(message.address)}:${message.port}`;
        this.#start.resolve();
        return;
      case 'failed':
        this.#closing = Promise.resolve();
        this.#start.reject(new SpyError(message.code, message.message));
        return;
      case 'batch':
        this.#deliver(message);
        return;
      case 'quiet':
        this.#quietCalls.get(message.call)?.resolve();
        this.#quietCalls.delete(message.call);
        return;
      case 'closed':
        this.#closed();
        return;
      default:
        message satisfies never;
    }
  }

  #deliver({ batch, events }: Extract<FromWorker, { kind: 'batch' }>): void {
    try {
      this.#listener(events);
    } catch (error) {
      debug('the listener threw: %O', error);
    } finally {
      this.#say({ kind: 'taken', batch });
    }
  }

  #died(cause: string): void {
    for (const message of this.#inbox.splice(0)) this.#heard(message);
    this.#closed();
    if (this.#death !== undefined || this.#closing !== undefined) return;
    const death = new SpyError(
      'SPY_PROXY_DIED',
      `The proxy's thread ended unexpectedly (${cause}): start sessionspy again, and please report this.`,
    );
    this.#death = death;
    this.#start.reject(death);
    for (const { reject } of this.#quietCalls.values()) reject(death);
    this.#quietCalls.clear();
    for (const callback of this.#onDied.splice(0)) callback(death);
  }
}

function pending(): Pending & { readonly promise: Promise<void> } {
  let settle: Pending | undefined;
  const promise = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  const resolve = (): void => settle?.resolve();
  const reject = (error: SpyError): void => settle?.reject(error);
  return { promise, resolve, reject };
}

/** An address that a client can connect to, for one that stands for all of them. */
function clientHost(address: string): string {
  if (address === '0.0.0.0') return '127.0.0.1';
  if (address === '::') return '[::1]';
  return address.includes(':') ? `[${address}]` : address;
}
