/** Random text, character by character from a cryptographic source (django/utils/crypto.py). */
import { randomInt } from 'node:crypto';

/** Letters first, then digits: the order in which Django's CSRF masks count them. */
export const ALPHANUMERIC = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** `length` characters, each drawn evenly from `alphabet`. */
export function randomString(length: number, alphabet = ALPHANUMERIC): string {
  return Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
}
