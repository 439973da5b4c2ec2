/**
 * The attributes of a Set-Cookie and what each means to a browser (rfc6265bis section 5.6 and 5.7),
 * as written and in their order; then what it means that others are absent. What a browser did with
 * the cookie is not judged here: that is the report's to say.
 */
import type { CookieAttribute, HeldCookie, SetCookie } from '../../model/cookie.js';
import type { EpochMs } from '../../model/time.js';
import type { Tone } from '../styled.js';
import { MASK } from './hiding.js';
import { dateTimeText, spanText } from './quantities.js';

export interface ExplainedAttribute {
  /** As written: `Max-Age=1209600`; `no HttpOnly` where it is absent. */
  readonly name: string;
  readonly meaning: string;
  readonly tone?: Tone;
}

/** What is known of where the cookie was set. */
export interface CookieSetting {
  /** Lower case, without the port. */
  readonly host: string;
  readonly at: EpochMs;
  /** What the simulated user agent made of it; absent where it kept nothing. */
  readonly held?: HeldCookie;
}

const MAX_ATTRIBUTES = 32;
/** A longer value is as if it were not there (section 5.6 step 6.5). */
const MAX_ATTRIBUTE = 1024;

/** Each attribute that is there, then each that is not and would matter. */
export function explainAttributes(
  cookie: SetCookie,
  setting: CookieSetting,
  masked: boolean,
): readonly ExplainedAttribute[] {
  const { attributes } = cookie;
  const written = attributes.slice(0, MAX_ATTRIBUTES).map((attribute, index) => ({
    name: attributeText(attribute, masked),
    ...explained(attribute, isLast(attributes, index), cookie, setting),
  }));
  const more = attributes.length - MAX_ATTRIBUTES;
  const rest = more > 0 ? [{ name: '…', meaning: `${more} more attributes` }] : [];
  return [...written, ...rest, ...absent(cookie, setting)];
}

const KNOWN = /^(?:path|domain|expires|max-age|secure|httponly|samesite|partitioned|priority)$/i;

/** The value of an attribute that nobody knows may be anything. */
function attributeText({ name, value }: CookieAttribute, masked: boolean): string {
  if (value === undefined) return name;
  return `${name}=${masked && !KNOWN.test(name) ? MASK : value}`;
}

const isLast = (attributes: readonly CookieAttribute[], index: number): boolean => {
  const name = attributes[index]?.name.toLowerCase();
  return !attributes.slice(index + 1).some((later) => later.name.toLowerCase() === name);
};

interface Meaning {
  readonly meaning: string;
  readonly tone?: Tone;
}

const ignored = (why: string): Meaning => ({ meaning: `ignored: ${why}`, tone: 'warn' });

function explained(
  { name, value = '' }: CookieAttribute,
  last: boolean,
  cookie: SetCookie,
  setting: CookieSetting,
): Meaning {
  if (value.length > MAX_ATTRIBUTE) return ignored(`longer than ${MAX_ATTRIBUTE} bytes`);
  if (!last) return ignored('it stands again further on, and the last one counts');
  switch (name.toLowerCase()) {
    case 'path':
      return pathMeaning(value, setting);
    case 'domain':
      return domainMeaning(value, setting);
    case 'expires':
      return expiresMeaning(cookie, setting);
    case 'max-age':
      return maxAgeMeaning(value, cookie, setting);
    case 'secure':
      return { meaning: 'sent over https only, and to hosts of this machine' };
    case 'httponly':
      return { meaning: 'hidden from scripts (document.cookie)' };
    case 'samesite':
      return sameSiteMeaning(cookie.sameSite);
    case 'partitioned':
      return { meaning: 'a jar of its own for each site in the address bar (CHIPS)' };
    case 'priority':
      return priorityMeaning(value);
    default:
      return { meaning: 'unknown to browsers, so ignored', tone: 'warn' };
  }
}

function pathMeaning(value: string, { held }: CookieSetting): Meaning {
  if (!value.startsWith('/')) {
    const path = held === undefined ? '' : `, ${held.path}`;
    return ignored(`not an absolute path, so that of the request counts${path}`);
  }
  return {
    meaning: value === '/' ? 'sent for every path' : `sent for ${value} and what lies beneath it`,
  };
}

function domainMeaning(value: string, { held, host }: CookieSetting): Meaning {
  const domain = value.replace(/^\./, '').toLowerCase();
  if (domain === '') return ignored(`empty, so ${host} alone gets it`);
  if (held?.hostOnly === true) return { meaning: `sent to ${held.domain} alone, as without it` };
  const sent = held === undefined ? 'meant for' : 'sent to';
  return { meaning: `${sent} ${domain} and all of its subdomains` };
}

function expiresMeaning({ expires, maxAgeSeconds }: SetCookie, setting: CookieSetting): Meaning {
  if (expires === undefined) return ignored('not a date that browsers read');
  if (maxAgeSeconds !== undefined) return { meaning: 'Max-Age counts instead' };
  return lifetime((expires - setting.at) / 1000, setting);
}

function maxAgeMeaning(value: string, { maxAgeSeconds }: SetCookie, setting: CookieSetting) {
  if (!/^-?\d+$/.test(value) || maxAgeSeconds === undefined) return ignored('not a whole number');
  return lifetime(maxAgeSeconds, setting);
}

/** Section 5.5: nothing is kept for longer. */
const LONGEST_SECONDS = 400 * 86_400;

function lifetime(seconds: number, { at }: CookieSetting): Meaning {
  if (seconds <= 0) return { meaning: 'in the past: the cookie is deleted' };
  if (seconds > LONGEST_SECONDS + 1) {
    return { meaning: `${spanText(seconds)}, of which browsers keep it for 400 days` };
  }
  return { meaning: `kept for ${spanText(seconds)}, until ${dateTimeText(at + seconds * 1000)}` };
}

function sameSiteMeaning(sameSite: SetCookie['sameSite']): Meaning {
  switch (sameSite) {
    case 'Strict':
      return { meaning: 'never sent with what another site starts, links included' };
    case 'Lax':
      return {
        meaning: 'from other sites sent with links alone: not with a POST, a frame, a fetch',
      };
    case 'None':
      return {
        meaning: 'sent with requests of other sites too, where third-party cookies are let',
      };
    case undefined:
      return ignored('an unknown word, so the default of the browser counts');
    default:
      return sameSite satisfies never;
  }
}

const priorityMeaning = (value: string): Meaning =>
  /^(?:low|medium|high)$/i.test(value)
    ? { meaning: 'Chromium only: which cookies go first when there are too many' }
    : ignored('neither Low, Medium nor High');

function absent(cookie: SetCookie, { host }: CookieSetting): readonly ExplainedAttribute[] {
  const { domain, path, secure, httpOnly, sameSite, expires, maxAgeSeconds } = cookie;
  const says = (name: string) =>
    cookie.attributes.some((attribute) => attribute.name.toLowerCase() === name);
  const missing = (name: string, meaning: string) => [{ name, meaning, tone: 'muted' as const }];
  return [
    ...(domain === undefined && !says('domain')
      ? missing('no Domain', `sent to ${host} alone, not to its subdomains`)
      : []),
    ...(path === undefined && !says('path')
      ? missing('no Path', 'that of the request counts')
      : []),
    ...(expires === undefined && maxAgeSeconds === undefined
      ? missing('no expiry', 'kept until the browser closes')
      : []),
    ...(secure ? [] : missing('no Secure', 'sent over plain http as well')),
    ...(httpOnly ? [] : missing('no HttpOnly', 'scripts can read it')),
    ...(sameSite === undefined && !says('samesite')
      ? missing('no SameSite', 'Chromium takes it for Lax, others may send it cross-site')
      : []),
  ];
}
