/** A report as one JSON object; docs/decode.md describes each key, and a test compares. Pure. */
import type { SetCookie } from '../../model/cookie.js';
import type { Examination, Layer } from '../../model/examination.js';
import { payloadJson } from '../../model/payload-json.js';
import type { Problem } from '../../model/problem.js';
import type { Integrity } from '../../model/session.js';
import { isoText } from './moments.js';
import type { Part, Report } from './report.js';
import { attributeProblems } from './set-cookie-words.js';

export interface JsonContext {
  readonly nowMs: number;
  readonly keyCount: number;
  /** Of stdin, from 1; undefined for a value given as argument. */
  readonly lineNumber: number | undefined;
}

/** Without a line break. Never fails: what is too long to be printed is left out, with a problem. */
export const reportJson = (report: Report, context: JsonContext): string =>
  JSON.stringify(reportObject(report, context));

/** Keys in the order in which they are printed. */
export function reportObject(report: Report, context: JsonContext): Record<string, unknown> {
  const { main, others, unread, layers, problems } = report;
  const part = main === undefined ? nothingObject(context) : partObject(main, context, layers);
  return {
    ...part,
    ...(main === undefined ? { layers } : {}),
    problems: [...problems, ...(main === undefined ? [] : problemsOf(main))],
    others: others.map((other) => partObject(other, context, [])),
    unread,
    line: context.lineNumber ?? null,
  };
}

/** What is said of each value, and of each further cookie of a line. */
function partObject(
  part: Part,
  { nowMs }: JsonContext,
  outer: readonly Layer[],
): Record<string, unknown> {
  const { examination } = part;
  const { signedWith, signedAt, expiresAt, payload, user, facts } = examination;
  return {
    framework: examination.framework,
    what: examination.what,
    certainty: examination.certainty,
    holds: examination.holds,
    format: examination.format ?? null,
    integrity: examination.integrity,
    signedWith: signedWith === undefined ? null : signedWithObject(signedWith),
    signedAt: secondsOf(signedAt),
    signedAtIso: isoOf(signedAt),
    ageSeconds: signedAt === undefined ? null : (nowMs - signedAt) / 1000,
    expiresAt: secondsOf(expiresAt),
    expiresAtIso: isoOf(expiresAt),
    payload: payload === undefined ? null : payloadJson(payload),
    user: user === undefined ? null : { id: user.id, backend: user.backend ?? null },
    facts: Object.fromEntries(facts.map(({ name, value }) => [name, value])),
    cookie: cookieObject(part),
    layers: [...outer, ...examination.layers],
    problems: problemsOf(part),
  };
}

/** The same keys where nothing was recognised. */
function nothingObject({ keyCount }: JsonContext): Record<string, unknown> {
  // With keys at hand, what nothing recognises is refused as what is signed by another.
  const integrity: Integrity = keyCount > 0 ? 'bad-signature' : 'not-signed';
  return {
    framework: null,
    what: 'nothing that is known',
    certainty: null,
    holds: null,
    format: null,
    integrity,
    signedWith: null,
    signedAt: null,
    signedAtIso: null,
    ageSeconds: null,
    expiresAt: null,
    expiresAtIso: null,
    payload: null,
    user: null,
    facts: {},
    cookie: null,
  };
}

const signedWithObject = ({
  keyIndex,
  origin,
  salt,
}: NonNullable<Examination['signedWith']>): Record<string, unknown> => ({
  secret: keyIndex + 1,
  origin,
  salt: salt ?? null,
});

function cookieObject({ cookieName, setCookie }: Part): Record<string, unknown> | null {
  if (cookieName === undefined) return null;
  return {
    name: cookieName,
    attributes: setCookie === undefined ? null : attributesObject(setCookie),
  };
}

const attributesObject = (setCookie: SetCookie): Record<string, unknown> => ({
  expires: secondsOf(setCookie.expires),
  maxAge: setCookie.maxAgeSeconds ?? null,
  domain: setCookie.domain ?? null,
  path: setCookie.path ?? null,
  secure: setCookie.secure,
  httpOnly: setCookie.httpOnly,
  sameSite: setCookie.sameSite ?? null,
  partitioned: setCookie.partitioned,
});

/** Those of the examination and of the attributes. */
export const problemsOf = ({ examination, setCookie }: Part): readonly Problem[] => [
  ...examination.problems,
  ...(setCookie === undefined ? [] : attributeProblems(setCookie, examination.holds !== 'other')),
];

const secondsOf = (epochMs: number | undefined): number | null =>
  epochMs === undefined ? null : epochMs / 1000;

const isoOf = (epochMs: number | undefined): string | null =>
  epochMs === undefined ? null : (isoText(epochMs) ?? null);
