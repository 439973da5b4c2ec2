/**
 * From a payload to a person: whom it names, whether that user exists, whether the framework would still
 * accept the session for that user, and who acts as whom.
 */
import type { FrameworkAdapter, IdentityClaim, UserVerdict } from '../frameworks/adapter.js';
import { ANONYMOUS, type Identity, type Impersonation } from '../model/identity.js';
import type { PayloadValue } from '../model/payload.js';
import type { Problem } from '../model/problem.js';
import type { Integrity } from '../model/session.js';
import type { Row } from '../model/store.js';
import type { KeyEvidence, ReaderContext } from './reader-context.js';
import type { UserLookup } from './user-directory.js';
import type { WatchedStore } from './watched-store.js';

interface Naming {
  readonly identity: Identity;
  readonly problems: readonly Problem[];
}

type UserClaim = IdentityClaim & { kind: 'user' };
type Authenticated = Identity & { kind: 'authenticated' };

export async function nameUser(
  adapter: FrameworkAdapter,
  payload: PayloadValue,
  integrity: Integrity,
  heldBy: WatchedStore | undefined,
  context: ReaderContext,
  signal: AbortSignal,
): Promise<Naming> {
  const { settings, keys, users, keyEvidence } = context;
  if (integrity === 'verified') keyEvidence.areTheApps = true;
  const claim = adapter.identify(payload, settings);
  if (claim.kind === 'nobody') return { identity: ANONYMOUS, problems: [] };

  const unnamed = byPayload(claim, integrity === 'verified' || integrity === 'not-signed');
  const query = adapter.userRow(claim.userId, settings);
  if (query === undefined) return { identity: unnamed, problems: [] };

  const decide = (lookup: UserLookup): Naming => {
    if (lookup.kind === 'nowhere' || lookup.kind === 'failed') {
      const problems = lookup.kind === 'failed' ? [lookup.problem] : [];
      return { identity: unnamed, problems };
    }
    const row = lookup.kind === 'found' ? lookup.row : undefined;
    const verdict = adapter.judge(claim, payload, row, keys, settings);
    return ruled(verdict, named(unnamed, row, adapter, context), keyEvidence);
  };
  const first = heldBy === undefined ? {} : { first: heldBy };
  let lookup = await users.find(query, signal, first);
  let naming = decide(lookup);
  if (naming.identity.kind !== 'authenticated' && lookup.kind === 'found' && lookup.cached) {
    // The row was read a moment ago and may have changed since, by a password change above all.
    lookup = await users.find(query, signal, { ...first, fresh: true });
    naming = decide(lookup);
  }
  if (naming.identity.kind !== 'authenticated' || lookup.kind !== 'found') return naming;
  const identity = await completed(adapter, naming.identity, lookup.store, context, signal);
  return { ...naming, identity };
}

/**
 * A hash that does not fit proves a changed password only if our key is known to be the app's;
 * otherwise the key itself may be the wrong one.
 */
function ruled(verdict: UserVerdict, identity: Identity, keyEvidence: KeyEvidence): Naming {
  if (verdict.kind === 'accepted') {
    if (verdict.keyFits === true) keyEvidence.areTheApps = true;
    return { identity, problems: verdict.problems };
  }
  const { problem } = verdict;
  const isDoubtful = problem.code === 'session-hash-mismatch' && !keyEvidence.areTheApps;
  return {
    identity: isDoubtful ? { kind: 'unknown', because: problem } : ANONYMOUS,
    problems: [problem],
  };
}

function byPayload(claim: UserClaim, verified: boolean): Authenticated {
  const { userId, name, backend, impersonation } = claim;
  return {
    kind: 'authenticated',
    userId,
    ...(name === undefined ? {} : { name }),
    via: 'payload',
    verified,
    ...(backend === undefined ? {} : { backend }),
    ...(impersonation === undefined ? {} : { impersonation }),
  };
}

const named = (
  unnamed: Authenticated,
  row: Row | undefined,
  adapter: FrameworkAdapter,
  { settings }: ReaderContext,
): Authenticated => ({
  ...unnamed,
  via: 'directory',
  ...(row === undefined ? {} : adapter.describeUser(row, settings)),
});

/** With what else the user's store knows: groups, and the name of the other one of an impersonation. */
async function completed(
  adapter: FrameworkAdapter,
  identity: Authenticated,
  store: WatchedStore,
  context: ReaderContext,
  signal: AbortSignal,
): Promise<Authenticated> {
  const query = adapter.userGroups(identity.userId, context.settings);
  const groups = query && (await context.users.linkedNames(query, store, signal));
  const impersonation =
    identity.impersonation &&
    (await withName(adapter, identity.impersonation, store, context, signal));
  return {
    ...identity,
    ...(groups === undefined ? {} : { groups }),
    ...(impersonation === undefined ? {} : { impersonation }),
  };
}

async function withName(
  adapter: FrameworkAdapter,
  impersonation: Impersonation,
  first: WatchedStore,
  { settings, users }: ReaderContext,
  signal: AbortSignal,
): Promise<Impersonation> {
  const query = adapter.userRow(impersonation.userId, settings);
  const lookup = query && (await users.find(query, signal, { first }));
  const name =
    lookup?.kind === 'found' ? adapter.describeUser(lookup.row, settings).name : undefined;
  return { ...impersonation, ...(name === undefined ? {} : { name }) };
}
