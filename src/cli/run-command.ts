/**
 * A command behind a running spy, from its start to the exit code: its requests are recorded to the last,
 * and its output stays its own. stderr is written to by its number: Node's streams would make a pipe that
 * the command shares with us non-blocking, and long outputs of the command would fail (EAGAIN).
 */
import { writeSync } from 'node:fs';
import { sanitise } from '../tui/sanitise.js';
import type { Spy } from '../spy.js';
import { exitCodeOf, startChild, type ChildCommand } from './child-command.js';
import { describeCrash } from './describe-crash.js';
import { followHeadless, type HeadlessOptions } from './headless.js';
import { PassedSignals } from './passed-signals.js';

/** For exchanges that are still under way when the command has ended: others than its own, mostly. */
const GRACE_MS = 2000;

/** Begins with the ready line. The exit code: the command's own, 128 + n for a signal; 1 if the proxy died. */
export async function runCommand(
  spy: Spy,
  command: ChildCommand,
  lines: Omit<HeadlessOptions, 'write'>,
): Promise<number> {
  const signals = new PassedSignals(); // before the ready line: who reads it may send one at once
  const stopFollowing = followHeadless(spy, { ...lines, write: writeBeside });
  const child = startChild(command, { ...process.env, SESSIONSPY_URL: spy.url });
  signals.goTo(child);
  const crashed = (error: unknown): void => {
    writeBeside(`sessionspy: unexpected: ${describeCrash(error)}`);
    child.signal('SIGTERM');
    void spy.close(0).finally(() => process.exit(1));
  };
  process.once('uncaughtException', crashed).once('unhandledRejection', crashed);

  const failure = await Promise.race([child.ended.then(() => undefined), spy.failed]);
  if (failure !== undefined) {
    writeBeside(`sessionspy: ${sanitise(failure.message)} The command gets SIGTERM.`);
    child.signal('SIGTERM');
  }
  const end = await child.ended;
  signals.finishing();
  if (end.kind === 'not-started') writeBeside(`sessionspy: ${sanitise(end.reason)}`);
  await spy.close(failure === undefined ? GRACE_MS : 0);
  stopFollowing();
  return failure === undefined ? exitCodeOf(end) : failure.exitCode;
}

/** A line on stderr, whole; waits for a slow reader as the command itself would. */
export function writeBeside(line: string): void {
  let rest: Uint8Array = Buffer.from(`${line}\n`);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(2, rest));
    } catch (error) {
      // Somebody else has made it non-blocking; or its reader is gone, which is no reason to end.
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}
