/**
 * Order for look-ups: those of one session run one after another, as their exchanges asked; those of
 * different sessions run side by side, up to a limit. Every task has a deadline from the moment it is
 * asked for, after which its signal is aborted, so that a store that hangs cannot make a queue grow.
 */

export interface QueueLimits {
  /** Look-ups at work at once, over all sessions. */
  readonly concurrency: number;
  /** Milliseconds a task may take, its waiting included. */
  readonly deadlineMs: number;
}

export class SessionQueue {
  readonly #limits: QueueLimits;
  readonly #tails = new Map<string, Promise<unknown>>();
  readonly #unfinished = new Set<Promise<unknown>>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(limits: QueueLimits = { concurrency: 16, deadlineMs: 2000 }) {
    this.#limits = limits;
  }

  /** Runs the task after every earlier task of the same keys. The task itself must not throw. */
  run<Result>(
    keys: readonly string[],
    task: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    const earlier = keys.flatMap((key) => this.#tails.get(key) ?? []);
    // Not AbortSignal.timeout: it fires for tasks that have long ended, a costly error made for each.
    const deadline = new AbortController();
    const timer = setTimeout(() => {
      deadline.abort();
    }, this.#limits.deadlineMs);
    timer.unref();
    const { signal } = deadline;
    const result = Promise.allSettled(earlier).then(() => this.#admit(() => task(signal)));
    for (const key of keys) this.#tails.set(key, result);
    this.#unfinished.add(result);
    const forget = (): void => {
      clearTimeout(timer);
      this.#unfinished.delete(result);
      for (const key of keys) if (this.#tails.get(key) === result) this.#tails.delete(key);
    };
    void result.then(forget, forget);
    return result;
  }

  /** Resolves once every task that was asked for so far has ended. */
  async idle(): Promise<void> {
    await Promise.allSettled([...this.#unfinished]);
  }

  async #admit<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.#running >= this.#limits.concurrency) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#running += 1;
    try {
      return await task();
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }
}
