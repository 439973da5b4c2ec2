/**
 * Rows by key, in the order in which they first came, with the keys as an indexed list: a screen finds
 * the rows in sight by their place without walking through all of them.
 */
export class KeyedRows<Key, Row> {
  readonly #rows = new Map<Key, Row>();
  /** undefined: to be made from the map when next asked for. */
  #keys: Key[] | undefined = [];

  get keys(): readonly Key[] {
    this.#keys ??= [...this.#rows.keys()];
    return this.#keys;
  }

  get size(): number {
    return this.#rows.size;
  }

  get(key: Key): Row | undefined {
    return this.#rows.get(key);
  }

  add(key: Key, row: Row): void {
    if (!this.#rows.has(key)) this.#keys?.push(key);
    this.#rows.set(key, row);
  }

  delete(key: Key): void {
    if (this.#rows.delete(key)) this.#keys = undefined;
  }
}
