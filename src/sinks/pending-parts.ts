/** What waits to be written: in order, bounded in bytes, with a count of those that found no room. */

/** Anything of a length in bytes. */
interface Sized {
  readonly length: number;
}

export class PendingParts<Part extends Sized = Uint8Array> {
  readonly #maxBytes: number;
  #parts: Part[] = [];
  #bytes = 0;
  #lost = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get length(): number {
    return this.#parts.length;
  }

  get sizeBytes(): number {
    return this.#bytes;
  }

  /** How many found no room. */
  get lost(): number {
    return this.#lost;
  }

  takeLost(): number {
    const lost = this.#lost;
    this.#lost = 0;
    return lost;
  }

  /** What waits keeps its place; it is the newcomer that is lost. A first one is always taken. Gives whether it was. */
  push(part: Part): boolean {
    if (this.#parts.length > 0 && this.#bytes + part.length > this.#maxBytes) {
      this.#lost += 1;
      return false;
    }
    this.#parts.push(part);
    this.#bytes += part.length;
    return true;
  }

  /** The first parts that together have at most `maxBytes`, a separator's byte each included. */
  first(maxBytes: number): readonly Part[] {
    let bytes = 0;
    const end = this.#parts.findIndex((part) => (bytes += part.length + 1) > maxBytes);
    return end === -1 ? this.#parts.slice() : this.#parts.slice(0, end);
  }

  drop(count: number): void {
    for (const part of this.#parts.splice(0, count)) this.#bytes -= part.length;
  }
}
