import { describe, expect, it } from 'vitest';
import { closingLine } from '../../../src/cli/closing-line.js';
import { RunTotals } from '../../../src/cli/run-totals.js';
import { Journal } from '../../../src/journal/journal.js';
import { clientId, sessionTag } from '../../../src/model/ids.js';
import type { JournalEvent } from '../../../src/model/journal-event.js';
import type { Observation } from '../../../src/model/observation.js';
import { problem, type Problem } from '../../../src/model/problem.js';
import type { SessionTransition, TransitionKind } from '../../../src/model/session.js';
import type { EpochMs } from '../../../src/model/time.js';
import { exchange } from '../../support/exchanges.js';
import { snapshot, user } from '../../support/snapshots.js';

const observed = (changes: Partial<Observation> = {}): JournalEvent => ({
  kind: 'observed',
  observation: {
    seq: 1,
    exchange: exchange(),
    client: clientId(1),
    cookies: { sent: [], set: [], changes: [] },
    problems: [],
    settled: true,
    ...changes,
  },
});

const session = (
  name: string | undefined,
  tags: readonly [before: string, after: string],
  ...kinds: TransitionKind[]
): Partial<Observation> => {
  const [before, after] = tags.map((tag) => snapshot({ tag: sessionTag(tag) }));
  const transition: SessionTransition = {
    kinds,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    changes: [],
    concurrent: false,
    actor: name === undefined ? { kind: 'anonymous' } : user(name),
  };
  return { session: transition };
};

const status = (lost: number, problems: readonly Problem[] = []): JournalEvent => ({
  kind: 'status',
  at: 0 as EpochMs,
  status: { hasSecret: true, problems, lost },
});

const lineOf = (events: readonly JournalEvent[], ...files: string[]): string => {
  const totals = new RunTotals();
  for (const event of events) totals.accept(event);
  return closingLine(totals, files);
};

describe('the closing line', () => {
  it('of nothing', () => {
    expect(lineOf([])).toBe(
      '0 exchanges, 0 users, 0 sessions, 0 logins, 0 logouts; 0 records lost',
    );
  });

  it('counts each exchange once, users and sessions by name, logins and logouts as they come', () => {
    const events = [
      observed({ settled: false, ...session('ada', ['a', 'b'], 'logged-in') }),
      observed(session('ada', ['a', 'b'], 'logged-in', 'rotated')),
      observed({ seq: 2, ...session('ada', ['b', 'b']) }),
      observed({ seq: 3, ...session('grace', ['b', 'c'], 'user-switched') }),
      observed({ seq: 4, ...session('grace', ['c', 'c'], 'logged-out') }),
      observed({ seq: 5, ...session(undefined, ['d', 'd']) }),
      status(1),
    ];
    expect(lineOf(events, 'out.har', '-')).toBe(
      '5 exchanges, 2 users, 4 sessions, 2 logins, 1 logout; 1 record lost; recording out.har, stdout',
    );
  });

  it('calls failed what the app or we could not answer, and not clients that left', () => {
    const outcomes = [
      { kind: 'server-failed', code: 'ECONNREFUSED', message: '' },
      { kind: 'refused', code: 'X', message: '' },
      { kind: 'client-aborted' },
      { kind: 'completed' },
    ] as const;
    const events = [
      ...outcomes.map((outcome) => observed({ exchange: { ...exchange(), outcome } })),
      observed({ exchange: exchange({ status: 503 }) }),
    ];
    expect(lineOf(events)).toMatch(/^5 exchanges \(3 failed\), /);
  });

  it('lets no name reach the terminal as it is, and says when a recording lacks something', () => {
    const full = status(0, [problem('warning', 'recording', 'The disk is full.')]);
    expect(lineOf([full], 'a\x1b[2J.har')).toMatch(/; incomplete recording a\\x1b\[2J\.har$/);
    expect(lineOf([full, status(0)], 'a.har')).toMatch(/; recording a\.har$/);
  });
});

describe('the totals', () => {
  it('tell so many apart and no more', () => {
    const totals = new RunTotals(2);
    totals.accept(observed(session('ada', ['a', 'a'])));
    expect([totals.users, totals.sessions]).toEqual(['1', '1']);
    totals.accept(observed(session('grace', ['b', 'c'])));
    expect([totals.users, totals.sessions]).toEqual(['2+', '2+']);
  });

  it('begin with what a journal holds, and go on when it forgets', () => {
    const journal = new Journal({ maxExchanges: 1 });
    journal.append(observed());
    const totals = RunTotals.following(journal);
    for (const seq of [2, 3])
      journal.append(observed({ seq, exchange: exchange({ ordinal: seq }) }));
    journal.clear();
    expect(totals.exchanges).toBe(3);
  });
});
