/**
 * CSRF tokens (django/middleware/csrf.py). Since 1.10 a token is a mask of 32 letters and the secret
 * shifted by it, letter by letter; shorter ones, up to 1.9 and as the cookie since 4.1, are the secret.
 */
import { constantTimeEquals } from '../../envelopes/salted-hmac.js';

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const SECRET_LENGTH = 32;

/** The secret behind a token of 32 or 64 letters; undefined for anything else. */
export function unmaskCsrf(token: string): string | undefined {
  if (!/^[a-zA-Z0-9]{32}(?:[a-zA-Z0-9]{32})?$/.test(token)) return undefined;
  if (token.length === SECRET_LENGTH) return token;
  const mask = token.slice(0, SECRET_LENGTH);
  return Array.from(token.slice(SECRET_LENGTH), (letter, at) => {
    const shift = LETTERS.indexOf(letter) - LETTERS.indexOf(mask[at] ?? '');
    return LETTERS.at(shift) ?? '';
  }).join('');
}

/** Whether two tokens, of a form and of a cookie say, stand for the same secret. */
export function sameCsrfSecret(one: string, other: string): boolean {
  const [left, right] = [unmaskCsrf(one), unmaskCsrf(other)];
  return left !== undefined && right !== undefined && constantTimeEquals(left, right);
}
