/**
 * A user agent's cookies, simulated by a tough-cookie jar: it keeps what it is given and says what
 * would be sent next, in order. It judges no Set-Cookie (refusal.ts) and knows no client. The jar's
 * quirks end here: it reads the real clock, decodes paths and takes strings for URLs
 * (docs/decisions/0007).
 */
import { Cookie, CookieJar } from 'tough-cookie';
import type { TargetUri } from '../http/target-uri.js';
import type { HeldCookie } from '../model/cookie.js';
import type { EpochMs } from '../model/time.js';
import { cookieKey, hasExpired } from './held-cookie.js';
import { JarStore } from './jar-store.js';
import type { KeptCookie } from './kept-cookie.js';

/** tough-cookie's cookie around ours. It never expires by itself, as that would be by the real clock. */
class JarCookie extends Cookie {
  readonly kept: KeptCookie;

  constructor(kept: KeptCookie) {
    const { name, value, domain, hostOnly, path, secure, httpOnly } = kept.cookie;
    const creation = new Date(kept.since.now);
    super({ key: name, value, domain, hostOnly, path, secure, httpOnly, creation });
    this.kept = kept;
  }
}

const isJarCookie = (cookie: Cookie): cookie is JarCookie => cookie instanceof JarCookie;

export class UserAgent {
  readonly #store = new JarStore(isJarCookie);
  readonly #jar = new CookieJar(this.#store, {
    // What is put in has passed our own rules, which are Chromium's.
    rejectPublicSuffixes: false,
    prefixSecurity: 'unsafe-disabled',
    enforceSecureOriginOnStorage: false,
  });

  /** Puts a cookie in, in place of the one with its name, domain and path. `at`: where it was set. */
  hold(kept: KeptCookie, at: TargetUri): void {
    this.#jar.setCookieSync(new JarCookie(kept), jarUrl(at), {
      now: new Date(kept.since.now),
      ignoreError: true,
    });
  }

  /** Takes this very cookie out; another one at its name, domain and path stays. */
  drop(cookie: HeldCookie): void {
    const key = cookieKey(cookie);
    if (this.#store.get(key)?.kept.cookie === cookie) this.#store.delete(key);
  }

  /** The cookie held at this one's name, domain and path, unless it has expired. */
  counterpart(cookie: HeldCookie, now: EpochMs): KeptCookie | undefined {
    const kept = this.#store.get(cookieKey(cookie))?.kept;
    return kept === undefined || hasExpired(kept.cookie, now) ? undefined : kept;
  }

  /** What would be sent to `at`, in the order of section 5.8.3: longer paths first, then older ones. */
  cookiesFor(at: TargetUri, now: EpochMs): readonly KeptCookie[] {
    return this.#jar
      .getCookiesSync(jarUrl(at), { expire: false, sort: true })
      .filter(isJarCookie)
      .map(({ kept }) => kept)
      .filter(({ cookie }) => !hasExpired(cookie, now));
  }

  /** Every cookie held, out of scope and expired ones included. */
  all(): readonly KeptCookie[] {
    return this.#store.all().map(({ kept }) => kept);
  }
}

/**
 * What tough-cookie reads of a URL. Not a real one, since `new URL` throws for odd hosts and rewrites
 * paths; and `%` is escaped, because the jar will decode the path once while browsers compare it raw.
 */
function jarUrl({ scheme, host, path }: TargetUri): URL {
  const parts: unknown = {
    protocol: `${scheme}:`,
    hostname: host,
    pathname: path === '' ? '/' : path.replaceAll('%', '%25'),
  };
  // getCookieContext and isPotentiallyTrustworthy of tough-cookie 6.1 read these three members alone;
  // the test 'works for a host that is no valid URL' fails when a later version reads more.
  return parts as URL;
}
