/** Bytes read from front to back by the decoders in this folder. Reading beyond the end is a RangeError. */
export class ByteInput {
  readonly #bytes: Uint8Array;
  offset: number;

  constructor(bytes: Uint8Array, offset = 0) {
    this.#bytes = bytes;
    this.offset = offset;
  }

  get left(): number {
    return this.#bytes.length - this.offset;
  }

  peek(): number {
    const byte = this.#bytes[this.offset];
    if (byte === undefined) throw endsTooEarly();
    return byte;
  }

  byte(): number {
    const byte = this.peek();
    this.offset += 1;
    return byte;
  }

  take(length: number): Uint8Array {
    if (length > this.left) throw endsTooEarly();
    this.offset += length;
    return this.#bytes.subarray(this.offset - length, this.offset);
  }

  skip(length: number): void {
    this.take(length);
  }

  /** Everything up to the end. */
  rest(): Uint8Array {
    return this.take(this.left);
  }

  /** An unsigned number of so many bytes, the lowest first; eight of them lose digits beyond 2^53. */
  littleEndian(size: number): number {
    return this.take(size).reduceRight((value, byte) => value * 256 + byte, 0);
  }

  bigEndian(size: number): number {
    return this.take(size).reduce((value, byte) => value * 256 + byte, 0);
  }
}

const endsTooEarly = (): RangeError => new RangeError('compressed data ends too early');
