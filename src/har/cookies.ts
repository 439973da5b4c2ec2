/** Cookies as HAR lists them, with every attribute a set-cookie-string had. */
import type { CookiePair, SetCookie } from '../model/cookie.js';
import type { EpochMs } from '../model/time.js';
import { redactCookieValue, redactSetCookieString } from './redact-fields.js';
import type { Redactor } from './redact.js';
import type { HarCookie } from './types.js';

/** A cookie as it was sent. */
export const sentCookie = (pair: CookiePair, redactor: Redactor): HarCookie => ({
  name: pair.name,
  value: redactCookieValue(pair.name, pair.value, redactor),
});

/** A cookie as it was set; `setAt` turns Max-Age into a date. */
export function setCookie(cookie: SetCookie, setAt: EpochMs, redactor: Redactor): HarCookie {
  const expires = expiryOf(cookie, setAt);
  return {
    name: cookie.name,
    value: redactCookieValue(cookie.name, cookie.value, redactor),
    ...(cookie.path === undefined ? {} : { path: cookie.path }),
    ...(cookie.domain === undefined ? {} : { domain: cookie.domain }),
    ...(expires === undefined ? {} : { expires }),
    httpOnly: cookie.httpOnly,
    secure: cookie.secure,
    ...(cookie.sameSite === undefined ? {} : { sameSite: cookie.sameSite }),
    ...(cookie.maxAgeSeconds === undefined ? {} : { _maxAge: cookie.maxAgeSeconds }),
    ...(cookie.partitioned ? { _partitioned: true } : {}),
    _raw: redactSetCookieString(cookie.raw, redactor),
  };
}

/**
 * rfc6265bis section 5.7: Max-Age has precedence over Expires. Of a cookie that is deleted by both, the date
 * that was sent is written.
 */
function expiryOf({ expires, maxAgeSeconds }: SetCookie, setAt: EpochMs): string | undefined {
  const isDeletedByBoth =
    maxAgeSeconds !== undefined && maxAgeSeconds <= 0 && expires !== undefined && expires <= setAt;
  if (maxAgeSeconds !== undefined && !isDeletedByBoth) {
    return isoDate(setAt + maxAgeSeconds * 1000);
  }
  return expires === undefined ? undefined : isoDate(expires);
}

/** rfc6265bis section 5.1.1 knows no year before. */
const EARLIEST = Date.UTC(1601, 0, 1);
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** ISO 8601 with four digits of year, since readers know no others. */
export const isoDate = (epochMs: number): string =>
  new Date(Math.min(LATEST, Math.max(EARLIEST, Number.isNaN(epochMs) ? 0 : epochMs))).toISOString();
