/**
 * A proxy in this thread: Node's HTTP server with its limits, the forwarder behind it, and how both are
 * started and stopped. What the server reports is taken in by intake.ts.
 */
import { createServer, type Server } from 'node:http';

import { type Clock, systemClock } from '../model/time.js';
import type { Emit } from './exchange-tap.js';
import { HttpProxyForwarder } from './forwarder.js';
import type { Holds } from './holds.js';
import { Intake, stopsParsing } from './intake.js';
import { listen } from './listen.js';
import type { ProxyOptions } from './options.js';

export interface RunningProxy {
  /** As bound, without brackets. */
  readonly address: string;
  readonly port: number;
  /** Stops accepting, gives exchanges in flight `graceMs`, then cuts them. Idempotent. */
  close(graceMs?: number): Promise<void>;
}

/**
 * Starts a proxy in this thread. `emit` may throw: traffic does not notice; it waits for `holds` alone,
 * where there are any. Throws SpyError
 * SPY_CANNOT_LISTEN or SPY_TARGET_LOOP.
 */
export async function createProxy(
  options: ProxyOptions,
  emit: Emit,
  clock: Clock = systemClock,
  holds?: Holds,
): Promise<RunningProxy> {
  const server = createHttpServer(options);
  const forwarder = new HttpProxyForwarder(options, clock, holds);
  const intake = new Intake(forwarder, withoutThrowing(emit), clock);
  intake.listenTo(server);
  let closing: Promise<void> | undefined;
  const close = (graceMs = 0): Promise<void> => {
    closing ??= stop(server, intake, graceMs).finally(() => {
      forwarder.close();
    });
    return closing;
  };
  try {
    const { address, port } = await listen(server, options);
    return { address, port, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The one boundary between traffic and its observer: a fault in there stays in there. */
const withoutThrowing =
  (emit: Emit): Emit =>
  (event) => {
    try {
      emit(event);
    } catch {
      // The observer counts its own losses (worker.ts); the traffic goes on.
    }
  };

/** How long an idle client connection is kept, so that browsers seldom meet one just closed. */
const KEEP_ALIVE_MS = 60_000;
/** For a header section to arrive; connections opened in advance wait as long. */
const HEADERS_MS = 300_000;

function createHttpServer(options: ProxyOptions): Server {
  const settings = {
    maxHeaderSize: options.maxHeaderBytes,
    keepAliveTimeout: KEEP_ALIVE_MS,
    headersTimeout: HEADERS_MS,
    // Node's 5 minutes would cut long uploads.
    requestTimeout: 0,
    // Looked at by examineRequest(), so that the refusal is recorded.
    requireHostHeader: false,
    // Node >= 22.21 asks; before that it stops at every offer of an upgrade (replay.ts).
    shouldUpgradeCallback: stopsParsing,
  };
  const server = createServer(settings);
  // By default Node drops the fields after the thousandth without a word.
  server.maxHeadersCount = 0;
  return server;
}

async function stop(server: Server, intake: Intake, graceMs: number): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  const grace = setTimeout(() => {
    for (const { socket } of intake.connections) socket.destroy();
  }, graceMs);
  const emptied = new Promise<void>((resolve) => {
    intake.onProgress = () => {
      if (intake.connections.length === 0) resolve();
      else cutStreams(intake);
    };
  });
  for (const connection of intake.connections) connection.close();
  intake.onProgress();
  await emptied;
  clearTimeout(grace);
  await stopped;
}

/** Streams and tunnels do not end by themselves: once nothing else is left, they are cut. */
function cutStreams({ connections }: Intake): void {
  if (connections.some((connection) => connection.willBecomeIdle)) return;
  for (const { isBusy, socket } of connections) if (isBusy) socket.destroy();
}
