/** Secrets as apps make them, each of a form of its own, and each of them only once. */
import { randomBytes, randomInt } from 'node:crypto';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Letters and digits, at least one of each. */
export function token(length = 32): string {
  const text = Array.from({ length: length - 2 }, () => LETTERS[randomInt(LETTERS.length)]).join(
    '',
  );
  return `q${text}7`;
}

/** As Django makes session keys. */
export const key = (): string => token(32).toLowerCase();

/** Standard base64 with its signs and padding. */
export const base64 = (): string => `${randomBytes(17).toString('base64').slice(0, 20)}+/8=`;

/** As `secrets.token_urlsafe` makes them. */
export const urlSafe = (): string => `${randomBytes(20).toString('base64url')}-_x1`;

/** What a person might type: signs that every notation writes in its own way. */
export const phrase = (): string => `Tr0ub4 &"<é>'/+%${token(8)}=?`;

/** A password for notations without escapes. */
export const plainPassword = (): string => `p${token(12)}!`;

export function jwt(): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'HS256' })}.${part({ sub: token(10) })}.${randomBytes(24).toString('base64url')}`;
}

export const cardNumber = (): string =>
  `4${String(randomInt(1e7, 9e7))}${String(randomInt(1e7, 9e7))}`;
