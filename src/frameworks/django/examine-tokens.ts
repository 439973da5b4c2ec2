/**
 * Short texts of letters and digits: session ids, CSRF tokens, `_auth_user_hash`. Which one it is, the
 * cookie's name tells; without one, length and alphabet, and what else it could be is said.
 */
import type { Certainty, Examination, Fact, NamedCookie } from '../../model/examination.js';
import { Secret } from '../../model/keyring.js';
import { problem } from '../../model/problem.js';
import type { Settings } from '../../model/settings.js';
import { sameCsrfSecret, unmaskCsrf } from './csrf.js';
import { BASE, type Examining, type Recogniser } from './examining.js';
import { isSessionId } from './locations.js';
import { nameSetting, textSetting } from './settings.js';
import { placesOf } from './session-places.js';

export const examineToken: Recogniser = (text, examining) => {
  const { cookie, settings } = examining;
  if (!/^[A-Za-z0-9]{8,64}$/.test(text)) return undefined;
  if (cookie !== undefined) return ofCookie(text, cookie.name, examining);
  if (isUsualId(text)) return sessionId(text, settings, 'likely');
  if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text)) return authHash(text);
  return csrfToken(text, undefined, 'likely');
};

/** A cookie of another name is only taken for a session's or a token's where the name hints at it. */
function ofCookie(text: string, name: string, examining: Examining): Examination | undefined {
  const { settings, cookie } = examining;
  if (name === csrfCookieName(settings)) return csrfToken(text, cookie, 'certain');
  if (name === nameSetting(settings, 'SESSION_COOKIE_NAME')) {
    return isSessionId(text) ? sessionId(text, settings, 'certain') : undefined;
  }
  if (/csrf/i.test(name)) return csrfToken(text, cookie, 'likely');
  return /sess|sid/i.test(name) && isUsualId(text)
    ? sessionId(text, settings, 'possible')
    : undefined;
}

/** Of the length that all of Django's have. */
const isUsualId = (text: string): boolean => /^[a-z0-9]{32}$/.test(text);

/** CSRF_COOKIE_NAME. */
export const csrfCookieName = (settings: Settings): string =>
  textSetting(settings, 'CSRF_COOKIE_NAME') ?? 'csrftoken';

function sessionId(text: string, settings: Settings, certainty: Certainty): Examination {
  const isHex = /^[0-9a-f]+$/.test(text);
  return {
    ...BASE,
    holds: 'session-id',
    what: `a session id, ${isHex ? 'Django 1.0 to 1.4' : 'Django 1.5 and later'}: a key, with nothing in it`,
    certainty,
    format: 'session id',
    facts: [
      { name: 'storedIn', value: placesOf(text, settings) },
      ...(isHex && certainty !== 'certain' ? [OTHER_MEANINGS] : []),
    ],
    problems: text.length === 32 ? [] : [UNUSUAL_LENGTH],
  };
}

const OTHER_MEANINGS: Fact = {
  name: 'alternatives',
  value: ['a CSRF token of Django 1.2 or 1.3', 'an unsalted MD5 password'],
};

const UNUSUAL_LENGTH = problem(
  'note',
  'session-id-malformed',
  "Django's own session ids have 32 characters; it takes this one for an id all the same.",
);

/** The secret itself is never shown: its fingerprint is enough to compare by. */
function csrfToken(
  text: string,
  cookie: NamedCookie | undefined,
  certainty: Certainty,
): Examination | undefined {
  const secret = unmaskCsrf(text);
  if (secret === undefined) return undefined;
  const isMasked = text.length === 64;
  const others =
    cookie?.line.filter((pair) => /csrf/i.test(pair.name) && pair.value !== text) ?? [];
  const belongs = others.map(({ value }) => sameCsrfSecret(text, value));
  const isAlone = belongs.length === 0;
  return {
    ...BASE,
    what: isMasked
      ? 'a CSRF token: a mask and the secret under it (the cookie of Django 1.10 to 4.0, or of a form since 1.10)'
      : 'a CSRF secret, unmasked (the cookie of Django 1.2 to 1.9, and of 4.1 and later)',
    certainty,
    format: isMasked ? 'csrf token, masked' : 'csrf secret',
    facts: [
      { name: 'masked', value: isMasked },
      { name: 'fingerprint', value: new Secret(secret, 'csrf').fingerprint() },
      ...(isAlone ? [] : [{ name: 'sameSecret', value: belongs.every(Boolean) }]),
    ],
    problems: belongs.every(Boolean) ? [] : [STRANGERS],
  };
}

const STRANGERS = problem(
  'warning',
  'csrf-mismatch',
  'The CSRF tokens of this line hold different secrets, so Django refuses a form with the one and the other.',
);

function authHash(text: string): Examination {
  const isSha1 = text.length === 40;
  return {
    ...BASE,
    what: `hex digits of ${isSha1 ? 'SHA-1' : 'SHA-256'}, as _auth_user_hash has in sessions of Django ${isSha1 ? '1.7 to 3.2' : '3.1 and later'}`,
    certainty: 'possible',
    format: isSha1 ? 'sha1 hex' : 'sha256 hex',
    problems: [HASH_NEEDS_PASSWORD],
  };
}

const HASH_NEEDS_PASSWORD = problem(
  'note',
  'hash-not-checked',
  "It is made of the key and of the user's password column, so without that row it cannot be checked.",
);
