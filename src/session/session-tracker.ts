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
import type { Observation } from '../model/observation.js';
import { payloadWeight } from '../model/payload-weight.js';
import { problem, type Problem, type ProblemCode } from '../model/problem.js';
import type { SessionSnapshot, SessionTransition } from '../model/session.js';
import type { EpochMs } from '../model/time.js';
import { BoundedMap } from './bounded-map.js';
import type { ReaderContext } from './reader-context.js';
import { SessionLocator, type CookieVerdict, type Located } from './session-locator.js';
import { rehearse } from './rehearsal.js';
import type { SessionQueue } from './session-queue.js';
import { readSession, type SessionReading } from './session-reader.js';
import type { SessionTags } from './session-tags.js';
import { SessionsInFlight, type SessionUse } from './sessions-in-flight.js';
import { transitionOf } from './transition.js';

/** Sessions whose last reading is kept, and the bytes that those may take. */
const MAX_SESSIONS = 10_000;
const MAX_KNOWN_BYTES = 16 * 1024 * 1024;
/** Of a reading besides its payload. */
const READING_BYTES = 1024;
/** After so many milliseconds a request looks again whether the session is still as it was. */
const FRESH_MS = 1000;

export interface TrackerOptions {
  readonly adapters: readonly FrameworkAdapter[];
  readonly context: ReaderContext;
  readonly tags: SessionTags;
  readonly queue: SessionQueue;
  /** The framework was named or found, so an exchange without its cookie is an anonymous one. */
  readonly frameworkKnown: boolean;
  /**
   * Requests and the ends of answers wait for what is read here. Each reading is then of its exchange's
   * own moment, and goes before what was known from earlier ones.
   */
  readonly isExact?: boolean;
}

/** Why a framework takes a session for nobody's, without any request having done that. */
const FROM_OUTSIDE: ReadonlySet<ProblemCode> = new Set([
  'session-hash-mismatch',
  'user-not-found',
  'user-inactive',
]);

/** What was found, and when. */
interface TimedReading extends SessionReading {
  readonly readAt: EpochMs;
}

/** An exchange between its request head and its end. */
export interface PendingExchange extends SessionUse {
  readonly id: ExchangeId;
  readonly startedAt: EpochMs;
  /** The session its request asked with. */
  readonly located: Located | undefined;
  /** That session as the store had it when the request came; never rejects. */
  readonly atHead: Promise<TimedReading | undefined>;
}

export class SessionTracker {
  readonly #options: TrackerOptions;
  readonly #locator: SessionLocator;
  readonly #known = new BoundedMap<SessionTag, TimedReading>(MAX_SESSIONS, {
    weightOf: ({ payload = null }) => READING_BYTES + payloadWeight(payload),
    max: MAX_KNOWN_BYTES,
  });
  readonly #inFlight = new SessionsInFlight();
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
      startedAt: exchange.startedAt,
      located,
      concurrent: false,
      atHead: located ? this.#readAtHead(located) : Promise.resolve(undefined),
    };
    if (located !== undefined) this.#inFlight.enter(located.tag, pending);
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

  /**
   * When the app has saved, or would have: what happened. `answered`: the app gave an answer other than
   * a server error; without one, the absence of a cookie says nothing about what was saved.
   * `respondedAt`: when its response head came.
   */
  async settle(
    pending: PendingExchange,
    set: readonly SetCookie[],
    answered: boolean,
    respondedAt?: EpochMs,
  ): Promise<SessionTransition> {
    const verdict = this.#continuing(pending, this.#verdictOf(pending, set));
    const later = verdict.kind === 'set' ? verdict.located : undefined;
    const tags = [pending.located?.tag, later?.tag].filter((tag) => tag !== undefined);
    return this.#options.queue.run([...new Set(tags)], (signal) =>
      this.#compare(pending, verdict, { answered, respondedAt }, signal),
    );
  }

  /**
   * The session that an exchange left behind, else the one that it asked with, as it is right now;
   * undefined when there was none. What is found changes nothing of what is known here.
   */
  async readNow({ exchange, cookies }: Observation): Promise<SessionSnapshot | undefined> {
    const { context, queue } = this.#options;
    const asked = this.#locator.locate(cookies.sent);
    const verdict = this.#locator.verdictOf(cookies.set, asked, context.now());
    const located = verdict.kind === 'set' ? verdict.located : asked;
    if (located === undefined) return undefined;
    const { adapter, cookie, tag } = located;
    const reading = await queue.run([tag], (signal) =>
      readSession(adapter, cookie, false, context, signal),
    );
    const timed = { ...reading, readAt: context.now() };
    return snapshotOf(timed, located, { id: exchange.id, concurrent: false }, 'after');
  }

  /** The exchange is over: it no longer counts as in flight. Idempotent. */
  leave(pending: PendingExchange): void {
    if (pending.located !== undefined) this.#inFlight.leave(pending.located.tag, pending);
  }

  /** A session in a cookie goes on under a new text; known at once, since the next request brings it. */
  #continuing(pending: PendingExchange, verdict: CookieVerdict): CookieVerdict {
    const { located } = pending;
    if (verdict.kind !== 'set' || located === undefined) return verdict;
    const { keys, settings, now } = this.#options.context;
    const opened = located.adapter.open(located.cookie, keys, settings, now());
    const goesOn =
      opened.kind === 'payload' &&
      opened.payload !== undefined &&
      (opened.integrity === 'verified' || opened.integrity === 'no-key');
    if (!goesOn) return verdict;
    return { kind: 'set', located: this.#locator.continued(located, verdict.located) };
  }

  async #compare(
    pending: PendingExchange,
    verdict: CookieVerdict,
    { answered, respondedAt }: { answered: boolean; respondedAt: EpochMs | undefined },
    signal: AbortSignal,
  ): Promise<SessionTransition> {
    const { located } = pending;
    const atHead = await pending.atHead;
    const isInTime = (reading: { readonly readAt: EpochMs }): boolean =>
      this.#readsExactly(pending) ||
      wasInTime(reading.readAt, pending.startedAt, respondedAt, verdict.kind !== 'untouched');
    const found = this.#foundBy(pending, atHead, verdict, respondedAt);
    const left = await this.#readAfter(pending, verdict, answered, atHead, signal);
    const after = left && unlessTooLate(left, isInTime);
    if (located !== undefined && verdict.kind !== 'untouched' && after?.tag !== located.tag) {
      this.#known.delete(located.tag);
    }
    const before =
      located && found && snapshotOf(unlessTooLate(found, isInTime), located, pending, 'before');
    return transitionOf({
      ...(before === undefined ? {} : { before: inHindsight(before, after) }),
      ...(after === undefined ? {} : { after }),
      withoutSession: this.#withoutSession(),
    });
  }

  /**
   * How the request found its session: as an earlier exchange left it, which goes before what we saw
   * when this one was already running. Except that a session held in a cookie is what its own text
   * says, and that some things no exchange does by itself: they were so when the request came.
   */
  #foundBy(
    pending: PendingExchange,
    atHead: TimedReading | undefined,
    verdict: CookieVerdict,
    respondedAt: EpochMs | undefined,
  ): TimedReading | undefined {
    const { located } = pending;
    if (located === undefined || atHead?.heldIn === 'cookie') return atHead;
    if (atHead?.state === 'expired' && verdict.kind === 'set') return atHead;
    if (atHead?.problems.some(({ code }) => FROM_OUTSIDE.has(code)) === true) return atHead;
    const known = this.#known.get(located.tag);
    const isExact = this.#readsExactly(pending) && isFact(atHead);
    if (known?.state !== 'live' || !wasGone(pending, atHead, respondedAt, isExact)) {
      // That it was missing once says nothing that its own look does not.
      return isExact || known?.state === 'missing' ? atHead : (known ?? atHead);
    }
    return { ...atHead, problems: [...atHead.problems, goneFor(atHead.readAt - known.readAt)] };
  }

  async #readAfter(
    pending: PendingExchange,
    verdict: CookieVerdict,
    answered: boolean,
    atHead: TimedReading | undefined,
    signal: AbortSignal,
  ): Promise<SessionSnapshot | undefined> {
    const { located } = pending;
    switch (verdict.kind) {
      case 'deleted': {
        const isExpired = located !== undefined && atHead?.state === 'expired';
        return isExpired ? snapshotOf(atHead, located, pending, 'after') : undefined;
      }
      case 'set': {
        const reading = await this.#read(verdict.located, true, signal);
        return snapshotOf(reading, verdict.located, pending, 'after');
      }
      case 'untouched':
        if (located === undefined) return undefined;
        return snapshotOf(
          await this.#readUntouched(pending, located, answered, atHead, signal),
          ...([located, pending, 'after'] as const),
        );
      default:
        return verdict satisfies never;
    }
  }

  /** No cookie was set. Where every save sets one, the app saved nothing: what we know still holds. */
  async #readUntouched(
    pending: PendingExchange,
    located: Located,
    answered: boolean,
    atHead: TimedReading | undefined,
    signal: AbortSignal,
  ): Promise<TimedReading> {
    const known = atHead?.heldIn === 'cookie' ? undefined : this.#known.get(located.tag);
    // A look that failed is tried once more: what was known before is too old to be said again.
    const isAnnounced = located.adapter.announcesSaves && !this.#readsExactly(pending);
    const holds = isAnnounced && answered && isFact(atHead);
    const latest = known !== undefined && holds && known.readAt > atHead.readAt ? known : atHead;
    const reading =
      holds && latest !== undefined ? latest : await this.#read(located, false, signal);
    // What a logout has made us forget is not to be remembered again from before it.
    if (!holds || known !== undefined) this.#remember(located.tag, reading);
    return reading;
  }

  /** As known, if that is recent; else as the store has it now. A cookie's own text is read each time. */
  #readAtHead(located: Located): Promise<TimedReading | undefined> {
    const { queue, context } = this.#options;
    return queue.run([located.tag], async (signal) => {
      const known = this.#known.get(located.tag);
      const now = context.now();
      const isRecent =
        known !== undefined && now - known.readAt < FRESH_MS && now < (known.expiresAt ?? Infinity);
      if (isRecent && this.#options.isExact !== true && known.heldIn !== 'cookie') return known;
      const reading = await this.#read(located, false, signal);
      if (known === undefined) this.#remember(located.tag, reading);
      return reading;
    });
  }

  async #read(target: Located, justSet: boolean, signal: AbortSignal): Promise<TimedReading> {
    const { context } = this.#options;
    const reading = await readSession(target.adapter, target.cookie, justSet, context, signal);
    const timed = { ...reading, readAt: context.now() };
    if (justSet && isFact(timed)) this.#remember(target.tag, timed);
    else if (justSet) this.#distrust(target.tag);
    return timed;
  }

  /** A reading that failed says nothing about the session, so the next one is compared with an older. */
  #remember(tag: SessionTag, reading: TimedReading): void {
    if (reading.payload !== undefined) this.#frameworkKnown = true;
    if (isFact(reading)) this.#known.set(tag, reading);
  }

  /** It was saved again, and we could not see as what: good for comparing, no longer for telling. */
  #distrust(tag: SessionTag): void {
    const known = this.#known.get(tag);
    if (known !== undefined) this.#known.set(tag, { ...known, readAt: 0 as EpochMs });
  }

  /** Of several at once, which one wrote cannot be known however exactly they are read. */
  #readsExactly({ concurrent }: SessionUse): boolean {
    return this.#options.isExact === true && !concurrent;
  }

  #verdictOf(pending: PendingExchange, set: readonly SetCookie[]): CookieVerdict {
    return this.#locator.verdictOf(set, pending.located, this.#options.context.now());
  }

  #withoutSession(): Identity {
    return this.#frameworkKnown ? ANONYMOUS : UNRECOGNISED;
  }
}

/**
 * Whether the session was gone before the app can well have ended it itself: we had looked by the
 * first half of the time that the answer took, and nobody else was at it. A view that logs out does
 * so towards its end. `isExact`: the app had to wait until we had looked.
 */
function wasGone(
  { startedAt, concurrent }: PendingExchange,
  atHead: TimedReading | undefined,
  respondedAt: EpochMs | undefined,
  isExact: boolean,
): atHead is TimedReading {
  if (atHead?.state !== 'missing') return false;
  if (isExact) return true;
  if (concurrent || respondedAt === undefined) return false;
  return isInFirstHalf(atHead.readAt, startedAt, respondedAt);
}

/** Before a view that ends a session is likely to have come to that. */
const isInFirstHalf = (moment: EpochMs, from: EpochMs, to: EpochMs): boolean =>
  (moment - from) * 2 < to - from;

/** How much later than the answer a look may be, in which no client can have asked again and been answered. */
const ROUND_TRIP_MS = 2;

/**
 * Whether what was missing from its store at `readAt` was so for the exchange itself. `mayEnd`: it is one
 * that may have ended the session, towards its end; any other may have been followed by one that did.
 */
function wasInTime(
  readAt: EpochMs,
  startedAt: EpochMs,
  respondedAt: EpochMs | undefined,
  mayEnd: boolean,
): boolean {
  if (respondedAt === undefined) return true;
  if (mayEnd) {
    const end = Math.max(respondedAt, startedAt + ROUND_TRIP_MS) as EpochMs;
    return isInFirstHalf(readAt, startedAt, end);
  }
  return readAt <= respondedAt + ROUND_TRIP_MS;
}

/** A session that was gone when it was looked at too late is not nobody's: whose it was is not known. */
function unlessTooLate<Reading extends Pick<TimedReading, 'state' | 'identity' | 'readAt'>>(
  reading: Reading,
  isInTime: (reading: Reading) => boolean,
): Reading {
  const isClaim = reading.state === 'missing' && reading.identity.kind === 'anonymous';
  if (!isClaim || isInTime(reading)) return reading;
  return { ...reading, identity: GONE_BY_THEN };
}

const GONE_BY_THEN: Identity = {
  kind: 'unknown',
  because: problem(
    'warning',
    'session-not-in-store',
    'The session was gone by the time it was looked at: this request or a later one may have ended it.',
    'Read it exactly, with --snapshot exact, where that matters.',
  ),
};

const goneFor = (ms: number): Problem =>
  problem(
    'warning',
    'session-not-in-store',
    `The session was in its store ${Math.max(1, Math.round(ms / 1000))} s before, and gone when this request came: something else ended it.`,
  );

const isFact = (reading: TimedReading | undefined): reading is TimedReading =>
  reading !== undefined && (reading.payload !== undefined || reading.identity.kind !== 'unknown');

/** "Not in this store" is believed in hindsight, when the store then shows the session that follows. */
const inHindsight = (before: SessionSnapshot, after?: SessionSnapshot): SessionSnapshot =>
  before.state === 'missing' && before.identity !== GONE_BY_THEN && after?.state === 'live'
    ? { ...before, identity: ANONYMOUS }
    : before;

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
