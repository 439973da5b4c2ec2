/** Settled observations for tests of what judges them: an anonymous GET / answered 200 unless told otherwise. */
import type { SetCookie } from '../../src/model/cookie.js';
import type { Exchange } from '../../src/model/exchange.js';
import type { Identity } from '../../src/model/identity.js';
import { clientId, sessionTag, type SessionTag } from '../../src/model/ids.js';
import type { Observation } from '../../src/model/observation.js';
import { problem } from '../../src/model/problem.js';
import type { SessionSnapshot, SessionTransition } from '../../src/model/session.js';
import { exchange, type ExchangeFacts } from './exchanges.js';
import { snapshot } from './snapshots.js';

export const UNKNOWN: Identity = {
  kind: 'unknown',
  because: problem('warning', 'no-store', 'There is no store to ask.'),
};

export const tag = (digit: string): SessionTag => sessionTag(digit.repeat(6));

/** A session that cannot be read. */
export const unread = (changes: Partial<SessionSnapshot> = {}): SessionSnapshot => {
  const { payload: _, ...rest } = snapshot({ state: 'unreadable', identity: UNKNOWN, ...changes });
  return rest;
};

export interface ObservedFacts extends ExchangeFacts {
  readonly seq?: number;
  /** false: the session was not looked at. */
  readonly session?: Partial<SessionTransition> | false;
  readonly set?: readonly SetCookie[];
  readonly changes?: Partial<Exchange>;
}

export function observed(facts: ObservedFacts = {}): Observation {
  const { seq = 1, session = {}, set = [], changes } = facts;
  const transition: SessionTransition | undefined =
    session === false
      ? undefined
      : { kinds: [], changes: [], concurrent: false, actor: { kind: 'anonymous' }, ...session };
  return {
    seq,
    exchange: { ...exchange({ ordinal: seq, ...facts }), ...changes },
    client: clientId(1),
    cookies: { sent: [], set, changes: [] },
    ...(transition === undefined ? {} : { session: transition }),
    problems: [],
    settled: true,
  };
}
