/** How often each value occurs: distinct values stay countable while occurrences come and go. */
export class Tally<Value> {
  readonly #counts = new Map<Value, number>();

  /** Distinct values. */
  get size(): number {
    return this.#counts.size;
  }

  has(value: Value): boolean {
    return this.#counts.has(value);
  }

  /** In the order in which they first came. */
  values(): IterableIterator<Value> {
    return this.#counts.keys();
  }

  add(value: Value): void {
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + 1);
  }

  remove(value: Value): void {
    const count = this.#counts.get(value);
    if (count === undefined) return;
    if (count === 1) this.#counts.delete(value);
    else this.#counts.set(value, count - 1);
  }
}
