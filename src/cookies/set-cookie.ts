/**
 * The parser of record for Set-Cookie (rfc6265bis section 5.6, steps in the comments). It accepts
 * every line, also those a user agent drops: whether one would is said by refusal.ts. The line and
 * its attributes are kept as written beside what they mean.
 * Worked example: `sid=""; expires=Thu, 01-Jan-1970 00:00:00 GMT; Max-Age=0; Path=/` is the cookie
 * `sid` with the two-character value `""`, expired in 1970, with a Max-Age of 0 and the path `/`.
 */
import { parseDate } from 'tough-cookie';
import type { CookieAttribute, SetCookie } from '../model/cookie.js';
import type { EpochMs } from '../model/time.js';
import { splitPair, trimWhitespace } from './cookie-string.js';

/** Section 5.6 step 6.5: a longer attribute value is as if it were not there. */
const MAX_ATTRIBUTE_BYTES = 1024;

/** What the attributes come to; the last one of a name wins (section 5.7). */
interface Meaning {
  expires: EpochMs | undefined;
  maxAgeSeconds: number | undefined;
  domain: string | undefined;
  path: string | undefined;
  secure: boolean;
  httpOnly: boolean;
  sameSite: 'Strict' | 'Lax' | 'None' | undefined;
  partitioned: boolean;
}

/** One Set-Cookie field value, latin1. Never throws; linear in the length. */
export function parseSetCookie(raw: string): SetCookie {
  const [pair = '', ...rest] = raw.split(';'); // step 2
  const attributes = rest.map(trimWhitespace).filter((text) => text !== '');
  const parsed = attributes.map(parseAttribute);
  const { expires, maxAgeSeconds, domain, path, sameSite, ...flags } = meaningOf(parsed);
  return {
    raw,
    ...splitPair(pair), // steps 3 and 4
    attributes: parsed,
    ...(expires === undefined ? {} : { expires }),
    ...(maxAgeSeconds === undefined ? {} : { maxAgeSeconds }),
    ...(domain === undefined ? {} : { domain }),
    ...(path === undefined ? {} : { path }),
    ...(sameSite === undefined ? {} : { sameSite }),
    ...flags,
  };
}

function parseAttribute(text: string): CookieAttribute {
  if (!text.includes('=')) return { name: text };
  return splitPair(text);
}

function meaningOf(attributes: readonly CookieAttribute[]): Meaning {
  const meaning: Meaning = {
    expires: undefined,
    maxAgeSeconds: undefined,
    domain: undefined,
    path: undefined,
    secure: false,
    httpOnly: false,
    sameSite: undefined,
    partitioned: false,
  };
  for (const { name, value = '' } of attributes) {
    if (value.length <= MAX_ATTRIBUTE_BYTES) apply(meaning, name.toLowerCase(), value);
  }
  return meaning;
}

function apply(meaning: Meaning, name: string, value: string): void {
  switch (name) {
    case 'expires': // 5.6.1: an unreadable date is ignored
      meaning.expires = dateOf(value) ?? meaning.expires;
      return;
    case 'max-age': // 5.6.2: so is anything but digits with an optional minus
      if (/^-?\d+$/.test(value)) meaning.maxAgeSeconds = clampedInteger(value);
      return;
    case 'domain': // 5.6.3: an empty one undoes an earlier one
      meaning.domain = value.replace(/^\./, '').toLowerCase() || undefined;
      return;
    case 'path': // 5.6.4: not absolute means the default path, also after a good one
      meaning.path = value.startsWith('/') ? value : undefined;
      return;
    case 'secure': // 5.6.5: flags count whatever value they carry
      meaning.secure = true;
      return;
    case 'httponly': // 5.6.6
      meaning.httpOnly = true;
      return;
    case 'samesite': // 5.6.7: unknown words mean the user agent's default
      meaning.sameSite = SAME_SITE.get(value.toLowerCase());
      return;
    case 'partitioned': // not in rfc6265bis: draft-cutler-httpbis-partitioned-cookies
      meaning.partitioned = true;
  }
}

const SAME_SITE: ReadonlyMap<string, 'Strict' | 'Lax' | 'None'> = new Map([
  ['strict', 'Strict'],
  ['lax', 'Lax'],
  ['none', 'None'],
]);

/** rfc6265bis 5.1.1, which reads `06-Dec-2026` (Django before 2.1) and `06 Dec 2026` alike. */
function dateOf(value: string): EpochMs | undefined {
  // A Date's time is milliseconds since the epoch, which is what the brand says.
  return parseDate(value)?.getTime() as EpochMs | undefined;
}

const clampedInteger = (digits: string): number =>
  Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, Number(digits)));
