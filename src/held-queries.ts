/** What one can ask of the exchanges held, by a filter or a function: the same for a spy and a recording. */
import { SpyError } from './errors.js';
import type { Filterable } from './filter/filter.js';
import { parseFilter } from './filter/parse-filter.js';
import { heldExchanges } from './journal/held-exchanges.js';
import type { JournalReader } from './journal/reader.js';
import type { JournalEvent } from './model/journal-event.js';
import type { Observation } from './model/observation.js';
import { summaryOf } from './model/summary.js';

/** In the language of docs/filter.md, or a function. */
export type ExchangeFilter = string | ((observation: Observation) => boolean);

export interface ExchangeQuery {
  /** Absent: all. */
  readonly filter?: ExchangeFilter;
  /** Only those with a greater number: what came after an exchange that is known. */
  readonly after?: number;
}

/** Throws SpyError SPY_CONFIG for a filter that cannot be read. */
function testOf(filter: ExchangeFilter | undefined): (row: Filterable) => boolean {
  if (filter === undefined) return () => true;
  if (typeof filter === 'function') {
    return (row) => {
      const whole = row.whole();
      return whole !== undefined && filter(whole);
    };
  }
  const parsed = parseFilter(filter);
  if (parsed.kind === 'filter') return (row) => parsed.filter.matches(row);
  throw new SpyError('SPY_CONFIG', `The filter "${filter}" cannot be read: ${parsed.message}`);
}

/** The numbers of those that match, oldest first. */
function* matching(journal: JournalReader, query: ExchangeQuery): Generator<number> {
  const matches = testOf(query.filter);
  const first = Math.max(journal.firstSeq, (query.after ?? 0) + 1);
  for (let seq = first; seq <= journal.lastSeq; seq += 1) {
    const summary = journal.summary(seq);
    if (summary === undefined) continue;
    if (matches({ summary, marked: false, whole: () => journal.get(seq) })) yield seq;
  }
}

/** Every exchange still held that matches, oldest first. */
export const exchangesOf = (journal: JournalReader, query: ExchangeQuery): Observation[] => [
  ...heldExchanges(journal, matching(journal, checkedQuery(query))),
];

/** For callers without types, who would get every exchange for a filter that is not where it belongs. */
function checkedQuery(query: unknown): ExchangeQuery {
  const isQuery =
    typeof query === 'object' &&
    query !== null &&
    Object.keys(query).every((key) => key === 'filter' || key === 'after');
  if (isQuery) return query;
  throw new SpyError(
    'SPY_CONFIG',
    "exchanges takes { filter, after }: exchanges({ filter: 'user:ada' }).",
  );
}

export interface WaitOptions {
  /** Milliseconds; 30,000. 0: for ever. */
  readonly timeoutMs?: number;
  /** Only exchanges with a greater number; those held already count, too. */
  readonly after?: number;
  readonly signal?: AbortSignal;
}

const PATIENCE_MS = 30_000;

/**
 * The first settled exchange that matches, held already or to come. Rejects with SpyError SPY_TIMEOUT
 * when none comes in time, SPY_CLOSED when `ended` resolves before, or the signal's reason.
 */
export async function waitForExchange(
  journal: JournalReader,
  filter: ExchangeFilter,
  { timeoutMs = PATIENCE_MS, after = 0, signal }: WaitOptions,
  ended: Promise<void>,
): Promise<Observation> {
  const matches = testOf(filter);
  for (const observation of exchangesOf(journal, { filter, after })) {
    if (observation.settled) return observation;
  }
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const said = typeof filter === 'string' ? `"${filter}"` : 'the function';
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      unsubscribe();
      signal?.removeEventListener('abort', aborted);
      settle();
    };
    const fail = (error: unknown): void => {
      finish(() => {
        reject(
          error instanceof Error ? error : new Error('The wait was aborted.', { cause: error }),
        );
      });
    };
    const aborted = (): void => {
      fail(signal?.reason);
    };
    const timer =
      timeoutMs <= 0
        ? undefined
        : setTimeout(() => {
            fail(timeout(journal, said, timeoutMs));
          }, timeoutMs);
    const unsubscribe = journal.subscribe((event: JournalEvent) => {
      if (event.kind !== 'observed') return;
      const { observation } = event;
      if (!observation.settled || observation.seq <= after) return;
      const row = { summary: summaryOf(observation), marked: false, whole: () => observation };
      try {
        if (!matches(row)) return;
      } catch (error) {
        // A function of the caller's: its fault is theirs to see, and no other listener's.
        fail(error);
        return;
      }
      finish(() => {
        resolve(observation);
      });
    });
    signal?.addEventListener('abort', aborted, { once: true });
    void ended.then(() => {
      fail(new SpyError('SPY_CLOSED', `The spy was closed before an exchange matched ${said}.`));
    });
  });
}

function timeout(journal: JournalReader, said: string, timeoutMs: number): SpyError {
  const last = journal.summary(journal.lastSeq);
  const seen =
    last === undefined
      ? 'there was none at all: do requests go to the url of the spy?'
      : `of ${journal.lastSeq} seen, the last was ${last.method} ${last.target.slice(0, 80)} ${last.status ?? 'without an answer yet'} by ${last.user ?? 'somebody not known yet'}.`;
  return new SpyError(
    'SPY_TIMEOUT',
    `No exchange matched ${said} within ${timeoutMs / 1000} s; ${seen}`,
  );
}
