/**
 * Django 4.2's CSRF protection: a bare secret in the cookie, a masked one in each form, and the
 * check of a request that is not safe (django/middleware/csrf.py). One `Csrf` lives for one request.
 */
import { lastingCookie } from './cookies.js';
import { ALPHANUMERIC, randomString } from './random-string.js';
import { constantTimeEquals } from './signing.js';

/** The cookie's name. */
export const CSRF_COOKIE = 'csrftoken';
/** The hidden input's name. */
export const CSRF_FIELD = 'csrfmiddlewaretoken';

const COOKIE_AGE_SECONDS = 31_449_600;
const SECRET_LENGTH = 32;

/** 64 characters: a random mask, and the secret shifted by it, so that no two forms look alike. */
export function maskSecret(secret: string, mask = randomString(SECRET_LENGTH)): string {
  return mask + shift(secret, mask, 1);
}

/** The secret in a token of 64 characters; a token of any other length is returned as it is. */
export function unmaskToken(token: string): string {
  if (token.length !== 2 * SECRET_LENGTH) return token;
  return shift(token.slice(SECRET_LENGTH), token.slice(0, SECRET_LENGTH), -1);
}

/** What the check looks at. */
export interface CsrfEvidence {
  readonly method: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** The form field; the header is looked at when it is empty. */
  readonly formToken: string;
  readonly headerToken: string;
}

/** One request's side of the protection: which secret counts, and whether the cookie must be sent. */
export class Csrf {
  #secret: string | undefined;
  #sendCookie = false;

  constructor(cookie: string | undefined) {
    if (cookie === undefined) return;
    if (isWellFormed(cookie)) this.#secret = unmaskToken(cookie);
    else this.rotate();
  }

  /** A token for a form. Asking for one makes the answer carry the cookie. */
  token(): string {
    this.#secret ??= randomString(SECRET_LENGTH);
    this.#sendCookie = true;
    return maskSecret(this.#secret);
  }

  /** A new secret, as `rotate_token` at each login. */
  rotate(): void {
    this.#secret = randomString(SECRET_LENGTH);
    this.#sendCookie = true;
  }

  /** Why the request is refused, in Django's words; undefined when it may pass. */
  refusal(evidence: CsrfEvidence): string | undefined {
    if (['GET', 'HEAD', 'OPTIONS', 'TRACE'].includes(evidence.method)) return undefined;
    if (evidence.origin !== undefined && evidence.origin !== `http://${evidence.host ?? ''}`) {
      return 'Origin checking failed.';
    }
    if (this.#secret === undefined) return 'CSRF cookie not set.';
    const token = evidence.formToken === '' ? evidence.headerToken : evidence.formToken;
    if (token === '') return 'CSRF token missing.';
    if (!isWellFormed(token) || !constantTimeEquals(unmaskToken(token), this.#secret)) {
      return 'CSRF token incorrect.';
    }
    return undefined;
  }

  /** The set-cookie-string for the answer; undefined when nobody asked for a token. */
  setCookie(nowMs: number): string | undefined {
    if (!this.#sendCookie || this.#secret === undefined) return undefined;
    const cookie = { name: CSRF_COOKIE, value: this.#secret, httpOnly: false };
    return lastingCookie({ ...cookie, maxAgeSeconds: COOKIE_AGE_SECONDS }, nowMs);
  }
}

function isWellFormed(token: string): boolean {
  return /^(?:[A-Za-z0-9]{32}){1,2}$/.test(token);
}

/** Each character moved along the alphabet by the mask's position, forwards or backwards. */
function shift(text: string, mask: string, direction: 1 | -1): string {
  const size = ALPHANUMERIC.length;
  return Array.from(text, (character, i) => {
    const position =
      ALPHANUMERIC.indexOf(character) + direction * ALPHANUMERIC.indexOf(mask.charAt(i));
    return ALPHANUMERIC.charAt((position + size) % size);
  }).join('');
}
