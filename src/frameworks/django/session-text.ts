/**
 * The text of a session as Django's `encode` writes it into rows and files, and the value of a signed
 * cookie. The form is told from the text; both keep their signatures' salts here.
 */
import { openLegacy } from '../../envelopes/django-legacy.js';
import { looksSigned, openSigned } from '../../envelopes/django-signing.js';
import type { KeyRing } from '../../model/keyring.js';
import type { Settings } from '../../model/settings.js';
import { readSerialized, type SerializerName } from '../../serializers/detect.js';
import type { ReadPayload } from '../adapter.js';
import { ifAccepted } from './accepted-forms.js';
import { malformed, readPayload } from './payloads.js';
import { textSetting } from './settings.js';

export const SIGNED_COOKIES_SALT = 'django.contrib.sessions.backends.signed_cookies';
export const SALT_PREFIX = 'django.contrib.sessions';

/** A session stored by any engine that signs, of Django 1.0 to 6.0. */
export function readSessionText(text: string, keys: KeyRing, settings: Settings): ReadPayload {
  const salts = saltsOf(settings);
  if (looksSigned(text)) return readSigned(text, salts.signing, 'stored', keys, settings);
  const opened = openLegacy(text, salts.legacy, keys);
  if (opened === undefined) {
    return malformed('What is stored is in none of the forms of a session.', keys.length > 0);
  }
  const content = readSerialized(opened.content, serializerName(settings));
  const read = readPayload(opened.verdict.integrity, opened.scheme, content);
  return ifAccepted(read, opened.scheme, settings);
}

/** A session in a cookie, as the signed_cookies engine writes it; a subclass keeps its salt. */
export const readSignedCookie = (text: string, keys: KeyRing, settings: Settings): ReadPayload =>
  readSigned(text, SIGNED_COOKIES_SALT, 'cookie', keys, settings);

function readSigned(
  text: string,
  salt: string,
  place: 'stored' | 'cookie',
  keys: KeyRing,
  settings: Settings,
): ReadPayload {
  const { verdict, algorithm = 'sha256', signedAt, content } = openSigned(text, salt, keys);
  const scheme = algorithm === 'sha1' ? 'signing sha1' : 'signing';
  const deserialized =
    content.kind === 'content' ? readSerialized(content.bytes, serializerName(settings)) : content;
  const read = readPayload(verdict.integrity, scheme, deserialized, signedAt);
  return ifAccepted(read, `${place} ${algorithm}`, settings);
}

/**
 * Both salts hold the store's class name, the older one without a dot before it. A salt of another
 * shape can only be a key_salt of the project's own, which the older form did not have.
 */
export const saltsOf = (settings: Settings): StoreSalts =>
  storeSalts(textSetting(settings, 'session_salt') ?? `${SALT_PREFIX}.SessionStore`);

export interface StoreSalts {
  readonly signing: string;
  readonly legacy: string;
}

/** The two salts of a store from either of them. */
export function storeSalts(salt: string): StoreSalts {
  if (!salt.startsWith(SALT_PREFIX)) return { signing: salt, legacy: `${SALT_PREFIX}SessionStore` };
  const className = salt.slice(SALT_PREFIX.length).replace(/^\./, '');
  return { signing: `${SALT_PREFIX}.${className}`, legacy: `${SALT_PREFIX}${className}` };
}

/** The serializer that SESSION_SERIALIZER names, as far as its name tells. */
export function serializerName(settings: Settings): SerializerName | undefined {
  const name = textSetting(settings, 'SESSION_SERIALIZER')?.toLowerCase() ?? '';
  if (name.includes('pickle')) return 'pickle';
  return name.includes('json') ? 'json' : undefined;
}
