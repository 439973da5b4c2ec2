/**
 * From what the app wrote to what a user agent holds (rfc6265bis section 5.7): where the cookie
 * applies and until when. Pure; whether it would be kept at all is refusal.ts.
 */
import { canonicalDomain, defaultPath } from 'tough-cookie';
import type { TargetUri } from '../http/target-uri.js';
import type { CookiePair, HeldCookie, SetCookie } from '../model/cookie.js';
import type { EpochMs } from '../model/time.js';
import { isPublicSuffix } from './refusal.js';

/** Section 5.5: nothing is kept for longer than 400 days. */
const MAX_LIFETIME_MS = 400 * 24 * 60 * 60 * 1000;

/** The cookie that `setCookie` makes, or expires, when it is received at `at` and `now`. */
export function heldCookie(setCookie: SetCookie, at: TargetUri, now: EpochMs): HeldCookie {
  const { name, value, secure, httpOnly, sameSite } = setCookie;
  const host = cookieHost(at);
  const domain = setCookie.domain ?? host;
  const expiresAt = expiryOf(setCookie, now);
  return {
    name,
    value,
    domain,
    // Step 9: a public suffix that is the host itself counts as no Domain; an address likewise.
    hostOnly: setCookie.domain === undefined || isPublicSuffix(domain),
    path: setCookie.path ?? defaultPath(at.path),
    secure,
    httpOnly,
    ...(sameSite === undefined ? {} : { sameSite }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

/**
 * A cookie of which only the pair is known, because the user agent sent it and the app did not set
 * it while we looked: taken to be of this host alone and of every path, as most are.
 */
export const assumedCookie = ({ name, value }: CookiePair, at: TargetUri): HeldCookie => ({
  name,
  value,
  domain: cookieHost(at),
  hostOnly: true,
  path: '/',
  secure: false,
  httpOnly: false,
});

export const hasExpired = ({ expiresAt }: HeldCookie, now: EpochMs): boolean =>
  expiresAt !== undefined && expiresAt <= now;

/** What makes two cookies one place in the store (section 5.7 step 23). Attributes hold no `;`. */
export const cookieKey = ({ domain, path, name }: Pick<HeldCookie, 'domain' | 'path' | 'name'>) =>
  `${domain};${path};${name}`;

/** tough-cookie compares addresses without brackets. */
const cookieHost = ({ host }: TargetUri): string => canonicalDomain(host) ?? host;

/** Section 5.7 steps 5 and 6: Max-Age beats Expires; neither means until the browser closes. */
function expiryOf({ maxAgeSeconds, expires }: SetCookie, now: EpochMs): EpochMs | undefined {
  const wanted = maxAgeSeconds === undefined ? expires : atAge(maxAgeSeconds, now);
  // A wall-clock time plus milliseconds is a wall-clock time.
  return wanted === undefined ? undefined : (Math.min(wanted, now + MAX_LIFETIME_MS) as EpochMs);
}

/** Zero and less mean the earliest time there is (section 5.6.2). */
const atAge = (seconds: number, now: EpochMs): number => (seconds <= 0 ? 0 : now + seconds * 1000);
