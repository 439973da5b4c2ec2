/**
 * LZMA's range decoder: bits out of bytes, each by a probability that learns (LZMA specification,
 * Igor Pavlov, 2015, "Range Coder"). Reading beyond the input is a RangeError.
 */

/** A probability of one half; the scale is 11 bits. */
const HALF = 1024;

const REFILL_BELOW = 0x1000000;

export const probabilities = (count: number): Uint16Array => new Uint16Array(count).fill(HALF);

export class RangeDecoder {
  readonly #bytes: Uint8Array;
  #at = 5;
  #range = 0xffffffff;
  #code: number;

  /** The first five bytes of a chunk fill the decoder. */
  constructor(bytes: Uint8Array) {
    if (bytes.length < 5) throw new RangeError('LZMA chunk is too short');
    this.#bytes = bytes;
    this.#code = new DataView(bytes.buffer, bytes.byteOffset).getUint32(1);
  }

  bit(table: Uint16Array, index: number): 0 | 1 {
    const probability = table[index] ?? HALF;
    const bound = (this.#range >>> 11) * probability;
    const isZero = this.#code < bound;
    if (isZero) {
      this.#range = bound;
      table[index] = probability + ((2048 - probability) >>> 5);
    } else {
      this.#range -= bound;
      this.#code -= bound;
      table[index] = probability - (probability >>> 5);
    }
    if (this.#range < REFILL_BELOW) this.#refill();
    return isZero ? 0 : 1;
  }

  /** `count` bits of even odds, highest first. */
  direct(count: number): number {
    let value = 0;
    for (let left = count; left > 0; left -= 1) {
      this.#range >>>= 1;
      const isOne = this.#code >= this.#range;
      if (isOne) this.#code -= this.#range;
      value = value * 2 + Number(isOne);
      if (this.#range < REFILL_BELOW) this.#refill();
    }
    return value;
  }

  /** A number of so many bits out of a tree of probabilities, highest bit first. */
  tree(table: Uint16Array, base: number, bits: number): number {
    let node = 1;
    for (let left = bits; left > 0; left -= 1) node = node * 2 + this.bit(table, base + node);
    return node - (1 << bits);
  }

  /** The same with the lowest bit first. */
  reverseTree(table: Uint16Array, base: number, bits: number): number {
    let node = 1;
    let value = 0;
    for (let place = 0; place < bits; place += 1) {
      const bit = this.bit(table, base + node);
      node = node * 2 + bit;
      value += bit * 2 ** place;
    }
    return value;
  }

  #refill(): void {
    const next = this.#bytes[this.#at];
    // A chunk may end with its last bit: one byte beyond is never needed, more would be.
    if (next === undefined && this.#at > this.#bytes.length) {
      throw new RangeError('LZMA chunk ends too early');
    }
    this.#at += 1;
    this.#range = (this.#range << 8) >>> 0;
    this.#code = ((this.#code << 8) | (next ?? 0)) >>> 0;
  }
}
