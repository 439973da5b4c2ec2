/** Session and user as the `_sessionspy` field shows them. */
import type { Identity, Impersonation } from '../model/identity.js';
import type { Observation } from '../model/observation.js';
import { payloadJson } from '../model/payload-json.js';
import type { Problem } from '../model/problem.js';
import type { PayloadChange, SessionSnapshot, SessionTransition } from '../model/session.js';
import { isoDate } from './cookies.js';
import type {
  HarChange,
  HarImpersonation,
  HarProblem,
  HarSession,
  HarSessionSide,
  HarUser,
} from './extension.js';
import type { Redactor } from './redact.js';
import { redactChange, redactPayload } from './redact-payload.js';

/** A user; names absent from the identity are null. */
export function harUser(identity: Identity | undefined): HarUser {
  switch (identity?.kind) {
    case undefined:
      return { ...NOBODY, kind: 'unknown', reason: 'The session was not looked at in time.' };
    case 'anonymous':
      return { ...NOBODY, kind: 'anonymous' };
    case 'unknown':
      return { ...NOBODY, kind: 'unknown', reason: identity.because.message };
    case 'authenticated':
      return {
        kind: 'authenticated',
        id: identity.userId,
        name: identity.name ?? null,
        via: identity.via,
        verified: identity.verified,
        staff: identity.isStaff ?? null,
        superuser: identity.isSuperuser ?? null,
        groups: identity.groups ?? null,
        backend: identity.backend ?? null,
        impersonation: harImpersonation(identity.impersonation),
        reason: null,
      };
    default:
      return identity satisfies never;
  }
}

const NOBODY = {
  id: null,
  name: null,
  via: null,
  verified: null,
  staff: null,
  superuser: null,
  groups: null,
  backend: null,
  impersonation: null,
  reason: null,
} satisfies Omit<HarUser, 'kind'>;

const harImpersonation = (impersonation: Impersonation | undefined): HarImpersonation | null =>
  impersonation === undefined
    ? null
    : {
        role: impersonation.role,
        id: impersonation.userId,
        name: impersonation.name ?? null,
        by: impersonation.by,
      };

/** What the exchange found and left of its session; null where there was none. */
export function harSession(observation: Observation, redactor: Redactor): HarSession | null {
  const { session } = observation;
  const shown = session?.after ?? session?.before;
  if (session === undefined || shown === undefined) return null;
  const { signedAt, expiresAt, payload } = shown;
  return {
    tag: shown.tag,
    cookie: shown.cookieName,
    framework: shown.framework,
    store: shown.heldIn,
    state: shown.state,
    integrity: shown.integrity,
    format: shown.format ?? null,
    ...createdAt(session, observation),
    ...(signedAt === undefined ? {} : { signedAt: isoDate(signedAt) }),
    expiresAt: expiresAt === undefined ? null : isoDate(expiresAt),
    data: payload === undefined ? null : payloadJson(redactPayload(payload, redactor)),
    changed: session.changes.map((change) => harChange(change, redactor)),
    concurrent: session.concurrent,
    before: side(session.before),
    after: side(session.after),
    problems: shown.problems.map(harProblem),
  };
}

/** A problem, as it stands in the model. */
export const harProblem = ({ code, severity, message, remedy }: Problem): HarProblem => ({
  code,
  severity,
  message,
  ...(remedy === undefined ? {} : { remedy }),
});

const createdAt = (
  { kinds }: SessionTransition,
  { exchange }: Observation,
): Pick<HarSession, 'createdAt'> =>
  kinds.includes('created') ? { createdAt: isoDate(exchange.startedAt) } : {};

const side = (snapshot: SessionSnapshot | undefined): HarSessionSide | null =>
  snapshot === undefined
    ? null
    : { tag: snapshot.tag, state: snapshot.state, user: harUser(snapshot.identity) };

function harChange(change: PayloadChange, redactor: Redactor): HarChange {
  const { op, path, before, after } = redactChange(change, redactor);
  return {
    op,
    path,
    ...(before === undefined ? {} : { before: payloadJson(before) }),
    ...(after === undefined ? {} : { after: payloadJson(after) }),
  };
}
