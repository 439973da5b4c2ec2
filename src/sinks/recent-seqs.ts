/** Which exchanges were written lately, so that none is written twice. */

/** Enough for revisions that cross; one that settles again after so many others is not expected. */
const MAX_REMEMBERED = 10_000;

export class RecentSeqs {
  readonly #seqs = new Set<number>();

  /** Whether `seq` is new. */
  add(seq: number): boolean {
    if (this.#seqs.has(seq)) return false;
    this.#seqs.add(seq);
    if (this.#seqs.size > MAX_REMEMBERED) {
      for (const oldest of this.#seqs) {
        this.#seqs.delete(oldest);
        break;
      }
    }
    return true;
  }
}
