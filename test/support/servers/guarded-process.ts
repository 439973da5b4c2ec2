/**
 * A server of a test's own, in a folder of its own. It ends with the test, and with a test run that is
 * killed as well: a guard holds a pipe from this process and ends the server once that breaks.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

export interface GuardedOptions {
  /** Removed by the guard. */
  readonly folder: string;
  /** Whose process it is to be; ours where undefined. */
  readonly owner: Owner | undefined;
  /** What stderr holds once the server answers. */
  readonly ready: RegExp;
}

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

export interface GuardedProcess {
  /** Sends a signal to it and to its children. */
  signal(signal: NodeJS.Signals): void;
  /** Sends a signal to it alone, and resolves once it has ended. */
  stop(signal: NodeJS.Signals): Promise<void>;
}

/** Starts a server and waits until it is ready; fails with what it wrote if it ends before. */
export async function startGuarded(
  command: string,
  args: readonly string[],
  { folder, owner, ready }: GuardedOptions,
): Promise<GuardedProcess> {
  const child = spawn(command, args, {
    ...owner,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    // A time zone in which a mistaken "local time" shows.
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'Asia/Kolkata' },
  });
  const ended = once(child, 'exit');
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command} could not be started`);
  const guard = startGuard(pid, folder);
  void ended.then(() => guard.kill('SIGKILL'));
  let text = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (ready.test(text)) resolve();
    });
    void ended.then(() => {
      reject(new Error(`${command} ended before it was ready:\n${text}`));
    });
  });
  const signalAll = (signal: NodeJS.Signals): void => {
    child.kill(signal);
    spawnSync('pkill', [`-${signal.replace('SIG', '')}`, '-P', String(pid)]);
  };
  return {
    signal: signalAll,
    stop: async (signal) => {
      signalAll('SIGCONT'); // a test that failed may have left it paused
      child.kill(signal);
      await ended;
    },
  };
}

/** In a group of its own, so that Ctrl-C at the tests does not end it before its work is done. */
function startGuard(pid: number, folder: string): ChildProcess {
  const script =
    'cat > /dev/null; pkill -CONT -P $1; kill -QUIT $1; kill -CONT $1; sleep 2; kill -KILL $1; rm -rf "$2"';
  const guard = spawn('sh', ['-c', script, 'guard', String(pid), folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.unref();
  return guard;
}
