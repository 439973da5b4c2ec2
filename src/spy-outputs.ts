/**
 * The part of the composition root that writes: which files a spy records to, by what rules secrets are
 * left out of them, and which exchanges they get.
 */
import { resolve } from 'node:path';
import { Writable } from 'node:stream';
import { SpyError } from './errors.js';
import type { Filter } from './filter/filter.js';
import { parseFilter } from './filter/parse-filter.js';
import { DEFAULT_MAX_CONTENT_BYTES } from './har/entry.js';
import type { Redactor } from './har/redact.js';
import type { JournalEvent } from './model/journal-event.js';
import type { Observation } from './model/observation.js';
import { summaryOf } from './model/summary.js';
import { describeTarget, parseTarget } from './proxy/target.js';
import { HarFileSink } from './sinks/har-file.js';
import type { HarDocument } from './sinks/har-frame.js';
import { HarStreamSink } from './sinks/har-stream.js';
import { NdjsonSink } from './sinks/ndjson-file.js';
import type { Sink } from './sinks/sink.js';
import type { SpyOptions } from './spy-options.js';
import { VERSION } from './version.js';

/** Exchanges under way that are remembered; of more, those that do not end are not written. */
const MAX_UNDER_WAY = 1000;

/** All outputs of a spy as one. */
export class SpyOutputs {
  /** By what rules HAR is made, also for `saveHar`. */
  readonly document: HarDocument;
  readonly #sinks: readonly Sink[];
  readonly #filter: Filter | undefined;
  /** Where there is a filter: exchanges that it cannot be asked of yet. */
  readonly #underWay = new Map<number, Observation>();

  private constructor(document: HarDocument, sinks: readonly Sink[], filter: Filter | undefined) {
    this.document = document;
    this.#sinks = sinks;
    this.#filter = filter;
  }

  /**
   * Opens them all, or none. `origin`: where clients connect. `onProblem` is told in one sentence of what
   * goes wrong later. Throws SpyError SPY_OUTPUT_UNWRITABLE, and SPY_CONFIG for a filter, a stream or a
   * limit that is none, and for outputs that would mix.
   */
  static async open(
    options: SpyOptions,
    redactor: Redactor,
    origin: string,
    onProblem: (message: string) => void,
  ): Promise<SpyOutputs> {
    const filter = filterOf(options.filter);
    const document = documentOf(options, redactor, origin);
    const { har } = options;
    const limits = rotationOf(options.rotate);
    checkApart(options);
    const sinks: Sink[] = [];
    // First, since it can be given up again without a trace.
    const events = await openEvents(options, document, limits, onProblem);
    if (events !== undefined) sinks.push(events);
    try {
      if (typeof har === 'string') {
        sinks.push(await HarFileSink.open(har, { ...document, ...limits, onProblem }));
      } else if (har !== undefined) {
        sinks.push(new HarStreamSink(streamOf('har', har), { ...document, onProblem }));
      }
    } catch (error) {
      await events?.discard();
      throw error;
    }
    // Whoever follows the file finds it as soon as the spy has started.
    await events?.flush();
    return new SpyOutputs(document, sinks, filter);
  }

  /** Never throws and never waits. */
  accept(event: JournalEvent): void {
    if (this.#filter === undefined || event.kind !== 'observed') {
      this.#pass(event);
      return;
    }
    const { observation } = event;
    const { seq, settled } = observation;
    // What is still under way may come to match: who asked is known later.
    if (!settled) {
      if (this.#underWay.size < MAX_UNDER_WAY || this.#underWay.has(seq)) {
        this.#underWay.set(seq, observation);
      }
      return;
    }
    this.#underWay.delete(seq);
    if (matches(this.#filter, observation)) this.#pass(event);
  }

  /** Resolves when all that was accepted is out, or cannot be for now. */
  async flush(): Promise<void> {
    await Promise.all(this.#sinks.map((sink) => sink.flush()));
  }

  /** Goes on in new files where a log rotator has moved those of before away. */
  async reopen(): Promise<void> {
    await Promise.all(this.#sinks.map(async (sink) => sink.reopen?.()));
  }

  async close(): Promise<void> {
    for (const observation of this.#underWay.values()) {
      const isWanted = this.#filter === undefined || matches(this.#filter, observation);
      if (isWanted) this.#pass({ kind: 'observed', observation });
    }
    this.#underWay.clear();
    await Promise.all(this.#sinks.map((sink) => sink.close()));
  }

  #pass(event: JournalEvent): void {
    for (const sink of this.#sinks) sink.accept(event);
  }
}

interface Rotation {
  readonly maxFileBytes: number | undefined;
  readonly maxFileMs: number | undefined;
}

/** When files go on under the next name. Throws SpyError SPY_CONFIG. */
function rotationOf(rotate: SpyOptions['rotate'] = {}): Rotation {
  for (const [name, value] of Object.entries(rotate) as readonly [string, unknown][]) {
    const isKnown = name === 'bytes' || name === 'ms';
    if (isKnown && (value === undefined || (typeof value === 'number' && value > 0))) continue;
    throw new SpyError(
      'SPY_CONFIG',
      `The option "rotate.${name}" cannot be used: give a number above 0 for bytes or ms.`,
    );
  }
  return { maxFileBytes: rotate.bytes, maxFileMs: rotate.ms };
}

const matches = (filter: Filter, observation: Observation): boolean =>
  filter.matches({
    summary: summaryOf(observation),
    marked: false,
    whole: () => observation,
  });

/** The sink of `ndjson`; undefined where none is asked for. */
async function openEvents(
  { ndjson, target, framework = 'auto', filter }: SpyOptions,
  { context, version }: HarDocument,
  { maxFileBytes: maxBytes, maxFileMs: maxMs }: Rotation,
  onProblem: (message: string) => void,
): Promise<NdjsonSink | undefined> {
  if (ndjson === undefined) return undefined;
  const run = {
    version,
    target: describeTarget(parseTarget(target)),
    framework,
    filter: filter ?? null,
  };
  const to = typeof ndjson === 'string' ? ndjson : streamOf('ndjson', ndjson);
  return NdjsonSink.open(to, { context, run, rotate: { maxBytes, maxMs }, onProblem });
}

/** Two formats in one file or stream would be neither. Throws SpyError SPY_CONFIG. */
function checkApart({ har, ndjson }: SpyOptions): void {
  const areFiles = typeof har === 'string' && typeof ndjson === 'string';
  const isSame = areFiles ? resolve(har) === resolve(ndjson) : har !== undefined && har === ndjson;
  if (!isSame) return;
  throw new SpyError(
    'SPY_CONFIG',
    'The options "har" and "ndjson" name the same place: give one of them a file of its own.',
  );
}

/** Throws SpyError SPY_CONFIG. */
function streamOf(option: string, stream: unknown): Writable {
  if (stream instanceof Writable) return stream;
  throw new SpyError(
    'SPY_CONFIG',
    `The option "${option}" must be the name of a file or a stream to write to.`,
  );
}

/** Throws SpyError SPY_CONFIG. */
function filterOf(text: string | undefined): Filter | undefined {
  if (text === undefined) return undefined;
  const parsed = parseFilter(text);
  if (parsed.kind === 'filter') return parsed.filter;
  throw new SpyError('SPY_CONFIG', `The filter cannot be read: ${parsed.message}`);
}

const documentOf = (options: SpyOptions, redactor: Redactor, origin: string): HarDocument => ({
  version: VERSION,
  context: {
    redactor,
    keepContent: true,
    maxContentBytes: Math.max(DEFAULT_MAX_CONTENT_BYTES, options.maxBodyBytes ?? 0),
    origin,
  },
});
