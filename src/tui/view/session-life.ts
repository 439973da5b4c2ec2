/**
 * What the exchanges of one session did to it, in order, those that did nothing gathered in runs. One
 * pass, and nothing is made of an exchange but a place in the list.
 */
import type { SessionTag } from '../../model/ids.js';
import type { Observation } from '../../model/observation.js';
import type { SessionTransition } from '../../model/session.js';
import { outcomeNote } from './status-words.js';

/** An exchange of the session that did something, or the run of those that did nothing. */
export type LifeEntry =
  | {
      readonly kind: 'event';
      readonly observation: Observation;
      readonly session: SessionTransition;
    }
  | { readonly kind: 'run'; readonly observations: Observation[] };

export interface SessionLife {
  readonly entries: readonly LifeEntry[];
  readonly count: number;
  readonly last: Observation | undefined;
}

/** The life of the session, as far as these exchanges tell. */
export function lifeOf(tag: SessionTag, observations: Iterable<Observation>): SessionLife {
  const entries: LifeEntry[] = [];
  let count = 0;
  let last: Observation | undefined;
  for (const observation of observations) {
    const { session } = observation;
    if (session === undefined) continue;
    if (session.before?.tag !== tag && session.after?.tag !== tag) continue;
    count += 1;
    last = observation;
    const latest = entries.at(-1);
    if (didSomething(observation, session)) entries.push({ kind: 'event', observation, session });
    else if (latest?.kind === 'run') latest.observations.push(observation);
    else entries.push({ kind: 'run', observations: [observation] });
  }
  return { entries, count, last };
}

const didSomething = ({ exchange }: Observation, session: SessionTransition): boolean =>
  session.kinds.length + session.changes.length > 0 ||
  session.before?.tag !== session.after?.tag ||
  session.before?.state !== session.after?.state ||
  outcomeNote(exchange) !== undefined;
