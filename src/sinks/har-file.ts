/**
 * The recording: every exchange as a HAR entry, in the order they settle, in a file that parses at every
 * moment (twin-file.ts), and in the next one when that is full, old or taken away. Traffic never waits
 * for it: entries are made and written a few times a second; when the disk is full they are held up to
 * a bound, then counted as lost.
 */
import { access } from 'node:fs/promises';
import { SpyError } from '../errors.js';
import type { JournalEvent } from '../model/journal-event.js';
import { EntryQueue, exchanges, type EntryQueueOptions } from './entry-queue.js';
import { HarDocumentFile } from './har-document.js';
import type { EntryPart } from './har-frame.js';
import { errorCode, outputTrouble } from './output-error.js';
import { partPath } from './part-path.js';
import type { Sink } from './sink.js';

/** `onProblem` is told, too, when writing begins to fail and when it works again. */
export interface HarFileOptions extends EntryQueueOptions {
  /** When to go on in the next file; 256 MiB. */
  readonly maxFileBytes?: number | undefined;
  /** How long after a file's first entry the next one begins the next file; for ever. */
  readonly maxFileMs?: number | undefined;
  /** Between two writes; 200 ms. */
  readonly intervalMs?: number;
  /** A clock that never goes back, in milliseconds. */
  readonly now?: () => number;
}

const MIB = 1 << 20;
/** Waits between attempts while writing fails, in intervals. */
const RETRY_INTERVALS = 10;
/** So many exchanges are made into entries at once, without waiting for the next write. */
const EAGER_ENTRIES = 2000;

export class HarFileSink implements Sink {
  readonly name = 'har-file';
  readonly #path: string;
  readonly #options: HarFileOptions;
  readonly #queue: EntryQueue;
  readonly #now: () => number;
  #file: HarDocumentFile;
  /** The highest so far: of those that follow, no name comes again. */
  #part = 0;
  /** When the file got its first entry. */
  #begunAt: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #work: Promise<void> = Promise.resolve();
  #closing: Promise<void> | undefined;
  #isFailing = false;
  #isDraining = false;

  private constructor(path: string, file: HarDocumentFile, options: HarFileOptions) {
    this.#path = path;
    this.#file = file;
    this.#options = options;
    this.#queue = new EntryQueue(options);
    this.#now = options.now ?? (() => performance.now());
  }

  /**
   * Prepares to record to `path`. A file that is there is replaced by the first entry, or at close.
   * Throws SpyError SPY_OUTPUT_UNWRITABLE where that cannot be.
   */
  static async open(path: string, options: HarFileOptions): Promise<HarFileSink> {
    return new HarFileSink(path, await HarDocumentFile.open(path, options), options);
  }

  accept(event: JournalEvent): void {
    if (this.#closing !== undefined || !this.#queue.accept(event)) return;
    const isUrgent = this.#queue.waiting > EAGER_ENTRIES && !this.#isFailing;
    if (isUrgent && !this.#isDraining) void this.flush();
    else this.#schedule();
  }

  flush(): Promise<void> {
    return this.#next(() => this.#drain());
  }

  /**
   * After the file was moved away: begins a new one under its name, even before there is an entry for it.
   * Where it is still in its place nothing changes.
   */
  reopen(): Promise<void> {
    return this.#next(async () => {
      await this.#drain();
      await this.#attempt(() => this.#takePlace());
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  async #finish(): Promise<void> {
    this.#queue.settleAll();
    await this.flush();
    clearTimeout(this.#timer);
    if (!this.#file.isPublished && !this.#isFailing) {
      await this.#attempt(() => this.#file.append([]));
    }
    await this.#file.close();
    const { pending } = this.#queue;
    const lost = pending.lost + pending.length;
    if (this.#isFailing) this.#say(`The recording ${this.#file.path} lacks ${exchanges(lost)}.`);
  }

  /** Work on files is done one after the other. `work` never rejects. */
  #next(work: () => Promise<void>): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#work = this.#work.then(work);
    return this.#work;
  }

  #schedule(): void {
    if (this.#timer !== undefined) return;
    const intervals = this.#isFailing ? RETRY_INTERVALS : 1;
    this.#timer = setTimeout(
      () => void this.flush(),
      intervals * (this.#options.intervalMs ?? 200),
    );
    this.#timer.unref();
  }

  async #drain(): Promise<void> {
    this.#isDraining = true;
    const { pending } = this.#queue;
    await this.#queue.makeEntries(() => {
      this.#failed('the disk is too slow');
    });
    while (pending.length > 0) {
      if (!(await this.#attempt(() => this.#writeBatch()))) break;
    }
    this.#isDraining = false;
    if (pending.length === 0) this.#recovered();
  }

  /** Writes what waits, as far as one file takes it. */
  async #writeBatch(): Promise<void> {
    if (await this.#file.isTakenAway()) await this.#goOnIn(this.#file.path);
    if (this.#isOld()) await this.#nextFile();
    const { pending } = this.#queue;
    const maxBytes = this.#options.maxFileBytes ?? 256 * MIB;
    let batch = pending.first(maxBytes - this.#file.sizeBytes);
    if (batch.length === 0 && this.#file.hasEntries) {
      await this.#nextFile();
      batch = pending.first(maxBytes);
    }
    // An entry larger than a file has one to itself.
    if (batch.length === 0) batch = pending.first(Infinity).slice(0, 1);
    await this.#append(batch);
    pending.drop(batch.length);
    this.#begunAt ??= this.#now();
  }

  #isOld(): boolean {
    const { maxFileMs } = this.#options;
    if (maxFileMs === undefined || this.#begunAt === undefined) return false;
    return this.#now() - this.#begunAt >= maxFileMs;
  }

  async #append(parts: readonly EntryPart[]): Promise<void> {
    try {
      await this.#file.append(parts);
    } catch (error) {
      // Somebody removed the work files, which a hidden name invites: what is published stays as it is.
      if (errorCode(error) !== 'ENOENT') throw error;
      await this.#nextFile();
      await this.#file.append(parts);
    }
    if (!this.#file.isRepeating) return;
    await this.#goOnIn(this.#file.path);
    await this.#file.append(parts);
  }

  /** A new file where the one before was moved away, also where that was an earlier part. */
  async #takePlace(): Promise<void> {
    const isFirstGone = this.#part > 0 && !(await exists(this.#path));
    if (!isFirstGone && !(await this.#file.isTakenAway())) return;
    await this.#goOnIn(isFirstGone ? this.#path : this.#file.path);
    await this.#file.append([]);
  }

  async #nextFile(): Promise<void> {
    if (!this.#file.isPublished) return this.#goOnIn(this.#file.path);
    await this.#goOnIn(partPath(this.#path, this.#part + 1));
    this.#part += 1;
  }

  async #goOnIn(path: string): Promise<void> {
    const next = await HarDocumentFile.open(path, this.#options);
    await this.#file.close();
    this.#file = next;
    this.#begunAt = undefined;
  }

  async #attempt(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      this.#failed(this.#troubleOf(error));
      return false;
    }
  }

  #troubleOf(error: unknown): string {
    if (!(error instanceof SpyError)) return outputTrouble(this.#path, error).what;
    return error.cause === undefined ? error.message : outputTrouble(this.#path, error.cause).what;
  }

  #failed(what: string): void {
    if (!this.#isFailing) {
      this.#say(
        `Recording to ${this.#file.path} has stopped: ${what}; it goes on by itself when that is mended.`,
      );
    }
    this.#isFailing = true;
    if (this.#closing === undefined) this.#schedule();
  }

  #recovered(): void {
    if (!this.#isFailing) return;
    this.#isFailing = false;
    const lost = this.#queue.pending.takeLost();
    this.#say(`Recording to ${this.#file.path} goes on; ${exchanges(lost)} could not be kept.`);
  }

  #say(message: string): void {
    this.#options.onProblem?.(message);
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
