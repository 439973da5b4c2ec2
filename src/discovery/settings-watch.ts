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

/** Watches until the returned function is called; keeps no process alive. */
export function watchFiles({ files, onChange, everyMs = 1000 }: WatchOptions): () => void {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let known: string | undefined;
  let previous: string | undefined;
  const look = async (): Promise<void> => {
    const now = (await Promise.all(files.map(signatureOf))).join('\n');
    known ??= now;
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
  void look();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}

async function signatureOf(path: string): Promise<string> {
  const status = await stat(path).catch(() => undefined);
  return status === undefined ? '-' : `${status.ino}:${status.size}:${status.mtimeMs}`;
}
