/**
 * Django's `signing` as an app uses it: values signed on the way out, verified on the way in.
 * Knows bytes, salts and the secret; knows no session and no cookie. A value that does not verify is
 * never parsed. The spy's tolerant reader is another piece of code on purpose: each checks the other.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { deflateSync, inflateSync } from 'node:zlib';

/** What JSON can say. */
export type JsonValue =
  null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const MAX_PAYLOAD_BYTES = 1024 * 1024;

/**
 * HMAC-SHA256 of `value` under SHA256(salt + secret), as Django 3.1+ computes it
 * (django/utils/crypto.py salted_hmac).
 */
export function saltedHmac(salt: string, value: string, secret: string): Buffer {
  const key = createHash('sha256')
    .update(salt + secret)
    .digest();
  return createHmac('sha256', key).update(value).digest();
}

/** Whether two texts are equal, in a time that depends on their lengths alone. */
export function constantTimeEquals(one: string, other: string): boolean {
  const left = Buffer.from(one);
  const right = Buffer.from(other);
  return left.length === right.length && timingSafeEqual(left, right);
}

/**
 * `signing.dumps(value, salt=salt, compress=True)`: `[.]base64url(JSON):base62(time):signature`.
 * The leading dot says zlib, used where it saves more than one byte (django/core/signing.py).
 * Worked example, secret and time as in test/unit/demo/signing.test.ts:
 * `{count: 6}` is `eyJjb3VudCI6Nn0:1xVECa:vQT0dsK-iSaSMlsZvvsA9Vtbl6aIROdAYDPW7yq4v4o`.
 */
export function dumps(value: JsonValue, salt: string, secret: string, nowMs: number): string {
  const json = Buffer.from(asciiJson(value));
  const packed = deflateSync(json);
  const payload =
    packed.length < json.length - 1
      ? `.${packed.toString('base64url')}`
      : json.toString('base64url');
  const signed = `${payload}:${base62(Math.floor(nowMs / 1000))}`;
  return `${signed}:${sign(signed, salt, secret)}`;
}

/**
 * `signing.loads(text, salt=salt)` without a maximum age, as the db session engine calls it;
 * undefined where the signature, the packing or the JSON is not right.
 */
export function loads(text: string, salt: string, secret: string): JsonValue | undefined {
  const [, signed, payload, signature] = /^((.+):[0-9A-Za-z]+):([\w-]+)$/.exec(text) ?? [];
  if (signed === undefined || payload === undefined || signature === undefined) return undefined;
  if (!constantTimeEquals(signature, sign(signed, salt, secret))) return undefined;
  try {
    // JSON.parse returns JSON values and nothing else.
    return JSON.parse(unpack(payload).toString('latin1')) as JsonValue;
  } catch {
    return undefined;
  }
}

/** Signer appends the word "signer" to its salt (django/core/signing.py Signer.signature). */
function sign(value: string, salt: string, secret: string): string {
  return saltedHmac(`${salt}signer`, value, secret).toString('base64url');
}

function unpack(payload: string): Buffer {
  return payload.startsWith('.')
    ? inflateSync(Buffer.from(payload.slice(1), 'base64url'), {
        maxOutputLength: MAX_PAYLOAD_BYTES,
      })
    : Buffer.from(payload, 'base64url');
}

/** Python's json.dumps writes ASCII only, each UTF-16 unit above it as \uXXXX. */
function asciiJson(value: JsonValue): string {
  return JSON.stringify(value).replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function base62(number: number): string {
  let digits = '';
  for (let rest = number; rest > 0; rest = Math.floor(rest / 62)) {
    digits = BASE62.charAt(rest % 62) + digits;
  }
  return digits === '' ? '0' : digits;
}
