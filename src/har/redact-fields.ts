/**
 * Secrets in header fields: cookies by name and shape, credentials, CSRF fields, and tokens in the
 * fields that carry a URL. The rest of a field value stays as received.
 */
import { Buffer } from 'node:buffer';
import type { FieldLine } from '../model/message.js';
import { REMOVED, type Redactor } from './redact.js';
import { redactUrl } from './redact-url.js';
import { fieldNameKind } from '../model/secret-names.js';

const URL_FIELDS = new Set(['referer', 'location', 'content-location', 'x-original-url']);

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
      return redactor.byName(fieldNameKind(field), value);
  }
}

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
  return redactor.isSecretCookie(name, value) ? redactor.secret(value) : value;
}

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
  if (scheme.toLowerCase() !== 'basic') return `${scheme} ${redactor.secret(credentials)}`;
  redactor.password(credentials);
  const userPass = Buffer.from(credentials, 'base64').toString('utf8');
  redactor.password(userPass.slice(userPass.indexOf(':') + 1));
  return `${scheme} ${REMOVED}`;
}
