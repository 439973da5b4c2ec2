/**
 * Rules about the life of a session: its id is renewed at login, it ends at logout, it belongs to one
 * user. They speak of sessions that have an id; one held in a cookie is its own text, which can neither be
 * fixed beforehand nor taken back, so nothing is said about it.
 */
import { identityLabel, type Identity } from '../model/identity.js';
import type { SessionTag } from '../model/ids.js';
import type { Observation } from '../model/observation.js';
import type { SessionSnapshot, SessionTransition } from '../model/session.js';
import { BoundedMap } from '../session/bounded-map.js';
import {
  ASIDE,
  failed,
  HELD,
  stateless,
  undecided,
  unreadSession,
  type RuleBody,
  type Verdict,
} from './rule.js';

/** Sessions that a rule remembers; the ones used longest ago are forgotten. */
const MAX_SESSIONS = 50_000;

const inCookie = ({ before, after }: SessionTransition): boolean =>
  (after ?? before)?.heldIn === 'cookie';

/** Whether a session bears the id with which the client came. */
const keepsId = ({ before, after }: SessionTransition): boolean =>
  before !== undefined && before.tag === after?.tag;

/** An exchange in which nothing of the kind was seen: was there nothing, or can it not be known? */
function notSeen(observation: Observation): Verdict {
  const why = unreadSession(observation);
  return why === undefined ? ASIDE : undecided(why);
}

export const loginRotatesSession: RuleBody = stateless('no login was seen', (observation) => {
  const { session } = observation;
  const isLogin = session?.kinds.some((kind) => kind === 'logged-in' || kind === 'user-switched');
  if (session === undefined || isLogin !== true) return notSeen(observation);
  if (inCookie(session)) return undecided('A session held in a cookie has no id to renew.');
  if (!keepsId(session)) return HELD;
  const who = identityLabel(session.actor);
  const adopted = session.before?.state === 'missing' ? ', which the client had brought along' : '';
  const doubt = session.concurrent
    ? ' Other requests of the session were under way: the login may have been theirs.'
    : '';
  return failed(`The session kept its id${adopted} when ${who} logged in.${doubt}`);
});

export const logoutDestroysSession: RuleBody = {
  unseen: 'no logout was seen',
  begin() {
    const ended = new BoundedMap<SessionTag, Ending>(MAX_SESSIONS);
    return {
      judge(observation) {
        const late = usedAfterEnd(observation, ended);
        if (late !== undefined) return late;
        const { session, seq, exchange } = observation;
        if (session?.after?.identity.kind === 'authenticated') ended.delete(session.after.tag);
        if (session?.kinds.includes('logged-out') !== true) return notSeen(observation);
        const verdict = judgeLogout(session);
        if (verdict.kind === 'held' && session.before !== undefined) {
          const at = exchange.endedAt ?? exchange.startedAt;
          ended.set(session.before.tag, { seq, at });
        }
        return verdict;
      },
    };
  },
};

/** The logout of a session, and when it was over. */
interface Ending {
  readonly seq: number;
  readonly at: number;
}

function judgeLogout(session: SessionTransition): Verdict {
  if (inCookie(session)) {
    return undecided('A session held in a cookie cannot be taken back: copies of it stay valid.');
  }
  if (!keepsId(session) || session.after?.state !== 'live') return HELD;
  if (session.concurrent) {
    return undecided(
      'Other requests of the session were under way at its logout: one of them may have made it anew.',
    );
  }
  return failed('The session goes on under the same id after the logout.');
}

/** A logout may have deleted the cookie alone: what tells is whether the id still works later. */
function usedAfterEnd(
  { session, exchange }: Observation,
  ended: BoundedMap<SessionTag, Ending>,
): Verdict | undefined {
  const before = session?.before;
  if (before?.state !== 'live' || before.identity.kind !== 'authenticated') return undefined;
  const ending = ended.get(before.tag);
  if (ending === undefined || exchange.startedAt <= ending.at) return undefined;
  if (before.concurrent) {
    return undecided(
      'Other requests of a session that was logged out were under way: one of them may have made it anew.',
    );
  }
  const who = identityLabel(before.identity);
  return failed(`The session still names ${who}, though #${ending.seq} had logged it out.`);
}

export const noCrossUserSession: RuleBody = {
  unseen: 'no session of a logged-in user was seen',
  begin() {
    const users = new BoundedMap<SessionTag, SeenUser>(MAX_SESSIONS);
    return {
      judge(observation) {
        const { session, seq } = observation;
        const sides = [session?.before, session?.after].filter(namesUser);
        if (sides.length === 0) return notSeen(observation);
        if (sides.some(({ heldIn }) => heldIn === 'cookie')) {
          return undecided('A session held in a cookie has no id that two users could share.');
        }
        const verdicts = sides.map((side) => judgeSide(side, seq, users));
        return verdicts.find(({ kind }) => kind === 'failed') ?? HELD;
      },
    };
  },
};

interface SeenUser {
  readonly person: string;
  readonly label: string;
  readonly seq: number;
}

type OfUser = SessionSnapshot & { readonly identity: Identity & { kind: 'authenticated' } };

/** What the app would not accept names nobody. */
const namesUser = (side: SessionSnapshot | undefined): side is OfUser =>
  side?.state === 'live' && side.identity.kind === 'authenticated';

function judgeSide(side: OfUser, seq: number, users: BoundedMap<SessionTag, SeenUser>): Verdict {
  const { tag, identity } = side;
  const person = personOf(identity);
  const label = identityLabel(identity);
  const seen = users.get(tag);
  users.set(tag, { person, label, seq });
  if (seen === undefined || seen.person === person) return HELD;
  const earlier = seen.seq === seq ? 'before this exchange' : `as late as #${seen.seq}`;
  return failed(`The session names ${label}; it named ${seen.label} ${earlier}.`);
}

/** Who acts as another is still the same person. */
const personOf = ({ userId, impersonation }: OfUser['identity']): string =>
  impersonation?.role === 'impersonator' ? impersonation.userId : userId;
