/**
 * Tells when files change, by looking at them every second: that works on every file system, in
 * containers too, and sees files that are replaced, removed or made later.
 */
import { stat } from 'node:fs/promises';

export interface WatchOptions {
  /** Absolute paths; one that is not there is waited for. */
  readonly files: readonly string[];
  /** Called once things have been quiet for a look; not again before it has ended. Must not throw. */
  readonly onChange: () => Promise<void>;
  /** Milliseconds between two looks. */
  readonly everyMs?: number;
}

/** Watches, from now on, until the returned function is called; keeps no process alive. */
export async function watchFiles({
  files,
  onChange,
  everyMs = 1000,
}: WatchOptions): Promise<() => void> {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let known = await signature(files);
  let previous = known;
  const look = async (): Promise<void> => {
    const now = await signature(files);
    // A file that is still being written changes between two looks: it is read when it stays the same.
    if (now !== known && now === previous) {
      known = now;
      await onChange();
    }
    previous = now;
    next();
  };
  const next = (): void => {
    if (isStopped) return;
    timer = setTimeout(() => void look(), everyMs);
    timer.unref();
  };
  next();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}

const signature = async (files: readonly string[]): Promise<string> =>
  (await Promise.all(files.map(signatureOf))).join('\n');

async function signatureOf(path: string): Promise<string> {
  const status = await stat(path).catch(() => undefined);
  return status === undefined ? '-' : `${status.ino}:${status.size}:${status.mtimeMs}`;
}
