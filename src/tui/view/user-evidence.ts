/**
 * By which evidence a request is somebody's: the steps from the cookie to the person, each with what
 * came of it. Only what the reading recorded is said; a step that was never reached is `not asked`.
 */
import { identityLabel, type Identity } from '../../model/identity.js';
import type { CookieReport } from '../../model/cookie.js';
import type { Problem, ProblemCode } from '../../model/problem.js';
import type { SessionSnapshot } from '../../model/session.js';
import { dateTimeText } from './quantities.js';
import { PLACES } from './session-words.js';

export type Verdict = 'ok' | 'failed' | 'unclear' | 'none' | 'not asked';

export interface EvidenceStep {
  readonly name: string;
  readonly verdict: Verdict;
  readonly words: string;
  readonly problems: readonly Problem[];
}

interface Finding {
  readonly verdict: Verdict;
  readonly words: string;
  /** The steps after it were not taken. */
  readonly stops?: true;
}

interface Evidence {
  readonly side: SessionSnapshot;
  readonly cookies: CookieReport;
  readonly has: (...codes: readonly ProblemCode[]) => boolean;
}

interface Step {
  readonly name: string;
  readonly codes: readonly ProblemCode[];
  readonly find: (evidence: Evidence) => Finding;
}

/** The steps that led from this session to its user, in the order they are taken. */
export function evidenceSteps(
  side: SessionSnapshot,
  cookies: CookieReport,
): readonly EvidenceStep[] {
  const problems = problemsOf(side);
  const evidence: Evidence = {
    side,
    cookies,
    has: (...codes) => problems.some(({ code }) => codes.includes(code)),
  };
  let stopped = false;
  return stepsFor(side).map(({ name, codes, find }) => {
    const finding: Finding = stopped ? NOT_ASKED : find(evidence);
    if (finding.stops === true) stopped = true;
    const own = problems.filter(({ code }) => codes.includes(code));
    return { name, verdict: finding.verdict, words: finding.words, problems: own };
  });
}

/** Problems that belong to none of the steps. */
export const otherProblems = (side: SessionSnapshot): readonly Problem[] =>
  problemsOf(side).filter(({ code }) => !STEPS.some(({ codes }) => codes.includes(code)));

const problemsOf = ({ problems, identity }: SessionSnapshot): readonly Problem[] => {
  const because = identity.kind === 'unknown' ? [identity.because] : [];
  const all = [...problems, ...because];
  return [...new Map(all.map((one) => [`${one.code} ${one.message}`, one])).values()];
};

const NOT_ASKED: Finding = { verdict: 'not asked', words: '' };

/** What is in the cookie itself is proven first; what is in a store must be found first. */
const stepsFor = ({ heldIn }: SessionSnapshot): readonly Step[] =>
  heldIn === 'cookie' ? STEPS.filter((step) => step !== STORE) : STEPS;

const COOKIE: Step = {
  name: 'Cookie',
  codes: ['cookie-malformed', 'session-id-malformed', 'unrecognised'],
  find({ side, cookies, has }) {
    const { cookieName, framework } = side;
    const sent = cookies.sent.some(({ name }) => name === cookieName);
    const set = cookies.set.some(({ name }) => name === cookieName);
    const removed = cookies.changes.some(
      (change) => change.kind === 'removed' && change.name === cookieName,
    );
    const how = sent
      ? set
        ? ` was sent, and ${removed ? 'removed' : 'set'} by the response`
        : ' was sent'
      : set
        ? ' was set'
        : '';
    const words = `${cookieName}${how}: where ${framework} keeps its session`;
    return has('cookie-malformed', 'session-id-malformed')
      ? { verdict: 'failed', words, stops: true }
      : { verdict: 'ok', words };
  },
};

const STORE: Step = {
  name: 'Session',
  codes: [
    'no-store',
    'store-missing',
    'store-unreachable',
    'store-locked',
    'store-refused',
    'store-timeout',
    'table-missing',
    'store-unsuitable',
    'session-not-in-store',
    'session-expired',
  ],
  find({ side, has }) {
    const { state, heldIn, expiresAt } = side;
    const place = PLACES[heldIn];
    const until = expiresAt === undefined ? '' : `, expires ${dateTimeText(expiresAt)}`;
    if (state === 'missing')
      return { verdict: 'failed', words: 'its id leads nowhere', stops: true };
    if (state === 'expired')
      return { verdict: 'failed', words: `found ${place}, but over${until}`, stops: true };
    if (has('no-store'))
      return { verdict: 'unclear', words: 'no store is known to look in', stops: true };
    if (state === 'unreadable' && has(...STORE.codes)) {
      return { verdict: 'unclear', words: 'the store did not answer', stops: true };
    }
    return { verdict: 'ok', words: `found ${place}${until}` };
  },
};

const SIGNATURE: Step = {
  name: 'Signature',
  codes: ['no-secret', 'bad-signature', 'signature-expired'],
  find({ side }) {
    switch (side.integrity) {
      case 'verified':
        return { verdict: 'ok', words: 'it fits a known secret' };
      case 'not-signed':
        return { verdict: 'none', words: 'not signed: that it stands in the store is the proof' };
      case 'no-key':
        return { verdict: 'unclear', words: 'no secret is known, so it was not checked' };
      case 'bad-signature':
        return { verdict: 'failed', words: 'it fits none of the known secrets', stops: true };
      case 'expired':
        return { verdict: 'failed', words: 'it is good, and too old', stops: true };
      case 'undecryptable':
        return { verdict: 'failed', words: 'no known secret decrypts it', stops: true };
      default:
        return side.integrity satisfies never;
    }
  },
};

const CONTENT: Step = {
  name: 'Content',
  codes: ['payload-malformed', 'payload-too-large', 'payload-unsafe'],
  find({ side }) {
    if (side.payload === undefined) {
      return { verdict: 'failed', words: 'it could not be read', stops: true };
    }
    return { verdict: 'ok', words: side.format === undefined ? 'read' : `read as ${side.format}` };
  },
};

const REJECTED: readonly ProblemCode[] = [
  'user-not-found',
  'user-inactive',
  'session-hash-mismatch',
];

const CLAIM: Step = {
  name: 'Claim',
  codes: ['backend-unknown'],
  find({ side, has }) {
    const { identity } = side;
    if (has('backend-unknown')) {
      return {
        verdict: 'failed',
        words: 'it names a user whose login does not count',
        stops: true,
      };
    }
    if (identity.kind === 'authenticated') {
      const by = identity.backend === undefined ? '' : `, logged in by ${identity.backend}`;
      return { verdict: 'ok', words: `it names user ${identity.userId}${by}` };
    }
    if (has(...REJECTED)) return { verdict: 'ok', words: 'it names a user' };
    return identity.kind === 'anonymous'
      ? { verdict: 'none', words: 'it names nobody: anonymous', stops: true }
      : { verdict: 'unclear', words: 'whom it names is not known', stops: true };
  },
};

const USER: Step = {
  name: 'User',
  codes: ['user-not-found', 'user-inactive', 'user-lookup-failed'],
  find({ side, has }) {
    const { identity } = side;
    if (has('user-not-found'))
      return { verdict: 'failed', words: 'there is no such user', stops: true };
    if (has('user-inactive')) {
      return { verdict: 'failed', words: 'found, and not active any more', stops: true };
    }
    if (has('user-lookup-failed')) {
      return { verdict: 'unclear', words: 'the user table could not be asked' };
    }
    if (has('session-hash-mismatch') && identity.kind !== 'authenticated') {
      return { verdict: 'ok', words: 'found in the user table' };
    }
    if (identity.kind === 'authenticated' && identity.via === 'directory') {
      return { verdict: 'ok', words: `found in the user table: ${personText(identity)}` };
    }
    return { verdict: 'not asked', words: 'no user table is known, the session alone names them' };
  },
};

type Authenticated = Identity & { kind: 'authenticated' };

function personText({ name, userId, isStaff, isSuperuser, groups }: Authenticated): string {
  return [
    name ?? `#${userId}`,
    ...(isSuperuser === true ? ['superuser'] : []),
    ...(isStaff === true ? ['staff'] : []),
    ...(groups === undefined
      ? []
      : [groups.length === 0 ? 'in no group' : `in ${groups.join(', ')}`]),
  ].join(', ');
}

const HASH: Step = {
  name: 'Password',
  codes: ['session-hash-mismatch', 'hash-unverifiable'],
  find({ side, has }) {
    const { identity } = side;
    if (has('hash-unverifiable')) {
      return { verdict: 'unclear', words: 'whether it changed since the login cannot be told' };
    }
    if (has('session-hash-mismatch')) {
      return identity.kind === 'authenticated'
        ? { verdict: 'unclear', words: 'the session does not say of which password it is' }
        : {
            verdict: 'failed',
            words: 'the hash in the session does not fit the user',
            stops: true,
          };
    }
    if (identity.kind === 'authenticated' && identity.via === 'directory') {
      return { verdict: 'ok', words: "nothing in the user's row speaks against the session" };
    }
    return { verdict: 'not asked', words: "without the user's row it cannot be compared" };
  },
};

const IMPERSONATION: Step = {
  name: 'Acting as',
  codes: [],
  find({ side: { identity } }) {
    if (identity.kind !== 'authenticated') return NOT_ASKED;
    const { impersonation } = identity;
    if (impersonation === undefined) return { verdict: 'none', words: 'nobody acts as another' };
    return { verdict: 'ok', words: `${identityLabel(identity)}, by ${impersonation.by}` };
  },
};

const STEPS: readonly Step[] = [
  COOKIE,
  STORE,
  SIGNATURE,
  CONTENT,
  CLAIM,
  USER,
  HASH,
  IMPERSONATION,
];
