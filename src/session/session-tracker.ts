/**
 * Follows every session through the exchanges that use it: how each exchange found it, how it left
 * it, and what is therefore said to have happened. It holds the last reading of each session and
 * who is in flight; reading and comparing are done elsewhere. docs/decisions/0003 has the reasons.
 */
import type { FrameworkAdapter } from '../frameworks/adapter.js';
import type { CookiePair, SetCookie } from '../model/cookie.js';
import type { Exchange } from '../model/exchange.js';
import { ANONYMOUS, type Identity } from '../model/identity.js';
import type { ExchangeId, SessionTag } from '../model/ids.js';
import { problem } from '../model/problem.js';
import type { SessionSnapshot, SessionTransition } from '../model/session.js';
import type { EpochMs } from '../model/time.js';
import { BoundedMap } from './bounded-map.js';
import type { ReaderContext } from './reader-context.js';
import { SessionLocator, type CookieVerdict, type Located } from './session-locator.js';
import { rehearse } from './rehearsal.js';
import type { SessionQueue } from './session-queue.js';
import { readSession, type SessionReading } from './session-reader.js';
import type { SessionTags } from './session-tags.js';
import { transitionOf } from './transition.js';

/** Sessions whose last reading is kept. */
const MAX_SESSIONS = 10_000;
/** After so many milliseconds a request looks again whether the session is still as it was. */
const FRESH_MS = 1000;

export interface TrackerOptions {
  readonly adapters: readonly FrameworkAdapter[];
  readonly context: ReaderContext;
  readonly tags: SessionTags;
  readonly queue: SessionQueue;
  /** The framework was named or found, so an exchange without its cookie is an anonymous one. */
  readonly frameworkKnown: boolean;
}

/** What was found, and when. */
interface TimedReading extends SessionReading {
  readonly readAt: EpochMs;
}

/** An exchange between its request head and its end. */
export interface PendingExchange {
  readonly id: ExchangeId;
  /** The session its request asked with. */
  readonly located: Located | undefined;
  /** That session as the store had it when the request came; never rejects. */
  readonly atHead: Promise<TimedReading | undefined>;
  /** Set by whatever else uses the same session meanwhile. */
  concurrent: boolean;
}

export class SessionTracker {
  readonly #options: TrackerOptions;
  readonly #locator: SessionLocator;
  readonly #known = new BoundedMap<SessionTag, TimedReading>(MAX_SESSIONS);
  readonly #inFlight = new Map<SessionTag, Set<PendingExchange>>();
  #frameworkKnown: boolean;

  constructor(options: TrackerOptions) {
    const { adapters, context, tags } = options;
    this.#options = options;
    this.#locator = new SessionLocator(adapters, context.settings, tags);
    this.#frameworkKnown = options.frameworkKnown;
  }

  /** Makes the first look-up as quick as the later ones; see rehearsal.ts. */
  rehearse(): Promise<void> {
    return rehearse(this.#options.adapters, this.#options.context);
  }

  /** At the request head: notes who is in flight, and looks at the session if that was not done lately. */
  begin(exchange: Exchange, sent: readonly CookiePair[]): PendingExchange {
    const located = this.#locator.locate(sent);
    const pending: PendingExchange = {
      id: exchange.id,
      located,
      concurrent: false,
      atHead: located ? this.#readAtHead(located) : Promise.resolve(undefined),
    };
    if (located !== undefined) this.#enter(located.tag, pending);
    return pending;
  }

  /** The state of things while the exchange is under way, from the request side alone. */
  async provisional(pending: PendingExchange): Promise<SessionTransition> {
    const reading = await pending.atHead;
    const { located, concurrent } = pending;
    const before = reading && located ? snapshotOf(reading, located, pending, 'before') : undefined;
    const actor = before?.identity ?? this.#withoutSession();
    return { kinds: [], changes: [], concurrent, actor, ...(before && { before }) };
  }

  /** Whether the session stands as the exchange leaves it once the response head is there. */
  settlesAtHead(pending: PendingExchange, set: readonly SetCookie[]): boolean {
    const verdict = this.#verdictOf(pending, set);
    const located = verdict.kind === 'set' ? verdict.located : pending.located;
    return located?.adapter.settlesAt === 'response-head';
  }

  /** When the app has saved, or would have: what happened. */
  async settle(pending: PendingExchange, set: readonly SetCookie[]): Promise<SessionTransition> {
    const verdict = this.#verdictOf(pending, set);
    const later = verdict.kind === 'set' ? verdict.located : undefined;
    const tags = [pending.located?.tag, later?.tag].filter((tag) => tag !== undefined);
    return this.#options.queue.run([...new Set(tags)], (signal) =>
      this.#compare(pending, verdict, signal),
    );
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
    const { located } = pending;
    const atHead = await pending.atHead;
    // What an earlier exchange left behind goes before what we saw when this one was already running.
    const found = (located && this.#known.get(located.tag)) ?? atHead;
    const before = located && found && snapshotOf(found, located, pending, 'before');
    const after = await this.#readAfter(pending, verdict, found, signal);
    if (located !== undefined && verdict.kind !== 'untouched' && after?.tag !== located.tag) {
      this.#known.delete(located.tag);
    }
    return transitionOf({
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
      withoutSession: this.#withoutSession(),
    });
  }

  async #readAfter(
    pending: PendingExchange,
    verdict: CookieVerdict,
    found: TimedReading | undefined,
    signal: AbortSignal,
  ): Promise<SessionSnapshot | undefined> {
    switch (verdict.kind) {
      case 'deleted':
        return undefined;
      case 'set': {
        const goesOn = found?.heldIn === 'cookie' && found.state === 'live' && pending.located;
        const target = goesOn ? this.#locator.continued(goesOn, verdict.located) : verdict.located;
        return snapshotOf(await this.#read(target, true, signal), target, pending, 'after');
      }
      case 'untouched':
        return this.#readUntouched(pending, found, signal);
      default:
        return verdict satisfies never;
    }
  }

  /** No cookie was set. Where every save sets one, the app saved nothing: what we know still holds. */
  async #readUntouched(
    pending: PendingExchange,
    found: TimedReading | undefined,
    signal: AbortSignal,
  ): Promise<SessionSnapshot | undefined> {
    const { located } = pending;
    if (located === undefined) return undefined;
    const atHead = await pending.atHead;
    const latest = [atHead, found]
      .filter((reading) => reading !== undefined)
      .toSorted(byAge)
      .at(-1);
    // A look that failed is tried once more: what was known before is too old to be said again.
    const holds = located.adapter.announcesSaves && isFact(atHead) && latest !== undefined;
    const reading = holds ? latest : await this.#read(located, false, signal);
    this.#remember(located.tag, reading);
    return snapshotOf(reading, located, pending, 'after');
  }

  /** As known, if that is recent or somebody else is at work on it; else as the store has it now. */
  #readAtHead(located: Located): Promise<TimedReading | undefined> {
    const { queue, context } = this.#options;
    const isBusy = this.#inFlight.has(located.tag);
    return queue.run([located.tag], async (signal) => {
      const known = this.#known.get(located.tag);
      if (known !== undefined && (isBusy || context.now() - known.readAt < FRESH_MS)) return known;
      const reading = await this.#read(located, false, signal);
      if (known === undefined) this.#remember(located.tag, reading);
      return reading;
    });
  }

  async #read(target: Located, justSet: boolean, signal: AbortSignal): Promise<TimedReading> {
    const { context } = this.#options;
    const reading = await readSession(target.adapter, target.cookie, justSet, context, signal);
    const timed = { ...reading, readAt: context.now() };
    if (justSet) this.#remember(target.tag, timed);
    return timed;
  }

  /** A reading that failed says nothing about the session, so the next one is compared with an older. */
  #remember(tag: SessionTag, reading: TimedReading): void {
    if (reading.payload !== undefined) this.#frameworkKnown = true;
    if (isFact(reading)) this.#known.set(tag, reading);
  }

  #enter(tag: SessionTag, pending: PendingExchange): void {
    const others = this.#inFlight.get(tag) ?? new Set();
    if (others.size > 0) {
      pending.concurrent = true;
      for (const other of others) other.concurrent = true;
    }
    this.#inFlight.set(tag, others.add(pending));
  }

  #verdictOf(pending: PendingExchange, set: readonly SetCookie[]): CookieVerdict {
    return this.#locator.verdictOf(set, pending.located, this.#options.context.now());
  }

  #withoutSession(): Identity {
    return this.#frameworkKnown ? ANONYMOUS : UNRECOGNISED;
  }
}

const isFact = (reading: TimedReading | undefined): reading is TimedReading =>
  reading !== undefined && (reading.payload !== undefined || reading.identity.kind !== 'unknown');

const byAge = (a: TimedReading, b: TimedReading): number => a.readAt - b.readAt;

const snapshotOf = (
  reading: TimedReading,
  located: Located,
  pending: Pick<PendingExchange, 'id' | 'concurrent'>,
  phase: 'before' | 'after',
): SessionSnapshot => ({
  ...reading,
  tag: located.tag,
  framework: located.adapter.name,
  cookieName: located.cookie.name,
  exchangeId: pending.id,
  phase,
  concurrent: pending.concurrent,
});

const UNRECOGNISED: Identity = {
  kind: 'unknown',
  because: problem(
    'note',
    'unrecognised',
    'No session of a known framework has been seen yet.',
    'Name the framework with --framework if it is one of those supported.',
  ),
};
