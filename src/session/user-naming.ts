/**
 * From a payload to a person: whom it names, whether that user exists, and whether the framework
 * would still accept the session for that user.
 */
import type { FrameworkAdapter, IdentityClaim, UserVerdict } from '../frameworks/adapter.js';
import { ANONYMOUS, type Identity } from '../model/identity.js';
import type { PayloadValue } from '../model/payload.js';
import type { Problem } from '../model/problem.js';
import type { Integrity } from '../model/session.js';
import type { KeyEvidence, ReaderContext } from './reader-context.js';
import type { UserLookup } from './user-directory.js';
import type { WatchedStore } from './watched-store.js';

interface Naming {
  readonly identity: Identity;
  readonly problems: readonly Problem[];
}

type UserClaim = IdentityClaim & { kind: 'user' };

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

  const verified = integrity === 'verified' || integrity === 'not-signed';
  const query = adapter.userRow(claim, settings);
  if (query === undefined) return { identity: byPayload(claim, verified), problems: [] };

  const decide = (lookup: UserLookup): Naming => {
    if (lookup.kind === 'nowhere' || lookup.kind === 'failed') {
      const problems = lookup.kind === 'failed' ? [lookup.problem] : [];
      return { identity: byPayload(claim, verified), problems };
    }
    const row = lookup.kind === 'found' ? lookup.row : undefined;
    const verdict = adapter.judge(claim, payload, row, keys, settings);
    if (verdict.kind === 'accepted' && verdict.keyFits === true) keyEvidence.areTheApps = true;
    return ruled(claim, verdict, verified, keyEvidence);
  };
  const first = heldBy === undefined ? {} : { first: heldBy };
  const lookup = await users.find(query, signal, first);
  const naming = decide(lookup);
  const isCached = lookup.kind === 'found' && lookup.cached;
  if (naming.identity.kind === 'authenticated' || !isCached) return naming;
  // The row was read a moment ago and may have changed since, by a password change above all.
  return decide(await users.find(query, signal, { ...first, fresh: true }));
}

/**
 * A hash that does not fit proves a changed password only if our key is known to be the app's;
 * otherwise the key itself may be the wrong one.
 */
function ruled(
  claim: UserClaim,
  verdict: UserVerdict,
  verified: boolean,
  { areTheApps }: KeyEvidence,
): Naming {
  if (verdict.kind === 'rejected') {
    const { problem } = verdict;
    const isDoubtful = problem.code === 'session-hash-mismatch' && !areTheApps;
    const identity: Identity = isDoubtful ? { kind: 'unknown', because: problem } : ANONYMOUS;
    return { identity, problems: [problem] };
  }
  const name = verdict.name ?? claim.name;
  return {
    identity: {
      kind: 'authenticated',
      userId: claim.userId,
      ...(name === undefined ? {} : { name }),
      via: 'directory',
      verified,
      ...(verdict.isStaff === undefined ? {} : { isStaff: verdict.isStaff }),
      ...(verdict.isSuperuser === undefined ? {} : { isSuperuser: verdict.isSuperuser }),
    },
    problems: verdict.problems,
  };
}

const byPayload = (claim: UserClaim, verified: boolean): Identity => ({
  kind: 'authenticated',
  userId: claim.userId,
  ...(claim.name === undefined ? {} : { name: claim.name }),
  via: 'payload',
  verified,
});
