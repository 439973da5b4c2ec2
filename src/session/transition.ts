/**
 * What one exchange did to the session, from how it found it and how it left it. Pure. Claims are
 * made only about what was read: where a side is unreadable, nothing is said about the difference.
 */
import { ANONYMOUS, type Identity } from '../model/identity.js';
import { emptyMap, type PayloadValue } from '../model/payload.js';
import type {
  PayloadChange,
  SessionSnapshot,
  SessionTransition,
  TransitionKind,
} from '../model/session.js';
import { diffPayloads } from '../model/payload-diff.js';

export interface TransitionEvidence {
  readonly before?: SessionSnapshot;
  readonly after?: SessionSnapshot;
  /** Who asks when there is no session on either side. */
  readonly withoutSession: Identity;
}

/** The transition, with every kind that holds. */
export function transitionOf(evidence: TransitionEvidence): SessionTransition {
  const { before, after, withoutSession } = evidence;
  const { kinds, changes } = compareSides(before, after);
  return {
    kinds,
    changes,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    concurrent: before?.concurrent === true || after?.concurrent === true,
    actor: actorOf(kinds, before, after) ?? withoutSession,
  };
}

interface Comparison {
  readonly kinds: readonly TransitionKind[];
  readonly changes: readonly PayloadChange[];
}

const NOTHING: Comparison = { kinds: [], changes: [] };

function compareSides(before?: SessionSnapshot, after?: SessionSnapshot): Comparison {
  if (isUnread(before) || isUnread(after)) return NOTHING;
  if (isThere(before)) {
    return isThere(after) ? compareLive(before, after) : compareEnded(before, after);
  }
  return isThere(after) ? compareCreated(after) : NOTHING;
}

function compareCreated(after: SessionSnapshot): Comparison {
  const kinds: TransitionKind[] = ['created'];
  if (after.identity.kind === 'authenticated') kinds.push('logged-in');
  return { kinds, changes: diffPayloads(emptyMap, payloadOf(after)) };
}

function compareEnded(before: SessionSnapshot, after?: SessionSnapshot): Comparison {
  if (after?.state === 'expired') return { kinds: ['expired'], changes: [] };
  const kinds: TransitionKind[] = before.identity.kind === 'authenticated' ? ['logged-out'] : [];
  kinds.push('destroyed');
  return { kinds, changes: diffPayloads(payloadOf(before), emptyMap) };
}

function compareLive(before: SessionSnapshot, after: SessionSnapshot): Comparison {
  const changes = diffPayloads(payloadOf(before), payloadOf(after));
  const kinds: TransitionKind[] = [];
  const sameId = before.tag === after.tag;
  const login = loginKind(before.identity, after.identity);
  if (!sameId) kinds.push(...(isCarriedOver(login, changes) ? ['rotated' as const] : REPLACED));
  if (login !== undefined) kinds.push(login);
  if (sameId && login === undefined && changes.length > 0) kinds.push('changed');
  return { kinds, changes };
}

const REPLACED: readonly TransitionKind[] = ['destroyed', 'created'];

/** A rotation keeps what the session held; a flush drops it. */
function isCarriedOver(
  login: TransitionKind | undefined,
  changes: readonly PayloadChange[],
): boolean {
  if (login === 'user-switched' || login === 'logged-out') return false;
  return !changes.some((change) => change.op === 'removed' && change.path.length === 1);
}

function loginKind(before: Identity, after: Identity): TransitionKind | undefined {
  if (before.kind === 'anonymous' && after.kind === 'authenticated') return 'logged-in';
  if (before.kind === 'authenticated' && after.kind === 'anonymous') return 'logged-out';
  if (before.kind !== 'authenticated' || after.kind !== 'authenticated') return undefined;
  return before.userId === after.userId ? undefined : 'user-switched';
}

/** The user behind the request: who logged in, who logged out, or whom the session names. */
function actorOf(
  kinds: readonly TransitionKind[],
  before?: SessionSnapshot,
  after?: SessionSnapshot,
): Identity | undefined {
  if (kinds.includes('logged-out')) return before?.identity;
  if (after !== undefined) return after.identity;
  if (before === undefined) return undefined;
  return before.state === 'live' && kinds.length > 0 ? ANONYMOUS : before.identity;
}

/** A session with content to compare; one that fails its signature is compared all the same. */
const hasContent = (side: SessionSnapshot): boolean =>
  side.payload !== undefined && (side.state === 'live' || side.state === 'bad-signature');

const isThere = (side?: SessionSnapshot): side is SessionSnapshot =>
  side !== undefined && hasContent(side);

/** Something may be there, and what it holds is not known. */
const isUnread = (side?: SessionSnapshot): boolean =>
  side !== undefined && !hasContent(side) && side.identity.kind === 'unknown';

const payloadOf = (side: SessionSnapshot): PayloadValue => side.payload ?? emptyMap;
