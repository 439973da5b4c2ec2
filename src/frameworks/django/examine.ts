/**
 * What a value by itself is to Django: a session in any of its forms, the id of one, a messages cookie,
 * a CSRF token, a password column. Each recogniser looks at the form; keys and salts decide what
 * remains open. Never throws, and takes a time that is bounded by the length.
 */
import type { ExaminedValue, Examination, ExamineOptions } from '../../model/examination.js';
import type { KeyRing } from '../../model/keyring.js';
import { problem } from '../../model/problem.js';
import type { Settings } from '../../model/settings.js';
import { unquote } from './cookies.js';
import { examineBytes } from './examine-cache.js';
import { examineCookie } from './examine-cookie.js';
import type { Examining } from './examining.js';
import { recognise, RECOGNISERS, UNMISTAKABLE } from './recognisers.js';

/** What `examine` looks for, for whom it found nothing. */
export const EXAMINED_FORMS = [
  'a stored session (signed, HMAC or MD5)',
  'a signed_cookies session',
  'a session id',
  'a cache value',
  'messages',
  'a CSRF token',
  'any value of django.core.signing',
  'a password column',
];

/** undefined: it is nothing of Django's. */
export function examine(
  value: ExaminedValue,
  keys: KeyRing,
  settings: Settings,
  options: ExamineOptions,
): Examination | undefined {
  const examining = { keys, settings, options };
  if (value.kind === 'bytes') return ofBytes(value.bytes, examining);
  return value.cookie === undefined
    ? ofText(value.text, examining)
    : examineCookie(value.text, value.cookie, examining);
}

/** Signed and legacy text, which redis_sessions keeps as it is, or else what caches hold. */
function ofBytes(bytes: Uint8Array, examining: Examining): Examination | undefined {
  const text = Buffer.from(bytes).toString('latin1');
  const isText = /^[\x20-\x7e\r\n]+$/.test(text);
  return (
    (isText ? recognise(text, examining, UNMISTAKABLE) : undefined) ??
    examineBytes(bytes, examining) ??
    (isText ? ofText(text, examining) : undefined)
  );
}

/**
 * As it was given, or without the quotes and spaces around it and percent signs in it. Escapes in quotes
 * are Python's way of writing a cookie; quotes without any may just as well stand in a row, where no
 * signature fits them.
 */
function ofText(text: string, examining: Examining): Examination | undefined {
  const asGiven = recognise(text, examining, RECOGNISERS);
  if (asGiven?.signedWith !== undefined) return asGiven;
  const inner = uncovered(text);
  if (inner === text) return asGiven;
  const found = recognise(inner, examining, RECOGNISERS);
  if (found === undefined || (found.signedWith === undefined && !isSurer(found, asGiven))) {
    return asGiven;
  }
  const layers = [
    { name: 'surroundings', detail: 'quotes, spaces or percent signs' },
    ...found.layers,
  ];
  const isNotation = text.includes('\\');
  return found.signedWith === undefined || isNotation
    ? { ...found, layers }
    : { ...withoutProof(found), layers };
}

/** Python's `b'...'` is a way of quoting as well. */
function uncovered(text: string): string {
  const quoted = text.trim().replace(/^b?'([^']*)'$/, '"$1"');
  return unquote(quoted.replace(/^b(?=")/, '')).replaceAll(/%3a/gi, ':');
}

const isSurer = (one: Examination, other: Examination | undefined): boolean =>
  other === undefined || (other.certainty === 'possible' && one.certainty !== 'possible');

/** What would be verified, had it been given alone. */
function withoutProof(found: Examination): Examination {
  const { signedWith: _signedWith, expiresAt: _expiresAt, ...rest } = found;
  return {
    ...rest,
    integrity: 'bad-signature',
    problems: [NOT_AS_GIVEN, ...found.problems],
  };
}

const NOT_AS_GIVEN = problem(
  'error',
  'not-as-given',
  'As it was given the signature does not fit; without its quotes, spaces or percent signs it does.',
  'Give the value without them, or, where a cookie has quotes, as a cookie: sessionid=VALUE.',
);
