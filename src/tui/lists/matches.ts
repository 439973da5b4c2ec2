/**
 * The exchanges that a test lets through, found from the newest backwards in slices of time, so that
 * what is in sight is there at once however many are held; and kept up with those that come. It also
 * counts the sessions, users and connections among them: the other lists are narrowed by that.
 */
import type { JournalReader, UserKey } from '../../journal/reader.js';
import { lowerBound, type SeqList } from '../../journal/seq-list.js';
import { Tally } from '../../journal/tally.js';
import { userKeyOf } from '../../journal/user-rows.js';
import type { ConnectionId, SessionTag } from '../../model/ids.js';
import type { Summary } from '../../model/summary.js';

/** Rows tested between two looks at the clock. */
const ROWS_PER_LOOK = 64;

/** Of one match. */
interface Counted extends Pick<Summary, 'sessions' | 'connection'> {
  readonly user: UserKey | undefined;
}

export class Matches implements SeqList {
  readonly #journal: JournalReader;
  readonly #base: SeqList;
  readonly #test: (summary: Summary) => boolean;
  /** Found on the way back: descending. */
  readonly #older: number[] = [];
  /** Came after the search began: ascending. */
  readonly #newer: number[] = [];
  /** What is counted for each match, so that it can be taken back when a revision changes it. */
  readonly #counted = new Map<number, Counted>();
  /** Numbers below are still to be tested. */
  #untested: number;
  readonly #startedAt: number;
  readonly sessions = new Tally<SessionTag>();
  readonly users = new Tally<UserKey>();
  readonly connections = new Tally<ConnectionId>();
  /** Told of each match that came, went or changed. */
  onChange: ((seq: number, isMatch: boolean) => void) | undefined;

  constructor(journal: JournalReader, base: SeqList, test: (summary: Summary) => boolean) {
    this.#journal = journal;
    this.#base = base;
    this.#test = test;
    this.#untested = (base.at(base.length - 1) ?? 0) + 1;
    this.#startedAt = this.#untested;
  }

  get length(): number {
    return this.#older.length + this.#newer.length;
  }

  /** Share of the search that is done, 0 to 1; undefined once it is complete. */
  get progress(): number | undefined {
    const left = this.#base.indexOf(this.#untested);
    return left === 0 ? undefined : 1 - left / Math.max(1, this.#base.length);
  }

  at(index: number): number | undefined {
    const { length } = this.#older;
    if (index < 0) return undefined;
    return index < length ? this.#older[length - 1 - index] : this.#newer[index - length];
  }

  indexOf(seq: number): number {
    const first = this.#newer[0];
    if (first !== undefined && seq >= first) {
      return this.#older.length + lowerBound(this.#newer, seq);
    }
    return this.#older.length - this.#countOlderFrom(seq);
  }

  /** Goes on with the search for about so many milliseconds; false once it is complete. */
  work(forMs: number): boolean {
    const end = performance.now() + forMs;
    for (;;) {
      for (let count = 0; count < ROWS_PER_LOOK; count += 1) {
        const seq = this.#base.at(this.#base.indexOf(this.#untested) - 1);
        if (seq === undefined) {
          this.#untested = 0; // what joins the base further down is told by `revise` from now on
          return false;
        }
        this.#untested = seq;
        const summary = this.#journal.summary(seq);
        if (summary === undefined || !this.#test(summary)) continue;
        this.#older.push(seq);
        this.#count(summary);
      }
      if (performance.now() > end) return true;
    }
  }

  /** A new exchange or a new revision of one. */
  revise(summary: Summary): void {
    const { seq } = summary;
    if (seq < this.#untested) return; // comes to it later
    const isMatch = this.#test(summary);
    const known = this.#counted.get(seq);
    if (known !== undefined) this.#uncount(seq, known);
    if (isMatch) {
      if (known === undefined) this.#insert(seq);
      this.#count(summary);
    } else if (known !== undefined) {
      this.#remove(seq);
      this.onChange?.(seq, false);
    }
  }

  /** Drops what the journal no longer holds. */
  dropBefore(firstSeq: number): void {
    for (;;) {
      const seq = this.#older.at(-1) ?? this.#newer[0];
      if (seq === undefined || seq >= firstSeq) return;
      const known = this.#counted.get(seq);
      if (known !== undefined) this.#uncount(seq, known);
      if (this.#older.length > 0) this.#older.pop();
      else this.#newer.shift();
      this.onChange?.(seq, false);
    }
  }

  #count(summary: Summary): void {
    const { seq, sessions, connection } = summary;
    const counted = { sessions, connection, user: userKeyOf(summary) };
    this.#counted.set(seq, counted);
    for (const tag of sessions) this.sessions.add(tag);
    if (counted.user !== undefined) this.users.add(counted.user);
    this.connections.add(connection);
    this.onChange?.(seq, true);
  }

  #uncount(seq: number, { sessions, user, connection }: Counted): void {
    this.#counted.delete(seq);
    for (const tag of sessions) this.sessions.remove(tag);
    if (user !== undefined) this.users.remove(user);
    this.connections.remove(connection);
  }

  #insert(seq: number): void {
    if (seq >= this.#startedAt) {
      this.#newer.splice(lowerBound(this.#newer, seq), 0, seq);
    } else {
      this.#older.splice(this.#countOlderFrom(seq), 0, seq);
    }
  }

  #remove(seq: number): void {
    if (seq >= this.#startedAt) this.#newer.splice(lowerBound(this.#newer, seq), 1);
    else this.#older.splice(this.#countOlderFrom(seq) - 1, 1);
  }

  /** How many of the older ones, which descend, are not below `seq`. */
  #countOlderFrom(seq: number): number {
    let low = 0;
    let high = this.#older.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#older[middle] ?? -Infinity) >= seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
