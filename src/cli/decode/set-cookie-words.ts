/** What the attributes of a Set-Cookie line mean for whoever sent or received it. Pure. */
import type { SetCookie } from '../../model/cookie.js';
import { problem, type Problem } from '../../model/problem.js';
import { fromNow, isoText, spanText } from './moments.js';

export interface AttributeWords {
  readonly name: string;
  readonly words: string;
}

/** One for each thing that is worth knowing, whether it is there or missing. */
export const attributeWords = (setCookie: SetCookie, nowMs: number): readonly AttributeWords[] => [
  { name: 'lifetime', words: lifetime(setCookie, nowMs) },
  {
    name: 'scope',
    words: `${setCookie.domain === undefined ? 'the host that set it alone' : `${setCookie.domain} and its subdomains`}, path ${setCookie.path ?? 'of the request'}`,
  },
  {
    name: 'Secure',
    words: setCookie.secure ? 'yes: over https alone' : 'no: over plain http as well',
  },
  {
    name: 'HttpOnly',
    words: setCookie.httpOnly ? 'yes: scripts cannot read it' : 'no: scripts can read it',
  },
  { name: 'SameSite', words: SAME_SITE[setCookie.sameSite ?? 'none given'] },
];

/** Max-Age wins over Expires (rfc6265bis section 5.7 step 7). */
function lifetime({ maxAgeSeconds, expires }: SetCookie, nowMs: number): string {
  const end = expires === undefined ? undefined : endText(expires, nowMs);
  if (maxAgeSeconds === undefined) {
    if (end === undefined) return 'until the browser closes';
    return `${expires !== undefined && expires <= nowMs ? 'over since' : 'until'} ${end}`;
  }
  if (maxAgeSeconds <= 0) return 'deleted at once (Max-Age is not above zero)';
  const span = `${spanText(maxAgeSeconds)} from when it was set`;
  return end === undefined ? span : `${span}: until ${end}`;
}

const endText = (expires: number, nowMs: number): string =>
  `${isoText(expires) ?? 'never'}, ${fromNow(expires, nowMs)}`;

const SAME_SITE = {
  Strict: 'Strict: never sent from other sites',
  Lax: 'Lax: from other sites only when a link leads here',
  None: 'None: sent from other sites as well',
  'none given': 'none given: Lax in most browsers',
} as const;

/** What a browser would not put up with, or an attacker would like. */
export function attributeProblems(setCookie: SetCookie, isSession: boolean): readonly Problem[] {
  const { sameSite, secure, httpOnly, maxAgeSeconds } = setCookie;
  return [
    ...(sameSite === 'None' && !secure ? [NONE_WITHOUT_SECURE] : []),
    ...(isSession && !httpOnly && (maxAgeSeconds ?? 1) > 0 && setCookie.value !== ''
      ? [SCRIPTS_CAN_READ]
      : []),
  ];
}

const NONE_WITHOUT_SECURE = problem(
  'warning',
  'cookie-attributes',
  'Browsers drop a cookie with SameSite=None and without Secure.',
);

const SCRIPTS_CAN_READ = problem(
  'warning',
  'cookie-attributes',
  'The session cookie lacks HttpOnly, so any script in the page can read it.',
);
