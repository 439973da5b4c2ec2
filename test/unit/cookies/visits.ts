/** A script of requests and responses for the ledger: a clock moved by hand, connections by number. */
import { Ledger, type LedgerOptions } from '../../../src/cookies/ledger.js';
import { cookieNameOf, type CookieChange, type CookieReport } from '../../../src/model/cookie.js';
import type { HeaderSection } from '../../../src/model/message.js';
import type { EpochMs } from '../../../src/model/time.js';
import { exchange } from '../../support/exchanges.js';

export interface Visit {
  readonly connection?: number;
  /** The Cookie field; absent: none is sent. */
  readonly cookie?: string;
  readonly target?: string;
  readonly method?: string;
  readonly agent?: string;
  readonly address?: string;
  readonly fields?: HeaderSection;
}

export interface Begun {
  readonly client: string;
  /** The response head comes with these Set-Cookie values. */
  readonly respond: (...set: readonly string[]) => CookieReport;
  /** The exchange ends without a response. */
  readonly fail: () => CookieReport;
}

/** `2026-11-22T20:00:00Z`, the day on which the Django lines were recorded. */
export const START = Date.UTC(2026, 10, 22, 20) as EpochMs;

export class Visits {
  #now: number = START;
  #ordinal = 0;
  readonly ledger: Ledger;

  constructor(options: Omit<LedgerOptions, 'now'> = {}) {
    // Milliseconds since the epoch, moved by `wait`.
    this.ledger = new Ledger({ ...options, now: () => this.#now as EpochMs });
  }

  wait(seconds: number): void {
    this.#now += seconds * 1000;
  }

  /** A request head arrives. */
  begin(visit: Visit = {}): Begun {
    this.#ordinal += 1;
    const facts = {
      ordinal: this.#ordinal,
      connection: visit.connection ?? 1,
      target: visit.target ?? '/',
      method: visit.method ?? 'GET',
      requestHeaders: [
        ['User-Agent', visit.agent ?? 'Firefox'] as const,
        ...(visit.cookie === undefined ? [] : [['Cookie', visit.cookie] as const]),
        ...(visit.fields ?? []),
      ],
    };
    const { response: _none, ...arrived } = exchange(facts);
    const client = this.ledger.attribute(arrived, visit.address ?? '127.0.0.1');
    return {
      client,
      respond: (...set) => {
        const responseHeaders = set.map((value) => ['Set-Cookie', value] as const);
        return this.ledger.settle(exchange({ ...facts, responseHeaders }), client);
      },
      fail: () => this.ledger.settle(arrived, client),
    };
  }

  /** A whole exchange: whose it was and what it changed, as `kind name` texts. */
  visit(visit: Visit = {}, ...set: readonly string[]): { client: string; changes: string[] } {
    const { client, respond } = this.begin(visit);
    return { client, changes: summaries(respond(...set).changes) };
  }
}

export const summaries = (changes: readonly CookieChange[]): string[] =>
  changes.map((change) => `${change.kind} ${cookieNameOf(change)}`);

/** A session id such as Django makes, told apart by a word. */
export const sessionId = (word: string): string =>
  `${word}0a1b2c3d4e5f6g7h8i9jklmnopqrstuv`.slice(0, 32);
