/**
 * The way back from cookies.ts: what was sent, what was set, and what `_sessionspy` says became of each
 * cookie. A held cookie is put together from the set-cookie-string beside it; what the jar held before
 * is recorded by name alone, and its value is the one that was sent.
 */
import { fieldValues } from '../http/fields.js';
import type {
  CookieChange,
  CookiePair,
  CookieReport,
  HeldCookie,
  SetCookie,
} from '../model/cookie.js';
import type { Exchange } from '../model/exchange.js';
import type { EpochMs } from '../model/time.js';
import { itemsOf, memberOf, momentOf, numberOf, oneOf, present, textOf } from './json-member.js';

/** Reads a set-cookie-string; the cookies folder has the parser of record. */
export type SetCookieParser = (raw: string) => SetCookie;

/** Of one list; what follows is left out. */
const MAX_COOKIES = 2000;

/** What the entry says about cookies. */
export function cookieReportOf(
  entry: unknown,
  exchange: Exchange,
  parse: SetCookieParser,
): CookieReport {
  const sent = cookiesOf(memberOf(entry, 'request')).flatMap(pairOf);
  const set = cookiesOf(memberOf(entry, 'response')).flatMap((cookie) => setOf(cookie, parse));
  const context = { sent, set, exchange };
  const changes = itemsOf(memberOf(memberOf(entry, '_sessionspy'), 'cookies')).slice(
    0,
    MAX_COOKIES,
  );
  return { sent, set, changes: changes.flatMap((change) => changeOf(change, context)) };
}

const cookiesOf = (message: unknown): readonly unknown[] =>
  itemsOf(memberOf(message, 'cookies')).slice(0, MAX_COOKIES);

function pairOf(cookie: unknown): CookiePair[] {
  const [name, value] = [textOf(memberOf(cookie, 'name')), textOf(memberOf(cookie, 'value'))];
  return name === undefined || value === undefined ? [] : [{ name, value }];
}

function setOf(cookie: unknown, parse: SetCookieParser): SetCookie[] {
  const raw = textOf(memberOf(cookie, '_raw'));
  if (raw !== undefined) return [parse(raw)];
  return pairOf(cookie).map(({ name, value }) => {
    const sameSite = oneOf(memberOf(cookie, 'sameSite'), ['Strict', 'Lax', 'None'] as const);
    return {
      raw: `${name}=${value}`,
      name,
      value,
      attributes: [],
      ...present('expires', momentOf(memberOf(cookie, 'expires')) as EpochMs | undefined),
      ...present('maxAgeSeconds', numberOf(memberOf(cookie, '_maxAge'))),
      ...present('domain', textOf(memberOf(cookie, 'domain'))),
      ...present('path', textOf(memberOf(cookie, 'path'))),
      ...present('sameSite', sameSite),
      secure: memberOf(cookie, 'secure') === true,
      httpOnly: memberOf(cookie, 'httpOnly') === true,
      partitioned: memberOf(cookie, '_partitioned') === true,
    };
  });
}

interface Around {
  readonly sent: readonly CookiePair[];
  readonly set: readonly SetCookie[];
  readonly exchange: Exchange;
}

const OPS = [
  'stored',
  'replaced',
  'renewed',
  'removed',
  'refused',
  'introduced',
  'withheld',
] as const;

function changeOf(change: unknown, around: Around): CookieChange[] {
  const kind = oneOf(memberOf(change, 'op'), OPS);
  const name = textOf(memberOf(change, 'name'));
  if (kind === undefined || name === undefined) return [];
  const why = textOf(memberOf(change, 'why'));
  const sent = around.sent.find((pair) => pair.name === name);
  const set = around.set.find((cookie) => cookie.name === name);
  const after = heldOf(set ?? bareCookie(name, sent?.value ?? ''), around.exchange);
  const before = { ...after, value: sent?.value ?? after.value };
  switch (kind) {
    case 'stored':
      return [{ kind, cookie: after }];
    case 'replaced':
    case 'renewed':
      return [{ kind, before, after }];
    case 'removed':
      return [{ kind, name, ...(sent === undefined ? {} : { before }) }];
    case 'refused':
      return [{ kind, setCookie: set ?? bareCookie(name, ''), reason: why ?? '' }];
    case 'introduced':
      return [{ kind, pair: sent ?? { name, value: '' } }];
    case 'withheld':
      return [{ kind, before, ...(why === undefined ? {} : { why }) }];
    default:
      return kind satisfies never;
  }
}

const bareCookie = (name: string, value: string): SetCookie => ({
  raw: `${name}=${value}`,
  name,
  value,
  attributes: [],
  secure: false,
  httpOnly: false,
  partitioned: false,
});

/** As a user agent would store it (rfc6265bis section 5.7). */
function heldOf(cookie: SetCookie, { request, startedAt }: Exchange): HeldCookie {
  const [host = ''] = fieldValues(request.headers, 'host');
  const own = host.replace(/:\d+$/, '').toLowerCase();
  const domain = cookie.domain?.replace(/^\./, '').toLowerCase() ?? '';
  const expiresAt =
    cookie.maxAgeSeconds === undefined
      ? cookie.expires
      : ((startedAt + cookie.maxAgeSeconds * 1000) as EpochMs);
  return {
    name: cookie.name,
    value: cookie.value,
    domain: domain === '' ? own : domain,
    hostOnly: domain === '',
    path: cookie.path?.startsWith('/') === true ? cookie.path : defaultPath(request.target),
    secure: cookie.secure,
    httpOnly: cookie.httpOnly,
    ...present('sameSite', cookie.sameSite),
    ...present('expiresAt', expiresAt),
  };
}

/** rfc6265bis section 5.1.4. */
function defaultPath(target: string): string {
  const [path = ''] = target.split('?', 1);
  const last = path.lastIndexOf('/');
  return path.startsWith('/') && last > 0 ? path.slice(0, last) : '/';
}
