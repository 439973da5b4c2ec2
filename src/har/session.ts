/** Session and user as the `_sessionspy` field shows them. */
import type { Identity } from '../model/identity.js';
import type { Observation } from '../model/observation.js';
import { payloadJson } from '../model/payload-json.js';
import type { Problem } from '../model/problem.js';
import type { PayloadChange, SessionSnapshot, SessionTransition } from '../model/session.js';
import { isoDate } from './cookies.js';
import type { HarChange, HarProblem, HarSession, HarSessionSide, HarUser } from './extension.js';
import type { Redactor } from './redact.js';
import { redactChange, redactPayload } from './redact-payload.js';

/** A user; names absent from the identity are null. */
export function harUser(identity: Identity | undefined): HarUser {
  const nobody = { id: null, name: null, via: null, verified: null, reason: null };
  switch (identity?.kind) {
    case undefined:
      return { ...nobody, kind: 'unknown', reason: 'The session was not looked at in time.' };
    case 'anonymous':
      return { ...nobody, kind: 'anonymous' };
    case 'unknown':
      return { ...nobody, kind: 'unknown', reason: identity.because.message };
    case 'authenticated': {
      const { userId, name, via, verified } = identity;
      return { kind: 'authenticated', id: userId, name: name ?? null, via, verified, reason: null };
    }
    default:
      return identity satisfies never;
  }
}

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
