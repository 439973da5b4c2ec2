/**
 * The session's `_auth_user_hash`: an HMAC over the password column, by which a changed password ends
 * a user's sessions (contrib/auth/base_user.py `get_session_auth_hash`). SHA-1 in 1.7 to 3.0, either in
 * 3.1 and 3.2, SHA-256 since 4.0; fallback keys count since 4.1.8.
 */
import { constantTimeEquals, saltedHmac, type HashAlgorithm } from '../../envelopes/salted-hmac.js';
import type { KeyRing } from '../../model/keyring.js';
import type { Settings } from '../../model/settings.js';
import { isDjangoAtLeast } from './version.js';

const SALT = 'django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash';

/** Whether Django would take the hash for this password hash. */
export function fitsSessionAuthHash(
  hash: string,
  password: string,
  keys: KeyRing,
  settings: Settings,
): boolean {
  const algorithm = algorithmOf(hash, settings);
  if (algorithm === undefined) return false;
  const tried = isDjangoAtLeast(settings, '4.1.8') === false ? keys.slice(0, 1) : keys;
  return tried.some((key) => {
    const expected = saltedHmac(algorithm, SALT, key.bytes(), password).toString('hex');
    return constantTimeEquals(hash, expected);
  });
}

function algorithmOf(hash: string, settings: Settings): HashAlgorithm | undefined {
  if (hash.length === 64) return 'sha256';
  const takesSha1 = isDjangoAtLeast(settings, '4.0') !== true;
  return hash.length === 40 && takesSha1 ? 'sha1' : undefined;
}
