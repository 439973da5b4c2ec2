/** Who is on a connection: nobody, one user or several (model/identity.ts). */
import { ANONYMOUS, identityLabel, type ConnectionIdentity } from '../model/identity.js';
import type { Observation } from '../model/observation.js';

/** How many distinct users are remembered per connection. */
const MAX_USERS = 16;

/** The aggregate after one more revision; the session as the response left it is what counts. */
export function connectionIdentity(
  known: ConnectionIdentity,
  observation: Observation,
): ConnectionIdentity {
  const session = observation.session;
  if (session === undefined) return known;
  const after = session.after;
  const hasEnded = after === undefined && session.kinds.includes('destroyed');
  const identity = after?.identity ?? (hasEnded ? ANONYMOUS : session.actor);
  const isOlder = known.current !== undefined && known.current.seq > observation.seq;
  const latest = {
    seq: observation.seq,
    identity,
    ...(after === undefined ? {} : { session: after.tag }),
  };
  const current = isOlder ? known.current : latest;
  if (session.actor.kind !== 'authenticated') return { current, users: known.users };
  const name = identityLabel(session.actor);
  const users = [name, ...known.users.filter((user) => user !== name)].slice(0, MAX_USERS);
  return { current, users };
}
