/**
 * A recording as a source of exchanges: reads a HAR file from start to end, a piece at a time, and tells
 * of it as the proxy tells of traffic. It waits for its listener, lets others have the thread, and is
 * stopped by `close`. What is wrong with the file is a problem, not an exception, once it is open.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { SpyError } from '../errors.js';
import { memberOf, textOf } from '../har/json-member.js';
import type { Problem } from '../model/problem.js';
import type { EpochMs } from '../model/time.js';
import type { ExchangeSource, SourceEvent } from '../source.js';
import type { ReadRules } from '../har/read-own.js';
import { EntryEvents, type Batch } from './entry-events.js';
import { EntryScanner, type ScanEnd, type Scanned } from './entry-scanner.js';
import { endProblem, entryProblems, notHar } from './file-problems.js';
import { RecordingFile } from './recording-file.js';

/** How far a recording has been read. */
export interface ReadingProgress {
  /** The file's name, without its folder. */
  readonly file: string;
  /** Bytes of the file; packed ones where it is packed. */
  readonly bytesRead: number;
  /** undefined where it is not known: for a pipe. */
  readonly totalBytes: number | undefined;
  /** Entries that became exchanges. */
  readonly exchanges: number;
  /** Entries that could not be used. */
  readonly unusable: number;
  /** `stopped`: before the end, by `close`. */
  readonly state: 'reading' | 'done' | 'stopped';
}

export interface RecordingSourceOptions {
  readonly limits: ReadRules;
  /** Takes what happened at one moment; reading goes on once it has dealt with it. */
  readonly listener: (events: readonly SourceEvent[], at: EpochMs | undefined) => Promise<void>;
  /** Told several times a second, and at the end. */
  readonly onProgress: (progress: ReadingProgress) => void;
  /** Told what is wrong with the file, at the end; each under a key of its own. */
  readonly onProblem: (key: string, problem: Problem) => void;
}

/** How long we keep the thread. */
const SLICE_MS = 8;
const PROGRESS_MS = 100;
const MAX_ENTRY_DEPTH = 500;
const MIB = 1 << 20;

/** Reads what comes, or how it ended. */
interface Piece {
  readonly found: readonly Scanned[];
  readonly end?: ScanEnd;
}

export class RecordingSource implements ExchangeSource {
  readonly #file: RecordingFile;
  readonly #options: RecordingSourceOptions;
  readonly #chunks: AsyncIterator<Buffer>;
  readonly #scanner: EntryScanner;
  readonly #entries: EntryEvents;
  #tool: string | undefined;
  #sliceStart = 0;
  #progressAt = 0;
  #state: ReadingProgress['state'] = 'reading';
  #isClosed = false;
  #reading: Promise<void> | undefined;
  /** What was read to find out whether it is a HAR. */
  readonly #head: Piece[] = [];

  private constructor(file: RecordingFile, options: RecordingSourceOptions) {
    this.#file = file;
    this.#options = options;
    this.#chunks = file.chunks();
    this.#entries = new EntryEvents(options.limits);
    // Eight characters of JSON may stand for one byte of content: a cut string is still too long.
    const longest = 8 * options.limits.maxContentBytes + 64;
    const maxStringBytes = Math.min(128 * MIB, Math.max(MIB / 2, longest));
    const maxEntryBytes = Math.max(32 * MIB, 4 * maxStringBytes);
    this.#scanner = new EntryScanner({ maxStringBytes, maxEntryBytes, maxDepth: MAX_ENTRY_DEPTH });
  }

  /** Reads up to the first entry. Throws SpyError SPY_RECORDING_UNREADABLE for what is no HAR. */
  static async open(path: string, options: RecordingSourceOptions): Promise<RecordingSource> {
    const source = new RecordingSource(await RecordingFile.open(path), options);
    try {
      await source.#readHead(path);
      return source;
    } catch (error) {
      source.#file.close();
      throw error;
    }
  }

  /** Where the client of its first exchange connected; the file's name while that is not known. */
  get url(): string {
    return this.#entries.origin ?? this.#file.name;
  }

  /** Who wrote it, as it says itself: `WebInspector 537.36`. */
  get tool(): string | undefined {
    return this.#tool;
  }

  get progress(): ReadingProgress {
    const { exchanges, unusable } = this.#entries.counts;
    const { name: file, bytesRead, totalBytes } = this.#file;
    return { file, bytesRead, totalBytes, exchanges, unusable, state: this.#state };
  }

  /** Reads the whole. */
  start(): void {
    this.#reading ??= this.#readAll();
  }

  /** Resolves once all has been read, or reading was stopped. */
  quiet(): Promise<void> {
    return this.#reading ?? Promise.resolve();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#file.close();
    await this.#reading;
  }

  async #readHead(path: string): Promise<void> {
    for (;;) {
      const piece = await this.#readPiece();
      this.#head.push(piece);
      const { end, found } = piece;
      const first = found.find(({ kind }) => kind === 'entry');
      if (first?.kind === 'entry') this.#entries.look(first.text);
      if (found.some(({ kind }) => kind !== 'member')) return;
      if (end === undefined) continue;
      if (end.kind !== 'empty' && end.hasEntries) return;
      throw new SpyError('SPY_RECORDING_UNREADABLE', notHar(path, end));
    }
  }

  /** Never rejects: a listener that fails is its own affair, and the file's faults are problems. */
  async #readAll(): Promise<void> {
    let end: ScanEnd | undefined;
    for (const piece of this.#head.splice(0)) {
      await this.#tell(piece.found);
      end ??= piece.end;
    }
    while (end === undefined && !this.#isClosed) {
      const piece = await this.#readPiece();
      await this.#tell(piece.found);
      ({ end } = piece);
    }
    this.#file.close();
    await this.#deliver(this.#entries.finish());
    this.#state = this.#isClosed ? 'stopped' : 'done';
    const trouble =
      end === undefined || this.#isClosed ? undefined : endProblem(this.#file.name, end);
    if (trouble !== undefined) this.#options.onProblem('end', trouble);
    if (!this.#isClosed) {
      for (const [key, problem] of entryProblems(this.#file.name, this.#entries.counts)) {
        this.#options.onProblem(key, problem);
      }
    }
    this.#options.onProgress(this.progress);
  }

  /** The next chunk, or the end. What cannot be read or unpacked ends the file. */
  async #readPiece(): Promise<Piece> {
    try {
      const next = await this.#chunks.next();
      if (next.done === true) return { found: [], end: this.#scanner.end() };
      const found = this.#scanner.push(next.value);
      return this.#scanner.isDone ? { found, end: this.#scanner.end() } : { found };
    } catch {
      return { found: [], end: this.#scanner.end() };
    }
  }

  async #tell(found: readonly Scanned[]): Promise<void> {
    for (const item of found) {
      if (this.#isClosed) return;
      switch (item.kind) {
        case 'entry':
          await this.#deliver(this.#entries.take(item.text));
          break;
        case 'unusable-entry':
          this.#entries.unusable(
            item.why === 'too-large' ? 'is too large' : 'is nested too deeply',
          );
          break;
        case 'member':
          if (item.name === 'creator') this.#tool = toolOf(item.text);
          else if (item.name === 'pages') this.#entries.pages(item.text);
          break;
        default:
          item satisfies never;
      }
      await this.#yield();
    }
    const now = performance.now();
    if (now - this.#progressAt < PROGRESS_MS) return;
    this.#progressAt = now;
    this.#options.onProgress(this.progress);
  }

  async #deliver(batches: readonly Batch[]): Promise<void> {
    for (const { at, events } of batches) {
      await this.#options.listener(events, at);
      if (batches.length > 64) await this.#yield();
    }
  }

  async #yield(): Promise<void> {
    if (performance.now() - this.#sliceStart < SLICE_MS) return;
    await nextTurn();
    this.#sliceStart = performance.now();
  }
}

function toolOf(text: Buffer): string | undefined {
  try {
    const creator: unknown = JSON.parse(text.toString('utf8'));
    const words = [textOf(memberOf(creator, 'name')), textOf(memberOf(creator, 'version'))];
    return words
      .filter((word) => word !== undefined)
      .join(' ')
      .slice(0, 100);
  } catch {
    return undefined;
  }
}
