/** `--wait`: until something accepts connections where the app should be. Sends no byte. */
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { SpyError } from '../errors.js';
import { describeTarget, type Target } from '../proxy/target.js';

const PAUSE_MS = 100;
/** An attempt that is not even refused, as behind a firewall, gives way to the next one. */
const ATTEMPT_MS = 2000;

/** `onWait` is called once, if it does not accept at once. Throws SpyError SPY_TARGET_UNREACHABLE. */
export async function awaitTarget(
  target: Target,
  limitMs: number,
  onWait: () => void = () => undefined,
): Promise<void> {
  const end = performance.now() + limitMs;
  const left = (): number => end - performance.now();
  for (let attempts = 1; ; attempts += 1) {
    const failure = await connectionFailure(target, Math.max(1, Math.min(ATTEMPT_MS, left())));
    if (failure === undefined) return;
    if (left() <= PAUSE_MS) throw unreachable(target, limitMs, failure);
    if (attempts === 1) onWait();
    await delay(PAUSE_MS);
  }
}

/** undefined: it was accepted. */
function connectionFailure(target: Target, limitMs: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket: Socket =
      target.kind === 'unix' ? connect(target.path) : connect(target.port, target.host);
    const settle = (failure?: string): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(failure);
    };
    const timer = setTimeout(settle, limitMs, 'no answer');
    socket.once('connect', () => {
      settle();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      settle(error.code ?? error.message);
    });
  });
}

const unreachable = (target: Target, limitMs: number, failure: string): SpyError =>
  new SpyError(
    'SPY_TARGET_UNREACHABLE',
    `${describeTarget(target)} accepted no connection within ${durationText(limitMs)} (${failure}): ` +
      'start the app, correct --target, or give --wait more time.',
  );

/** `1.5 s`. */
export const durationText = (ms: number): string => `${Number((ms / 1000).toPrecision(3))} s`;
