/** A client's cookies in the form that Playwright takes as `storageState`, to go on as that user. */
import type { CookiePair, HeldCookie } from './model/cookie.js';
import type { SessionTag } from './model/ids.js';
import type { Observation } from './model/observation.js';

/** As `browser.newContext({ storageState })` and `request.newContext({ storageState })` take it. */
export interface StorageState {
  readonly cookies: readonly StorageCookie[];
  /** Local storage, which no proxy can see: always empty. */
  readonly origins: readonly never[];
}

export interface StorageCookie {
  readonly name: string;
  readonly value: string;
  /** With a leading dot where subdomains get it, too. */
  readonly domain: string;
  readonly path: string;
  /** Unix seconds; -1: until the browser closes. */
  readonly expires: number;
  readonly httpOnly: boolean;
  readonly secure: boolean;
  readonly sameSite: 'Strict' | 'Lax' | 'None';
}

export const storageState = (cookies: readonly HeldCookie[]): StorageState => ({
  cookies: cookies.map(storageCookie),
  origins: [],
});

const storageCookie = (cookie: HeldCookie): StorageCookie => ({
  name: cookie.name,
  value: cookie.value,
  domain: cookie.hostOnly ? cookie.domain : `.${cookie.domain}`,
  path: cookie.path,
  expires: cookie.expiresAt === undefined ? -1 : cookie.expiresAt / 1000,
  httpOnly: cookie.httpOnly,
  secure: cookie.secure,
  // What browsers take the attribute's absence for.
  sameSite: cookie.sameSite ?? 'Lax',
});

/** The cookie that led to a session after this exchange: as it was set, else as it was sent. */
export function sessionCookie(
  { session, cookies }: Observation,
  tag: SessionTag,
): CookiePair | undefined {
  const { before, after } = session ?? {};
  const pairs = after?.tag === tag ? [...cookies.sent, ...cookies.set] : cookies.sent;
  const name = (after?.tag === tag ? after : before)?.cookieName;
  return pairs.findLast((pair) => pair.name === name);
}
