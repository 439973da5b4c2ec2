/**
 * All that is known of one client's cookies: what its user agent holds, what it sent without the app
 * having set it, and what it had before. It keeps this consistent and bounded and draws no
 * conclusions: those are in request-changes.ts, response-changes.ts and resemblance.ts.
 */
import type { TargetUri } from '../http/target-uri.js';
import type { CookiePair, HeldCookie } from '../model/cookie.js';
import type { EpochMs } from '../model/time.js';
import type { ArrivedRequest } from './arrived-request.js';
import { pairKey } from './cookie-string.js';
import { assumedCookie, hasExpired } from './held-cookie.js';
import type { KeptCookie, Moment } from './kept-cookie.js';
import { PairMemory } from './pair-memory.js';
import { UserAgent } from './user-agent.js';

/** A cookie that was replaced or removed, and when. */
export interface FormerCookie {
  readonly cookie: HeldCookie;
  readonly since: Moment;
}

/** Where something happens: a request's target and moment. */
export type Place = Pick<ArrivedRequest, 'at' | 'moment'>;

const MAX_INTRODUCED = 180;
const MAX_FORMER = 64;

export class ClientJar {
  readonly #userAgent = new UserAgent();
  /** Their attributes are assumed: where they apply is not known. */
  readonly #introduced = new PairMemory<HeldCookie>(MAX_INTRODUCED);
  readonly #former = new PairMemory<FormerCookie>(MAX_FORMER);
  #held: ReadonlyMap<string, KeptCookie> | undefined;
  #revision = 0;

  /** Rises whenever `pairs` or `formerPairs` may have changed, for whoever keeps an index of them. */
  get revision(): number {
    return this.#revision;
  }

  /** Keys of the pairs that the client's requests may carry. */
  pairs(): readonly string[] {
    return [...this.#heldByPair().keys(), ...this.#introduced.keys()];
  }

  /** Keys of the pairs that they carried once. */
  formerPairs(): readonly string[] {
    return this.#former.keys();
  }

  /** The held cookie that is this pair, in or out of scope. */
  kept(pair: CookiePair): KeptCookie | undefined {
    return this.#heldByPair().get(pairKey(pair));
  }

  knows(pair: CookiePair): boolean {
    return this.kept(pair) !== undefined || this.#introduced.get(pair) !== undefined;
  }

  former(pair: CookiePair): FormerCookie | undefined {
    return this.#former.get(pair);
  }

  /** Every cookie that was set and has not expired, in or out of scope. */
  held(now: EpochMs): readonly HeldCookie[] {
    return this.#userAgent
      .all()
      .map(({ cookie }) => cookie)
      .filter((cookie) => !hasExpired(cookie, now));
  }

  /** What the user agent sent and the app did not set. */
  introduced(): readonly HeldCookie[] {
    return this.#introduced.values();
  }

  /** Held cookies that a request should carry. */
  expectedBy({ at, moment }: Place): readonly KeptCookie[] {
    return this.#userAgent.cookiesFor(at, moment.now);
  }

  /** Held cookies that a request should carry and does not. */
  missingFrom(request: ArrivedRequest): readonly KeptCookie[] {
    return this.expectedBy(request).filter(({ cookie }) => !request.sentKeys.has(pairKey(cookie)));
  }

  /** What stands at this cookie's name, domain and path now. */
  counterpart(cookie: HeldCookie, now: EpochMs): KeptCookie | undefined {
    return this.#userAgent.counterpart(cookie, now);
  }

  /** An introduced cookie that this one takes the place of: the latest of its name, if on all paths. */
  introducedLike({ name, path }: HeldCookie): HeldCookie | undefined {
    if (path !== '/') return undefined;
    return this.introduced().findLast((cookie) => cookie.name === name);
  }

  hold(kept: KeptCookie, at: TargetUri): void {
    this.#userAgent.hold(kept, at);
    this.#introduced.delete(kept.cookie);
    this.#changed();
  }

  introduce(pair: CookiePair, at: TargetUri): void {
    this.#introduced.add(pair, assumedCookie(pair, at));
    this.#changed();
  }

  /** The user agent no longer holds this cookie; its value is remembered for a while. */
  retire(cookie: HeldCookie, since: Moment): void {
    this.#userAgent.drop(cookie);
    this.#introduced.delete(cookie);
    this.#former.add(cookie, { cookie, since });
    this.#changed();
  }

  #heldByPair(): ReadonlyMap<string, KeptCookie> {
    this.#held ??= new Map(this.#userAgent.all().map((kept) => [pairKey(kept.cookie), kept]));
    return this.#held;
  }

  #changed(): void {
    this.#held = undefined;
    this.#revision += 1;
  }
}
