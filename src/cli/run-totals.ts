/**
 * What a whole run came to, counted over the journal's events as they pass: the journal itself holds the
 * latest exchanges only. Does no I/O.
 */
import type { JournalReader } from '../journal/reader.js';
import { identityLabel } from '../model/identity.js';
import type { JournalEvent } from '../model/journal-event.js';
import type { Observation } from '../model/observation.js';
import type { TransitionKind } from '../model/session.js';

/** Different ones that are told apart; what comes beyond is counted as "or more". */
const MAX_DISTINCT = 100_000;

export class RunTotals {
  exchanges = 0;
  /** Without a response of the app's, or with one of 500 and above; clients that left do not count. */
  failed = 0;
  logins = 0;
  logouts = 0;
  /** Records that could not be kept up with. */
  lost = 0;
  /** Whether a recording lacks something that it should hold. */
  isRecordingIncomplete = false;
  readonly #users = new Set<string>();
  readonly #sessions = new Set<string>();
  readonly #maxDistinct: number;

  constructor(maxDistinct = MAX_DISTINCT) {
    this.#maxDistinct = maxDistinct;
  }

  /** Follows a journal for the rest of its life, beginning with what it already holds. */
  static following(journal: JournalReader): RunTotals {
    const totals = new RunTotals();
    for (let seq = journal.firstSeq; seq <= journal.lastSeq; seq += 1) {
      const observation = journal.get(seq);
      if (observation !== undefined) totals.accept({ kind: 'observed', observation });
    }
    journal.subscribe((event) => {
      totals.accept(event);
    });
    return totals;
  }

  /** Different users that were logged in. */
  get users(): string {
    return this.#count(this.#users);
  }

  get sessions(): string {
    return this.#count(this.#sessions);
  }

  accept(event: JournalEvent): void {
    if (event.kind === 'observed' && event.observation.settled) this.#observed(event.observation);
    if (event.kind !== 'status') return;
    this.lost = event.status.lost;
    this.isRecordingIncomplete = event.status.problems.some(({ code }) => code === 'recording');
  }

  #observed({ exchange, session }: Observation): void {
    this.exchanges += 1;
    const { outcome, response } = exchange;
    const isOurs = outcome.kind === 'server-failed' || outcome.kind === 'refused';
    if (isOurs || (response?.status ?? 0) >= 500) this.failed += 1;
    if (session === undefined) return;
    const { actor, before, after, kinds } = session;
    if (actor.kind === 'authenticated') this.#add(this.#users, identityLabel(actor));
    for (const side of [before, after]) if (side !== undefined) this.#add(this.#sessions, side.tag);
    const hasHappened = (kind: TransitionKind): boolean => kinds.includes(kind);
    if (hasHappened('logged-in') || hasHappened('user-switched')) this.logins += 1;
    if (hasHappened('logged-out')) this.logouts += 1;
  }

  #add(seen: Set<string>, one: string): void {
    if (seen.size < this.#maxDistinct) seen.add(one);
  }

  #count(seen: ReadonlySet<string>): string {
    const isFull = seen.size >= this.#maxDistinct;
    return `${seen.size.toLocaleString('en-US')}${isFull ? '+' : ''}`;
  }
}
