/**
 * One connection to a server that is kept between look-ups: made at the first, made anew once it was
 * lost, and never asked again after somebody was left without an answer in time, so that no answer can
 * be taken for another's. Keeps Node alive only while somebody waits.
 */
import { StoreError } from './driver.js';

export interface Connection {
  /** Whether it may be asked. */
  readonly isUsable: boolean;
  /** Ends it at once. May be called again. */
  destroy(): void;
}

export class KeptConnection<Kept extends Connection> {
  readonly #label: string;
  readonly #open: () => Kept;
  #kept: Kept | undefined;
  #isClosed = false;

  /** `open` begins to connect; `label` is the store's. */
  constructor(label: string, open: () => Kept) {
    this.#label = label;
    this.#open = open;
  }

  /** Asks, and once more where a connection that was kept turns out to have been lost meanwhile. */
  async ask<Answer>(
    question: (connection: Kept) => Promise<Answer>,
    signal: AbortSignal,
  ): Promise<Answer> {
    const kept = this.#kept?.isUsable === true ? this.#kept : undefined;
    try {
      return await this.#askOnce(question, signal);
    } catch (error) {
      if (error instanceof StoreError || kept === undefined || kept.isUsable) throw error;
      return await this.#askOnce(question, signal);
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#kept?.destroy();
  }

  async #askOnce<Answer>(
    question: (connection: Kept) => Promise<Answer>,
    signal: AbortSignal,
  ): Promise<Answer> {
    this.#check(signal);
    if (this.#kept?.isUsable !== true) this.#kept = this.#open();
    try {
      return await question(this.#kept);
    } catch (error) {
      this.#check(signal); // that we closed it, or gave up, is told as such
      throw error;
    }
  }

  #check(signal: AbortSignal): void {
    if (this.#isClosed) {
      throw new StoreError('store-unreachable', `The store ${this.#label} was closed.`);
    }
    if (!signal.aborted) return;
    throw new StoreError(
      'store-timeout',
      `The store ${this.#label} did not answer in time.`,
      'Check that it is up and not overloaded, and whether it wants TLS.',
    );
  }
}

/** What a connection does about those who wait for it. */
interface Patience {
  /** The first has come, or the last has gone. */
  readonly onWaiting: (isAwaited: boolean) => void;
  /** Somebody went without an answer, and now nobody waits any more. */
  readonly onForsaken: () => void;
}

/** Those who wait for the answers of one connection. */
export class Waiting {
  readonly #patience: Patience;
  readonly #rejections = new Set<(reason: unknown) => void>();
  #isForsaken = false;

  constructor(patience: Patience) {
    this.#patience = patience;
  }

  /** Whether somebody went without an answer. */
  get isForsaken(): boolean {
    return this.#isForsaken;
  }

  /** What `work` gives, unless the signal is aborted or all are rejected before. */
  until<Answer>(work: Promise<Answer>, signal: AbortSignal): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        signal.removeEventListener('abort', onAbort);
        if (!this.#rejections.delete(reject) || this.#rejections.size > 0) return;
        this.#patience.onWaiting(false);
        if (this.#isForsaken) this.#patience.onForsaken();
      };
      const onAbort = (): void => {
        this.#isForsaken = true;
        reject(new Error('nobody waits for the answer any more'));
        leave();
      };
      this.#rejections.add(reject);
      if (this.#rejections.size === 1) this.#patience.onWaiting(true);
      signal.addEventListener('abort', onAbort, { once: true });
      work.then(resolve, reject).finally(leave);
    });
  }

  rejectAll(reason: unknown): void {
    for (const reject of this.#rejections) reject(reason);
  }
}
