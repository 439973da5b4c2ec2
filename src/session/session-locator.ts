/**
 * Which session a cookie leads to: the framework that recognises it and the session's printable tag.
 * A session held in the cookie itself has no id; here is known which session each text continues.
 */
import { createHash } from 'node:crypto';
import type { FrameworkAdapter, SessionCookie } from '../frameworks/adapter.js';
import type { CookiePair, SetCookie } from '../model/cookie.js';
import type { SessionTag } from '../model/ids.js';
import type { Settings } from '../model/settings.js';
import type { EpochMs } from '../model/time.js';
import { BoundedMap } from './bounded-map.js';
import type { SessionTags } from './session-tags.js';

/** A session cookie, whose it is, and the session's printable name. */
export interface Located {
  readonly adapter: FrameworkAdapter;
  readonly cookie: SessionCookie;
  readonly tag: SessionTag;
}

/** What a response said about the session cookie. */
export type CookieVerdict =
  | { readonly kind: 'untouched' }
  | { readonly kind: 'deleted' }
  | { readonly kind: 'set'; readonly located: Located };

/** Texts of cookies whose session is remembered. */
const MAX_TEXTS = 10_000;

export class SessionLocator {
  readonly #adapters: readonly FrameworkAdapter[];
  readonly #settings: Settings;
  readonly #tags: SessionTags;
  readonly #lineage = new BoundedMap<string, SessionTag>(MAX_TEXTS);

  constructor(adapters: readonly FrameworkAdapter[], settings: Settings, tags: SessionTags) {
    this.#adapters = adapters;
    this.#settings = settings;
    this.#tags = tags;
  }

  /** The session cookie among those of one message, of the first framework that knows one. */
  locate(pairs: readonly CookiePair[]): Located | undefined {
    for (const adapter of this.#adapters) {
      const cookie = adapter.recognise(pairs, this.#settings);
      if (cookie === undefined) continue;
      const tag =
        this.#lineage.get(cookieHash(cookie)) ?? this.#tags.of(adapter.name, cookie.value);
      return { adapter, cookie, tag };
    }
    return undefined;
  }

  /**
   * What the Set-Cookies of a response do to the session `found` in its request. The last one counts,
   * as it does for a user agent; a deletion under another domain or path clears up some other cookie,
   * and to delete a session that was not asked with means nothing.
   */
  verdictOf(set: readonly SetCookie[], found: Located | undefined, now: EpochMs): CookieVerdict {
    const deletions = set.filter((cookie) => isDeletion(cookie, now));
    const kept = set.findLast(
      (cookie) => !deletions.includes(cookie) && this.locate([cookie]) !== undefined,
    );
    const located = kept && this.locate([kept]);
    const isDeleted = (deletion: SetCookie): boolean =>
      kept === undefined
        ? deletion.name === found?.cookie.name
        : isSameCookie(deletion, kept) && set.indexOf(deletion) > set.indexOf(kept);
    if (deletions.some(isDeleted)) return { kind: 'deleted' };
    return located === undefined ? { kind: 'untouched' } : { kind: 'set', located };
  }

  /** The session of `earlier`, held in cookies, goes on under the text of `later`: it keeps its tag. */
  continued(earlier: Located, later: Located): Located {
    this.#lineage.set(cookieHash(later.cookie), earlier.tag);
    return { ...later, tag: earlier.tag };
  }
}

const cookieHash = (cookie: SessionCookie): string =>
  createHash('sha256').update(`${cookie.framework}\0${cookie.value}`).digest('base64');

/** A user agent tells cookies apart by name, domain and path (rfc6265bis section 5.7). */
const isSameCookie = (a: SetCookie, b: SetCookie): boolean =>
  a.name === b.name && a.domain === b.domain && a.path === b.path;

const isDeletion = ({ value, maxAgeSeconds, expires }: SetCookie, now: EpochMs): boolean => {
  if (value === '' || value === '""') return true;
  return maxAgeSeconds === undefined ? expires !== undefined && expires <= now : maxAgeSeconds <= 0;
};
