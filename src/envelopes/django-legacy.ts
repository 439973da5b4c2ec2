/**
 * Session text as Django wrote it before 3.1 (contrib/sessions/backends/base.py `encode`): base64
 * around a digest and the serialised session. 1.3 to 3.0: HMAC-SHA1 in hex, a colon, the content.
 * 1.0 to 1.2: the content, then MD5(content + secret) in hex. Line breaks in the base64 are ignored.
 * Example: base64 of `fa245a…ec5ecf:` followed by a pickle.
 */
import { createHash } from 'node:crypto';
import type { KeyRing } from '../model/keyring.js';
import { decodeBase64 } from './python-base64.js';
import { constantTimeEquals, saltedHmac, verdictOf, type Verdict } from './salted-hmac.js';

export interface LegacyValue {
  readonly scheme: 'hmac-sha1' | 'md5';
  readonly verdict: Verdict;
  readonly content: Uint8Array;
}

const SHA1_DIGITS = 40;
const MD5_DIGITS = 32;
const COLON = 0x3a;

/**
 * Opens a legacy value; `salt` is "django.contrib.sessions" and the store's class name, without a dot
 * between them. undefined where the text is of neither form.
 */
export function openLegacy(text: string, salt: string, keys: KeyRing): LegacyValue | undefined {
  const bytes = decodeBase64(text);
  return bytes && (withLeadingHmac(bytes, salt, keys) ?? withTrailingMd5(bytes, keys));
}

function withLeadingHmac(bytes: Uint8Array, salt: string, keys: KeyRing): LegacyValue | undefined {
  const digest = hexText(bytes.subarray(0, SHA1_DIGITS));
  if (digest?.length !== SHA1_DIGITS || bytes[SHA1_DIGITS] !== COLON) return undefined;
  const content = bytes.subarray(SHA1_DIGITS + 1);
  const verdict = verdictOf(keys, (secret) =>
    constantTimeEquals(digest, saltedHmac('sha1', salt, secret, content).toString('hex')),
  );
  return { scheme: 'hmac-sha1', verdict, content };
}

function withTrailingMd5(bytes: Uint8Array, keys: KeyRing): LegacyValue | undefined {
  const content = bytes.subarray(0, -MD5_DIGITS);
  const digest = hexText(bytes.subarray(-MD5_DIGITS));
  if (digest?.length !== MD5_DIGITS) return undefined;
  const verdict = verdictOf(keys, (secret) =>
    constantTimeEquals(digest, createHash('md5').update(content).update(secret).digest('hex')),
  );
  return { scheme: 'md5', verdict, content };
}

/** The bytes as text where they are hex digits; those of upper case are some, and never verify. */
function hexText(bytes: Uint8Array): string | undefined {
  const text = Buffer.from(bytes).toString('latin1');
  return /^[0-9a-fA-F]*$/.test(text) ? text : undefined;
}
