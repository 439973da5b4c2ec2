/**
 * Values of django.core.signing: stored sessions since 3.1, sessions in their cookie, messages since
 * 3.2, and whatever else a project signs. The salt that fits says which; where none does, the content
 * says what it may be.
 */
import {
  algorithmOf,
  looksSigned,
  signedParts,
  verify,
  type SignedParts,
} from '../../envelopes/django-signing.js';
import type { HashAlgorithm } from '../../envelopes/salted-hmac.js';
import { base62Time } from '../../envelopes/timestamps.js';
import type { Examination, SignedWith } from '../../model/examination.js';
import type { Problem } from '../../model/problem.js';
import type { EpochMs } from '../../model/time.js';
import { refusalOf } from './accepted-forms.js';
import {
  BASE,
  provenWith,
  signatureProblems,
  userIn,
  type Examining,
  type Recogniser,
} from './examining.js';
import { cookieKeysOf } from './messages.js';
import { judgeAge, skewNotes, type AgeVerdict } from './signature-age.js';
import { guessUse, isLikelyTime } from './signed-guess.js';
import { signedLayers } from './signed-layers.js';
import { openValue, readAs, type OpenedValue, type SignedReading } from './signed-reading.js';
import { usesFor, type SigningUse } from './signing-uses.js';

export const examineSigned: Recogniser = (text, examining) => {
  if (!looksSigned(text)) return undefined;
  const opened = openValue(signedParts(text), examining.settings);
  const proof = proofOf(text, opened.parts, examining);
  const use = proof?.use ?? guessUse(opened, examining);
  return use && examined(opened, use, proof?.signedWith, examining);
};

interface Proof {
  readonly use: SigningUse;
  readonly signedWith: SignedWith;
}

/** The use whose salt fits, and the key. */
function proofOf(text: string, parts: SignedParts, examining: Examining): Proof | undefined {
  const { keys, settings, options, cookie } = examining;
  if (keys.length === 0 || algorithmOf(parts.signature) === undefined) return undefined;
  const rings = { secret: keys, cookie: cookieKeysOf(keys) };
  for (const use of usesFor(text, cookie?.name, settings, options)) {
    const { verdict } = verify(parts.signed, parts.signature, use.salt, rings[use.key]);
    const signedWith = provenWith(verdict, keys, use.salt);
    if (signedWith !== undefined) return { use, signedWith };
  }
  return undefined;
}

function examined(
  opened: OpenedValue,
  use: SigningUse,
  signedWith: SignedWith | undefined,
  examining: Examining,
): Examination {
  const { options, settings } = examining;
  const algorithm = algorithmOf(opened.parts.signature);
  const signedAt = signedAtOf(opened.parts, use);
  const read = readAs(use, opened, algorithm, signedAt !== undefined);
  const verdict = signedWith ? judgeAge(use, signedAt, options, settings) : unproven(examining);
  const named = userIn(read.payload);
  const isSession = use.place === 'stored' || use.place === 'cookie' || named.user !== undefined;
  return {
    ...BASE,
    holds: isSession ? 'session' : 'other',
    what: algorithm === undefined ? use.what : `${use.what}, ${VERSIONS[algorithm]}`,
    certainty: signedWith ? 'certain' : use.place === 'value' ? 'possible' : 'likely',
    format: read.format,
    layers: signedLayers(opened, read.format, algorithm, signedAt, signedWith),
    integrity: verdict.integrity,
    ...(signedWith === undefined ? {} : { signedWith }),
    ...(signedAt === undefined ? {} : { signedAt }),
    ...(verdict.expiresAt === undefined ? {} : { expiresAt: verdict.expiresAt }),
    ...(read.payload === undefined ? {} : { payload: read.payload }),
    ...named,
    facts: read.facts,
    problems: [
      ...verdict.problems,
      ...(signedWith ? refusals(use, algorithm, read, examining) : []),
      ...read.problems,
      ...skewNotes(signedAt, options.now),
    ],
  };
}

const VERSIONS: Readonly<Record<HashAlgorithm, string>> = {
  sha256: 'Django 3.1 and later',
  sha1: 'Django 1.4 to 3.2',
};

function unproven({ keys }: Examining): AgeVerdict {
  const integrity = keys.length > 0 ? 'bad-signature' : 'no-key';
  return { integrity, problems: signatureProblems(integrity, keys) };
}

/**
 * The time before the signature. A text signed by Signer has none, and what stands behind its last colon
 * is a part of it, so there only what looks like a time of today is taken for one.
 */
const signedAtOf = ({ time }: SignedParts, use: SigningUse): EpochMs | undefined =>
  use.place === 'value' && !isLikelyTime(time) ? undefined : base62Time(time);

/** A form that the app's Django does not read any more, or not yet. */
function refusals(
  { place }: SigningUse,
  algorithm: HashAlgorithm | undefined,
  read: SignedReading,
  { settings }: Examining,
): readonly Problem[] {
  if (algorithm === undefined || (place !== 'stored' && place !== 'cookie')) return [];
  const refusal = refusalOf(read, `${place} ${algorithm}`, settings);
  return refusal === undefined ? [] : [refusal];
}
