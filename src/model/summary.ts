/**
 * An exchange in a few plain values: what lists, filters and groups need of it. A summary is small and
 * always at hand, also when the rest of an old observation is packed away.
 */
import type { ExchangeOutcome } from './exchange.js';
import { identityLabel, type Identity } from './identity.js';
import type { ClientId, ConnectionId, SessionTag } from './ids.js';
import type { Observation } from './observation.js';
import type { ProblemCode } from './problem.js';
import type { FrameworkName, TransitionKind } from './session.js';
import type { EpochMs } from './time.js';

export interface Summary {
  readonly seq: number;
  readonly connection: ConnectionId;
  readonly client: ClientId;
  readonly startedAt: EpochMs;
  readonly method: string;
  /** The request target as sent, query included; at most `MAX_SUMMARY_TARGET` characters of it. */
  readonly target: string;
  /** Absent while there is no response. */
  readonly status?: number;
  readonly outcome: ExchangeOutcome['kind'];
  /** Bytes of the response's content; absent while there is no response. */
  readonly sizeBytes?: number;
  /** From the request head to the end; absent before it. */
  readonly durationMs?: number;
  /** Absent until the session was looked at. */
  readonly identity?: Identity['kind'];
  /** The actor's label (`identityLabel`); absent until the session was looked at. */
  readonly user?: string;
  /** Why the user is not known. */
  readonly because?: ProblemCode;
  readonly framework?: FrameworkName;
  /** The session as found and as left, without doubles: none, one or two. */
  readonly sessions: readonly SessionTag[];
  /** What happened to the session. */
  readonly events: readonly TransitionKind[];
  /** Paths of the session's keys that were added, removed or changed, joined by dots. */
  readonly changed: readonly string[];
  /** No further revision will come. */
  readonly settled: boolean;
}

export const MAX_SUMMARY_TARGET = 512;
const MAX_CHANGED = 32;
const NONE: readonly never[] = [];

/** The summary of one revision. */
export function summaryOf({ seq, exchange, client, session, settled }: Observation): Summary {
  const { connectionId: connection, startedAt, request, response, outcome, timings } = exchange;
  const because = session?.actor.kind === 'unknown' ? session.actor.because.code : undefined;
  const framework = session?.after?.framework ?? session?.before?.framework;
  return {
    seq,
    connection,
    client,
    startedAt,
    method: request.method,
    target: request.target.slice(0, MAX_SUMMARY_TARGET),
    ...(response === undefined
      ? {}
      : { status: response.status, sizeBytes: response.content.sizeBytes }),
    outcome: outcome.kind,
    ...(timings.total === undefined ? {} : { durationMs: timings.total }),
    ...(session === undefined
      ? {}
      : { identity: session.actor.kind, user: identityLabel(session.actor) }),
    ...(because === undefined ? {} : { because }),
    ...(framework === undefined ? {} : { framework }),
    sessions: tagsOf(session),
    events: session?.kinds ?? NONE,
    changed: session?.changes.slice(0, MAX_CHANGED).map(({ path }) => path.join('.')) ?? NONE,
    settled,
  };
}

function tagsOf(session: Observation['session']): readonly SessionTag[] {
  const [before, after] = [session?.before?.tag, session?.after?.tag];
  if (before === undefined) return after === undefined ? NONE : [after];
  return after === undefined || after === before ? [before] : [before, after];
}
