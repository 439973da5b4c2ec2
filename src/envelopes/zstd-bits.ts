/**
 * Bits as Zstandard packs them (RFC 8878): forward from the lowest bit of the first byte for tables, and
 * backward from the highest set bit of the last byte for everything else.
 */

/** 16 bits at most, of which the lowest stands at bit `start`; what lies outside the bytes is zero. */
function bitsAt(bytes: Uint8Array, start: number, count: number): number {
  if (start < 0) return start + count <= 0 ? 0 : bitsAt(bytes, 0, start + count) << -start;
  const at = start >>> 3;
  const three = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
  return (three >>> (start & 7)) & ((1 << count) - 1);
}

export class ForwardBits {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  read(count: number): number {
    const value = bitsAt(this.#bytes, this.#at, count);
    this.#at += count;
    if (this.#at > this.#bytes.length * 8) throw new RangeError('zstd table ends too early');
    return value;
  }

  /** Puts the last bits back. */
  unread(count: number): void {
    this.#at -= count;
  }

  /** Whole bytes that were begun. */
  get bytesRead(): number {
    return Math.ceil(this.#at / 8);
  }
}

export class BackwardBits {
  readonly #bytes: Uint8Array;
  /** Bits that are left; negative once more were taken than there were. */
  left: number;

  /** The highest set bit of the last byte only marks the end (section 4.1). */
  constructor(bytes: Uint8Array) {
    const last = bytes.at(-1) ?? 0;
    if (last === 0) throw new RangeError('zstd bits have no end');
    this.#bytes = bytes;
    this.left = bytes.length * 8 - Math.clz32(last) + 24 - 1;
  }

  /** The next bits, the first of them highest, without taking them; 16 at most. */
  peek(count: number): number {
    return bitsAt(this.#bytes, this.left - count, count);
  }

  skip(count: number): void {
    this.left -= count;
  }

  read(count: number): number {
    if (count > 16) return this.read(count - 16) * 0x10000 + this.read(16);
    const value = this.peek(count);
    this.left -= count;
    return value;
  }

  /** Nothing may be left over, and nothing may be missing. */
  expectEnd(): void {
    if (this.left !== 0) throw new RangeError('zstd bits do not come out even');
  }
}
