/** What was unpacked last, by number, as it is often asked for again. Bounded in number and bytes. */
interface Unpacked<Value> {
  readonly value: Value;
  readonly bytes: number;
}

export class RecentlyUnpacked<Value> {
  readonly #max: number;
  readonly #maxBytes: number;
  /** In the order of use. */
  readonly #values = new Map<number, Unpacked<Value>>();
  #bytes = 0;

  /** The last one is kept however large it is. */
  constructor(limits: { readonly most: number; readonly bytes: number }) {
    this.#max = limits.most;
    this.#maxBytes = limits.bytes;
  }

  /** Counts as a use. */
  get(key: number): Value | undefined {
    const known = this.#values.get(key);
    if (known === undefined) return undefined;
    this.#values.delete(key);
    this.#values.set(key, known);
    return known.value;
  }

  keep(key: number, value: Value, bytes: number): void {
    this.forget(key);
    this.#values.set(key, { value, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#values.keys()) {
      if (this.#values.size <= this.#max && this.#bytes <= this.#maxBytes) return;
      if (oldest !== key) this.forget(oldest);
    }
  }

  forget(key: number): void {
    this.#bytes -= this.#values.get(key)?.bytes ?? 0;
    this.#values.delete(key);
  }
}
