/**
 * Follows every session through the exchanges that use it: how each exchange found it, how it left
 * it, and what is therefore said to have happened. It holds the last reading of each session and
 * who is in flight; reading and comparing are done elsewhere.
 */
import { createHash } from 'node:crypto';
import type { FrameworkAdapter, SessionCookie } from '../frameworks/adapter.js';
import type { CookiePair, SetCookie } from '../model/cookie.js';
import type { Exchange } from '../model/exchange.js';
import { ANONYMOUS, type Identity } from '../model/identity.js';
import type { ExchangeId, SessionTag } from '../model/ids.js';
import { problem } from '../model/problem.js';
import type { SessionSnapshot, SessionTransition } from '../model/session.js';
import { BoundedMap } from './bounded-map.js';
import type { ReaderContext } from './reader-context.js';
import { readSession, type SessionReading } from './session-reader.js';
import type { SessionQueue } from './session-queue.js';
import type { SessionTags } from './session-tags.js';
import { transitionOf } from './transition.js';

/** Sessions whose last reading is kept. */
const MAX_SESSIONS = 10_000;

export interface TrackerOptions {
  readonly adapters: readonly FrameworkAdapter[];
  readonly context: ReaderContext;
  readonly tags: SessionTags;
  readonly queue: SessionQueue;
  /** The framework was named or found, so an exchange without its cookie is an anonymous one. */
  readonly frameworkKnown: boolean;
}

/** A session cookie, whose it is, and the session's printable name. */
interface Located {
  readonly adapter: FrameworkAdapter;
  readonly cookie: SessionCookie;
  readonly tag: SessionTag;
}

/** An exchange between its request head and its end. */
export interface PendingExchange {
  readonly id: ExchangeId;
  readonly located: Located | undefined;
  /** The session as the request found it; never rejects. */
  readonly before: Promise<SessionSnapshot | undefined>;
  /** Set by whatever else uses the same session meanwhile. */
  concurrent: boolean;
}

/** What the response said about the session cookie. */
type CookieVerdict =
  | { readonly kind: 'untouched' }
  | { readonly kind: 'deleted' }
  | { readonly kind: 'set'; readonly located: Located };

export class SessionTracker {
  readonly #options: TrackerOptions;
  readonly #lastReadings = new BoundedMap<SessionTag, SessionReading>(MAX_SESSIONS);
  /** Sessions held in cookies have no id: which session a cookie's text continues. */
  readonly #lineage = new BoundedMap<string, SessionTag>(MAX_SESSIONS);
  readonly #inFlight = new Map<SessionTag, Set<PendingExchange>>();
  #frameworkKnown: boolean;

  constructor(options: TrackerOptions) {
    this.#options = options;
    this.#frameworkKnown = options.frameworkKnown;
  }

  /** At the request head: notes who is in flight and reads the session if it was never seen. */
  begin(exchange: Exchange, sent: readonly CookiePair[]): PendingExchange {
    const located = this.#locate(sent);
    const pending: PendingExchange = {
      id: exchange.id,
      located,
      concurrent: false,
      before: located ? this.#readBefore(located, exchange.id) : Promise.resolve(undefined),
    };
    if (located !== undefined) this.#enter(located.tag, pending);
    return pending;
  }

  /** The state of things while the exchange is under way, from the request side alone. */
  async provisional(pending: PendingExchange): Promise<SessionTransition> {
    const before = await pending.before;
    return {
      kinds: [],
      changes: [],
      concurrent: pending.concurrent,
      actor: before?.identity ?? this.#withoutSession(),
      ...(before === undefined ? {} : { before }),
    };
  }

  /** At the end of the response (or at its head, for one without an end): what happened. */
  async settle(pending: PendingExchange, set: readonly SetCookie[]): Promise<SessionTransition> {
    const verdict = this.#verdictOf(set);
    const found = pending.located;
    const after = verdict.kind === 'set' ? verdict.located : undefined;
    const keys = new Set([found?.tag, after?.tag].filter((tag) => tag !== undefined));
    return this.#options.queue.run([...keys], (signal) => this.#compare(pending, verdict, signal));
  }

  /** The exchange is over: it no longer counts as in flight. Idempotent. */
  leave(pending: PendingExchange): void {
    const tag = pending.located?.tag;
    const others = tag === undefined ? undefined : this.#inFlight.get(tag);
    if (tag === undefined || others === undefined) return;
    others.delete(pending);
    if (others.size === 0) this.#inFlight.delete(tag);
  }

  async #compare(
    pending: PendingExchange,
    verdict: CookieVerdict,
    signal: AbortSignal,
  ): Promise<SessionTransition> {
    const found = pending.located;
    const known = found && this.#lastReadings.get(found.tag);
    const before = await this.#found(pending, known);
    const after = await this.#readAfter(pending, verdict, known, signal);
    if (found !== undefined && verdict.kind !== 'untouched' && after?.tag !== found.tag) {
      this.#lastReadings.delete(found.tag);
    }
    return transitionOf({
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
      withoutSession: this.#withoutSession(),
    });
  }

  /** How the request found it: as last read, which may be more recent than the request itself. */
  async #found(
    pending: PendingExchange,
    known: SessionReading | undefined,
  ): Promise<SessionSnapshot | undefined> {
    const located = pending.located;
    if (located === undefined || known === undefined) return pending.before;
    return this.#snapshot(known, located, pending, 'before');
  }

  async #readAfter(
    pending: PendingExchange,
    verdict: CookieVerdict,
    known: SessionReading | undefined,
    signal: AbortSignal,
  ): Promise<SessionSnapshot | undefined> {
    if (verdict.kind === 'deleted') return undefined;
    const found = pending.located;
    const target = verdict.kind === 'set' ? this.#continued(verdict.located, found, known) : found;
    if (target === undefined) return undefined;
    const wroteNothing =
      verdict.kind === 'untouched' && pending.concurrent && target.adapter.announcesSaves;
    if (wroteNothing && known !== undefined) {
      return this.#snapshot(known, target, pending, 'after');
    }
    return this.#read(target, pending, verdict.kind === 'set', signal);
  }

  /** A session in a cookie goes on under a new text: it keeps its tag. */
  #continued(set: Located, found: Located | undefined, known: SessionReading | undefined): Located {
    if (found === undefined || known?.heldIn !== 'cookie' || known.state !== 'live') return set;
    this.#lineage.set(cookieHash(set.cookie), found.tag);
    return { ...set, tag: found.tag };
  }

  async #read(
    target: Located,
    pending: PendingExchange,
    justSet: boolean,
    signal: AbortSignal,
  ): Promise<SessionSnapshot> {
    const { context } = this.#options;
    const reading = await readSession(target.adapter, target.cookie, justSet, context, signal);
    this.#remember(target.tag, reading);
    return this.#snapshot(reading, target, pending, 'after');
  }

  #readBefore(found: Located, id: ExchangeId): Promise<SessionSnapshot | undefined> {
    const { queue, context } = this.#options;
    return queue.run([found.tag], async (signal) => {
      const known = this.#lastReadings.get(found.tag);
      const circumstances = { id, concurrent: false };
      if (known !== undefined) return this.#snapshot(known, found, circumstances, 'before');
      const reading = await readSession(found.adapter, found.cookie, false, context, signal);
      this.#remember(found.tag, reading);
      return this.#snapshot(reading, found, circumstances, 'before');
    });
  }

  /** A reading that failed says nothing about the session, so the next one is compared with an older. */
  #remember(tag: SessionTag, reading: SessionReading): void {
    if (reading.payload !== undefined) this.#frameworkKnown = true;
    const isFact = reading.payload !== undefined || reading.identity.kind !== 'unknown';
    if (isFact) this.#lastReadings.set(tag, reading);
  }

  #snapshot(
    reading: SessionReading,
    located: Located,
    circumstances: { readonly id: ExchangeId; readonly concurrent: boolean },
    phase: 'before' | 'after',
  ): SessionSnapshot {
    return {
      ...reading,
      tag: located.tag,
      framework: located.adapter.name,
      cookieName: located.cookie.name,
      exchangeId: circumstances.id,
      readAt: this.#options.context.now(),
      phase,
      concurrent: circumstances.concurrent,
    };
  }

  #enter(tag: SessionTag, pending: PendingExchange): void {
    const others = this.#inFlight.get(tag) ?? new Set();
    if (others.size > 0) {
      pending.concurrent = true;
      for (const other of others) other.concurrent = true;
    }
    this.#inFlight.set(tag, others.add(pending));
  }

  #verdictOf(set: readonly SetCookie[]): CookieVerdict {
    for (const setCookie of set.toReversed()) {
      const located = this.#locate([setCookie]);
      if (located === undefined) continue;
      const isDeleted =
        located.cookie.value === '' || isExpired(setCookie, this.#options.context.now());
      return isDeleted ? { kind: 'deleted' } : { kind: 'set', located };
    }
    return { kind: 'untouched' };
  }

  #locate(pairs: readonly CookiePair[]): Located | undefined {
    const { adapters, context, tags } = this.#options;
    for (const adapter of adapters) {
      const cookie = adapter.recognise(pairs, context.settings);
      if (cookie === undefined) continue;
      const tag = this.#lineage.get(cookieHash(cookie)) ?? tags.of(adapter.name, cookie.value);
      return { adapter, cookie, tag };
    }
    return undefined;
  }

  #withoutSession(): Identity {
    return this.#frameworkKnown ? ANONYMOUS : UNRECOGNISED;
  }
}

const cookieHash = (cookie: SessionCookie): string =>
  createHash('sha256').update(`${cookie.framework}\0${cookie.value}`).digest('base64');

const isExpired = (setCookie: SetCookie, now: number): boolean =>
  setCookie.maxAgeSeconds !== undefined
    ? setCookie.maxAgeSeconds <= 0
    : setCookie.expires !== undefined && setCookie.expires <= now;

const UNRECOGNISED: Identity = {
  kind: 'unknown',
  because: problem(
    'note',
    'unrecognised',
    'No session of a known framework has been seen yet.',
    'Name the framework with --framework if it is one of those supported.',
  ),
};
