/** A value as given, examined: the session first, then whatever else stood beside it. Pure. */
import type { FrameworkAdapter } from '../../frameworks/adapter.js';
import { examineBy } from '../../frameworks/registry.js';
import type { CookiePair, SetCookie } from '../../model/cookie.js';
import {
  MAX_EXAMINED_LENGTH,
  type ExaminedValue,
  type Examination,
  type ExamineOptions,
  type Layer,
} from '../../model/examination.js';
import type { KeyRing } from '../../model/keyring.js';
import { problem, type Problem } from '../../model/problem.js';
import type { Settings } from '../../model/settings.js';
import type { Given } from './given.js';

/** With what values are examined. */
export interface Examiner {
  readonly candidates: readonly FrameworkAdapter[];
  readonly keys: KeyRing;
  readonly settings: Settings;
  readonly options: ExamineOptions;
}

export interface Report {
  /** The notation or the line around it. */
  readonly layers: readonly Layer[];
  /** The session, where there is one; undefined where nothing was recognised. */
  readonly main?: Part;
  readonly others: readonly Part[];
  /** Names of the cookies that nobody knows. */
  readonly unread: readonly string[];
  /** Of the whole; those of its parts are theirs. */
  readonly problems: readonly Problem[];
}

export interface Part {
  readonly examination: Examination;
  readonly cookieName?: string;
  readonly setCookie?: SetCookie;
}

export function reportOn(given: Given, examiner: Examiner): Report {
  switch (given.kind) {
    case 'text':
      return ofValue({ kind: 'text', text: given.text }, given.layers, examiner);
    case 'bytes':
      return ofValue({ kind: 'bytes', bytes: given.bytes }, given.layers, examiner);
    case 'cookies':
      return ofCookies(given.pairs, given.layers, examiner);
    case 'set-cookie':
      return ofSetCookie(given.setCookie, given.layers, examiner);
    case 'not-base64':
      return nothing(given.layers, NOT_BASE64);
    default:
      return given satisfies never;
  }
}

/** A line of stdin that was not even kept. */
export const tooLongReport = (): Report => nothing([], TOO_LONG);

const nothing = (
  layers: readonly Layer[],
  why: Problem,
  unread: readonly string[] = [],
): Report => ({ layers, others: [], unread, problems: [why] });

function ofValue(value: ExaminedValue, layers: readonly Layer[], examiner: Examiner): Report {
  const examination = examinedBy(examiner, value);
  if (examination !== undefined) {
    return { layers, main: { examination }, others: [], unread: [], problems: [] };
  }
  const { length } = value.kind === 'bytes' ? value.bytes : value.text;
  return nothing(layers, length > MAX_EXAMINED_LENGTH ? TOO_LONG : unrecognised(examiner));
}

const examinedBy = (
  { candidates, keys, settings, options }: Examiner,
  value: ExaminedValue,
): Examination | undefined => examineBy(candidates, value, keys, settings, options);

/** Browsers send fewer: a header would not hold them. */
const MAX_COOKIES = 128;

function ofCookies(
  pairs: readonly CookiePair[],
  layers: readonly Layer[],
  examiner: Examiner,
): Report {
  const line = pairs.slice(0, MAX_COOKIES);
  const parts = line.map(({ name, value }) => {
    const cookie = { name, line };
    const examination = examinedBy(examiner, { kind: 'text', text: value, cookie });
    return examination && { examination, cookieName: name };
  });
  const known = parts.filter((part) => part !== undefined);
  const unread = line.flatMap(({ name }, at) => (parts[at] === undefined ? [name] : []));
  const main = parts[sessionAt(line, examiner)] ?? known.findLast(isSession) ?? known[0];
  if (main === undefined) return nothing(layers, unrecognised(examiner), unread);
  return {
    layers,
    main,
    others: known.filter((part) => part !== main),
    unread,
    problems: pairs.length > MAX_COOKIES ? [TOO_MANY] : [],
  };
}

const isSession = ({ examination }: Part): boolean => examination.holds !== 'other';

/** Where the cookie stands that a framework takes for its session's; -1 where there is none. */
function sessionAt(line: readonly CookiePair[], { candidates, settings }: Examiner): number {
  for (const adapter of candidates) {
    const found = adapter.recognise(line, settings);
    const at = line.findLastIndex(
      (pair) =>
        pair.name === found?.name && adapter.recognise([pair], settings)?.value === found.value,
    );
    if (at >= 0) return at;
  }
  return -1;
}

function ofSetCookie(setCookie: SetCookie, layers: readonly Layer[], examiner: Examiner): Report {
  const { name, value } = setCookie;
  const cookie = { name, line: [{ name, value }] };
  const examination = examinedBy(examiner, { kind: 'text', text: value, cookie });
  if (examination === undefined) return nothing(layers, unrecognised(examiner), [name]);
  const main = { examination, cookieName: name, setCookie };
  return { layers, main, others: [], unread: [], problems: [] };
}

function unrecognised({ candidates }: Examiner): Problem {
  const tried = candidates.map(({ name, examines }) => `${name}: ${examines.join(', ')}`);
  return problem(
    'error',
    'unrecognised',
    `It is in no form that is known; looked for were, of ${tried.join('; of ')}.`,
    'Check that the value is whole; give bytes as base64 with --base64.',
  );
}

const NOT_BASE64 = problem(
  'error',
  'unrecognised',
  'It is no base64, though --base64 says so.',
  'Give the bytes as base64, or leave --base64 out.',
);

const TOO_LONG = problem(
  'error',
  'payload-too-large',
  'It is longer than what is looked at, which is 2 MiB.',
);

const TOO_MANY = problem(
  'warning',
  'payload-too-large',
  `Only the first ${MAX_COOKIES} cookies were looked at.`,
);
