import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** Resolves once something accepts connections there; gives up after `limitMs`. */
export const waitForPort = (port: number, limitMs?: number): Promise<void> =>
  waitForSocket(port, new AbortController().signal, limitMs);

/** The same for a port of this machine or the path of a Unix socket, until the signal is aborted. */
export async function waitForSocket(
  place: number | string,
  signal: AbortSignal,
  limitMs = 20_000,
): Promise<void> {
  const end = Date.now() + limitMs;
  while (Date.now() < end && !signal.aborted) {
    if (await accepts(place)) return;
    await delay(20);
  }
  throw new Error(`nothing listens at ${place}`);
}

const accepts = (place: number | string): Promise<boolean> =>
  new Promise((resolve) => {
    const target = typeof place === 'number' ? { port: place, host: '127.0.0.1' } : { path: place };
    const socket = connect(target)
      .once('connect', () => {
        socket.destroy();
        resolve(true);
      })
      .once('error', () => {
        resolve(false);
      });
  });
