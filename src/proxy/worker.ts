/**
 * The entry of the proxy's own thread: server and capture live here, so that nothing the main thread
 * does (a repaint, a look-up, a slow disk) delays traffic (docs/decisions/0002). It talks through
 * messages alone and writes to no stream.
 */
import { parentPort, workerData } from 'node:worker_threads';

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

// Written by startProxy(), which takes nothing else.
const options = workerData as ProxyOptions;
const inFlight = new InFlight();
const outbox = new Outbox(
  {
    bytes: options.queueBytes,
    records: options.queueRecords,
    isAwaited: options.holdUntilRead,
  },
  (batch, events, buffers) => {
    say({ kind: 'batch', batch, events }, buffers);
  },
);
const assemble = createAssembler(options.maxBodyBytes, options.holdUntilRead);
const holds = options.holdUntilRead ? new Holds() : undefined;

function record(event: ProxyEvent): void {
  if (!('at' in event)) {
    outbox.add(event);
    return;
  }
  if (event.kind === 'request-head') holds?.begin(event.id);
  else if (event.kind === 'exchange-ended') holds?.end(event.id);
  const revision = assemble(event);
  if (revision === undefined || outbox.add(revision)) return;
  // Nobody will read what the reader is not told of.
  for (const side of HELD_SIDES) holds?.release(event.id, side);
}

function emit(event: ProxyEvent): void {
  try {
    record(event);
  } catch {
    outbox.lose(1);
  }
  inFlight.observe(event);
}

async function close(proxy: RunningProxy, graceMs: number): Promise<void> {
  await proxy.close(graceMs);
  outbox.flush(true);
  say({ kind: 'closed' });
  port.close();
}

async function run(): Promise<void> {
  const proxy = await createProxy(options, emit, systemClock, holds);
  // Posted by proxy-source.ts alone.
  port.on('message', (message: ToWorker) => {
    switch (message.kind) {
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
        void close(proxy, message.graceMs);
        return;
      default:
        message satisfies never;
    }
  });
  say({ kind: 'listening', address: proxy.address, port: proxy.port });
}

try {
  await run();
} catch (error) {
  if (!(error instanceof SpyError)) throw error;
  say({ kind: 'failed', code: error.code, message: error.message });
}
