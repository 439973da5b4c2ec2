/**
 * Whether a request looks like one of a given client: pure questions, asked by clients.ts in the
 * order that docs/decisions/0004 gives.
 */
import type { CookiePair, HeldCookie } from '../model/cookie.js';
import type { ArrivedRequest } from './arrived-request.js';
import type { ClientJar } from './client-jar.js';
import { pairKey } from './cookie-string.js';
import { isIdentifying } from './identifying.js';
import { mayHaveCrossed } from './kept-cookie.js';

/** Whether the jar holds nothing that the request should have carried, recent arrivals aside. */
export const missesNothing = (jar: ClientJar, request: ArrivedRequest): boolean =>
  jar.missingFrom(request).every(({ since }) => mayHaveCrossed(since, request.moment));

/** Whether a request without cookies is what the jar would send: it knows none that may apply. */
export const wouldSendNone = (jar: ClientJar, request: ArrivedRequest): boolean =>
  jar.introduced().length === 0 && missesNothing(jar, request);

/** Whether the request carries just what the jar would send. */
export const sendsExactly = (jar: ClientJar, request: ArrivedRequest): boolean =>
  request.sent.every((pair) => jar.knows(pair)) && missesNothing(jar, request);

/**
 * Whether the request has another value where the jar has one that the app gave or that identifies.
 * Values that are neither may be changed by a script in the page at any time.
 */
export function isContradicted(jar: ClientJar, request: ArrivedRequest): boolean {
  const missing = jar.missingFrom(request);
  const isOther = ({ name }: HeldCookie): boolean => request.sentNames.has(name);
  const isGone = (cookie: HeldCookie): boolean => !request.sentKeys.has(pairKey(cookie));
  return (
    missing.some(
      ({ cookie, by }) => (by === 'app' || isIdentifying(cookie.value)) && isOther(cookie),
    ) ||
    jar
      .introduced()
      .some((cookie) => isIdentifying(cookie.value) && isOther(cookie) && isGone(cookie))
  );
}

/**
 * Whether a request with a value that has been replaced may still come from this jar: it crossed the
 * replacement, or nobody has sent the replacement back yet. Otherwise there are two jars.
 */
export function mayStillSend(jar: ClientJar, pair: CookiePair, request: ArrivedRequest): boolean {
  const rival = jar.missingFrom(request).find(({ cookie }) => cookie.name === pair.name);
  return rival === undefined || !rival.confirmed || mayHaveCrossed(rival.since, request.moment);
}
