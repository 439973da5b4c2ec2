/** A map that forgets what was used longest ago once it is full: of entries, or of what they weigh. */

/** How entries are weighed, and what all of them may weigh; the latest stays whatever it weighs. */
export interface WeightLimit<Value> {
  readonly weightOf: (value: Value) => number;
  readonly max: number;
}

interface Weighed<Value> {
  readonly value: Value;
  readonly weight: number;
}

export class BoundedMap<Key, Value> {
  readonly #entries = new Map<Key, Weighed<Value>>();
  readonly #maxSize: number;
  readonly #limit: WeightLimit<Value>;
  #weight = 0;

  constructor(maxSize: number, limit: WeightLimit<Value> = UNWEIGHED) {
    this.#maxSize = maxSize;
    this.#limit = limit;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The value, which becomes the most recently used one. */
  get(key: Key): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  set(key: Key, value: Value): void {
    this.delete(key);
    const weight = this.#limit.weightOf(value);
    this.#entries.set(key, { value, weight });
    this.#weight += weight;
    for (const oldest of this.#entries.keys()) {
      const isFull = this.size > this.#maxSize || this.#weight > this.#limit.max;
      if (!isFull || oldest === key) return;
      this.delete(oldest);
    }
  }

  delete(key: Key): void {
    this.#weight -= this.#entries.get(key)?.weight ?? 0;
    this.#entries.delete(key);
  }
}

const UNWEIGHED = { weightOf: () => 0, max: Infinity };
