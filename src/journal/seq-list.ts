/**
 * Exchanges as an indexed list of sequence numbers, without a copy. Rows are found by number, so that
 * a cursor keeps to its exchange while older ones are evicted in front of it.
 */
export interface SeqList {
  readonly length: number;
  /** undefined outside of the list. */
  at(index: number): number | undefined;
  /** Where the number stands, or would stand; in a list by number between 0 and `length`. */
  indexOf(seq: number): number;
}

/** All numbers from `first` to `last`; none when `last` is below `first`. */
export function runOf(first: number, last: number): SeqList {
  const length = Math.max(0, last - first + 1);
  return {
    length,
    at: (index) => (index >= 0 && index < length ? first + index : undefined),
    indexOf: (seq) => Math.max(0, Math.min(seq - first, length)),
  };
}

export const EMPTY_SEQS: SeqList = runOf(1, 0);

/** The index, from `from` on, of the first number that is not below `value`; the length when all are below. */
export function lowerBound(sorted: readonly number[], value: number, from = 0): number {
  let low = from;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? Infinity) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
