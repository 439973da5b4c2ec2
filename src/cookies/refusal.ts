/**
 * What a browser would not store, and why: the rules of Chromium, which are rfc6265bis section 5.7
 * plus SameSite=None and Partitioned wanting Secure. tough-cookie is laxer here and stricter there
 * (docs/decisions/0007), so these rules are ours. Each says one sentence, without the cookie's value.
 */
import { domainMatch, getPublicSuffix } from 'tough-cookie';
import type { TargetUri } from '../http/target-uri.js';
import type { SetCookie } from '../model/cookie.js';

type Origin = Pick<TargetUri, 'host' | 'scheme'>;
type Rule = (setCookie: SetCookie, origin: Origin) => string | undefined;

/** Name and value together (section 5.6 step 5). */
const MAX_PAIR_BYTES = 4096;

/**
 * Why a browser would drop this cookie, in one sentence; undefined when it would keep it. The first
 * broken rule speaks. `origin` is that of the request whose response set it.
 */
export function whyRefused(setCookie: SetCookie, origin: Origin): string | undefined {
  for (const rule of RULES) {
    const reason = rule(setCookie, origin);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/**
 * Whether Secure cookies are stored and sent here: https, and hosts of this machine, which Chromium
 * and Firefox trust over plain http as well.
 */
export function isTrustworthy({ scheme, host }: Origin): boolean {
  if (scheme === 'https') return true;
  const name = host.endsWith('.') ? host.slice(0, -1) : host;
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '[::1]' ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name)
  );
}

/** Whether cookies for this domain would reach everybody's sites (`com`, `github.io`), or it has no dot. */
export const isPublicSuffix = (domain: string): boolean =>
  !domain.includes('.') ||
  getPublicSuffix(domain, { allowSpecialUseDomain: true, ignoreError: true }) === undefined;

const controls: Rule = ({ raw }) =>
  // Section 5.6 step 1: tab is the one control character let through.
  /[\x00-\x08\x0a-\x1f\x7f]/.test(raw)
    ? 'The line holds a control character, so browsers drop all of it.'
    : undefined;

const emptiness: Rule = ({ name, value }) =>
  name === '' && value === '' ? 'It has neither a name nor a value.' : undefined;

const size: Rule = ({ name, value }) => {
  const bytes = name.length + value.length; // field values are latin1: one character is one byte
  return bytes > MAX_PAIR_BYTES
    ? `Name and value take ${bytes} bytes, and browsers keep ${MAX_PAIR_BYTES} at most.`
    : undefined;
};

const domain: Rule = (setCookie, { host }) => {
  const wanted = setCookie.domain;
  if (wanted === undefined || wanted === host) return undefined;
  if (/[^\x21-\x7e]/.test(wanted)) return 'Its Domain has characters that no host name has.';
  if (isPublicSuffix(wanted)) {
    return `Its Domain ${wanted} is a public suffix, under which many sites live.`;
  }
  return domainMatch(host, wanted, false) === true
    ? undefined
    : `Its Domain ${wanted} does not cover the host ${host}.`;
};

const secureOrigin: Rule = ({ secure }, origin) =>
  secure && !isTrustworthy(origin)
    ? `It is Secure, but ${origin.host} was reached over plain http.`
    : undefined;

const sameSiteNone: Rule = ({ sameSite, secure }) =>
  sameSite === 'None' && !secure ? 'It has SameSite=None without Secure.' : undefined;

const partitioned: Rule = (setCookie) =>
  setCookie.partitioned && !setCookie.secure ? 'It has Partitioned without Secure.' : undefined;

/** A name's prefix promises attributes (section 4.1.3), in any case of letters (section 5.4). */
const prefix: Rule = (setCookie) => {
  const name = setCookie.name.toLowerCase();
  const promised = PREFIXES.find((candidate) => name.startsWith(candidate.text.toLowerCase()));
  const missing = promised?.needs.filter((need) => !NEEDS[need](setCookie)) ?? [];
  return promised === undefined || missing.length === 0
    ? undefined
    : `Its name begins with ${promised.text}, which demands ${missing.join(' and ')}.`;
};

/** Without a name, `__Host-x=1` as a value would be sent back looking like a name with that prefix. */
const namelessPrefix: Rule = ({ name, value }) => {
  if (name !== '') return undefined;
  const disguised = PREFIXES.some(({ text }) => value.toLowerCase().startsWith(text.toLowerCase()));
  return disguised ? 'It has no name, and its value looks like a name with a prefix.' : undefined;
};

const NEEDS = {
  Secure: (cookie: SetCookie) => cookie.secure,
  HttpOnly: (cookie: SetCookie) => cookie.httpOnly,
  'Path=/': (cookie: SetCookie) => cookie.path === '/',
  'no Domain': (cookie: SetCookie) => cookie.domain === undefined,
} as const;

/** The longer prefix first, as it begins with the shorter. */
const PREFIXES: readonly { text: string; needs: readonly (keyof typeof NEEDS)[] }[] = [
  { text: '__Host-Http-', needs: ['Secure', 'HttpOnly', 'Path=/', 'no Domain'] },
  { text: '__Host-', needs: ['Secure', 'Path=/', 'no Domain'] },
  { text: '__Secure-', needs: ['Secure'] },
  { text: '__Http-', needs: ['Secure', 'HttpOnly'] },
];

const RULES: readonly Rule[] = [
  controls,
  emptiness,
  size,
  domain,
  secureOrigin,
  sameSiteNone,
  partitioned,
  prefix,
  namelessPrefix,
];
