/**
 * From journal events to HAR entries that wait to be written: each exchange once, when it has settled, in
 * that order. Entries are made a few milliseconds at a time and wait within a bound. It does not know
 * where they are written to.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PageId } from '../model/ids.js';
import type { JournalEvent } from '../model/journal-event.js';
import type { Observation } from '../model/observation.js';
import type { Page } from '../model/page.js';
import { entryPart, type EntryPart, type HarDocument } from './har-frame.js';
import { PendingParts } from './pending-parts.js';
import { RecentSeqs } from './recent-seqs.js';

export interface EntryQueueOptions extends HarDocument {
  /** Told in one sentence of an exchange that could not be made into an entry. */
  readonly onProblem?: (message: string) => void;
  /** Entries held while they cannot be written; 64 MiB. */
  readonly maxPendingBytes?: number;
}

/** How long entries are made without letting others have the thread. */
const SLICE_MS = 2;
/** Exchanges that have not settled, kept to be written at close. */
const MAX_UNSETTLED = 1000;
/** Pages remembered; of more, the oldest are no longer named by entries. */
const MAX_PAGES = 10_000;

export class EntryQueue {
  /** Entries that have been made. */
  readonly pending: PendingParts<EntryPart>;
  readonly #options: EntryQueueOptions;
  readonly #unsettled = new Map<number, Observation>();
  /** Settled, and not yet made into entries. */
  readonly #settled: Observation[] = [];
  readonly #taken = new RecentSeqs();
  readonly #pages = new Map<PageId, Page>();

  constructor(options: EntryQueueOptions) {
    this.#options = options;
    this.pending = new PendingParts(options.maxPendingBytes ?? 64 << 20);
  }

  /** Whether an exchange waits to be made into an entry because of this event. */
  accept(event: JournalEvent): boolean {
    if (event.kind === 'page-started') this.#remember(event.page);
    if (event.kind !== 'observed') return false;
    const { observation } = event;
    if (observation.settled) return this.#settle(observation);
    if (this.#unsettled.size < MAX_UNSETTLED || this.#unsettled.has(observation.seq)) {
      this.#unsettled.set(observation.seq, observation);
    }
    return false;
  }

  /** Exchanges that wait to be made into entries. */
  get waiting(): number {
    return this.#settled.length;
  }

  /** No further revision will come: what has not settled is written as it is. */
  settleAll(): void {
    for (const observation of this.#unsettled.values()) this.#settle(observation);
  }

  /** Makes all that waits into entries. `onLost` is told when one finds no room. */
  async makeEntries(onLost: () => void): Promise<void> {
    let since = performance.now();
    for (;;) {
      const observation = this.#settled.shift();
      if (observation === undefined) return;
      const part = this.#partOf(observation);
      if (part !== undefined && !this.pending.push(part)) onLost();
      if (performance.now() - since < SLICE_MS) continue;
      // Sessions are read on this thread, and come first.
      await nextTurn();
      since = performance.now();
    }
  }

  #settle(observation: Observation): boolean {
    this.#unsettled.delete(observation.seq);
    if (!this.#taken.add(observation.seq)) return false;
    this.#settled.push(observation);
    return true;
  }

  #remember(page: Page): void {
    this.#pages.set(page.id, page);
    if (this.#pages.size <= MAX_PAGES) return;
    for (const oldest of this.#pages.keys()) {
      this.#pages.delete(oldest);
      return;
    }
  }

  #partOf(observation: Observation): EntryPart | undefined {
    try {
      return entryPart(observation, this.#pages, this.#options);
    } catch (error) {
      // A fault of ours must cost one entry and not the traffic.
      const cause = error instanceof Error ? error.name : 'an unknown error';
      this.#options.onProblem?.(
        `Exchange ${observation.exchange.id} is missing from the recording: ${cause}.`,
      );
      return undefined;
    }
  }
}

/** `1 exchange`, in a sentence. */
export const exchanges = (count: number): string =>
  count === 0 ? 'no exchange' : count === 1 ? '1 exchange' : `${count} exchanges`;
