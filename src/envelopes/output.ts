/**
 * What a decoder in this folder has put out, which is also what its matches refer back to. Grows up to a
 * limit; going beyond it is the caller's to check.
 */
export class Output {
  #bytes = new Uint8Array(4096);
  length = 0;

  push(byte: number): void {
    this.#reserve(1);
    this.#bytes[this.length] = byte;
    this.length += 1;
  }

  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  fill(byte: number, count: number): void {
    this.#reserve(count);
    this.#bytes.fill(byte, this.length, this.length + count);
    this.length += count;
  }

  /**
   * Repeats what stands so many places back, itself included where the match is longer than the
   * distance. A match that begins before the beginning is a RangeError.
   */
  repeat(distance: number, count: number): void {
    if (distance < 1 || distance > this.length) throw new RangeError('match lies outside the data');
    this.#reserve(count);
    const from = this.length - distance;
    for (let at = 0; at < count; at += 1) {
      this.#bytes[this.length + at] = this.#bytes[from + at] ?? 0;
    }
    this.length += count;
  }

  /** The byte so many places back; 0 before the beginning. */
  back(distance: number): number {
    return this.#bytes[this.length - distance] ?? 0;
  }

  bytes(): Uint8Array {
    return this.#bytes.slice(0, this.length);
  }

  #reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}
