/**
 * Programs that a test starts end with the test run, however that ends: a small shell waits for the end
 * of a pipe that only this process holds, and kills them then.
 */
import { spawn, type ChildProcess } from 'node:child_process';

/** Ends the program once this process is gone, unless the program has ended before. */
export function guard(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  const watcher = spawn('sh', ['-c', 'cat > /dev/null; kill -KILL "$1"', 'guard', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true, // Ctrl-C at the tests must not end it before its work is done
  });
  watcher.unref();
  child.once('exit', () => watcher.kill('SIGKILL')); // the pid may soon be another's
}
