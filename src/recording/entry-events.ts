/**
 * From the entries of a file, in its order, to what is told of them: connections, exchanges that go through
 * the pipeline like traffic, exchanges restored as they were recorded. Pure, but for what it has seen.
 */
import type { Buffer } from 'node:buffer';
import { readEntry } from '../har/read-entry.js';
import type { ForeignExchange } from '../har/read-foreign.js';
import type { OwnObservation, ReadRules } from '../har/read-own.js';
import { fieldValue } from '../http/fields.js';
import { readPages } from '../har/read-page.js';
import { exchangeId } from '../model/ids.js';
import type { Page } from '../model/page.js';
import type { EpochMs } from '../model/time.js';
import type { SourceEvent } from '../source.js';
import { ConnectionBook } from './connection-book.js';
import { Replay, type EndedExchange, type Step } from './replay.js';
import { SequenceWindow } from './sequence-window.js';

/** What happens at one moment; without one, it needs no clock. */
export interface Batch {
  readonly at?: EpochMs;
  readonly events: readonly SourceEvent[];
}

export interface EntryCounts {
  /** Entries that became exchanges. */
  readonly exchanges: number;
  /** Of these, those that other tools recorded. */
  readonly foreign: number;
  readonly unusable: number;
  /** Of the first unusable one: `entry 12 has no URL of HTTP`. */
  readonly firstFault: string | undefined;
  /** Whether a cookie was sent or set in any exchange of another tool. */
  readonly hasCookies: boolean;
}

export class EntryEvents {
  readonly #limits: ReadRules;
  readonly #book = new ConnectionBook();
  readonly #replay = new Replay();
  readonly #window = new SequenceWindow<OwnObservation['observation']>();
  readonly #counts = { exchanges: 0, foreign: 0, unusable: 0 };
  #pages: readonly Page[] = [];
  #firstFault: string | undefined;
  #hasCookies = false;
  #origin: string | undefined;
  #highestExchange = 0;
  #lastStart = 0 as EpochMs;

  constructor(limits: ReadRules) {
    this.#limits = limits;
  }

  get counts(): EntryCounts {
    return { ...this.#counts, firstFault: this.#firstFault, hasCookies: this.#hasCookies };
  }

  /** Where the client of the first exchange connected; undefined while there was none. */
  get origin(): string | undefined {
    return this.#origin;
  }

  /** Finds out the origin by an entry that is still to be taken. */
  look(text: Buffer): void {
    const read = readEntry(parsed(text), this.#limits);
    if (read.kind !== 'unusable') this.#origin ??= read.origin;
  }

  /** What is to be told now that this entry has come: of it, or of earlier ones whose turn it is. */
  take(text: Buffer): readonly Batch[] {
    const read = readEntry(parsed(text), this.#limits);
    if (read.kind === 'unusable') {
      this.unusable(read.why);
      return [];
    }
    this.#counts.exchanges += 1;
    this.#origin ??= read.origin;
    return read.kind === 'own' ? this.#own(read) : this.#foreign(read);
  }

  /** The pages of the log, which may stand before its entries or behind them. */
  pages(text: Buffer): void {
    this.#pages = readPages(parsed(text));
  }

  /** An entry that costs only itself; `why` is the end of a sentence. */
  unusable(why: string): void {
    this.#firstFault ??= `entry ${this.#counts.exchanges + this.#counts.unusable + 1} ${why}`;
    this.#counts.unusable += 1;
  }

  /** What is to be told once no further entry will come. */
  finish(): readonly Batch[] {
    return [
      ...this.#restored(this.#window.finish()),
      ...this.#replay.finish().map(batchOf),
      { events: this.#book.finish() },
      // Last, so that no exchange is put into a page by its time: entries say which theirs is.
      { events: this.#pages.map((page) => ({ kind: 'page-started', page })) },
    ];
  }

  #own({ observation }: OwnObservation): readonly Batch[] {
    return this.#restored(this.#window.add(observation));
  }

  #restored(observations: readonly OwnObservation['observation'][]): readonly Batch[] {
    if (observations.length === 0) return [];
    const events = observations.flatMap((observation): readonly SourceEvent[] => {
      const { connectionId, startedAt, endedAt = startedAt, id } = observation.exchange;
      const placed = this.#book.own(connectionId, startedAt, endedAt);
      this.#highestExchange = Math.max(this.#highestExchange, Number(id.slice(1)));
      const exchange = { ...observation.exchange, ordinal: placed.ordinal };
      return [
        ...placed.events,
        { kind: 'exchange-restored', observation: { ...observation, exchange } },
      ];
    });
    return [{ events }];
  }

  #foreign(read: ForeignExchange): readonly Batch[] {
    this.#counts.foreign += 1;
    const { request, response } = read.exchange;
    this.#hasCookies ||=
      fieldValue(request.headers, 'cookie') !== undefined ||
      fieldValue(response?.headers ?? [], 'set-cookie') !== undefined;
    const startedAt = read.startedAt ?? this.#lastStart;
    this.#lastStart = startedAt;
    const endedAt = Math.round(startedAt + (read.exchange.timings.total ?? 0)) as EpochMs;
    const placed = this.#book.foreign(read.connectionKey, startedAt, endedAt);
    this.#highestExchange += 1;
    const exchange: EndedExchange = {
      ...read.exchange,
      request: { ...request, target: this.#targetOf(read) },
      id: exchangeId(this.#highestExchange),
      connectionId: placed.id,
      ordinal: placed.ordinal,
      startedAt,
      endedAt,
    };
    const opened = placed.events.length === 0 ? [] : [{ events: placed.events }];
    return [...opened, ...this.#replay.start(exchange, read.page).map(batchOf)];
  }

  /** As a client would write it to the first origin's proxy: in absolute form for every other one. */
  #targetOf({ exchange, origin }: ForeignExchange): string {
    const { target, method } = exchange.request;
    return origin === this.#origin || method === 'CONNECT' ? target : origin + target;
  }
}

/** undefined: no JSON. */
function parsed(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString('utf8'));
  } catch {
    return undefined;
  }
}

const batchOf = ({ at, event }: Step): Batch => ({ at, events: [event] });
