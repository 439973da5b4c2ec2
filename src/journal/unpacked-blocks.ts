/** The blocks that were unpacked last, as neighbours are often asked for one after another. */
import type { Observation } from '../model/observation.js';

interface Unpacked {
  readonly rows: readonly Observation[];
  readonly bytes: number;
}

export class UnpackedBlocks {
  readonly #maxBlocks: number;
  readonly #maxBytes: number;
  /** In the order of use. */
  readonly #blocks = new Map<number, Unpacked>();
  #bytes = 0;

  /** The last one is kept however large it is. */
  constructor(limits: { readonly blocks: number; readonly bytes: number }) {
    this.#maxBlocks = limits.blocks;
    this.#maxBytes = limits.bytes;
  }

  get(place: number): readonly Observation[] | undefined {
    return this.#blocks.get(place)?.rows;
  }

  /** Keeps it as the one used last. */
  keep(place: number, rows: readonly Observation[], bytes: number): void {
    this.forget(place);
    this.#blocks.set(place, { rows, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#blocks.keys()) {
      if (this.#blocks.size <= this.#maxBlocks && this.#bytes <= this.#maxBytes) return;
      if (oldest !== place) this.forget(oldest);
    }
  }

  forget(place: number): void {
    this.#bytes -= this.#blocks.get(place)?.bytes ?? 0;
    this.#blocks.delete(place);
  }
}
