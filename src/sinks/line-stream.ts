/**
 * Lines on a stream that somebody else opened, stdout above all: it is never ended here. A reader that
 * is slow is waited for a while and then reported; one that has left does not come back.
 */
import type { Writable } from 'node:stream';
import { ReaderTrouble, type LineOutput } from './line-output.js';

/** How long a write may take before the reader counts as not reading. */
const PATIENCE_MS = 2000;

export class LineStream implements LineOutput {
  readonly name: string;
  readonly roomBytes = Infinity;
  readonly #stream: Writable;
  readonly #patienceMs: number;
  /** Resolves, as it never rejects, when the stream has taken what it was given. */
  #inFlight: Promise<void> | undefined;
  #failure: Error | undefined;

  constructor(stream: Writable, name: string, patienceMs = PATIENCE_MS) {
    this.name = name;
    this.#stream = stream;
    this.#patienceMs = patienceMs;
    stream.on('error', this.#onError);
  }

  get isGone(): boolean {
    return this.#failure !== undefined || this.#stream.destroyed || this.#stream.writableEnded;
  }

  async write(lines: Uint8Array): Promise<void> {
    if (!(await this.#isTaken())) throw new ReaderTrouble('its reader does not read');
    this.#check();
    this.#inFlight = new Promise((resolve) => {
      this.#stream.write(lines, (error) => {
        if (error) this.#onError(error);
        this.#inFlight = undefined;
        resolve();
      });
    });
    // What takes longer is in the stream's own memory, and the next write waits for it.
    await this.#isTaken();
    this.#check();
  }

  /** There is no name that anything else could be under. */
  reopen(): Promise<void> {
    return Promise.resolve();
  }

  async close(): Promise<void> {
    // A stream that still has lines may yet fail: then somebody must listen.
    if (await this.#isTaken()) this.#stream.off('error', this.#onError);
  }

  readonly #onError = (error: Error): void => {
    this.#failure ??= error;
  };

  #check(): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.isGone) throw new ReaderTrouble('it was closed');
  }

  /** Whether the stream has taken all, now or within a while. */
  async #isTaken(): Promise<boolean> {
    if (this.#inFlight === undefined) return true;
    let impatience: NodeJS.Timeout | undefined;
    const tooLong = new Promise<boolean>((resolve) => {
      impatience = setTimeout(resolve, this.#patienceMs, false);
    });
    const isTaken = await Promise.race([this.#inFlight.then(() => true), tooLong]);
    clearTimeout(impatience);
    return isTaken;
  }
}
