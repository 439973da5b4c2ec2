/** Which exchanges use a session at the same time: then it cannot be known which of them wrote. */
import type { SessionTag } from '../model/ids.js';

/** Something that uses a session for a while. */
export interface SessionUse {
  /** Set by whatever else uses the same session meanwhile. */
  concurrent: boolean;
}

export class SessionsInFlight {
  readonly #uses = new Map<SessionTag, Set<SessionUse>>();

  enter(tag: SessionTag, use: SessionUse): void {
    const others = this.#uses.get(tag) ?? new Set();
    if (others.size > 0) {
      use.concurrent = true;
      for (const other of others) other.concurrent = true;
    }
    this.#uses.set(tag, others.add(use));
  }

  /** Idempotent. */
  leave(tag: SessionTag, use: SessionUse): void {
    const others = this.#uses.get(tag);
    if (others === undefined) return;
    others.delete(use);
    if (others.size === 0) this.#uses.delete(tag);
  }
}
