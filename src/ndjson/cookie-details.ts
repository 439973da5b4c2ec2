/** What a cookie change was about: values as pseudonyms, and the attributes that decide where it goes. */
import { isoDate, setCookie } from '../har/cookies.js';
import { redactCookieValue } from '../har/redact-fields.js';
import type { Redactor } from '../har/redact.js';
import type { CookieChange, HeldCookie, SetCookie } from '../model/cookie.js';
import type { EpochMs } from '../model/time.js';
import type { CookieLine } from './event-line.js';

type Attributes = Pick<
  CookieLine,
  'domain' | 'hostOnly' | 'path' | 'expires' | 'secure' | 'httpOnly' | 'sameSite'
>;

export type CookieDetails = Attributes & Pick<CookieLine, 'value' | 'before'>;

/** `setAt` turns Max-Age into a date. */
export function cookieDetails(
  change: CookieChange,
  setAt: EpochMs,
  redactor: Redactor,
): CookieDetails {
  const pseudonym = ({ name, value }: { readonly name: string; readonly value: string }): string =>
    redactor.standIn(redactCookieValue(name, value, redactor));
  switch (change.kind) {
    case 'stored':
      return { value: pseudonym(change.cookie), before: null, ...held(change.cookie) };
    case 'replaced':
    case 'renewed': {
      const { before, after } = change;
      return { value: pseudonym(after), before: pseudonym(before), ...held(after) };
    }
    case 'removed':
    case 'withheld': {
      const { before } = change;
      if (before === undefined) return { value: null, before: null, ...UNKNOWN };
      return { value: null, before: pseudonym(before), ...held(before) };
    }
    case 'refused':
      return {
        value: pseudonym(change.setCookie),
        before: null,
        ...asSet(change.setCookie, setAt, redactor),
      };
    case 'introduced':
      return { value: pseudonym(change.pair), before: null, ...UNKNOWN };
    default:
      return change satisfies never;
  }
}

const UNKNOWN: Attributes = {
  domain: null,
  hostOnly: null,
  path: null,
  expires: null,
  secure: null,
  httpOnly: null,
  sameSite: null,
};

const held = (cookie: HeldCookie): Attributes => ({
  domain: cookie.domain,
  hostOnly: cookie.hostOnly,
  path: cookie.path,
  expires: cookie.expiresAt === undefined ? null : isoDate(cookie.expiresAt),
  secure: cookie.secure,
  httpOnly: cookie.httpOnly,
  sameSite: cookie.sameSite ?? null,
});

/** As the app wrote them: a user agent made nothing of them. */
const asSet = (cookie: SetCookie, setAt: EpochMs, redactor: Redactor): Attributes => ({
  domain: cookie.domain ?? null,
  hostOnly: cookie.domain === undefined,
  path: cookie.path ?? null,
  expires: setCookie(cookie, setAt, redactor).expires ?? null,
  secure: cookie.secure,
  httpOnly: cookie.httpOnly,
  sameSite: cookie.sameSite ?? null,
});
