/**
 * Puts exchanges back into the order in which their requests arrived: a recording has them in the order
 * in which they ended. Waits for one that is missing as long as there is room, no longer.
 */

interface Numbered {
  readonly seq: number;
}

/** Exchanges that may wait for an earlier one: as many as may overlap. */
const MAX_WAITING = 1000;

export class SequenceWindow<Item extends Numbered> {
  /** By number, descending: the next one is the last. */
  #waiting: Item[] = [];
  #next = 1;
  readonly #max: number;

  constructor(max = MAX_WAITING) {
    this.#max = max;
  }

  /** Those whose turn it is with this one. */
  add(item: Item): readonly Item[] {
    let low = 0;
    let high = this.#waiting.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#waiting[middle]?.seq ?? 0) > item.seq) low = middle + 1;
      else high = middle;
    }
    this.#waiting.splice(low, 0, item);
    return this.#release((first) => first.seq <= this.#next || this.#waiting.length > this.#max);
  }

  /** All that still wait, in order. */
  finish(): readonly Item[] {
    return this.#release(() => true);
  }

  #release(isDue: (first: Item) => boolean): readonly Item[] {
    const released: Item[] = [];
    for (let first = this.#waiting.at(-1); first && isDue(first); first = this.#waiting.at(-1)) {
      this.#waiting.pop();
      released.push(first);
      this.#next = Math.max(this.#next, first.seq + 1);
    }
    return released;
  }
}
