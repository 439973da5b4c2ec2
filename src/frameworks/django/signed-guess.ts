/**
 * What a signed value may be whose signature fits no key, or for which there is none: told from the
 * cookie it came in and from its content.
 */
import { algorithmOf, type SignedParts } from '../../envelopes/django-signing.js';
import { isNode } from '../../model/payload.js';
import { engineOf } from './engines.js';
import type { Examining } from './examining.js';
import { MESSAGES_COOKIE, messagesPayload } from './messages.js';
import { nameSetting, textSetting } from './settings.js';
import type { OpenedValue } from './signed-reading.js';
import type { Place, SigningUse } from './signing-uses.js';

/** undefined: it only has a colon, as many texts do. */
export function guessUse(opened: OpenedValue, examining: Examining): SigningUse | undefined {
  const place = placeOf(opened, examining);
  if (place === undefined) return undefined;
  const isOpen = place === 'session';
  return {
    salt: '',
    key: 'secret',
    place: isOpen ? 'stored' : place,
    age: 'never',
    what: WORDS[place],
  };
}

/** `session`: stored or in its cookie, which only the salt could tell. */
function placeOf(
  { parts, content }: OpenedValue,
  { cookie, settings }: Examining,
): Place | 'session' | undefined {
  if (cookie?.name === MESSAGES_COOKIE) return 'messages';
  if (cookie?.name === nameSetting(settings, 'SESSION_COOKIE_NAME')) return 'cookie';
  if (content.kind !== 'read') return isBrokenSession(parts) ? 'session' : textPlace(parts);
  // Other signers separate by other signs, which base64 skips: then that it could be read says nothing.
  if (!/^\.?[\w-]*=*$/.test(parts.payload)) return textPlace(parts);
  if (messagesPayload(content.payload) !== undefined) return 'messages';
  if (!isNode(content.payload) || content.payload.kind !== 'map') return textPlace(parts);
  if (textSetting(settings, 'SESSION_ENGINE') === undefined) return 'session';
  return engineOf(settings).inCookie === true ? 'cookie' : 'stored';
}

/** Compressed content, which nothing but zlib's `x` begins, or base64 of some length before a signature. */
const isBrokenSession = ({ payload, signature }: SignedParts): boolean =>
  /^\.eJ[\w-]*=*$/.test(payload) ||
  (/^\.?[\w-]{16,}=*$/.test(payload) && algorithmOf(signature) !== undefined);

/** Any text may be signed; then the signature has the length of one, or what is before it is a time. */
const textPlace = ({ time, signature }: SignedParts): Place | undefined =>
  /^[\w-]+=*$/.test(signature) && (algorithmOf(signature) !== undefined || isLikelyTime(time))
    ? 'value'
    : undefined;

/** The six letters of any time from 1999 to 2115. */
export const isLikelyTime = (time: string): boolean => /^[1-4][0-9A-Za-z]{5}$/.test(time);

const WORDS: Readonly<Record<Place | 'session', string>> = {
  session: 'a signed value, most likely a session, stored or in its cookie (only the key tells)',
  stored: 'a stored session (session_data of a row, a file, or redis)',
  cookie: 'a session in its cookie (the signed_cookies engine)',
  messages: 'a messages cookie (contrib.messages)',
  value: 'a value of django.core.signing',
};
