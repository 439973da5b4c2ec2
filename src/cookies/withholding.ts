/**
 * Why a user agent may have left out a cookie that it holds and that applies: what the request's own
 * fields give away (Fetch Metadata, rfc6265bis section 5.8.3). Silent where they give away nothing.
 */
import { fieldValue } from '../http/fields.js';
import type { TargetUri } from '../http/target-uri.js';
import type { HeldCookie } from '../model/cookie.js';
import type { RequestHead } from '../model/message.js';

/** RFC 9110 section 9.2.1; the methods for which a navigation from another site carries Lax cookies. */
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/** The likely reason, in one sentence; undefined when it cannot be told. */
export function whyWithheld(
  cookie: HeldCookie,
  head: Pick<RequestHead, 'method' | 'headers'>,
  at: TargetUri,
): string | undefined {
  const site = fieldValue(head.headers, 'sec-fetch-site');
  const mode = fieldValue(head.headers, 'sec-fetch-mode');
  if (site === 'cross-site') {
    const isTopLevel = mode === 'navigate' && SAFE_METHODS.has(head.method);
    if (cookie.sameSite === 'Strict') {
      return 'It is SameSite=Strict, and the request came from another site.';
    }
    if (cookie.sameSite !== 'None' && !isTopLevel) {
      return 'It is SameSite=Lax, in words or by default, and the request came from another site.';
    }
    return 'The request came from another site, and browsers may block third-party cookies.';
  }
  if (cookie.secure && at.scheme === 'http') {
    return 'It is Secure and came over plain http: on localhost some browsers keep it, others do not.';
  }
  const sentNothing = fieldValue(head.headers, 'cookie') === undefined;
  if (mode === 'cors' && sentNothing) {
    return 'A script made the request (Sec-Fetch-Mode: cors), perhaps without credentials.';
  }
  return undefined;
}
