/** The users behind the exchanges that are held; those without a name as one row each. */
import type { Identity } from '../model/identity.js';
import type { ConnectionId, SessionTag } from '../model/ids.js';
import type { Observation } from '../model/observation.js';
import type { Summary } from '../model/summary.js';
import type { EpochMs } from '../model/time.js';
import { KeyedRows } from './keyed-rows.js';
import type { UserKey, UserRow } from './reader.js';
import { SeqQueue } from './seq-queue.js';
import { Tally } from './tally.js';

interface State {
  readonly key: UserKey;
  readonly label: string;
  readonly exchanges: SeqQueue;
  readonly sessions: Tally<SessionTag>;
  readonly connections: Tally<ConnectionId>;
  readonly firstSeenAt: EpochMs;
  latestSeq: number;
  identity: Identity;
  lastSeenAt: EpochMs;
  lastRequest: string;
  revision: number;
}

/** The row that an exchange belongs to; undefined until its session was looked at. */
export function userKeyOf({ identity, user }: Summary): UserKey | undefined {
  if (identity === undefined) return undefined;
  return identity === 'authenticated' ? `authenticated ${user ?? ''}` : identity;
}

export class UserRows {
  readonly #rows = new KeyedRows<UserKey, State>();
  /** Counted over all rows: one that is forgotten and comes again has no number twice. */
  #revision = 0;

  get size(): number {
    return this.#rows.size;
  }

  get keys(): readonly UserKey[] {
    return this.#rows.keys;
  }

  get(key: UserKey): UserRow | undefined {
    const state = this.#rows.get(key);
    return state && rowOf(state);
  }

  /** One more revision of an exchange; `before` is the summary of the one it replaces. */
  revise(before: Summary | undefined, after: Summary, { session }: Observation): void {
    if (before !== undefined) this.forget(before, userKeyOf(after));
    const key = userKeyOf(after);
    if (session === undefined || key === undefined) return;
    const state = this.#rows.get(key) ?? this.#added(key, after, session.actor);
    state.revision = this.#revision += 1;
    state.exchanges.add(after.seq);
    for (const tag of after.sessions) state.sessions.add(tag);
    state.connections.add(after.connection);
    if (after.seq < state.latestSeq) return;
    state.latestSeq = after.seq;
    state.identity = session.actor;
    state.lastSeenAt = after.startedAt;
    state.lastRequest = `${after.method} ${after.target}`;
  }

  /** The exchange is no longer held, or is about to come again under `next`. */
  forget(summary: Summary, next?: UserKey): void {
    const key = userKeyOf(summary);
    const state = key === undefined ? undefined : this.#rows.get(key);
    if (key === undefined || state === undefined) return;
    state.revision = this.#revision += 1;
    for (const tag of summary.sessions) state.sessions.remove(tag);
    state.connections.remove(summary.connection);
    if (key === next) return;
    state.exchanges.remove(summary.seq);
    if (state.exchanges.length === 0) this.#rows.delete(key);
  }

  #added(key: UserKey, summary: Summary, identity: Identity): State {
    const state: State = {
      key,
      label: summary.user ?? key,
      exchanges: new SeqQueue(),
      sessions: new Tally(),
      connections: new Tally(),
      firstSeenAt: summary.startedAt,
      latestSeq: 0,
      identity,
      lastSeenAt: summary.startedAt,
      lastRequest: '',
      revision: 0,
    };
    this.#rows.add(key, state);
    return state;
  }
}

const rowOf = (state: State): UserRow => ({
  key: state.key,
  label: state.label,
  identity: state.identity,
  exchanges: state.exchanges,
  sessions: state.sessions.size,
  connections: state.connections.size,
  firstSeenAt: state.firstSeenAt,
  lastSeenAt: state.lastSeenAt,
  lastRequest: state.lastRequest,
  revision: state.revision,
});
