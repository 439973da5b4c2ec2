/**
 * The composition root for a recording: the same cookies, sessions and journal as behind the proxy, with a
 * HAR file in its place. No global state, no signal handlers, no output.
 */
import { Ledger } from './cookies/ledger.js';
import { parseSetCookie } from './cookies/set-cookie.js';
import { DEFAULT_MAX_CONTENT_BYTES, harEntry } from './har/entry.js';
import type { Redactor, RedactMode } from './har/redact.js';
import { TextPool } from './har/text-pool.js';
import type { HarEntry } from './har/types.js';
import { exchangesOf, type ExchangeQuery } from './held-queries.js';
import { heldExchanges, heldTransitions } from './journal/held-exchanges.js';
import { Journal, JOURNAL_DEFAULTS } from './journal/journal.js';
import type { JournalReader } from './journal/reader.js';
import type { Observation } from './model/observation.js';
import type { Problem } from './model/problem.js';
import type { SessionSnapshot, SessionTransition } from './model/session.js';
import { systemClock, type EpochMs } from './model/time.js';
import { Pipeline } from './pipeline.js';
import { RecordingSource, type ReadingProgress } from './recording/recording-source.js';
import { redactorOf, sessionTagsOf, type RedactionOptions } from './redaction.js';
import type { HarDocument } from './sinks/har-frame.js';
import { writeHar } from './sinks/har-text.js';
import { SpyCondition } from './spy-condition.js';
import type { SessionOptions } from './spy-options.js';
import { openSessions, type SpySessions } from './spy-sessions.js';
import { VERSION } from './version.js';

export type { ReadingProgress } from './recording/recording-source.js';

/** How sessions are read concerns the entries of other tools: ours hold what was read. */
export interface RecordingOptions extends SessionOptions, RedactionOptions {
  /** Bytes of each message's content that are kept; 256 KiB. */
  readonly maxBodyBytes?: number;
  /** Exchanges kept in memory; the oldest go first. */
  readonly maxExchanges?: number;
  /** Bytes of memory that they may take; the oldest contents go first. */
  readonly maxMemoryBytes?: number;
  /** Told several times a second how far it has been read, and at the end. */
  readonly onProgress?: (progress: ReadingProgress) => void;
  /** Reading waits for it after each exchange: for whoever is slower than the file. */
  readonly pace?: () => Promise<void> | undefined;
}

/** A recording that is being read, or has been. */
export class Recording implements AsyncDisposable {
  readonly journal: JournalReader;
  readonly #parts: Opened;

  /** Use openRecording. */
  constructor(parts: Opened) {
    this.journal = parts.journal;
    this.#parts = parts;
  }

  /** Where the client of the first exchange connected, for display: `http://127.0.0.1:9000`. */
  get target(): string {
    return this.#parts.source.url;
  }

  /** Who wrote the file, as it says itself: `WebInspector 537.36`. */
  get tool(): string | undefined {
    return this.#parts.source.tool;
  }

  get progress(): ReadingProgress {
    return this.#parts.source.progress;
  }

  /** What leaves secrets out of all that is written of it. */
  get redactor(): Redactor {
    return this.#parts.redactor;
  }

  /** What is wrong with the file or the stores, as far as is known by now. */
  get problems(): readonly Problem[] {
    return this.journal.status.problems;
  }

  /** Reads what follows the first entry. Whoever subscribes to the journal before that misses nothing. */
  start(): void {
    this.#parts.source.start();
  }

  /** Every exchange still held, oldest first; of those, what a query asks for. */
  exchanges(query: ExchangeQuery = {}): Observation[] {
    return exchangesOf(this.journal, query);
  }

  /** What the held exchanges did to their sessions, oldest first; those that did nothing left out. */
  transitions(): SessionTransition[] {
    return [...heldTransitions(this.journal)];
  }

  /** Starts reading if that was not done, and resolves once all is read and every look-up is settled. */
  async idle(): Promise<void> {
    const { source, pipeline } = this.#parts;
    source.start();
    await source.quiet();
    await pipeline.idle();
  }

  /** Writes a HAR of the exchanges held, or of those with these numbers. */
  async saveHar(path: string, seqs?: readonly number[]): Promise<void> {
    const { journal } = this.#parts;
    const observations = heldExchanges(journal, seqs);
    const document = this.#document(this.redactor.mode);
    await writeHar(path, { observations, pages: journal.pages }, document);
  }

  /** An exchange held as a HAR entry, its secrets replaced in this mode; undefined when it is not held. */
  harEntry(seq: number, redact: RedactMode): HarEntry | undefined {
    const observation = this.#parts.journal.get(seq);
    return observation && harEntry(observation, this.#document(redact).context);
  }

  /** The session of an exchange as the stores that were given have it right now. */
  async rereadSession(seq: number): Promise<SessionSnapshot | undefined> {
    const { journal, sessions } = this.#parts;
    const observation = journal.get(seq);
    return observation && sessions.tracker.readNow(observation);
  }

  /** Forgets the exchanges held so far; the file keeps them. */
  clear(): void {
    this.#parts.journal.clear();
  }

  #document(redact: RedactMode): HarDocument {
    const { maxBodyBytes } = this.#parts;
    const redactor = this.redactor.inMode(redact);
    const maxContentBytes = Math.max(DEFAULT_MAX_CONTENT_BYTES, maxBodyBytes);
    const context = { redactor, keepContent: true, maxContentBytes, origin: this.target };
    return { version: VERSION, context };
  }

  /** Stops reading and closes all. Idempotent. */
  close(): Promise<void> {
    this.#parts.closing ??= closeAll(this.#parts);
    return this.#parts.closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

interface Opened {
  readonly source: RecordingSource;
  readonly journal: Journal;
  readonly pipeline: Pipeline;
  readonly sessions: SpySessions;
  readonly redactor: Redactor;
  readonly maxBodyBytes: number;
  closing?: Promise<void>;
}

/**
 * Opens a HAR file, packed with gzip or not, and reads it up to its first entry; `start` or `idle` reads the
 * rest. Throws SpyError SPY_RECORDING_UNREADABLE for what is none, and as startSpy does for options.
 */
export async function openRecording(
  path: string,
  options: RecordingOptions = {},
): Promise<Recording> {
  const { maxBodyBytes = 256 * 1024 } = options;
  const journal = new Journal({
    maxExchanges: options.maxExchanges ?? JOURNAL_DEFAULTS.maxExchanges,
    maxBytes: options.maxMemoryBytes ?? JOURNAL_DEFAULTS.maxBytes,
  });
  const condition = new SpyCondition(journal, { hasSecret: false });
  // Expiry and age are judged by the moment of the exchange, not by today.
  const clock = { at: systemClock.now() };
  const now = (): EpochMs => clock.at;
  const redactor = redactorOf(options);
  const tags = sessionTagsOf(options);
  const sessions = openSessions(options, tags, condition.onStoreHealth, { now });
  const facts = new RecordedFacts(options, sessions, condition);
  const parts: { pipeline?: Pipeline } = {};
  try {
    const source = await RecordingSource.open(path, {
      limits: {
        maxContentBytes: maxBodyBytes,
        parseSetCookie,
        pool: new TextPool(),
      },
      listener: async (events, at) => {
        if (at !== undefined) clock.at = at;
        for (const event of events) {
          if (event.kind === 'exchange-restored') facts.restored(event.observation);
        }
        parts.pipeline?.accept(events);
        if (at !== undefined) await parts.pipeline?.idle();
        await options.pace?.();
      },
      onProgress: (progress) => options.onProgress?.(progress),
      onProblem: (key, problem) => {
        condition.note(key, problem);
      },
    });
    const ledger = new Ledger({ now, scheme: source.url.startsWith('https:') ? 'https' : 'http' });
    const pipeline = new Pipeline({
      journal,
      ledger,
      tracker: sessions.tracker,
      onLost: (count) => {
        condition.lost(count);
      },
    });
    parts.pipeline = pipeline;
    await pipeline.prepare();
    return new Recording({ source, journal, pipeline, sessions, redactor, maxBodyBytes });
  } catch (error) {
    await sessions.close();
    throw error;
  }
}

/** What header and log say sessions were read with: ours hold it, for others it is what was given. */
class RecordedFacts {
  readonly #condition: SpyCondition;
  #facts: Parameters<SpyCondition['renewed']>[0];

  constructor(options: SessionOptions, { labels }: SpySessions, condition: SpyCondition) {
    this.#condition = condition;
    this.#facts = {
      framework: options.framework ?? 'auto',
      hasSecret: (options.secrets ?? []).length > 0,
      ...(labels.length === 0 ? {} : { store: labels.join(', ') }),
    };
    condition.renewed(this.#facts);
  }

  restored({ session }: Pick<Observation, 'session'>): void {
    const snapshot = session?.after ?? session?.before;
    if (snapshot === undefined) return;
    const { framework, hasSecret } = this.#facts;
    const isVerified = hasSecret || snapshot.integrity === 'verified';
    if (framework === snapshot.framework && hasSecret === isVerified) return;
    this.#facts = { ...this.#facts, framework: snapshot.framework, hasSecret: isVerified };
    if (this.#facts.store === undefined) this.#facts = { ...this.#facts, store: 'as recorded' };
    this.#condition.renewed(this.#facts);
  }
}

async function closeAll({ source, pipeline, sessions }: Opened): Promise<void> {
  await source.close();
  await pipeline.idle();
  await sessions.close();
}
