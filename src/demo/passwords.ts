/**
 * The password column: `pbkdf2_sha256$iterations$salt$hash`, Django's default hasher since 1.4
 * (django/contrib/auth/hashers.py). Other algorithms are not written and never match.
 */
import { pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import { randomString } from './random-string.js';
import { constantTimeEquals } from './signing.js';

const derive = promisify(pbkdf2);

/** What Django 4.2 uses; a row hashed with another number is still checked. */
const ITERATIONS = 600_000;
/** A row asking for more would block a thread for minutes. */
const MAX_ITERATIONS = 10_000_000;
const SALT_CHARACTERS = 22;

/** `make_password(password)`. Takes a few tenths of a second, on a thread of its own. */
export function hashPassword(password: string): Promise<string> {
  return encode(password, randomString(SALT_CHARACTERS), ITERATIONS);
}

/** `check_password(password, encoded)`; false also for an algorithm that is not pbkdf2_sha256. */
export async function checkPassword(password: string, encoded: string): Promise<boolean> {
  const [, digits, salt] = /^pbkdf2_sha256\$([1-9]\d*)\$([^$]+)\$[^$]+$/.exec(encoded) ?? [];
  const iterations = Number(digits);
  if (salt === undefined || !(iterations <= MAX_ITERATIONS)) return false;
  return constantTimeEquals(await encode(password, salt, iterations), encoded);
}

async function encode(password: string, salt: string, iterations: number): Promise<string> {
  const hash = await derive(password, salt, iterations, 32, 'sha256');
  return `pbkdf2_sha256$${iterations}$${salt}$${hash.toString('base64')}`;
}
