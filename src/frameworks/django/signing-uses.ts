/**
 * What Django signs for: each use has a salt of its own, so the salt that fits tells what a value is.
 * They also differ in whose age is checked: that of a stored session never is (core/signing.py,
 * contrib/sessions/backends, contrib/messages/storage/cookie.py, http/request.py get_signed_cookie).
 */
import type { ExamineOptions } from '../../model/examination.js';
import type { Settings } from '../../model/settings.js';
import { MESSAGES_SALT } from './messages.js';
import { SALT_PREFIX, saltsOf, SIGNED_COOKIES_SALT, storeSalts } from './session-text.js';

export interface SigningUse {
  readonly salt: string;
  /** `cookie`: the secret has "django.http.cookies" before it. */
  readonly key: 'secret' | 'cookie';
  readonly place: Place;
  /** What the signature's age is held against, if anything. */
  readonly age: 'cookie-age' | 'as-asked' | 'never';
  /** In words. */
  readonly what: string;
}

/** `value`: anything that was handed to a signer, an object or a text. */
export type Place = 'stored' | 'cookie' | 'messages' | 'value';

/** A header of more is refused by every server, so longer values were in no cookie. */
const MAX_COOKIE_LENGTH = 256 * 1024;

/** The uses to try, the likeliest first; `cookieName` where the value is a cookie's. */
export function usesFor(
  text: string,
  cookieName: string | undefined,
  settings: Settings,
  { salt }: ExamineOptions,
): readonly SigningUse[] {
  const asked = salt === undefined ? [] : askedUses(salt, cookieName, settings);
  const stored = storedUse(saltsOf(settings).signing);
  if (text.length > MAX_COOKIE_LENGTH) return withoutRepeats([...asked, stored]);
  const named = cookieName === undefined ? [] : [setSignedCookie(cookieName)];
  return withoutRepeats([...asked, stored, SIGNED_COOKIE, MESSAGES, ...named, ...DEFAULT_SALTS]);
}

const storedUse = (salt: string): SigningUse => ({
  salt,
  key: 'secret',
  place: 'stored',
  age: 'never',
  what: 'a stored session (session_data of a row, a file, or redis)',
});

const SIGNED_COOKIE: SigningUse = {
  salt: SIGNED_COOKIES_SALT,
  key: 'secret',
  place: 'cookie',
  age: 'cookie-age',
  what: 'a session in its cookie (the signed_cookies engine)',
};

const MESSAGES: SigningUse = {
  salt: MESSAGES_SALT,
  key: 'cookie',
  place: 'messages',
  age: 'never',
  what: 'a messages cookie (contrib.messages)',
};

const setSignedCookie = (salt: string): SigningUse => ({
  salt,
  key: 'cookie',
  place: 'value',
  age: 'as-asked',
  what: 'a cookie of set_signed_cookie()',
});

/** What signers take for their salt where they are given none. */
const DEFAULT_SALTS: readonly SigningUse[] = [
  ['django.core.signing', 'a value of signing.dumps() without a salt'],
  [
    'django.core.signing.TimestampSigner',
    'a text signed by TimestampSigner() without a salt, as django-loginas signs user ids',
  ],
  ['django.core.signing.Signer', 'a text signed by Signer() without a salt'],
].map(([salt = '', what = '']) => ({
  salt,
  key: 'secret',
  place: 'value',
  age: 'as-asked',
  what,
}));

/** A salt that the user names: that of a session store, of Django's own uses, or of any signer. */
function askedUses(
  salt: string,
  cookieName: string | undefined,
  settings: Settings,
): readonly SigningUse[] {
  const known = [SIGNED_COOKIE, MESSAGES, ...DEFAULT_SALTS].find((use) => use.salt === salt);
  if (known !== undefined) return [known];
  if (salt === saltsOf(settings).signing) return [storedUse(salt)];
  if (salt.startsWith(SALT_PREFIX)) return [storedUse(salt), storedUse(storeSalts(salt).signing)];
  const what = 'a value signed with the salt that was given';
  const use = { salt, key: 'secret', place: 'value', age: 'cookie-age', what } as const;
  const inCookie = { ...use, key: 'cookie', what: 'a cookie of set_signed_cookie()' } as const;
  const named = cookieName === undefined ? [] : [{ ...inCookie, salt: `${cookieName}${salt}` }];
  return [use, ...named, inCookie];
}

/** Keeps the first of each salt and key. */
function withoutRepeats(uses: readonly SigningUse[]): readonly SigningUse[] {
  const seen = new Map(uses.toReversed().map((use) => [`${use.key} ${use.salt}`, use]));
  return uses.filter((use) => seen.get(`${use.key} ${use.salt}`) === use);
}
