/**
 * The proxy's thread as such, before it is told what to do. To load its code takes about as long as to load
 * the rest of the program: a command that will need one begins it first, and both load at once. Imports
 * nothing that would have to be loaded before.
 */
import { Worker } from 'node:worker_threads';

/**
 * Of the thread's heap: what passes is garbage at once, and V8 would let 48 MB of it lie. It is not a
 * bound to fail at: the old generation, which is one, stays as V8 has it.
 */
const YOUNG_GENERATION_MB = 12;

let early: Worker | undefined;

/** For the next `takeThread`. Keeps no process alive, should that never come. */
export function beginThread(): void {
  const thread = newThread();
  thread.unref();
  // One that cannot start is left to whoever starts the next, and hears why.
  const forget = (): void => {
    if (early === thread) early = undefined;
  };
  thread.once('error', forget).once('exit', forget);
  early = thread;
}

/** The one that was begun, or a new one. It waits for `start` (messages.ts). */
export function takeThread(): Worker {
  const thread = early ?? newThread();
  early = undefined;
  thread.ref();
  return thread;
}

/** Its streams stay its own: the screen or a recording may be on ours. */
const newThread = (): Worker =>
  new Worker(new URL('./worker.js', import.meta.url), {
    ...{ name: 'sessionspy-proxy', stdout: true, stderr: true },
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  });
