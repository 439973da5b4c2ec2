/**
 * From the source's events to the journal's: each exchange gets its client, its cookie changes and
 * its session, and a revision in the journal each time more is known. A fault in here is caught at
 * one place and becomes a problem of that exchange; it never reaches the source.
 */
import { debuglog } from 'node:util';
import type { Ledger } from './cookies/ledger.js';
import { Busy } from './journal/busy.js';
import type { Journal } from './journal/journal.js';
import { parseCookieString } from './cookies/cookie-string.js';
import { fieldValues } from './http/fields.js';
import type { CookiePair, CookieReport, HeldCookie } from './model/cookie.js';
import { isOpenEnded, type Exchange } from './model/exchange.js';
import type { ClientId, ExchangeId, PageId } from './model/ids.js';
import type { Observation } from './model/observation.js';
import { problem, type Problem } from './model/problem.js';
import type { SessionTransition } from './model/session.js';
import type { PendingExchange, SessionTracker } from './session/session-tracker.js';
import type { ExchangeSource, SourceEvent } from './source.js';
import type { EpochMs } from './model/time.js';

const log = debuglog('sessionspy:pipeline');

/** An exchange on its way through: what is known of it so far. */
interface Passage {
  readonly seq: number;
  readonly client: ClientId;
  readonly page: PageId | undefined;
  readonly pending: PendingExchange;
  exchange: Exchange;
  cookies: CookieReport;
  areCookiesSettled: boolean;
  session?: SessionTransition;
  problems: readonly Problem[];
  /** The session was looked at when the response head came; the end brings nothing new to it. */
  atHead?: Promise<void>;
}

export class Pipeline {
  readonly #journal: Journal;
  readonly #ledger: Ledger;
  #tracker: SessionTracker;
  readonly #guard: (exchange: Exchange) => Exchange;
  readonly #onLost: (count: number) => void;
  readonly #release: ExchangeSource['release'];
  readonly #passages = new Map<ExchangeId, Passage>();
  readonly #busy = new Busy();

  constructor(parts: {
    readonly journal: Journal;
    readonly ledger: Ledger;
    readonly tracker: SessionTracker;
    /** Takes out of an exchange what may not be kept in memory. */
    readonly guard?: (exchange: Exchange) => Exchange;
    readonly onLost: (count: number) => void;
    /** Told when an exchange need not wait for its session any longer; absent: none waits. */
    readonly release?: ExchangeSource['release'];
  }) {
    this.#journal = parts.journal;
    this.#ledger = parts.ledger;
    this.#tracker = parts.tracker;
    this.#guard = parts.guard ?? ((exchange) => exchange);
    this.#onLost = parts.onLost;
    this.#release = parts.release;
  }

  /** Everything is at hand once this resolves: the first look-up is as quick as the later ones. */
  prepare(): Promise<void> {
    return this.#tracker.rehearse();
  }

  /** From now on sessions are followed by another tracker; exchanges under way go on with it. */
  follow(tracker: SessionTracker): void {
    this.#tracker = tracker;
  }

  /** Takes a batch in; what needs look-ups goes on afterwards and is waited for by `idle`. */
  accept(batch: readonly SourceEvent[]): void {
    for (const event of batch) {
      try {
        this.#take(event);
      } catch (error) {
        // A fault of ours costs one record, said as such; the next ones are not affected.
        log('a record was lost: %o', error);
        this.#onLost(1);
        if ('exchange' in event) this.#releaseBoth(event.exchange.id);
      }
    }
  }

  /** Resolves when every look-up for every ended exchange is in the journal. */
  idle(): Promise<void> {
    return this.#busy.idle();
  }

  /** What a client's user agent that has this cookie holds now, as far as is known. */
  cookiesWith(client: ClientId, cookie: CookiePair): readonly HeldCookie[] {
    return this.#ledger.cookiesWith(client, cookie);
  }

  #take(event: SourceEvent): void {
    switch (event.kind) {
      case 'connection-opened':
      case 'connection-closed':
      case 'page-started':
        this.#journal.append(event);
        return;
      case 'exchange-restored': {
        const observation = { ...event.observation, seq: this.#journal.nextSeq };
        this.#journal.append({ kind: 'observed', observation });
        return;
      }
      case 'records-lost':
        this.#onLost(event.count);
        return;
      case 'exchange-started':
        this.#start(this.#guard(event.exchange), event.page);
        return;
      case 'exchange-responded':
        this.#respond(this.#guard(event.exchange));
        return;
      case 'exchange-held':
        this.#hold(this.#guard(event.exchange));
        return;
      case 'exchange-continued':
        this.#continue(this.#guard(event.exchange));
        return;
      case 'exchange-ended':
        this.#end(this.#guard(event.exchange));
        return;
      default:
        event satisfies never;
    }
  }

  #start(exchange: Exchange, page = this.#pageAt(exchange.startedAt)): Passage {
    const remote = this.#journal.connection(exchange.connectionId)?.connection.remote.address ?? '';
    const sent = fieldValues(exchange.request.headers, 'cookie').flatMap(parseCookieString);
    const passage: Passage = {
      seq: this.#journal.nextSeq,
      client: this.#ledger.attribute(exchange, remote),
      page,
      pending: this.#tracker.begin(exchange, sent),
      exchange,
      cookies: { sent, set: [], changes: [] },
      areCookiesSettled: false,
      problems: [],
    };
    this.#passages.set(exchange.id, passage);
    this.#publish(passage, false);
    if (this.#release !== undefined) {
      void passage.pending.atHead.then(() => this.#release?.(exchange.id, 'request'));
    }
    if (passage.pending.located !== undefined) void this.#busy.track(this.#preview(passage));
    return passage;
  }

  /** The step during which something started; records come later than they happened. */
  #pageAt(moment: EpochMs): PageId | undefined {
    return this.#journal.pages.findLast(({ startedAt }) => startedAt <= moment)?.id;
  }

  /** Names the user while the exchange is still under way. */
  async #preview(passage: Passage): Promise<void> {
    const session = await this.#tracker.provisional(passage.pending);
    if (passage.session !== undefined || passage.exchange.endedAt !== undefined) return;
    passage.session = session;
    this.#publish(passage, false);
  }

  #respond(exchange: Exchange): void {
    const passage = this.#passages.get(exchange.id) ?? this.#start(exchange);
    this.#update(passage, exchange);
    this.#publish(passage, false);
    const isStream =
      exchange.outcome.kind === 'upgraded' || isOpenEnded(exchange.response?.headers ?? []);
    if (!isStream && !this.#tracker.settlesAtHead(passage.pending, passage.cookies.set)) return;
    passage.atHead = this.#busy.track(this.#resolve(passage, false));
  }

  /** The client waits for the end of its answer until the session has been read. */
  #hold(exchange: Exchange): void {
    const passage = this.#passages.get(exchange.id) ?? this.#start(exchange);
    this.#update(passage, exchange);
    passage.atHead ??= this.#busy.track(this.#resolve(passage, false));
    void passage.atHead.then(() => {
      this.#release?.(exchange.id, 'response');
    });
  }

  /** Takes the first revision that tells of the response, or a later one: those before may have been left out. */
  #update(passage: Passage, exchange: Exchange): void {
    passage.exchange = exchange;
    if (passage.areCookiesSettled) return;
    passage.areCookiesSettled = true;
    passage.cookies = this.#ledger.settle(exchange, passage.client);
  }

  #releaseBoth(id: ExchangeId): void {
    this.#release?.(id, 'request');
    this.#release?.(id, 'response');
  }

  /** More has passed after the response head, which said all there is to say of cookies and session. */
  #continue(exchange: Exchange): void {
    const passage = this.#passages.get(exchange.id);
    if (passage === undefined) return;
    passage.exchange = exchange;
    this.#publish(passage, false);
  }

  #end(exchange: Exchange): void {
    const passage = this.#passages.get(exchange.id) ?? this.#start(exchange);
    this.#update(passage, exchange);
    this.#passages.delete(exchange.id);
    this.#tracker.leave(passage.pending);
    void this.#busy.track(
      passage.atHead?.then(() => {
        this.#publish(passage, true);
      }) ?? this.#resolve(passage, true),
    );
  }

  async #resolve(passage: Passage, settled: boolean): Promise<void> {
    try {
      const { pending, cookies, exchange } = passage;
      const answered = isAnswered(exchange);
      const at = respondedAt(exchange);
      passage.session = await this.#tracker.settle(pending, cookies.set, answered, at);
      this.#tracker.leave(pending);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      const failure = problem(
        'error',
        'not-settled',
        `The session could not be followed: ${text}.`,
      );
      passage.problems = [...passage.problems, failure];
    }
    this.#publish(passage, settled);
  }

  #publish(passage: Passage, settled: boolean): void {
    const { seq, exchange, client, page, cookies, session, problems } = passage;
    const observation: Observation = {
      seq,
      exchange,
      client,
      ...(page === undefined ? {} : { page }),
      cookies,
      ...(session === undefined ? {} : { session }),
      problems,
      settled,
    };
    this.#journal.append({ kind: 'observed', observation });
  }
}

/** Whether the app itself answered, and not with a failure that may have kept it from saving. */
const isAnswered = ({ response }: Exchange): boolean =>
  response?.author === 'server' && response.status < 500;

/** When the response head came; undefined when none did. */
function respondedAt({ startedAt, timings, response }: Exchange): EpochMs | undefined {
  if (response === undefined) return undefined;
  const { blocked = 0, dns = 0, connect = 0, send = 0, wait = 0 } = timings;
  return (startedAt + blocked + dns + connect + send + wait) as EpochMs;
}
