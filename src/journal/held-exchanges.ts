/** What a journal still holds, one after another: as objects, all at once could take gigabytes. */
import type { Observation } from '../model/observation.js';
import type { SessionTransition } from '../model/session.js';
import type { JournalReader } from './reader.js';

/** Every exchange still held, oldest first; or those with these numbers, in their order. */
export function* heldExchanges(
  journal: JournalReader,
  seqs: Iterable<number> = heldSeqs(journal),
): Generator<Observation> {
  for (const seq of seqs) {
    const observation = journal.get(seq);
    if (observation !== undefined) yield observation;
  }
}

/** What they did to their sessions, oldest first; those that did nothing left out. */
export function* heldTransitions(journal: JournalReader): Generator<SessionTransition> {
  for (const seq of heldSeqs(journal)) {
    if (journal.summary(seq)?.events.length === 0) continue;
    const session = journal.get(seq)?.session;
    if (session !== undefined && session.kinds.length > 0) yield session;
  }
}

function* heldSeqs({ firstSeq, lastSeq }: JournalReader): Generator<number> {
  for (let seq = firstSeq; seq <= lastSeq; seq += 1) yield seq;
}
