/**
 * The time limit for the app's first byte, by one coarse timer for all exchanges together. Only time
 * in which it is the app's turn counts: an upload may take as long as it likes while it moves, or
 * while the client is the slow one.
 */

import type { Clock } from '../model/time.js';

export interface Awaited {
  /** Monotonic milliseconds of the last sign of life that moves the limit. */
  readonly lastProgressAt: number;
  /** Whether it is the app that we wait for. */
  readonly isServersTurn: boolean;
  /** Called once, after which it is not watched any more. */
  expire(): void;
}

export class Deadlines {
  readonly #timeoutMs: number;
  readonly #awaited = new Set<Awaited>();
  readonly #clock: Clock;
  #timer: NodeJS.Timeout | undefined;

  /** `timeoutMs`: 0 for no limit. The limit is kept to within a tenth. */
  constructor(timeoutMs: number, clock: Clock) {
    this.#timeoutMs = timeoutMs;
    this.#clock = clock;
  }

  watch(awaited: Awaited): void {
    if (this.#timeoutMs <= 0) return;
    this.#awaited.add(awaited);
    if (this.#timer !== undefined) return;
    const interval = Math.min(1000, Math.max(5, this.#timeoutMs / 10));
    this.#timer = setInterval(() => {
      this.#sweep();
    }, interval);
    this.#timer.unref();
  }

  release(awaited: Awaited): void {
    this.#awaited.delete(awaited);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#awaited.clear();
  }

  #sweep(): void {
    const latest = this.#clock.mono() - this.#timeoutMs;
    for (const awaited of this.#awaited) {
      if (awaited.lastProgressAt > latest || !awaited.isServersTurn) continue;
      this.#awaited.delete(awaited);
      awaited.expire();
    }
    // An idle proxy has no timer running.
    if (this.#awaited.size === 0) this.close();
  }
}
