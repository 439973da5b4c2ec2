/**
 * The recording on a stream, standard output for one: a HAR document that begins with the first entry and
 * is whole once it is closed. Traffic never waits for the reader: while that is slow, entries are held up
 * to a bound, then counted as lost; once it has left, nothing is written any more. The stream is its
 * owner's, and is not ended.
 */
import type { Writable } from 'node:stream';
import type { JournalEvent } from '../model/journal-event.js';
import { EntryQueue, exchanges, type EntryQueueOptions } from './entry-queue.js';
import { harEnd, harFrame, withPagesOf, type Pages } from './har-frame.js';
import { errorCode } from './output-error.js';
import type { Sink } from './sink.js';

/** `onProblem` is told, too, when entries begin to be lost and when the reader has left. */
export interface HarStreamOptions extends EntryQueueOptions {
  /** Between two writes; 200 ms. */
  readonly intervalMs?: number;
  /** How long a reader who takes nothing is waited for by `flush` and `close`; 5 s. */
  readonly patienceMs?: number;
}

/** Handed to the stream at once. */
const BATCH_BYTES = 1 << 20;

export class HarStreamSink implements Sink {
  readonly name = 'har-stream';
  readonly #stream: Writable;
  readonly #options: HarStreamOptions;
  readonly #queue: EntryQueue;
  #pages: Pages = new Map();
  #hasHead = false;
  #hasEntries = false;
  /** Resolves when the reader has taken what it was given, or has left. */
  #taken: Promise<void> = Promise.resolve();
  #isFull = false;
  #isStalled = false;
  #isLosing = false;
  #hasLeft = false;
  #wake: () => void = () => undefined;
  #timer: NodeJS.Timeout | undefined;
  #work: Promise<void> = Promise.resolve();
  #closing: Promise<void> | undefined;

  constructor(stream: Writable, options: HarStreamOptions) {
    this.#stream = stream;
    this.#options = options;
    this.#queue = new EntryQueue(options);
    stream.on('error', this.#onError).on('close', this.#onClose).on('drain', this.#onDrain);
  }

  accept(event: JournalEvent): void {
    if (this.#closing !== undefined || this.#hasLeft || !this.#queue.accept(event)) return;
    this.#timer ??= setTimeout(() => void this.#write(), this.#options.intervalMs ?? 200).unref();
  }

  /** Waits for a slow reader as long as it takes something. */
  async flush(): Promise<void> {
    await this.#write();
    const { pending } = this.#queue;
    while (pending.length > 0 || this.#isFull) {
      if (this.#hasLeft || !(await this.#isTakenInTime())) return;
      await this.#write();
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  async #finish(): Promise<void> {
    this.#queue.settleAll();
    await this.flush();
    if (!this.#hasLeft) {
      const { pending } = this.#queue;
      const lost = pending.lost + pending.length;
      if (lost > 0) this.#options.onProblem?.(`The recording lacks ${exchanges(lost)}.`);
      // Nothing may follow the tail.
      pending.drop(pending.length);
      this.#put([...this.#head(), harEnd(this.#pages, this.#options)]);
      await this.#isTakenInTime();
    }
    // The listener for errors stays: what comes late must not end the process.
    this.#stream.off('close', this.#onClose).off('drain', this.#onDrain);
  }

  #write(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#work = this.#work.then(() => this.#drain());
    return this.#work;
  }

  /** Gives the stream what it takes without being asked to wait. */
  async #drain(): Promise<void> {
    if (this.#hasLeft) return;
    const { pending } = this.#queue;
    await this.#queue.makeEntries(() => {
      this.#losing();
    });
    while (pending.length > 0 && this.#takesMore()) {
      let parts = pending.first(BATCH_BYTES);
      if (parts.length === 0) parts = pending.first(Infinity).slice(0, 1);
      pending.drop(parts.length);
      this.#pages = withPagesOf(parts, this.#pages);
      const buffers = this.#head();
      for (const { bytes } of parts) {
        if (this.#hasEntries) buffers.push(harFrame(this.#options).separator);
        this.#hasEntries = true;
        buffers.push(bytes);
      }
      this.#put(buffers);
    }
  }

  #takesMore(): boolean {
    return !this.#isFull && !this.#hasLeft;
  }

  #head(): Uint8Array[] {
    if (this.#hasHead) return [];
    this.#hasHead = true;
    return [harFrame(this.#options).head];
  }

  #put(buffers: readonly Uint8Array[]): void {
    this.#taken = new Promise((resolve) => {
      this.#wake = resolve;
      this.#isFull = !this.#stream.write(Buffer.concat(buffers), () => {
        // A full stream has taken all once it is drained.
        if (!this.#isFull) resolve();
      });
    });
  }

  /** Whether the reader takes what it was given before our patience ends. */
  async #isTakenInTime(): Promise<boolean> {
    if (this.#isStalled) return false;
    let timer: NodeJS.Timeout | undefined;
    const impatience = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => {
        this.#isStalled = true;
        resolve(false);
      }, this.#options.patienceMs ?? 5000);
    });
    const isTaken = await Promise.race([this.#taken.then(() => true), impatience]);
    clearTimeout(timer);
    return isTaken;
  }

  #losing(): void {
    if (this.#isLosing) return;
    this.#isLosing = true;
    this.#options.onProblem?.(
      'The reader of the recording is too slow: some exchanges are left out of it.',
    );
  }

  readonly #onDrain = (): void => {
    this.#isFull = false;
    this.#isStalled = false;
    this.#wake();
    void this.#write();
  };

  readonly #onError = (error: Error): void => {
    this.#leave(
      errorCode(error) === 'EPIPE' ? 'its reader has left' : (errorCode(error) ?? error.name),
    );
  };

  readonly #onClose = (): void => {
    this.#leave('its reader has left');
  };

  #leave(why: string): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    const { pending } = this.#queue;
    pending.drop(pending.length);
    this.#wake();
    this.#options.onProblem?.(`Recording to the stream has ended: ${why}; traffic goes on.`);
  }
}
