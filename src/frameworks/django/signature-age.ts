/**
 * Whether a signature is too old (core/signing.py TimestampSigner.unsign: refused when its age is
 * greater than max_age). Only what Django itself judges is judged: the time in a stored session is
 * never looked at.
 */
import type { ExamineOptions } from '../../model/examination.js';
import { problem, type Problem } from '../../model/problem.js';
import type { Integrity } from '../../model/session.js';
import type { Settings } from '../../model/settings.js';
import type { EpochMs } from '../../model/time.js';
import { cookieAgeMs } from './settings.js';
import type { SigningUse } from './signing-uses.js';

export interface AgeVerdict {
  readonly integrity: Integrity;
  readonly expiresAt?: EpochMs;
  readonly problems: readonly Problem[];
}

/** The verdict on a signature that a key has fitted; without a time it has no age. */
export function judgeAge(
  use: SigningUse,
  signedAt: EpochMs | undefined,
  options: ExamineOptions,
  settings: Settings,
): AgeVerdict {
  const fresh: AgeVerdict = { integrity: 'verified', problems: [] };
  if (signedAt === undefined) return fresh;
  const { now, maxAgeSeconds } = options;
  if (use.age === 'never') return { ...fresh, problems: uncheckedAge(options) };
  if (use.age === 'as-asked' && maxAgeSeconds === undefined) return fresh;
  const maxAgeMs = maxAgeSeconds === undefined ? cookieAgeMs(settings) : maxAgeSeconds * 1000;
  const isAssumed = maxAgeSeconds === undefined && !settings.has('SESSION_COOKIE_AGE');
  const isOver = now - signedAt > maxAgeMs;
  return {
    integrity: isOver ? 'expired' : 'verified',
    // Milliseconds after an epoch time are an epoch time again.
    expiresAt: (signedAt + maxAgeMs) as EpochMs,
    problems: [...(isOver ? [EXPIRED] : []), ...(isAssumed ? [ASSUMED] : [])],
  };
}

/** A note where an age was given for what has none that counts. */
export const uncheckedAge = ({ maxAgeSeconds }: ExamineOptions): readonly Problem[] =>
  maxAgeSeconds === undefined ? [] : [NOT_CHECKED];

/** A note where the signature is from the future, which Django does not mind. */
export function skewNotes(signedAt: EpochMs | undefined, now: EpochMs): readonly Problem[] {
  if (signedAt === undefined || signedAt <= now) return [];
  return [
    problem(
      'note',
      'clock-skew',
      'It was signed after the moment it is judged by: the clocks differ, or --at lies before.',
    ),
  ];
}

const EXPIRED = problem(
  'warning',
  'signature-expired',
  'The signature is good and too old, so Django refuses the value.',
);

const NOT_CHECKED = problem(
  'note',
  'age-not-checked',
  'Django never checks the age of such a value, so --max-age does not count: rows and files expire by dates of their own.',
);

const ASSUMED = problem(
  'note',
  'max-age-assumed',
  "No age was given, so Django's default of 1209600 seconds (two weeks) was taken.",
  'Give SESSION_COOKIE_AGE with --max-age where it differs.',
);
