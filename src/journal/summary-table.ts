/**
 * The summaries of all rows held, in columns: some ninety bytes a row, without an object each. A
 * summary is made anew whenever it is asked for. Beside it stands where the row's observation is kept
 * (`place`), which means nothing here but that zero is "no such row".
 */
import type { Summary } from '../model/summary.js';
import { Interner } from './interner.js';

const ROWS_PER_CHUNK = 256;
const NONE: readonly never[] = [];

/** Columns of numbers from an interner: of texts, then of lists. */
const TEXTS = {
  connection: 0,
  client: 1,
  method: 2,
  target: 3,
  outcome: 4,
  identity: 5,
  user: 6,
  because: 7,
  framework: 8,
} as const satisfies Partial<Record<keyof Summary, number>>;
const LISTS = { sessions: 9, events: 10, changed: 11 } as const;
const FIRST_LIST = LISTS.sessions;
/** Columns of plain numbers. */
const STATUS = 12;
const SETTLED = 13;
const PLACE = 14;
const INTEGERS = 15;
/** `startedAt`, `sizeBytes`, `durationMs`; NaN where absent. */
const DOUBLES = 3;

interface Chunk {
  readonly integers: Uint32Array;
  readonly doubles: Float64Array;
  rows: number;
}

const CHUNK_BYTES = ROWS_PER_CHUNK * (4 * INTEGERS + 8 * DOUBLES) + 512;

export class SummaryTable {
  readonly #chunks = new Map<number, Chunk>();
  readonly #texts = new Interner<string>((text) => text);
  readonly #lists = new Interner<readonly string[]>((list) => JSON.stringify(list));
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    return this.#chunks.size * CHUNK_BYTES + this.#texts.bytes + this.#lists.bytes;
  }

  /** Zero where there is no such row. */
  place(seq: number): number {
    const chunk = this.#chunks.get(chunkOf(seq));
    return chunk === undefined ? 0 : (chunk.integers[offsetOf(seq) + PLACE] ?? 0);
  }

  /** Of a row that is there. */
  setPlace(seq: number, place: number): void {
    const chunk = this.#chunks.get(chunkOf(seq));
    if (chunk !== undefined) chunk.integers[offsetOf(seq) + PLACE] = place;
  }

  /** Adds the row or writes it anew. */
  set(summary: Summary, place: number): void {
    const { seq } = summary;
    const chunk = this.#chunkFor(seq);
    const offset = offsetOf(seq);
    const { integers, doubles } = chunk;
    if (integers[offset + PLACE] === 0) {
      chunk.rows += 1;
      this.#size += 1;
    }
    // The new ones first: most are the same, and none is thrown away to be made again.
    const before = integers.slice(offset, offset + STATUS);
    const text = (column: number, value: string | undefined): void => {
      integers[offset + column] = this.#texts.add(value);
    };
    const list = (column: number, values: readonly string[]): void => {
      integers[offset + column] = this.#lists.add(values.length === 0 ? undefined : values);
    };
    text(TEXTS.connection, summary.connection);
    text(TEXTS.client, summary.client);
    text(TEXTS.method, summary.method);
    text(TEXTS.target, summary.target);
    text(TEXTS.outcome, summary.outcome);
    text(TEXTS.identity, summary.identity);
    text(TEXTS.user, summary.user);
    text(TEXTS.because, summary.because);
    text(TEXTS.framework, summary.framework);
    list(LISTS.sessions, summary.sessions);
    list(LISTS.events, summary.events);
    list(LISTS.changed, summary.changed);
    this.#release(before);
    integers[offset + STATUS] = (summary.status ?? -1) + 1;
    integers[offset + SETTLED] = Number(summary.settled);
    integers[offset + PLACE] = place;
    const start = (seq % ROWS_PER_CHUNK) * DOUBLES;
    doubles[start] = summary.startedAt;
    doubles[start + 1] = summary.sizeBytes ?? NaN;
    doubles[start + 2] = summary.durationMs ?? NaN;
  }

  get(seq: number): Summary | undefined {
    const chunk = this.#chunks.get(chunkOf(seq));
    const offset = offsetOf(seq);
    if (chunk === undefined || chunk.integers[offset + PLACE] === 0) return undefined;
    // Filters ask for each row: a loop over the columns would take four times as long.
    const { integers, doubles } = chunk;
    const text = (column: number): string | undefined =>
      this.#texts.at(integers[offset + column] ?? 0);
    const list = (column: number): readonly string[] =>
      this.#lists.at(integers[offset + column] ?? 0) ?? NONE;
    const start = (seq % ROWS_PER_CHUNK) * DOUBLES;
    const summary: { -readonly [Name in keyof Summary]: unknown } = {
      seq,
      connection: text(TEXTS.connection),
      client: text(TEXTS.client),
      startedAt: doubles[start],
      method: text(TEXTS.method),
      target: text(TEXTS.target),
      outcome: text(TEXTS.outcome),
      sessions: list(LISTS.sessions),
      events: list(LISTS.events),
      changed: list(LISTS.changed),
      settled: integers[offset + SETTLED] === 1,
    };
    const status = integers[offset + STATUS] ?? 0;
    const sizeBytes = doubles[start + 1] ?? NaN;
    const durationMs = doubles[start + 2] ?? NaN;
    const identity = text(TEXTS.identity);
    const user = text(TEXTS.user);
    const because = text(TEXTS.because);
    const framework = text(TEXTS.framework);
    if (status !== 0) summary.status = status - 1;
    if (!Number.isNaN(sizeBytes)) summary.sizeBytes = sizeBytes;
    if (!Number.isNaN(durationMs)) summary.durationMs = durationMs;
    if (identity !== undefined) summary.identity = identity;
    if (user !== undefined) summary.user = user;
    if (because !== undefined) summary.because = because;
    if (framework !== undefined) summary.framework = framework;
    // Each value is what `set` was given under the same name.
    return summary as Summary;
  }

  delete(seq: number): void {
    const key = chunkOf(seq);
    const chunk = this.#chunks.get(key);
    const offset = offsetOf(seq);
    if (chunk === undefined || chunk.integers[offset + PLACE] === 0) return;
    this.#release(chunk.integers.subarray(offset, offset + STATUS));
    chunk.integers.fill(0, offset, offset + INTEGERS);
    this.#size -= 1;
    chunk.rows -= 1;
    if (chunk.rows === 0) this.#chunks.delete(key);
  }

  #release(ids: Uint32Array): void {
    ids.forEach((id, i) => {
      if (i < FIRST_LIST) this.#texts.release(id);
      else this.#lists.release(id);
    });
  }

  #chunkFor(seq: number): Chunk {
    const known = this.#chunks.get(chunkOf(seq));
    if (known !== undefined) return known;
    const chunk = {
      integers: new Uint32Array(ROWS_PER_CHUNK * INTEGERS),
      doubles: new Float64Array(ROWS_PER_CHUNK * DOUBLES),
      rows: 0,
    };
    this.#chunks.set(chunkOf(seq), chunk);
    return chunk;
  }
}

const chunkOf = (seq: number): number => Math.floor(seq / ROWS_PER_CHUNK);
const offsetOf = (seq: number): number => (seq % ROWS_PER_CHUNK) * INTEGERS;
