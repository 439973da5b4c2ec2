/**
 * Memory for small pieces that are kept long and let go in the order they came: cut from large buffers,
 * so that they do not lie scattered among what comes and goes, where they would keep the process from
 * ever giving that memory back. A buffer goes with its last piece.
 */

const SLAB_BYTES = 512 * 1024;
/** Larger ones get a buffer of their own. */
const MAX_PIECE_BYTES = SLAB_BYTES / 8;

export class Slabs {
  #slab = new Uint8Array(0);
  #used = 0;

  /** A copy that will be kept. */
  keep(bytes: Uint8Array): Uint8Array {
    if (bytes.length === 0 || bytes.length > MAX_PIECE_BYTES) return new Uint8Array(bytes);
    if (this.#used + bytes.length > this.#slab.length) {
      this.#slab = new Uint8Array(SLAB_BYTES);
      this.#used = 0;
    }
    const piece = this.#slab.subarray(this.#used, this.#used + bytes.length);
    piece.set(bytes);
    this.#used += bytes.length;
    return piece;
  }
}
