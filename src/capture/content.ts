/**
 * The first bytes of a message's content, up to a cap, and the count of all of them. What passes is
 * kept by reference where that holds no more memory than it shows; each Content made of it is a copy
 * of its own, in a buffer of its own size, that may be transferred to another thread.
 */
import type { Content } from '../model/message.js';
import { NO_CONTENT } from '../model/message.js';

/** So many pieces are joined to one: an event stream of tiny chunks must not cost more than its bytes. */
const PIECES_PER_BLOCK = 64;

export class GrowingContent {
  readonly #maxBytes: number;
  readonly #blocks: Uint8Array[] = [];
  #pieces: Uint8Array[] = [];
  #keptBytes = 0;
  #sizeBytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Takes note of bytes that nobody will change. */
  append(bytes: Uint8Array): void {
    this.#sizeBytes += bytes.length;
    const room = this.#maxBytes - this.#keptBytes;
    if (room <= 0 || bytes.length === 0) return;
    const kept = bytes.length <= room ? bytes : bytes.subarray(0, room);
    this.#keptBytes += kept.length;
    this.#pieces.push(holdsMuchElse(kept) ? new Uint8Array(kept) : kept);
    if (this.#pieces.length < PIECES_PER_BLOCK) return;
    this.#blocks.push(join(this.#pieces));
    this.#pieces = [];
  }

  /** As it stands now. */
  toContent(): Content {
    if (this.#sizeBytes === 0) return NO_CONTENT;
    return {
      bytes: join([...this.#blocks, ...this.#pieces]),
      sizeBytes: this.#sizeBytes,
      truncated: this.#keptBytes < this.#sizeBytes,
    };
  }
}

const holdsMuchElse = (view: Uint8Array): boolean =>
  view.buffer.byteLength > 2 * view.length + 1024;

/** A new buffer of exactly the right size; Buffer.concat would take one from Node's shared pool. */
function join(pieces: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let offset = 0;
  for (const piece of pieces) {
    joined.set(piece, offset);
    offset += piece.length;
  }
  return joined;
}
