/**
 * The events: a line of JSON for each, in a file, a pipe or a stream, written a few times a second.
 * Traffic never waits for it: what cannot be written is held up to a bound, then counted as lost. What
 * the lines say is made in ndjson/.
 */
import type { Writable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { SpyError } from '../errors.js';
import type { HarContext } from '../har/entry.js';
import type { JournalEvent } from '../model/journal-event.js';
import type { Observation } from '../model/observation.js';
import { systemClock, type EpochMs } from '../model/time.js';
import type { EventLine } from '../ndjson/event-line.js';
import { EventLines, type RunFacts } from '../ndjson/event-lines.js';
import { lineText } from '../ndjson/line-text.js';
import type { LineFileLimits } from './line-file.js';
import { ReaderTrouble, type LineOutput } from './line-output.js';
import { openLineOutput } from './open-line-output.js';
import { outputTrouble } from './output-error.js';
import { PendingParts } from './pending-parts.js';
import { RecentSeqs } from './recent-seqs.js';
import type { Sink } from './sink.js';

export interface NdjsonOptions {
  readonly context: HarContext;
  readonly run: RunFacts;
  /** When a file goes on under the next name; streams and pipes never do. */
  readonly rotate?: LineFileLimits;
  /** Told in one sentence when writing begins to fail and when it works again. */
  readonly onProblem?: (message: string) => void;
  /** Bytes of lines held while they cannot be written; 64 MiB. */
  readonly maxPendingBytes?: number;
  /** Between two writes; 200 ms. */
  readonly intervalMs?: number;
  /** How long a reader of a pipe or stream may take before it counts as not reading; 2 s. */
  readonly patienceMs?: number;
  readonly now?: () => EpochMs;
}

const MIB = 1 << 20;
/** Bytes of one write: a line longer than this goes alone. */
const BATCH_BYTES = MIB;
/** Waits between attempts while writing fails, in intervals. */
const RETRY_INTERVALS = 10;
/** So many events are made into lines at once, without waiting for the next write. */
const EAGER_EVENTS = 2000;
/** How long lines are made without letting others have the thread. */
const SLICE_MS = 2;
/** Exchanges that have not settled, kept to be written at close. */
const MAX_UNSETTLED = 1000;

export class NdjsonSink implements Sink {
  readonly name = 'ndjson';
  readonly #options: NdjsonOptions;
  readonly #output: LineOutput;
  readonly #lines: EventLines;
  readonly #pending: PendingParts;
  readonly #unsettled = new Map<number, Observation>();
  readonly #written = new RecentSeqs();
  readonly #now: () => EpochMs;
  /** In order, and not yet made into lines. */
  #events: JournalEvent[] = [];
  /** Events whose lines found no room, or nobody to read them. */
  #unwritten = 0;
  #timer: NodeJS.Timeout | undefined;
  #work: Promise<void> = Promise.resolve();
  #closing: Promise<void> | undefined;
  #isFailing = false;
  #isDraining = false;
  #hasSaidGone = false;

  private constructor(output: LineOutput, options: NdjsonOptions) {
    this.#output = output;
    this.#options = options;
    this.#lines = new EventLines(options.context);
    this.#pending = new PendingParts(options.maxPendingBytes ?? 64 * MIB);
    this.#now = options.now ?? systemClock.now;
    this.#push(this.#lines.started(options.run, this.#now()));
    this.#schedule();
  }

  /**
   * Prepares to write to a file, a pipe or a stream; a file that is there is replaced by the first
   * lines. Throws SpyError SPY_OUTPUT_UNWRITABLE where that cannot be.
   */
  static async open(to: string | Writable, options: NdjsonOptions): Promise<NdjsonSink> {
    const { rotate = {}, patienceMs } = options;
    return new NdjsonSink(await openLineOutput(to, rotate, patienceMs), options);
  }

  accept(event: JournalEvent): void {
    if (this.#closing !== undefined || this.#output.isGone) return;
    if (event.kind !== 'observed') this.#add(event);
    else if (event.observation.settled) this.#addExchange(event.observation);
    else this.#note(event.observation);
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#queue(() => this.#drain());
  }

  /** Writes what has come so far, then goes on under the same name, in another file if that was moved. */
  async reopen(): Promise<void> {
    await this.flush();
    await this.#queue(async () => {
      await this.#attempt(() => this.#output.reopen());
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  /** Lets go of the output without having written anything, where the run does not come about. */
  async discard(): Promise<void> {
    this.#closing ??= this.#output.close();
    clearTimeout(this.#timer);
    await this.#closing;
  }

  async #finish(): Promise<void> {
    for (const observation of this.#unsettled.values()) this.#addExchange(observation);
    await this.flush();
    this.#push(this.#lines.ended(this.#unwritten, this.#now()));
    await this.flush();
    clearTimeout(this.#timer);
    await this.#output.close();
    const lost = this.#unwritten + this.#pending.length;
    if (this.#isFailing) this.#say(`The events in ${this.#output.name} lack ${events(lost)}.`);
  }

  #note(observation: Observation): void {
    const { seq } = observation;
    if (this.#unsettled.size < MAX_UNSETTLED || this.#unsettled.has(seq)) {
      this.#unsettled.set(seq, observation);
    }
  }

  #addExchange(observation: Observation): void {
    this.#unsettled.delete(observation.seq);
    if (this.#written.add(observation.seq)) this.#add({ kind: 'observed', observation });
  }

  #add(event: JournalEvent): void {
    this.#events.push(event);
    const isUrgent = this.#events.length > EAGER_EVENTS && !this.#isFailing;
    if (isUrgent && !this.#isDraining) void this.flush();
    else this.#schedule();
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

  /** One thing after another: lines never overtake each other. */
  #queue(work: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(work);
    return this.#work;
  }

  async #drain(): Promise<void> {
    this.#isDraining = true;
    await this.#makeLines();
    while (this.#pending.length > 0 && !this.#output.isGone) {
      if (!(await this.#attempt(() => this.#writeBatch()))) break;
    }
    this.#isDraining = false;
    if (this.#output.isGone) this.#gone();
    else if (this.#pending.length === 0) this.#recovered();
  }

  /** A few milliseconds at a time: sessions are read on this thread, and come first. */
  async #makeLines(): Promise<void> {
    let since = performance.now();
    for (;;) {
      const event = this.#events.shift();
      if (event === undefined) return;
      this.#push(this.#linesOf(event));
      if (performance.now() - since < SLICE_MS) continue;
      await nextTurn();
      since = performance.now();
    }
  }

  #linesOf(event: JournalEvent): readonly EventLine[] {
    try {
      return this.#lines.of(event);
    } catch (error) {
      // A fault of ours must cost one event and not the traffic.
      const cause = error instanceof Error ? error.name : 'an unknown error';
      const what = event.kind === 'observed' ? `Exchange ${event.observation.exchange.id}` : 'One';
      this.#say(`${what} is missing from the events: ${cause}.`);
      return [];
    }
  }

  /** The lines of an event stay together: all of them are written, in one file, or none. */
  #push(lines: readonly EventLine[]): void {
    if (lines.length === 0) return;
    if (this.#pending.push(Buffer.from(lines.map(lineText).join('')))) return;
    this.#unwritten += 1;
    this.#failed('lines come faster than they are taken');
  }

  async #writeBatch(): Promise<void> {
    const batch = this.#pending.first(Math.min(BATCH_BYTES, this.#output.roomBytes));
    const parts = batch.length > 0 ? batch : this.#pending.first(Infinity).slice(0, 1);
    await this.#output.write(Buffer.concat(parts));
    this.#pending.drop(parts.length);
  }

  async #attempt(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (!this.#output.isGone) this.#failed(this.#troubleOf(error));
      return false;
    }
  }

  #troubleOf(error: unknown): string {
    if (error instanceof ReaderTrouble) return error.message;
    if (!(error instanceof SpyError)) return outputTrouble(this.#output.name, error).what;
    if (error.cause === undefined) return error.message;
    return outputTrouble(this.#output.name, error.cause).what;
  }

  #failed(what: string): void {
    if (!this.#isFailing) {
      this.#say(
        `Events are not written to ${this.#output.name}: ${what}; it goes on by itself when that is mended.`,
      );
    }
    this.#isFailing = true;
    if (this.#closing === undefined) this.#schedule();
  }

  #recovered(): void {
    if (!this.#isFailing) return;
    this.#isFailing = false;
    const lost = this.#pending.takeLost();
    this.#say(
      `Events are written to ${this.#output.name} again; ${events(lost)} could not be kept.`,
    );
  }

  /** What waits has nowhere to go. */
  #gone(): void {
    this.#unwritten += this.#pending.length;
    this.#pending.drop(this.#pending.length);
    this.#isFailing = false;
    if (this.#hasSaidGone) return;
    this.#hasSaidGone = true;
    this.#say(`Events are no longer written to ${this.#output.name}: its reader has left.`);
  }

  #say(message: string): void {
    this.#options.onProblem?.(message);
  }
}

const events = (count: number): string =>
  count === 0 ? 'no event' : count === 1 ? '1 event' : `${count} events`;
