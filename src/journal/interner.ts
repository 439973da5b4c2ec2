/**
 * Values that repeat, kept once and known by a small number: methods, users, tags, targets. Each use is
 * counted, so that a value goes with the last row that has it. Zero stands for "none".
 */

/** What a value costs besides its characters: its places in two arrays and a map, its header. */
const ENTRY_BYTES = 96;

export class Interner<Value> {
  readonly #keyOf: (value: Value) => string;
  readonly #ids = new Map<string, number>();
  readonly #values: (Value | undefined)[] = [undefined];
  readonly #uses: number[] = [0];
  readonly #free: number[] = [];
  #bytes = 0;

  /** `keyOf`: different texts for different values. */
  constructor(keyOf: (value: Value) => string) {
    this.#keyOf = keyOf;
  }

  /** How many different values are in use. */
  get size(): number {
    return this.#ids.size;
  }

  /** Memory they take, near enough to keep a bound. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Counts a use; the value's number. */
  add(value: Value | undefined): number {
    if (value === undefined) return 0;
    const key = this.#keyOf(value);
    const id = this.#ids.get(key) ?? this.#insert(key, value);
    this.#uses[id] = (this.#uses[id] ?? 0) + 1;
    return id;
  }

  /** Takes a use back. */
  release(id: number): void {
    const value = this.#values[id];
    if (value === undefined) return;
    const uses = (this.#uses[id] ?? 0) - 1;
    this.#uses[id] = uses;
    if (uses > 0) return;
    const key = this.#keyOf(value);
    this.#ids.delete(key);
    this.#bytes -= weightOf(key);
    this.#values[id] = undefined;
    this.#free.push(id);
  }

  /** undefined for zero. */
  at(id: number): Value | undefined {
    return this.#values[id];
  }

  #insert(key: string, value: Value): number {
    const id = this.#free.pop() ?? this.#values.length;
    this.#ids.set(key, id);
    this.#values[id] = value;
    this.#uses[id] = 0;
    this.#bytes += weightOf(key);
    return id;
  }
}

const weightOf = (key: string): number => ENTRY_BYTES + 2 * key.length;
