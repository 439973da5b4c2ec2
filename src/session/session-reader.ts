/**
 * One session cookie followed to its end: opened, looked up, decoded, its user named. Everything
 * that goes wrong on the way becomes part of the reading; nothing throws. It knows frameworks and
 * stores as interfaces only, and remembers nothing.
 */
import type { FrameworkAdapter, ReadPayload, SessionCookie } from '../frameworks/adapter.js';
import { ANONYMOUS, type Identity } from '../model/identity.js';
import { problem, type Problem } from '../model/problem.js';
import type { SessionSnapshot, SessionState, StoreKind } from '../model/session.js';
import type { StoreRecord } from '../model/store.js';
import type { EpochMs } from '../model/time.js';
import type { ReaderContext } from './reader-context.js';
import type { StoreLookup } from './session-stores.js';
import { nameUser } from './user-naming.js';
import type { WatchedStore } from './watched-store.js';

/** What a reading found: a snapshot without the circumstances of when and for whom it was taken. */
export type SessionReading = Pick<
  SessionSnapshot,
  | 'heldIn'
  | 'state'
  | 'integrity'
  | 'format'
  | 'payload'
  | 'signedAt'
  | 'expiresAt'
  | 'identity'
  | 'problems'
>;

/** `justSet`: the app set this very cookie in the exchange, so its session must exist somewhere. */
export async function readSession(
  adapter: FrameworkAdapter,
  cookie: SessionCookie,
  justSet: boolean,
  context: ReaderContext,
  signal: AbortSignal,
): Promise<SessionReading> {
  const { keys, settings, stores } = context;
  const opened = adapter.open(cookie, keys, settings, context.now());
  switch (opened.kind) {
    case 'unreadable':
      return unread('cookie', 'unreadable', opened.problem);
    case 'payload':
      return decoded(adapter, opened, { heldIn: 'cookie' }, context, signal);
    case 'session-id': {
      const lookup = await stores.get((kind) => adapter.locate(opened.id, kind, settings), signal);
      if (lookup.kind !== 'found') return notFound(lookup, justSet);
      const place = { heldIn: lookup.record.kind, heldBy: lookup.store };
      return readRecordAs(adapter, lookup.record, place, context, signal);
    }
    default:
      return opened satisfies never;
  }
}

/** What a store holds, decoded, its user named. */
export function readRecordAs(
  adapter: FrameworkAdapter,
  record: StoreRecord,
  place: Place,
  context: ReaderContext,
  signal: AbortSignal,
): Promise<SessionReading> {
  const content = adapter.read(record, context.keys, context.settings, context.now());
  return decoded(adapter, content, place, context, signal);
}

function unread(heldIn: StoreKind, state: SessionState, why: Problem): SessionReading {
  const identity: Identity = { kind: 'unknown', because: why };
  return { heldIn, state, integrity: 'no-key', identity, problems: [why] };
}

/** A session that is not there is nobody's, once we know that we look in the right place. */
function notFound(
  lookup: Exclude<StoreLookup, { kind: 'found' }>,
  justSet: boolean,
): SessionReading {
  switch (lookup.kind) {
    case 'nowhere':
      return unread('rows', 'unreadable', NO_STORE);
    case 'failed':
      return unread(lookup.heldIn, 'unreadable', lookup.problem);
    case 'absent': {
      if (justSet || !lookup.proven) {
        return unread(lookup.heldIn, 'missing', notThere(lookup.label, 'error'));
      }
      const { heldIn, label } = lookup;
      const problems = [notThere(label, 'note')];
      return { heldIn, state: 'missing', integrity: 'not-signed', identity: ANONYMOUS, problems };
    }
    default:
      return lookup satisfies never;
  }
}

const NO_STORE = problem(
  'error',
  'no-store',
  'The cookie is a key into a session store, and no store is configured.',
  'Give it with --store, for example --store sqlite:db.sqlite3.',
);

const notThere = (label: string, severity: 'error' | 'note'): Problem =>
  problem(
    severity,
    'session-not-in-store',
    `The store ${label} holds no session of this id.`,
    severity === 'note'
      ? undefined
      : 'If the app keeps its sessions elsewhere, say where with --store.',
  );

/** Where a session was found. */
interface Place {
  readonly heldIn: StoreKind;
  readonly heldBy?: WatchedStore;
}

async function decoded(
  adapter: FrameworkAdapter,
  content: ReadPayload,
  place: Place,
  context: ReaderContext,
  signal: AbortSignal,
): Promise<SessionReading> {
  const state = stateOf(content, context.now());
  const facts = {
    heldIn: place.heldIn,
    integrity: content.integrity,
    ...(content.format === undefined ? {} : { format: content.format }),
    ...(content.payload === undefined ? {} : { payload: content.payload }),
    ...(content.signedAt === undefined ? {} : { signedAt: content.signedAt }),
    ...(content.expiresAt === undefined ? {} : { expiresAt: content.expiresAt }),
  };
  if (state === 'expired') {
    return { ...facts, state, identity: ANONYMOUS, problems: [...content.problems, EXPIRED] };
  }
  if (content.payload === undefined || state === 'bad-signature') {
    const because = content.problems[0] ?? (state === 'bad-signature' ? BAD_SIGNATURE : UNREADABLE);
    const problems = content.problems.length > 0 ? content.problems : [because];
    return { ...facts, state, identity: { kind: 'unknown', because }, problems };
  }
  const { payload, integrity } = content;
  const named = await nameUser(adapter, payload, integrity, place.heldBy, context, signal);
  return {
    ...facts,
    state,
    identity: named.identity,
    problems: [...content.problems, ...named.problems],
  };
}

function stateOf(content: ReadPayload, now: EpochMs): SessionState {
  if (content.integrity === 'bad-signature') return 'bad-signature';
  if (content.integrity === 'undecryptable' || content.payload === undefined) return 'unreadable';
  const isOver = content.expiresAt !== undefined && content.expiresAt <= now;
  return isOver || content.integrity === 'expired' ? 'expired' : 'live';
}

const EXPIRED = problem('note', 'session-expired', 'The session is past its expiry.');
const UNREADABLE = problem('error', 'payload-malformed', 'The session could not be decoded.');
const BAD_SIGNATURE = problem(
  'error',
  'bad-signature',
  'The signature fits none of the configured secrets.',
  "Give the app's own key with --secret.",
);
