/** The sessions of the exchanges that are held, each with its exchanges and how it was last read. */
import type { ConnectionId, SessionTag } from '../model/ids.js';
import type { Identity } from '../model/identity.js';
import type { Observation } from '../model/observation.js';
import type { FrameworkName, SessionSnapshot, SessionTransition } from '../model/session.js';
import type { Summary } from '../model/summary.js';
import type { EpochMs } from '../model/time.js';
import { transitionSummary } from '../model/transition-text.js';
import { KeyedRows } from './keyed-rows.js';
import type { SessionRow } from './reader.js';
import { SeqQueue } from './seq-queue.js';
import { Tally } from './tally.js';

interface State {
  readonly tag: SessionTag;
  readonly exchanges: SeqQueue;
  readonly connections: Tally<ConnectionId>;
  /** The exchange that `identity` and `state` are of. */
  latestSeq: number;
  framework: FrameworkName;
  identity: Identity;
  state: SessionRow['state'];
  createdAt?: EpochMs;
  expiresAt?: EpochMs;
  lastSeenAt: EpochMs;
  lastChange?: { readonly at: EpochMs; readonly text: string };
  revision: number;
}

const MAX_TEXT = 200;

export class SessionRows {
  readonly #rows = new KeyedRows<SessionTag, State>();
  /** Counted over all rows: one that is forgotten and comes again has no number twice. */
  #revision = 0;

  get size(): number {
    return this.#rows.size;
  }

  get tags(): readonly SessionTag[] {
    return this.#rows.keys;
  }

  get(tag: SessionTag): SessionRow | undefined {
    const state = this.#rows.get(tag);
    return state && rowOf(state);
  }

  /** One more revision of an exchange; `before` is the summary of the one it replaces. */
  revise(before: Summary | undefined, after: Summary, { session }: Observation): void {
    for (const tag of before?.sessions ?? []) {
      if (before !== undefined && !after.sessions.includes(tag)) this.#leave(tag, before);
    }
    if (session === undefined) return;
    for (const tag of after.sessions) this.#enter(tag, after, session);
  }

  /** The exchange is no longer held. */
  forget(summary: Summary): void {
    for (const tag of summary.sessions) this.#leave(tag, summary);
  }

  #enter(tag: SessionTag, summary: Summary, session: SessionTransition): void {
    const snapshot = session.after?.tag === tag ? session.after : session.before;
    if (snapshot === undefined) return;
    const state = this.#rows.get(tag) ?? this.#added(tag, snapshot, summary);
    state.revision = this.#revision += 1;
    if (state.exchanges.at(state.exchanges.indexOf(summary.seq)) !== summary.seq) {
      state.exchanges.add(summary.seq);
      state.connections.add(summary.connection);
    }
    if (summary.seq < state.latestSeq) return;
    learn(state, summary, session, snapshot);
  }

  #added(tag: SessionTag, snapshot: SessionSnapshot, summary: Summary): State {
    const state: State = {
      tag,
      exchanges: new SeqQueue(),
      connections: new Tally(),
      latestSeq: 0,
      framework: snapshot.framework,
      identity: snapshot.identity,
      state: snapshot.state,
      lastSeenAt: summary.startedAt,
      revision: 0,
    };
    this.#rows.add(tag, state);
    return state;
  }

  #leave(tag: SessionTag, { seq, connection }: Summary): void {
    const state = this.#rows.get(tag);
    if (state === undefined) return;
    state.revision = this.#revision += 1;
    state.exchanges.remove(seq);
    state.connections.remove(connection);
    if (state.exchanges.length === 0) this.#rows.delete(tag);
  }
}

function learn(
  state: State,
  { seq, startedAt }: Summary,
  session: SessionTransition,
  snapshot: SessionSnapshot,
): void {
  const { before, after, kinds, changes } = session;
  const isLeft = snapshot === before && after?.tag !== state.tag && kinds.length > 0;
  state.latestSeq = seq;
  state.framework = snapshot.framework;
  state.identity = snapshot.identity;
  state.state = isLeft ? 'ended' : snapshot.state;
  state.lastSeenAt = startedAt;
  if (snapshot.expiresAt !== undefined) state.expiresAt = snapshot.expiresAt;
  if (snapshot === after && before?.tag !== state.tag && kinds.length > 0) {
    state.createdAt ??= startedAt;
  }
  if (kinds.length + changes.length > 0) {
    state.lastChange = { at: startedAt, text: transitionSummary(session, true).slice(0, MAX_TEXT) };
  }
}

const rowOf = (state: State): SessionRow => ({
  tag: state.tag,
  framework: state.framework,
  identity: state.identity,
  state: state.state,
  ...(state.createdAt === undefined ? {} : { createdAt: state.createdAt }),
  ...(state.expiresAt === undefined ? {} : { expiresAt: state.expiresAt }),
  exchanges: state.exchanges,
  connections: state.connections.size,
  lastSeenAt: state.lastSeenAt,
  ...(state.lastChange === undefined ? {} : { lastChange: state.lastChange }),
  revision: state.revision,
});
