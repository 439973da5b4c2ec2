/**
 * The way back from session.ts: session and user as a `_sessionspy` field holds them. What it does not
 * hold of a snapshot is absent where the model allows it, and otherwise that of the side it describes in
 * full: docs/har.md lists these.
 */
import type { Identity, Impersonation } from '../model/identity.js';
import { sessionTag, type SessionTag } from '../model/ids.js';
import { payloadFromJson } from '../model/payload-from-json.js';
import { problem, type Problem, type ProblemCode } from '../model/problem.js';
import type {
  Integrity,
  PayloadChange,
  SessionSnapshot,
  SessionState,
  SessionTransition,
  StoreKind,
  TransitionKind,
} from '../model/session.js';
import type { EpochMs } from '../model/time.js';
import type { Exchange } from '../model/exchange.js';
import { itemsOf, memberOf, momentOf, oneOf, present, textOf } from './json-member.js';

const KINDS: readonly TransitionKind[] = [
  'created',
  'changed',
  'rotated',
  'logged-in',
  'logged-out',
  'user-switched',
  'destroyed',
  'expired',
];
const STATES: readonly SessionState[] = [
  'live',
  'missing',
  'expired',
  'bad-signature',
  'unreadable',
];
const STORES: readonly StoreKind[] = ['cookie', 'rows', 'keys', 'files'];
const INTEGRITIES: readonly Integrity[] = [
  'verified',
  'not-signed',
  'no-key',
  'bad-signature',
  'expired',
  'undecryptable',
];
/** What session.ts writes for an exchange whose session was not looked at. */
const NOT_LOOKED_AT = 'The session was not looked at in time.';

/** What the exchange did to its session; undefined where it was not looked at, or cannot be read. */
export function transitionOf(
  extension: unknown,
  exchange: Exchange,
): SessionTransition | undefined {
  const user = memberOf(extension, 'user');
  const session = memberOf(extension, 'session');
  if (session === undefined && textOf(memberOf(user, 'reason')) === NOT_LOOKED_AT) return undefined;
  const problems = itemsOf(memberOf(session, 'problems')).flatMap(problemOf);
  const actor = identityOf(user, problems);
  if (actor === undefined) return undefined;
  const sides = sidesOf(session, problems, exchange);
  return {
    kinds: itemsOf(memberOf(extension, 'events')).flatMap((event) => oneOf(event, KINDS) ?? []),
    ...sides,
    changes: itemsOf(memberOf(session, 'changed')).flatMap(changeOf),
    concurrent: memberOf(session, 'concurrent') === true,
    actor,
  };
}

function sidesOf(
  session: unknown,
  problems: readonly Problem[],
  exchange: Exchange,
): Pick<SessionTransition, 'before' | 'after'> {
  const [before, after] = [memberOf(session, 'before'), memberOf(session, 'after')];
  const full = fullSnapshot(session, problems);
  if (full === undefined) return {};
  const sideOf = (side: unknown, phase: 'before' | 'after'): SessionSnapshot | undefined => {
    const tag = tagOf(memberOf(side, 'tag'));
    const state = oneOf(memberOf(side, 'state'), STATES);
    const identity = identityOf(memberOf(side, 'user'), problems);
    if (tag === undefined || state === undefined || identity === undefined) return undefined;
    const isFull = phase === 'after' || after === undefined;
    const own = { tag, state, identity, phase, exchangeId: exchange.id };
    const ended = exchange.endedAt ?? exchange.startedAt;
    const readAt = phase === 'before' ? exchange.startedAt : ended;
    if (isFull) return { ...full, ...own, readAt };
    // Of the other side only this is recorded.
    const { framework, cookieName, heldIn, integrity, concurrent } = full;
    return { framework, cookieName, heldIn, integrity, concurrent, problems: [], ...own, readAt };
  };
  return {
    ...present('before', sideOf(before, 'before')),
    ...present('after', sideOf(after, 'after')),
  };
}

/** What is recorded of the one side in full: of the session as the response left it, or was found. */
function fullSnapshot(
  session: unknown,
  problems: readonly Problem[],
):
  | Omit<SessionSnapshot, 'tag' | 'state' | 'identity' | 'phase' | 'exchangeId' | 'readAt'>
  | undefined {
  const framework = textOf(memberOf(session, 'framework'));
  const cookieName = textOf(memberOf(session, 'cookie'));
  const heldIn = oneOf(memberOf(session, 'store'), STORES);
  const integrity = oneOf(memberOf(session, 'integrity'), INTEGRITIES);
  if (framework === undefined || cookieName === undefined) return undefined;
  if (heldIn === undefined || integrity === undefined) return undefined;
  const data = memberOf(session, 'data');
  return {
    framework,
    cookieName,
    concurrent: memberOf(session, 'concurrent') === true,
    heldIn,
    integrity,
    ...present('format', textOf(memberOf(session, 'format'))),
    ...(data === undefined ? {} : { payload: payloadFromJson(data) }),
    ...present('signedAt', epochOf(memberOf(session, 'signedAt'))),
    ...present('expiresAt', epochOf(memberOf(session, 'expiresAt'))),
    problems,
  };
}

const epochOf = (value: unknown): EpochMs | undefined => momentOf(value) as EpochMs | undefined;

const tagOf = (value: unknown): SessionTag | undefined => {
  const text = textOf(value);
  return text !== undefined && /^s-[0-9a-f]{1,64}$/.test(text)
    ? sessionTag(text.slice(2))
    : undefined;
};

/** A user. Of `unknown` the reason is recorded; if it is one of `problems`, its code is known as well. */
export function identityOf(user: unknown, problems: readonly Problem[]): Identity | undefined {
  switch (memberOf(user, 'kind')) {
    case 'anonymous':
      return { kind: 'anonymous' };
    case 'unknown': {
      const message = textOf(memberOf(user, 'reason')) ?? 'The recording does not say why.';
      const because = problems.find((each) => each.message === message);
      return { kind: 'unknown', because: because ?? problem('note', 'unrecognised', message) };
    }
    case 'authenticated':
      return authenticated(user);
    default:
      return undefined;
  }
}

function authenticated(user: unknown): Identity | undefined {
  const userId = textOf(memberOf(user, 'id'));
  if (userId === undefined) return undefined;
  const groups = memberOf(user, 'groups');
  return {
    kind: 'authenticated',
    userId,
    ...present('name', textOf(memberOf(user, 'name'))),
    via: memberOf(user, 'via') === 'directory' ? 'directory' : 'payload',
    verified: memberOf(user, 'verified') === true,
    ...present('isStaff', switchOf(memberOf(user, 'staff'))),
    ...present('isSuperuser', switchOf(memberOf(user, 'superuser'))),
    ...(groups === undefined
      ? {}
      : { groups: itemsOf(groups).flatMap((name) => textOf(name) ?? []) }),
    ...present('backend', textOf(memberOf(user, 'backend'))),
    ...present('impersonation', impersonationOf(memberOf(user, 'impersonation'))),
  };
}

const switchOf = (value: unknown): boolean | undefined =>
  typeof value === 'boolean' ? value : undefined;

function impersonationOf(value: unknown): Impersonation | undefined {
  const role = oneOf(memberOf(value, 'role'), ['impersonator', 'target'] as const);
  const [userId, by] = [textOf(memberOf(value, 'id')), textOf(memberOf(value, 'by'))];
  if (role === undefined || userId === undefined || by === undefined) return undefined;
  return { role, userId, ...present('name', textOf(memberOf(value, 'name'))), by };
}

function changeOf(change: unknown): PayloadChange[] {
  const op = oneOf(memberOf(change, 'op'), ['added', 'removed', 'changed'] as const);
  if (op === undefined) return [];
  return [
    {
      op,
      path: itemsOf(memberOf(change, 'path')).flatMap((step) => textOf(step) ?? []),
      ...sideOfChange(change, 'before'),
      ...sideOfChange(change, 'after'),
    },
  ];
}

/** A value may be null; only a name that is not there is an absent value. */
const sideOfChange = (
  change: unknown,
  name: 'before' | 'after',
): Pick<PayloadChange, 'before' | 'after'> =>
  typeof change === 'object' && change !== null && Object.hasOwn(change, name)
    ? { [name]: payloadFromJson(memberOf(change, name) ?? null) }
    : {};

/** A problem as recorded; nothing where it is none. */
export function problemOf(value: unknown): Problem[] {
  const code = textOf(memberOf(value, 'code'));
  const severity = oneOf(memberOf(value, 'severity'), ['note', 'warning', 'error'] as const);
  const message = textOf(memberOf(value, 'message'));
  if (code === undefined || severity === undefined || message === undefined) return [];
  // A code of another version is shown like the known ones; nothing is decided by an unknown code.
  return [problem(severity, code as ProblemCode, message, textOf(memberOf(value, 'remedy')))];
}
