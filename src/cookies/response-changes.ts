/** What an accepted Set-Cookie does to its client's jar (rfc6265bis section 5.7, steps 23 and on). */
import type { CookieChange, HeldCookie, SetCookie } from '../model/cookie.js';
import type { ClientJar, Place } from './client-jar.js';
import { hasExpired, heldCookie } from './held-cookie.js';
import type { KeptCookie } from './kept-cookie.js';

/** Puts the cookie in, or takes it out where it came expired, and says what that changed. */
export function noteSetCookie(jar: ClientJar, setCookie: SetCookie, place: Place): CookieChange {
  const { at, moment } = place;
  const after = heldCookie(setCookie, at, moment.now);
  const kept = jar.counterpart(after, moment.now);
  const before = kept?.cookie ?? jar.introducedLike(after);
  if (hasExpired(after, moment.now)) {
    if (before === undefined) return { kind: 'removed', name: after.name };
    jar.retire(before, moment);
    return { kind: 'removed', name: after.name, before };
  }
  if (before === undefined) {
    jar.hold(fresh(after, place), at);
    return { kind: 'stored', cookie: after };
  }
  if (before.value === after.value) {
    jar.hold(renewed(after, kept, place), at);
    return { kind: 'renewed', before, after };
  }
  jar.retire(before, moment);
  jar.hold(fresh(after, place), at);
  return { kind: 'replaced', before, after };
}

/**
 * Whether the answer to a request without cookies tells of another jar: it gives another value for a
 * cookie that is held, or a further cookie although held ones should have come and did not.
 */
export const tellsOfAnotherJar = (
  jar: ClientJar,
  setCookies: readonly SetCookie[],
  { at, moment }: Place,
  missedSome: boolean,
): boolean =>
  setCookies.some((setCookie) => {
    const after = heldCookie(setCookie, at, moment.now);
    if (hasExpired(after, moment.now)) return false;
    const before = jar.counterpart(after, moment.now)?.cookie;
    return before === undefined ? missedSome : before.value !== after.value;
  });

const fresh = (cookie: HeldCookie, { moment }: Place): KeptCookie => ({
  cookie,
  since: moment,
  by: 'app',
  confirmed: false,
  saidWithheld: false,
});

/** What was noticed holds on, as the value is the same; an introduced cookie has been sent already. */
const renewed = (cookie: HeldCookie, kept: KeptCookie | undefined, place: Place): KeptCookie =>
  kept === undefined
    ? { ...fresh(cookie, place), confirmed: true }
    : { ...kept, cookie, by: 'app' };
