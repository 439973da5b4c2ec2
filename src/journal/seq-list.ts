/**
 * Exchanges as an indexed list of sequence numbers, without a copy: either a run of the
 * journal or one connection's own. Rows are found by number, so that a cursor keeps to its exchange
 * while older ones are evicted in front of it.
 */
import type { ConnectionRow, JournalReader } from './journal.js';

export interface SeqList {
  readonly length: number;
  /** undefined outside of the list. */
  at(index: number): number | undefined;
  /** The index of the first number that is not below `seq`; `length` when all are below. */
  indexOf(seq: number): number;
}

/** All exchanges that the journal holds. */
export function wholeJournal({ firstSeq, lastSeq }: JournalReader): SeqList {
  const length = Math.max(0, lastSeq - firstSeq + 1);
  return {
    length,
    at: (index) => (index >= 0 && index < length ? firstSeq + index : undefined),
    indexOf: (seq) => Math.max(0, Math.min(seq - firstSeq, length)),
  };
}

/** Those of one connection; none for a connection that is no longer held. */
export function ofConnection(row: ConnectionRow | undefined): SeqList {
  const seqs = row?.exchanges ?? [];
  return {
    length: seqs.length,
    at: (index) => (index < 0 ? undefined : seqs[index]),
    indexOf: (seq) => lowerBound(seqs, seq),
  };
}

function lowerBound(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? Infinity) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
