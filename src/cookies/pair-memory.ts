/** A bounded memory of cookie pairs, each with what is known of it; the oldest entry goes first. */
import type { CookiePair } from '../model/cookie.js';
import { pairKey } from './cookie-string.js';

export class PairMemory<Known> {
  readonly #entries = new Map<string, Known>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(pair: CookiePair): Known | undefined {
    return this.#entries.get(pairKey(pair));
  }

  add(pair: CookiePair, known: Known): void {
    const key = pairKey(pair);
    this.#entries.delete(key);
    this.#entries.set(key, known);
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#limit) return;
      this.#entries.delete(oldest);
    }
  }

  delete(pair: CookiePair): void {
    this.#entries.delete(pairKey(pair));
  }

  /** Oldest first. */
  values(): readonly Known[] {
    return [...this.#entries.values()];
  }

  /** The keys of all pairs, as pairKey makes them. */
  keys(): readonly string[] {
    return [...this.#entries.keys()];
  }
}
