/**
 * Secrets in header fields: cookies by name and shape, credentials, CSRF fields, and tokens in the
 * fields that carry a URL. The rest of a field value stays as received.
 */
import { Buffer } from 'node:buffer';
import type { FieldLine } from '../model/message.js';
import { REMOVED, type Redactor } from './redact.js';
import { redactUrl } from './redact-url.js';
import { redactValue } from './redact-value.js';

const URL_FIELDS = new Set([
  'referer',
  'location',
  'content-location',
  'destination',
  'origin',
  'x-original-url',
  'x-original-uri',
  'x-rewrite-url',
  'x-forwarded-uri',
]);

/** URLs inside fields such as Link, Refresh and Content-Security-Policy. */
const URLS = /(?:[a-z][\w+.-]{1,16}:\/\/|\/)[^\s<>"',;]{1,4096}/gi;

/** A field's value with its secrets replaced. */
export function redactField([name, value]: FieldLine, redactor: Redactor): string {
  if (redactor.mode === 'off') return value;
  const field = name.toLowerCase();
  switch (field) {
    case 'cookie':
    case 'cookie2':
      return redactCookieString(value, redactor);
    case 'set-cookie':
    case 'set-cookie2':
      return redactSetCookieString(value, redactor);
    case 'authorization':
    case 'proxy-authorization':
      return redactCredentials(value, redactor);
    default:
      if (URL_FIELDS.has(field)) return redactUrl(value, redactor);
      return redactOther(field, value, redactor);
  }
}

function redactOther(field: string, value: string, redactor: Redactor): string {
  const byName = redactor.byName(redactor.fieldKindOf(field), value);
  if (byName !== value || PLAIN_VALUE.test(value)) return byName;
  const withoutUrls = value.replace(URLS, (url) =>
    /[?#;@]/.test(url) ? redactUrl(url, redactor) : url,
  );
  return redactValue(withoutUrls, redactor, 'request');
}

/** Most fields hold nothing that could hold more: no sign of a pair, a quote or an encoding. */
const PLAIN_VALUE = /^[^=:{"%?]{0,15}$|^[a-z]+\/[a-z0-9.+*-]+(?:; ?charset=[\w-]+)?$/i;

/** A Cookie field: `a=1; sessionid=‹redacted:s-7f3a01›`. */
export const redactCookieString = (field: string, redactor: Redactor): string =>
  redactor.mode === 'off'
    ? field
    : field
        .split(';')
        .map((pair) => redactCookiePair(pair, redactor))
        .join(';');

/** A set-cookie-string: the value replaced, the attributes kept. */
export function redactSetCookieString(field: string, redactor: Redactor): string {
  const end = field.indexOf(';');
  if (end === -1) return redactCookiePair(field, redactor);
  return redactCookiePair(field.slice(0, end), redactor) + field.slice(end);
}

/** The value of one cookie as it may be written. */
export function redactCookieValue(name: string, value: string, redactor: Redactor): string {
  if (redactor.isSecretCookie(name, value)) return redactor.secret(value);
  return value.length < MIN_TELLING ? value : redactValue(value, redactor, 'request');
}

/** Shorter cookies hold no names of their own. */
const MIN_TELLING = 12;

function redactCookiePair(pair: string, redactor: Redactor): string {
  const equals = pair.indexOf('=');
  const name = equals === -1 ? '' : pair.slice(0, equals).trim();
  const value = pair.slice(equals + 1);
  const trimmed = value.trim();
  const replaced = redactCookieValue(name, trimmed, redactor);
  if (replaced === trimmed) return pair;
  const before = equals === -1 ? (/^\s*/.exec(pair)?.[0] ?? '') : pair.slice(0, equals + 1);
  return before + replaced;
}

/** RFC 9110 section 11.4: `scheme credentials`. Basic holds a password, so nothing of it stays. */
function redactCredentials(value: string, redactor: Redactor): string {
  const [, scheme, credentials] = /^\s*([^\s,=]+)\s+(.*)$/s.exec(value) ?? [];
  if (scheme === undefined || credentials === undefined) return redactor.secret(value);
  if (scheme.toLowerCase() !== 'basic') {
    const replaced = redactor.secret(credentials);
    return replaced === credentials ? value : `${scheme} ${replaced}`;
  }
  if (credentials === REMOVED) return value;
  redactor.password(credentials);
  const userPass = Buffer.from(credentials, 'base64').toString('utf8');
  redactor.password(userPass.slice(userPass.indexOf(':') + 1));
  return `${scheme} ${REMOVED}`;
}
