/**
 * The entry of the proxy's own thread: server and capture live here, so that nothing the main thread
 * does (a repaint, a look-up, a slow disk) delays traffic (docs/decisions/0002). It talks through
 * messages alone and writes to no stream.
 */
import { parentPort } from 'node:worker_threads';

import { createAssembler } from '../capture/assemble.js';
import { SpyError } from '../errors.js';
import type { ProxyEvent } from '../model/proxy-event.js';
import { systemClock } from '../model/time.js';
import { HELD_SIDES, Holds } from './holds.js';
import { InFlight } from './in-flight.js';
import type { FromWorker, ToWorker } from './messages.js';
import type { ProxyOptions } from './options.js';
import { Outbox } from './outbox.js';
import { createProxy, type RunningProxy } from './server.js';

if (parentPort === null) throw new Error('worker.js is the entry of a thread; use proxy-source.js');
const port = parentPort;
const say = (message: FromWorker, buffers: readonly ArrayBuffer[] = []): void => {
  port.postMessage(message, buffers);
};

/** Takes what the proxy tells of, and passes it on in batches. */
class Recorder {
  readonly inFlight = new InFlight();
  readonly outbox: Outbox;
  readonly holds: Holds | undefined;
  readonly #assemble: ReturnType<typeof createAssembler>;

  constructor(options: ProxyOptions) {
    const { queueBytes: bytes, queueRecords: records, holdUntilRead } = options;
    this.#assemble = createAssembler(options.maxBodyBytes, holdUntilRead);
    this.holds = holdUntilRead ? new Holds() : undefined;
    this.outbox = new Outbox(
      { bytes, records, isAwaited: holdUntilRead },
      (batch, events, buffers) => {
        say({ kind: 'batch', batch, events }, buffers);
      },
    );
  }

  emit(event: ProxyEvent): void {
    try {
      this.#record(event);
    } catch {
      this.outbox.lose(1);
    }
    this.inFlight.observe(event);
  }

  #record(event: ProxyEvent): void {
    if (!('at' in event)) {
      this.outbox.add(event);
      return;
    }
    if (event.kind === 'request-head') this.holds?.begin(event.id);
    else if (event.kind === 'exchange-ended') this.holds?.end(event.id);
    const revision = this.#assemble(event);
    if (revision === undefined || this.outbox.add(revision)) return;
    // Nobody will read what the reader is not told of.
    for (const side of HELD_SIDES) this.holds?.release(event.id, side);
  }
}

async function close(proxy: RunningProxy, outbox: Outbox, graceMs: number): Promise<void> {
  await proxy.close(graceMs);
  outbox.flush(true);
  say({ kind: 'closed' });
  port.close();
}

async function run(options: ProxyOptions): Promise<void> {
  const recorder = new Recorder(options);
  const { inFlight, outbox, holds } = recorder;
  const emit = (event: ProxyEvent): void => {
    recorder.emit(event);
  };
  const proxy = await createProxy(options, emit, systemClock, holds);
  // Posted by proxy-source.ts alone.
  port.on('message', (message: ToWorker) => {
    switch (message.kind) {
      case 'start':
        return;
      case 'taken':
        outbox.taken(message.batch);
        return;
      case 'quiet':
        inFlight.whenQuiet(() => {
          outbox.flush();
          say({ kind: 'quiet', call: message.call });
        });
        return;
      case 'release':
        holds?.release(message.id, message.side);
        return;
      case 'close':
        void close(proxy, outbox, message.graceMs);
        return;
      default:
        message satisfies never;
    }
  });
  say({ kind: 'listening', address: proxy.address, port: proxy.port });
}

async function start(message: ToWorker): Promise<void> {
  if (message.kind !== 'start') return;
  try {
    await run(message.options);
  } catch (error) {
    if (!(error instanceof SpyError)) throw error;
    say({ kind: 'failed', code: error.code, message: error.message });
    port.close();
  }
}

port.once('message', (message: ToWorker) => {
  void start(message);
});
