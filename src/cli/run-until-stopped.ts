/**
 * Keeps a spy running until the user or a signal ends it: first the recording is finished, then the
 * terminal is given back, then the process ends. The second signal does not wait.
 */
import type { SpyError } from '../errors.js';
import { signalExitCode } from './child-command.js';
import { describeCrash } from './describe-crash.js';
import { stopRequests } from './stop-requests.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** For exchanges under way: with what follows, whoever sends SIGTERM waits for about a second. */
const GRACE_MS = 500;

/** A spy, or a recording. */
export interface Stoppable {
  close(graceMs?: number): Promise<void>;
  /** Settles only if it ends unasked. */
  readonly failed?: Promise<SpyError>;
}

export interface Presentation {
  /** Resolves when the user has had enough; never, where only a signal ends it. */
  readonly ended: Promise<void>;
  /** Gives back what was taken, the terminal above all. Synchronous, idempotent. */
  restore(): void;
}

/**
 * The exit code: 0 however it was asked to stop. `onHangUp`: whether this SIGHUP meant something else
 * than to stop. Throws SpyError SPY_PROXY_DIED.
 */
export async function runUntilStopped<Running extends Stoppable>(
  spy: Running,
  present: (spy: Running) => Presentation,
  onHangUp: () => boolean = () => false,
): Promise<number> {
  outliveTerminal();
  // Listened to before the ready line: who reads that may send a signal at once.
  let restore = (): void => undefined;
  const requested = firstRequest(() => {
    restore();
  }, onHangUp);
  const presentation = present(spy);
  restore = () => {
    presentation.restore();
  };
  let hasCrashed = false;
  const crashed = (error: unknown): void => {
    // What fails while we end, a terminal that is gone above all, must not start this again.
    if (hasCrashed) return;
    hasCrashed = true;
    restore();
    process.stderr.write(`sessionspy: unexpected: ${describeCrash(error)}\n`);
    void spy.close(0).finally(() => process.exit(1));
  };
  process.on('uncaughtException', crashed).on('unhandledRejection', crashed);
  // A last resort for ways of ending that run no handler of ours.
  process.on('exit', restore);

  const failed = spy.failed === undefined ? [] : [spy.failed];
  const failure = await Promise.race([presentation.ended, requested, ...failed]);
  if (failure !== undefined) {
    restore();
    await spy.close(0);
    throw failure;
  }
  await spy.close(GRACE_MS);
  restore();
  return 0;
}

/** A window that was closed fails every write; the recording is finished all the same. */
function outliveTerminal(): void {
  for (const stream of [process.stdin, process.stdout, process.stderr]) {
    stream.on('error', () => undefined);
  }
}

/** The listeners stay: between two of them a signal would end the process with nothing written. */
const firstRequest = (restore: () => void, onHangUp: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    const requests = stopRequests();
    for (const signal of SIGNALS) {
      process.on(signal, () => {
        if (signal === 'SIGHUP' && onHangUp()) return;
        if (requests() === 1) {
          resolve();
          return;
        }
        restore();
        process.exit(signalExitCode(signal));
      });
    }
  });
