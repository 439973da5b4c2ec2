/**
 * Django's `salted_hmac` (django/utils/crypto.py): the key of the HMAC is a hash of a salt, which
 * names the purpose, followed by the secret. SHA-1 at first, SHA-256 as an option since 3.1.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { KeyRing } from '../model/keyring.js';

export type HashAlgorithm = 'sha1' | 'sha256';

/** HMAC of `value` under H(salt + secret). */
export function saltedHmac(
  algorithm: HashAlgorithm,
  salt: string,
  secret: Uint8Array,
  value: Uint8Array | string,
): Buffer {
  const key = createHash(algorithm).update(salt).update(secret).digest();
  return createHmac(algorithm, key).update(value).digest();
}

/** Whether two texts are equal, in a time that does not depend on where they differ. */
export function constantTimeEquals(one: string, other: string): boolean {
  const left = Buffer.from(one);
  const right = Buffer.from(other);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** What a check against every key said: which key of the ring fitted, or why none could. */
export type Verdict =
  | { readonly integrity: 'verified'; readonly keyIndex: number }
  | { readonly integrity: 'bad-signature' | 'no-key' };

/** Tries the keys in their order. */
export function verdictOf(keys: KeyRing, fits: (secret: Uint8Array) => boolean): Verdict {
  if (keys.length === 0) return { integrity: 'no-key' };
  const keyIndex = keys.findIndex((key) => fits(key.bytes()));
  return keyIndex < 0 ? { integrity: 'bad-signature' } : { integrity: 'verified', keyIndex };
}
