/**
 * Sequence numbers of one group, ascending: grows at the end, shrinks at the front as the journal
 * forgets, both without moving the rest. Changes in the middle are rare and near the end.
 */
import { lowerBound, type SeqList } from './seq-list.js';

/** Dropped numbers that may stand in front before the array is cut. */
const MAX_SLACK = 1024;

export class SeqQueue implements SeqList {
  #seqs: number[] = [];
  #start = 0;

  get length(): number {
    return this.#seqs.length - this.#start;
  }

  at(index: number): number | undefined {
    return index < 0 ? undefined : this.#seqs[this.#start + index];
  }

  indexOf(seq: number): number {
    return this.#placeOf(seq) - this.#start;
  }

  /** Does nothing when it is there already. */
  add(seq: number): void {
    const last = this.#seqs.at(-1);
    if (last === undefined || last < seq) {
      this.#seqs.push(seq);
      return;
    }
    const index = this.#placeOf(seq);
    if (this.#seqs[index] !== seq) this.#seqs.splice(index, 0, seq);
  }

  /** Does nothing when it is not there. */
  remove(seq: number): void {
    const index = this.#placeOf(seq);
    if (this.#seqs[index] !== seq) return;
    if (index === this.#start) this.#dropFirst();
    else this.#seqs.splice(index, 1);
  }

  /** Dropped numbers in front may be higher than what was added since. */
  #placeOf(seq: number): number {
    return lowerBound(this.#seqs, seq, this.#start);
  }

  #dropFirst(): void {
    this.#start += 1;
    if (this.#start < MAX_SLACK && this.#start < this.#seqs.length) return;
    this.#seqs = this.#seqs.slice(this.#start);
    this.#start = 0;
  }
}
