/**
 * A response on its way to the client whose end waits: of one with a length its last bytes, of any other
 * its closing chunk or the close of the connection. All before that passes as it comes.
 */
import { Transform, type TransformCallback } from 'node:stream';

/** `lengthBytes`: as Content-Length says; undefined where the end is marked otherwise. */
export class WithholdEnd extends Transform {
  readonly #lengthBytes: number | undefined;
  readonly #whenReleased: (go: () => void) => void;
  #seenBytes = 0;
  #held: Buffer[] = [];

  constructor(lengthBytes: number | undefined, whenReleased: (go: () => void) => void) {
    super();
    this.#lengthBytes = lengthBytes;
    this.#whenReleased = whenReleased;
  }

  override _transform(bytes: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#seenBytes += bytes.length;
    if (this.#lengthBytes !== undefined && this.#seenBytes >= this.#lengthBytes) {
      this.#held.push(bytes);
      done();
    } else {
      done(null, bytes);
    }
  }

  override _flush(done: TransformCallback): void {
    this.#whenReleased(() => {
      for (const bytes of this.#held) this.push(bytes);
      this.#held = [];
      done();
    });
  }
}
