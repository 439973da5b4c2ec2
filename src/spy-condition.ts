/**
 * The observer's own condition, as header and log show it: what it works with and what is wrong with
 * that right now. Told to the journal whenever a part of it changes.
 */
import type { Journal } from './journal/journal.js';
import type { SpyStatus } from './model/journal-event.js';
import { problem, type Problem } from './model/problem.js';
import { systemClock } from './model/time.js';

type Facts = Pick<SpyStatus, 'framework' | 'store' | 'hasSecret'>;

export class SpyCondition {
  readonly #journal: Journal;
  #facts: Facts;
  readonly #problems = new Map<string, Problem>();
  #lost = 0;

  constructor(journal: Journal, facts: Facts) {
    this.#journal = journal;
    this.#facts = facts;
  }

  lost(count: number): void {
    this.#lost += count;
    this.publish();
  }

  /** A store fails, or is well again where there is no problem. */
  readonly onStoreHealth = (label: string, problem: Problem | undefined): void => {
    this.#set(`${STORE}${label}`, problem);
  };

  /** Sessions are read in another way now: what was wrong with the stores before is past. */
  renewed(facts: Facts): void {
    this.#facts = facts;
    for (const key of this.#problems.keys()) if (key.startsWith(STORE)) this.#problems.delete(key);
    this.publish();
  }

  recording(message: string): void {
    this.note('recording', problem('warning', 'recording', message));
  }

  /** `key` says what it is about: a later problem under the same key takes its place. */
  note(key: string, problem: Problem): void {
    this.#set(key, problem);
  }

  publish(): void {
    const status = { ...this.#facts, problems: [...this.#problems.values()], lost: this.#lost };
    this.#journal.append({ kind: 'status', at: systemClock.now(), status });
  }

  #set(key: string, problem: Problem | undefined): void {
    if (problem === undefined) this.#problems.delete(key);
    else this.#problems.set(key, problem);
    this.publish();
  }
}

/** What the keys of stores' problems begin with. */
const STORE = 'store ';
