/**
 * The bytes of a pickle with a place in them. Every read is checked against the end before anything
 * is allocated; integers are little-endian as pickle has them.
 */
import { Unreadable } from './unreadable.js';
import { surrogateUtf8 } from './utf8.js';

export class PickleInput {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    // Not a Buffer: its subarray() takes three times as long.
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get offset(): number {
    return this.#at;
  }

  uint8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  uint16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  int32(): number {
    return this.#view.getInt32(this.#advance(4), true);
  }

  /** A length of eight bytes; one beyond 2^53 is beyond any input as well. */
  uint64(): number {
    return Number(this.#view.getBigUint64(this.#advance(8), true));
  }

  /** Big-endian, the one exception. */
  float64(): number {
    return this.#view.getFloat64(this.#advance(8), false);
  }

  /** A copy, so that the payload does not keep the whole input alive. */
  bytes(length: number): Uint8Array {
    return Uint8Array.from(this.view(length));
  }

  /** The bytes where they stand in the input. */
  view(length: number): Uint8Array {
    const start = this.#advance(length);
    return this.#bytes.subarray(start, start + length);
  }

  /** UTF-8 that may hold halves of surrogate pairs; undefined where it is none. */
  text(length: number): string | undefined {
    return surrogateUtf8(this.view(length));
  }

  /** The bytes up to the next line feed, which is consumed. */
  line(): Uint8Array {
    const end = this.#bytes.indexOf(0x0a, this.#at);
    if (end < 0) this.fail('a line was not ended');
    const start = this.#advance(end - this.#at + 1);
    return this.#bytes.subarray(start, end);
  }

  /** Checks that so many bytes follow, as a frame announces. */
  require(length: number): void {
    if (length > this.#bytes.length - this.#at)
      this.fail(`${length} bytes are announced, too many`);
  }

  fail(what: string): never {
    throw new Unreadable('malformed', `The pickle is broken at byte ${this.#at}: ${what}.`);
  }

  #advance(length: number): number {
    const start = this.#at;
    this.require(length);
    this.#at += length;
    return start;
  }
}
