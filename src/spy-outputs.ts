/**
 * The part of the composition root that writes: which files a spy records to, by what rules secrets are
 * left out of them, and which exchanges they get.
 */
import { SpyError } from './errors.js';
import type { Filter } from './filter/filter.js';
import { parseFilter } from './filter/parse-filter.js';
import { DEFAULT_MAX_CONTENT_BYTES } from './har/entry.js';
import { Redactor } from './har/redact.js';
import type { JournalEvent } from './model/journal-event.js';
import { summaryOf } from './model/summary.js';
import { HarFileSink } from './sinks/har-file.js';
import type { HarDocument } from './sinks/har-frame.js';
import type { Sink } from './sinks/sink.js';
import type { SessionOptions, SpyOptions } from './spy-options.js';
import { VERSION } from './version.js';

/** All outputs of a spy as one. */
export class SpyOutputs {
  /** By what rules HAR is made, also for `saveHar`. */
  readonly document: HarDocument;
  readonly #sinks: readonly Sink[];
  readonly #filter: Filter | undefined;

  private constructor(document: HarDocument, sinks: readonly Sink[], filter: Filter | undefined) {
    this.document = document;
    this.#sinks = sinks;
    this.#filter = filter;
  }

  /**
   * Opens them all, or none. `origin`: where clients connect. `onProblem` is told in one sentence of what
   * goes wrong later. Throws SpyError SPY_OUTPUT_UNWRITABLE, and SPY_CONFIG for a filter that is none.
   */
  static async open(
    options: SpyOptions,
    redactor: Redactor,
    origin: string,
    onProblem: (message: string) => void,
  ): Promise<SpyOutputs> {
    const filter = filterOf(options.filter);
    const document = documentOf(options, redactor, origin);
    const sinks: Sink[] = [];
    if (typeof options.har === 'string') {
      sinks.push(await HarFileSink.open(options.har, { ...document, onProblem }));
    }
    return new SpyOutputs(document, sinks, filter);
  }

  /** Never throws and never waits. */
  accept(event: JournalEvent): void {
    if (!this.#isWanted(event)) return;
    for (const sink of this.#sinks) sink.accept(event);
  }

  /** Resolves when all that was accepted is out, or cannot be for now. */
  async flush(): Promise<void> {
    await Promise.all(this.#sinks.map((sink) => sink.flush()));
  }

  async close(): Promise<void> {
    await Promise.all(this.#sinks.map((sink) => sink.close()));
  }

  #isWanted(event: JournalEvent): boolean {
    if (this.#filter === undefined || event.kind !== 'observed') return true;
    const { observation } = event;
    // What is still under way may come to match: who asked is known later.
    if (!observation.settled) return true;
    const row = { summary: summaryOf(observation), marked: false, whole: () => observation };
    return this.#filter.matches(row);
  }
}

/** Throws SpyError SPY_CONFIG. */
function filterOf(text: string | undefined): Filter | undefined {
  if (text === undefined) return undefined;
  const parsed = parseFilter(text);
  if (parsed.kind === 'filter') return parsed.filter;
  throw new SpyError('SPY_CONFIG', `The filter cannot be read: ${parsed.message}`);
}

/** What leaves secrets out of everything that outlives the run. */
export const redactorOf = (options: SpyOptions): Redactor =>
  new Redactor({ mode: options.redact ?? 'safe', secretCookies: secretCookies(options) });

/** Cookies that the app's settings name as its session and its CSRF token. */
export const secretCookies = ({ settings = {} }: SessionOptions): readonly string[] =>
  ['SESSION_COOKIE_NAME', 'CSRF_COOKIE_NAME']
    .map((name) => settings[name])
    .filter((value) => typeof value === 'string');

const documentOf = (options: SpyOptions, redactor: Redactor, origin: string): HarDocument => ({
  version: VERSION,
  context: {
    redactor,
    keepContent: true,
    maxContentBytes: Math.max(DEFAULT_MAX_CONTENT_BYTES, options.maxBodyBytes ?? 0),
    origin,
  },
});
