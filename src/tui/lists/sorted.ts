/**
 * Rows in the order of a column, kept so while they come and change: changes are collected and merged
 * in one pass when the list is next looked at. Equal rows stand in the order in which they came;
 * exchanges by number, as a search finds them from the newest backwards.
 */
import type { RowKey } from '../model.js';
import type { RowList } from './row-list.js';

export type SortValue = number | string;

export interface SortOrder {
  /** undefined: last, whichever way the column is sorted. */
  readonly valueOf: (key: RowKey) => SortValue | undefined;
  readonly descending: boolean;
}

interface Entry {
  readonly key: RowKey;
  readonly value: SortValue | undefined;
  /** Breaks ties: an exchange's number, else when the row first came. */
  readonly order: number;
}

export class Sorted implements RowList {
  readonly #order: SortOrder;
  #entries: readonly Entry[] = [];
  readonly #byKey = new Map<RowKey, Entry>();
  readonly #changed = new Map<RowKey, boolean>();
  #next = 0;

  constructor(order: SortOrder) {
    this.#order = order;
  }

  get length(): number {
    return this.#entries.length;
  }

  at(index: number): RowKey | undefined {
    return index < 0 ? undefined : this.#entries[index]?.key;
  }

  indexOf(key: RowKey): number {
    const entry = this.#byKey.get(key);
    return entry === undefined ? -1 : this.#placeOf(entry);
  }

  /** The row came or changed, or went. */
  note(key: RowKey, isThere: boolean): void {
    this.#changed.set(key, isThere);
  }

  /** Whether the order is up to date. */
  get isSettled(): boolean {
    return this.#changed.size === 0;
  }

  /** Brings the order up to date; in proportion to the list when anything changed. */
  settle(): void {
    if (this.isSettled) return;
    const kept = this.#entries.filter(({ key }) => !this.#changed.has(key));
    const fresh: Entry[] = [];
    for (const [key, isThere] of this.#changed) {
      const order = typeof key === 'number' ? key : (this.#byKey.get(key)?.order ?? this.#next++);
      if (!isThere) {
        this.#byKey.delete(key);
        continue;
      }
      const entry = { key, value: this.#order.valueOf(key), order };
      this.#byKey.set(key, entry);
      fresh.push(entry);
    }
    this.#changed.clear();
    this.#entries = merged(kept, fresh.sort(this.#compare), this.#compare);
  }

  #placeOf(entry: Entry): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#entries[middle];
      if (other !== undefined && this.#compare(other, entry) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  readonly #compare = (a: Entry, b: Entry): number => {
    if (a.value === undefined || b.value === undefined) {
      if (a.value === b.value) return a.order - b.order;
      return a.value === undefined ? 1 : -1;
    }
    const by = compareValues(a.value, b.value);
    return by === 0 ? a.order - b.order : this.#order.descending ? -by : by;
  };
}

function compareValues(a: SortValue, b: SortValue): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [String(a), String(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function merged(
  kept: readonly Entry[],
  fresh: readonly Entry[],
  compare: (a: Entry, b: Entry) => number,
): readonly Entry[] {
  const all: Entry[] = [];
  let next = 0;
  for (const entry of kept) {
    for (let first = fresh[next]; first !== undefined && compare(first, entry) < 0;) {
      all.push(first);
      next += 1;
      first = fresh[next];
    }
    all.push(entry);
  }
  for (; next < fresh.length; next += 1) {
    const entry = fresh[next];
    if (entry !== undefined) all.push(entry);
  }
  return all;
}
