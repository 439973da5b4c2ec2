/**
 * The recording: every exchange as a HAR entry, in the order they settle, in a file that parses at every
 * moment (twin-file.ts). Traffic never waits for it: entries are made and written a few times a
 * second; when the disk is full they are held up to a bound, then counted as lost.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { SpyError } from '../errors.js';
import type { JournalEvent } from '../model/journal-event.js';
import type { Observation } from '../model/observation.js';
import { harFrame, harPart, type HarDocument } from './har-frame.js';
import { errorCode, outputTrouble } from './output-error.js';
import { partPath } from './part-path.js';
import { PendingParts } from './pending-parts.js';
import { RecentSeqs } from './recent-seqs.js';
import type { Sink } from './sink.js';
import { TwinFile } from './twin-file.js';

export interface HarFileOptions extends HarDocument {
  /** Told in one sentence when writing begins to fail and when it works again. */
  readonly onProblem?: (message: string) => void;
  /** When to go on in the next file; 256 MiB. */
  readonly maxFileBytes?: number;
  /** Entries held while they cannot be written; 64 MiB. */
  readonly maxPendingBytes?: number;
  /** Between two writes; 200 ms. */
  readonly intervalMs?: number;
}

const MIB = 1 << 20;
/** Waits between attempts while writing fails, in intervals. */
const RETRY_INTERVALS = 10;
/** So many exchanges are made into entries at once, without waiting for the next write. */
const EAGER_ENTRIES = 2000;
/** How long entries are made without letting others have the thread. */
const SLICE_MS = 2;
/** Exchanges that have not settled, kept to be written at close. */
const MAX_UNSETTLED = 1000;

export class HarFileSink implements Sink {
  readonly name = 'har-file';
  readonly #path: string;
  readonly #options: HarFileOptions;
  readonly #pending: PendingParts;
  readonly #unsettled = new Map<number, Observation>();
  /** Settled, and not yet made into entries. */
  #settled: Observation[] = [];
  readonly #written = new RecentSeqs();
  #file: TwinFile;
  #part = 0;
  #timer: NodeJS.Timeout | undefined;
  #work: Promise<void> = Promise.resolve();
  #closing: Promise<void> | undefined;
  #isFailing = false;
  #isDraining = false;

  private constructor(path: string, file: TwinFile, options: HarFileOptions) {
    this.#path = path;
    this.#file = file;
    this.#options = options;
    this.#pending = new PendingParts(options.maxPendingBytes ?? 64 * MIB);
  }

  /**
   * Prepares to record to `path`. A file that is there is replaced by the first entry, or at close.
   * Throws SpyError SPY_OUTPUT_UNWRITABLE where that cannot be.
   */
  static async open(path: string, options: HarFileOptions): Promise<HarFileSink> {
    return new HarFileSink(path, await TwinFile.open(path, harFrame(options)), options);
  }

  accept(event: JournalEvent): void {
    if (event.kind !== 'observed' || this.#closing !== undefined) return;
    const { observation } = event;
    if (observation.settled) this.#add(observation);
    else if (this.#unsettled.size < MAX_UNSETTLED || this.#unsettled.has(observation.seq)) {
      this.#unsettled.set(observation.seq, observation);
    }
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#work = this.#work.then(() => this.#drain());
    await this.#work;
  }

  close(): Promise<void> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  async #finish(): Promise<void> {
    for (const observation of this.#unsettled.values()) this.#add(observation);
    await this.flush();
    clearTimeout(this.#timer);
    if (!this.#file.isPublished && !this.#isFailing) await this.#append([]);
    await this.#file.close();
    const lost = this.#pending.lost + this.#pending.length;
    if (this.#isFailing) this.#say(`The recording ${this.#file.path} lacks ${exchanges(lost)}.`);
  }

  #add(observation: Observation): void {
    this.#unsettled.delete(observation.seq);
    if (!this.#written.add(observation.seq)) return;
    this.#settled.push(observation);
    const isUrgent = this.#settled.length > EAGER_ENTRIES && !this.#isFailing;
    if (isUrgent && !this.#isDraining) void this.flush();
    else this.#schedule();
  }

  /** Makes entries a few milliseconds at a time: sessions are read on this thread, and come first. */
  async #makeParts(): Promise<void> {
    let since = performance.now();
    for (;;) {
      const observation = this.#settled.shift();
      if (observation === undefined) return;
      const part = this.#partOf(observation);
      if (part !== undefined && !this.#pending.push(part)) this.#failed('the disk is too slow');
      if (performance.now() - since < SLICE_MS) continue;
      await nextTurn();
      since = performance.now();
    }
  }

  #partOf(observation: Observation): Uint8Array | undefined {
    try {
      return harPart(observation, this.#options);
    } catch (error) {
      // A fault of ours must cost one entry and not the traffic.
      const cause = error instanceof Error ? error.name : 'an unknown error';
      this.#say(`Exchange ${observation.exchange.id} is missing from the recording: ${cause}.`);
      return undefined;
    }
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
    await this.#makeParts();
    while (this.#pending.length > 0) {
      if (!(await this.#writeBatch())) break;
    }
    this.#isDraining = false;
    if (this.#pending.length === 0) this.#recovered();
  }

  /** Writes what waits, as far as one file takes it; whether that worked. */
  async #writeBatch(): Promise<boolean> {
    const maxBytes = this.#options.maxFileBytes ?? 256 * MIB;
    let batch = this.#pending.first(maxBytes - this.#file.sizeBytes);
    if (batch.length === 0 && this.#file.isPublished) {
      if (!(await this.#attempt(() => this.#nextFile()))) return false;
      batch = this.#pending.first(maxBytes);
    }
    // An entry larger than a file has one to itself.
    if (batch.length === 0) batch = this.#pending.first(Infinity).slice(0, 1);
    if (!(await this.#append(batch))) return false;
    this.#pending.drop(batch.length);
    return true;
  }

  /** Whether the parts are published now. */
  #append(parts: readonly Uint8Array[]): Promise<boolean> {
    return this.#attempt(async () => {
      try {
        await this.#file.append(parts);
      } catch (error) {
        // Somebody removed the work files, which a hidden name invites: what is published stays as it is.
        if (errorCode(error) !== 'ENOENT') throw error;
        await this.#nextFile();
        await this.#file.append(parts);
      }
    });
  }

  async #nextFile(): Promise<void> {
    const part = this.#part + (this.#file.isPublished ? 1 : 0);
    const next = await TwinFile.open(partPath(this.#path, part), harFrame(this.#options));
    await this.#file.close();
    this.#file = next;
    this.#part = part;
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
    const lost = this.#pending.takeLost();
    this.#say(`Recording to ${this.#file.path} goes on; ${exchanges(lost)} could not be kept.`);
  }

  #say(message: string): void {
    this.#options.onProblem?.(message);
  }
}

const exchanges = (count: number): string =>
  count === 0 ? 'no exchange' : count === 1 ? '1 exchange' : `${count} exchanges`;
