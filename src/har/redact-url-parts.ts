/**
 * Secrets in URLs: credentials before the host, tokens in query and fragment, `;jsessionid=`, and the
 * path segments of links that reset, confirm or invite. What is not secret stays byte for byte.
 */
import { percentDecoded, percentEncoded } from './known-secrets.js';
import { looksRandom, type Redactor } from './redact.js';
import { redactPairs, type ValueRule } from './redact-pairs.js';

/** A URL, absolute or relative, with its secrets replaced in percent-encoded form. */
export function redactUrlParts(url: string, redactor: Redactor, inner: ValueRule): string {
  if (redactor.mode === 'off') return url;
  const [beforeFragment, fragment] = cut(url, '#');
  const [beforeQuery, query] = cut(beforeFragment, '?');
  let result = redactPath(redactUserInfo(beforeQuery, redactor), redactor);
  if (query !== undefined) result += `?${redactPairs(query, redactor, inner)}`;
  // RFC 6749 section 4.2.2: the implicit grant answers in the fragment.
  if (fragment !== undefined) {
    result += `#${fragment.includes('=') ? redactPairs(fragment, redactor, inner) : fragment}`;
  }
  return redactor.sweep(result, 'uri');
}

function cut(text: string, separator: string): readonly [string, string | undefined] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

const USER_INFO = /^([a-z][a-z0-9+.-]*:\/\/[^/?#@:]*):([^/?#]*)@/i;
/** A token in the user's place, as package managers write it. */
const LONE_USER = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#@:]{16,})@/i;

const redactUserInfo = (url: string, redactor: Redactor): string =>
  url
    .replace(
      USER_INFO,
      (_, before: string, password: string) =>
        `${before}:${percentEncoded(redactor.password(percentDecoded(password)))}@`,
    )
    .replace(LONE_USER, (whole, before: string, user: string) =>
      looksRandom(user) && redactor.secret(user) !== user
        ? `${before}${percentEncoded(redactor.secret(user))}@`
        : whole,
    );

/** Words of links whose long segments are tokens. */
export const LINK_WORDS = /reset|confirm|activat|verif|invit|magic|token|unsubscribe|password/i;

/** Django's `/reset/MQ/c2x1ab-<32 hex>/` and its like: a long mixed segment after a telling one. */
function redactPath(path: string, redactor: Redactor): string {
  let isAfterLinkWord = false;
  return path
    .split('/')
    .map((segment) => {
      const whole = redactParameters(segment, redactor);
      if (isAfterLinkWord && isTokenSegment(segment)) {
        const replaced = redactor.secret(segment);
        return replaced === segment ? whole : percentEncoded(replaced);
      }
      isAfterLinkWord ||= LINK_WORDS.test(segment);
      return whole;
    })
    .join('/');
}

const isTokenSegment = (segment: string): boolean =>
  segment.length >= 16 &&
  /^[\w.~%=:-]+$/.test(segment) &&
  /\d/.test(segment) &&
  /[a-z]/i.test(segment);

/** Path parameters (RFC 3986 section 3.3), as servlet containers write `;jsessionid=...`. */
function redactParameters(segment: string, redactor: Redactor): string {
  if (!segment.includes(';')) return segment;
  return segment.replace(/;([^;=]{1,64})=([^;]+)/g, (whole, name: string, value: string) => {
    const replaced = redactor.byName(redactor.kindOf(name), value);
    return replaced === value ? whole : `;${name}=${percentEncoded(replaced)}`;
  });
}
