/**
 * Rules about the cookie that leads to the session, each time that the app sets it. What a user agent
 * makes of it is another matter: judged is what the app wrote.
 */
import type { SetCookie } from '../model/cookie.js';
import type { Observation } from '../model/observation.js';
import { ASIDE, failed, HELD, stateless, type RuleBody } from './rule.js';

export type SameSite = 'strict' | 'lax' | 'none';

export const sessionCookieHttpOnly: RuleBody = cookieRule(({ httpOnly }) =>
  httpOnly ? undefined : 'without HttpOnly: scripts can read it',
);

export const sessionCookieSecure: RuleBody = cookieRule(({ secure }) =>
  secure ? undefined : 'without Secure: it is sent without encryption, too',
);

/** `lax` is what is wanted at least; the other two are wanted as they are. */
export const sessionCookieSameSite = (wanted: SameSite): RuleBody =>
  cookieRule(({ sameSite }) => {
    const given = sameSite?.toLowerCase();
    if (given === wanted || (wanted === 'lax' && given === 'strict')) return undefined;
    return sameSite === undefined ? 'without SameSite' : `with SameSite=${sameSite}`;
  });

/** `faultOf`: what is wrong with how it was set, as the end of a sentence. */
function cookieRule(faultOf: (setCookie: SetCookie) => string | undefined): RuleBody {
  return stateless('no session cookie was set', (observation) => {
    const set = sessionCookies(observation);
    if (set.length === 0) return ASIDE;
    for (const setCookie of set) {
      const fault = faultOf(setCookie);
      if (fault !== undefined) return failed(`The cookie ${setCookie.name} was set ${fault}.`);
    }
    return HELD;
  });
}

/** As they were set; a cookie that is deleted needs no protection. */
function sessionCookies({ session, cookies, exchange }: Observation): readonly SetCookie[] {
  const names = [session?.before?.cookieName, session?.after?.cookieName];
  return cookies.set.filter(
    (setCookie) => names.includes(setCookie.name) && !isDeletion(setCookie, exchange.startedAt),
  );
}

/** rfc6265bis section 5.7: Max-Age goes before Expires. */
function isDeletion({ maxAgeSeconds, expires }: SetCookie, at: number): boolean {
  if (maxAgeSeconds !== undefined) return maxAgeSeconds <= 0;
  return expires !== undefined && expires <= at;
}
