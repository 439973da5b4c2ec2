/**
 * Values of Django's `signing.dumps` (django/core/signing.py, 1.4 to 6.0): `[.]payload:time:signature`,
 * a leading dot meaning zlib. The signature covers everything before the last colon, and its key is
 * derived from the salt with the word "signer" behind it. A wrong signature does not keep the
 * payload from being shown.
 * Example: `eyJjb3VudCI6Nn0:1xVECa:vQT0dsK-iSaSMlsZvvsA9Vtbl6aIROdAYDPW7yq4v4o` holds {"count":6}.
 */
import type { KeyRing } from '../model/keyring.js';
import type { EpochMs } from '../model/time.js';
import { inflateZlib } from './inflate.js';
import { decodeBase64Url } from './python-base64.js';
import {
  constantTimeEquals,
  saltedHmac,
  verdictOf,
  type HashAlgorithm,
  type Verdict,
} from './salted-hmac.js';
import { base62Time } from './timestamps.js';

export interface SignedValue {
  readonly verdict: Verdict;
  /**
   * `sha256` since 3.1, `sha1` before and, by DEFAULT_HASHING_ALGORITHM, in 3.1 and 3.2: told by the
   * length of the signature; absent when that fits neither.
   */
  readonly algorithm?: HashAlgorithm;
  readonly signedAt?: EpochMs;
  readonly content: SignedContent;
}

export type SignedContent =
  | { readonly kind: 'content'; readonly bytes: Uint8Array }
  /** Neither base64 nor, with a dot, zlib. */
  | { readonly kind: 'broken' }
  /** Inflates beyond what is read. */
  | { readonly kind: 'too-large' };

/** Whether a text can be nothing else: base64 has no colon and does not begin with a dot. */
export const looksSigned = (text: string): boolean => text.startsWith('.') || text.includes(':');

/** What stands between the colons; whatever is missing is empty. */
export interface SignedParts {
  /** With the dot that means zlib. */
  readonly payload: string;
  readonly time: string;
  /** What the signature covers. */
  readonly signed: string;
  readonly signature: string;
}

/** Takes a value apart at its last two colons. */
export function signedParts(text: string): SignedParts {
  const [signed, signature] = splitLast(text);
  const [payload, time] = splitLast(signed);
  return { payload, time, signed, signature };
}

/** Opens a value signed under `salt`, which is the salt as `dumps` was given it. */
export function openSigned(text: string, salt: string, keys: KeyRing): SignedValue {
  const { payload, time, signed, signature } = signedParts(text);
  const signedAt = base62Time(time);
  return {
    ...verify(signed, signature, salt, keys),
    ...(signedAt === undefined ? {} : { signedAt }),
    content: unpackPayload(payload),
  };
}

/**
 * Signatures are compared as text: one with padding, or of other case, is wrong. So is everything with
 * half a surrogate pair in it, which Python cannot encode and we would take for another character.
 */
export function verify(
  signed: string,
  signature: string,
  salt: string,
  keys: KeyRing,
): Pick<SignedValue, 'verdict' | 'algorithm'> {
  const algorithm = algorithmOf(signature);
  if (algorithm === undefined || HALF_PAIR.test(signed)) {
    return { verdict: { integrity: keys.length === 0 ? 'no-key' : 'bad-signature' } };
  }
  const verdict = verdictOf(keys, (secret) => {
    const expected = saltedHmac(algorithm, `${salt}signer`, secret, signed);
    return constantTimeEquals(signature, expected.toString('base64url'));
  });
  return { verdict, algorithm };
}

const HALF_PAIR = /\p{Surrogate}/u;

/** The hash whose signatures are so long: 20 bytes are 27 letters of base64url, 32 are 43. */
export const algorithmOf = (signature: string): HashAlgorithm | undefined =>
  (({ 27: 'sha1', 43: 'sha256' }) as const)[signature.length];

/** What stands before and after the last colon; all of it before where there is none. */
function splitLast(text: string): [before: string, after: string] {
  const colon = text.lastIndexOf(':');
  return colon < 0 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)];
}

/** The content of a payload part. */
export function unpackPayload(payload: string): SignedContent {
  const isCompressed = payload.startsWith('.');
  const bytes = decodeBase64Url(isCompressed ? payload.slice(1) : payload);
  if (bytes === undefined) return { kind: 'broken' };
  if (!isCompressed) return { kind: 'content', bytes };
  const inflated = inflateZlib(bytes);
  return inflated.kind === 'inflated' ? { kind: 'content', bytes: inflated.bytes } : inflated;
}
