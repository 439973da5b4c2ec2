/** What the parts of an examination have in common. */
import type { Verdict } from '../../envelopes/salted-hmac.js';
import type {
  ExaminedUser,
  Examination,
  ExamineOptions,
  Layer,
  NamedCookie,
  SignedWith,
} from '../../model/examination.js';
import type { KeyRing } from '../../model/keyring.js';
import type { PayloadValue } from '../../model/payload.js';
import { problem, type Problem } from '../../model/problem.js';
import type { Integrity } from '../../model/session.js';
import type { Settings } from '../../model/settings.js';
import type { EpochMs } from '../../model/time.js';
import { claimOf } from './users.js';

export interface Examining {
  readonly keys: KeyRing;
  readonly settings: Settings;
  readonly options: ExamineOptions;
  readonly cookie?: NamedCookie;
}

/** undefined: the text is none of these. */
export type Recogniser = (text: string, examining: Examining) => Examination | undefined;

/** What all of Django's values have; the rest is for who recognises one. */
export const BASE = {
  framework: 'django',
  holds: 'other',
  integrity: 'not-signed',
  layers: [],
  facts: [],
  problems: [],
} as const satisfies Partial<Examination>;

/** Members for the user whom the payload names; none where it names nobody. */
export function userIn(payload: PayloadValue | undefined): { readonly user?: ExaminedUser } {
  const claim = payload === undefined ? undefined : claimOf(payload);
  if (claim?.kind !== 'user') return {};
  const { userId, backend } = claim;
  return { user: { id: userId, ...(backend === undefined ? {} : { backend }) } };
}

/** Which key fitted; undefined where none did. */
export function provenWith(
  verdict: Verdict,
  keys: KeyRing,
  salt: string | undefined,
): SignedWith | undefined {
  if (verdict.integrity !== 'verified') return undefined;
  const { keyIndex } = verdict;
  const origin = keys[keyIndex]?.origin ?? '';
  return { keyIndex, origin, ...(salt === undefined ? {} : { salt }) };
}

/** What is to be said of a check that did not succeed. */
export function signatureProblems(integrity: Integrity, keys: KeyRing): readonly Problem[] {
  if (integrity === 'no-key') return [NO_SECRET];
  if (integrity !== 'bad-signature') return [];
  const secrets = keys.length === 1 ? 'the secret' : `any of the ${keys.length} secrets`;
  return [
    problem(
      'error',
      'bad-signature',
      `The signature does not fit ${secrets}: another key signed it, or it was changed.`,
      "Give the app's SECRET_KEY and its fallbacks with --secret, and a salt of its own with --salt.",
    ),
  ];
}

const NO_SECRET = problem(
  'note',
  'no-secret',
  'No secret is known, so the signature was not checked.',
  "Give the app's SECRET_KEY with --secret env:NAME or --secret @FILE.",
);

/** The innermost layer, from a payload's format: `pickle protocol 2` is a pickle of protocol 2. */
export function contentLayer(format: string, sizeBytes: number): Layer {
  const [name = '', ...rest] = format.split(' ');
  return { name, detail: [rest.join(' '), countOf(sizeBytes, 'byte')].filter(Boolean).join(', ') };
}

/** Base62 seconds, the last part before a signature. */
export const timeLayer = (time: string, signedAt: EpochMs): Layer => ({
  name: 'time',
  detail: `${time}, base62 of ${signedAt / 1000}`,
});

/** `1 byte`, `2 bytes`. */
export const countOf = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;
