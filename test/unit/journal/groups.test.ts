/** Sessions, users and connections of a journal against a naive recount over what it holds. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { userKeyOf } from '../../../src/journal/user-rows.js';
import { connectionId, sessionTag, type ConnectionId } from '../../../src/model/ids.js';
import type { SessionSnapshot } from '../../../src/model/session.js';
import { summaryOf, type Summary } from '../../../src/model/summary.js';
import type { SeqList } from '../../../src/journal/seq-list.js';
import { snapshot, user } from '../../support/snapshots.js';
import { COUNTING, LOGGED_IN, START, Traffic, UNREADABLE, type Visit } from '../tui/traffic.js';

const seqsOf = (list: SeqList | undefined): readonly (number | undefined)[] =>
  Array.from({ length: list?.length ?? 0 }, (_, index) => list?.at(index));

const held = (traffic: Traffic): readonly Summary[] => {
  const { journal } = traffic;
  const summaries: Summary[] = [];
  for (let seq = journal.firstSeq; seq <= journal.lastSeq; seq += 1) {
    const observation = journal.get(seq);
    if (observation !== undefined) summaries.push(summaryOf(observation));
  }
  return summaries;
};

const distinct = (values: readonly unknown[]): number => new Set(values).size;

function expectRecount(traffic: Traffic): void {
  const { journal } = traffic;
  const summaries = held(traffic);
  const tags = new Set(summaries.flatMap(({ sessions }) => sessions));
  expect(new Set(journal.sessionTags)).toEqual(tags);
  for (const tag of tags) {
    const own = summaries.filter(({ sessions }) => sessions.includes(tag));
    const row = journal.session(tag);
    expect(seqsOf(row?.exchanges)).toEqual(own.map(({ seq }) => seq));
    expect(row?.connections).toBe(distinct(own.map(({ connection }) => connection)));
  }
  const keys = new Set(summaries.flatMap((summary) => userKeyOf(summary) ?? []));
  expect(new Set(journal.userKeys)).toEqual(keys);
  for (const key of keys) {
    const own = summaries.filter((summary) => userKeyOf(summary) === key);
    const row = journal.user(key);
    expect(seqsOf(row?.exchanges)).toEqual(own.map(({ seq }) => seq));
    expect(row?.sessions).toBe(distinct(own.flatMap(({ sessions }) => sessions)));
    expect(row?.connections).toBe(distinct(own.map(({ connection }) => connection)));
  }
  for (const id of journal.connectionIds) {
    const own = summaries.filter(({ connection }) => connection === id);
    const row = journal.connection(id);
    expect(seqsOf(row?.exchanges)).toEqual(own.map(({ seq }) => seq));
    expect(row?.inFlight).toBe(own.filter(({ outcome }) => outcome === 'in-progress').length);
    expect(row?.requestCount).toBeGreaterThanOrEqual(own.length);
    expect(journal.openConnections.has(id)).toBe(row?.connection.closedAt === undefined);
  }
  expect(new Set(summaries.map(({ connection }) => connection)).size).toBeLessThanOrEqual(
    journal.connectionIds.length,
  );
}

/** Four sessions of three users and of nobody. */
const SIDES: readonly (SessionSnapshot | undefined)[] = [
  undefined,
  COUNTING(1),
  LOGGED_IN,
  UNREADABLE,
  snapshot({ tag: sessionTag('9e9e9e'), identity: user('grace') }),
  snapshot({ tag: sessionTag('1a2b3c'), identity: user('grace') }),
];

interface Deed {
  readonly op: 'visit' | 'revise' | 'open' | 'close' | 'clear';
  readonly at: number;
  readonly visit: Visit;
}

const visits: fc.Arbitrary<Visit> = fc
  .record({
    before: fc.constantFrom(...SIDES),
    after: fc.constantFrom(...SIDES),
    pending: fc.constantFrom(false, false, true),
  })
  .map(({ before, after, pending }) => ({
    ...(before && { before }),
    ...(after && { after }),
    pending,
  }));

const deeds: fc.Arbitrary<readonly Deed[]> = fc.array(
  fc.record({
    op: fc.constantFrom(
      ...(['visit', 'visit', 'visit', 'visit', 'revise', 'revise', 'revise'] as const),
      ...(['open', 'close', 'clear'] as const),
    ),
    at: fc.nat({ max: 1000 }),
    visit: visits,
  }),
  { maxLength: 60 },
);

/** Carries out deeds; a revision keeps its exchange on its connection. */
function carryOut(traffic: Traffic, all: readonly Deed[], afterEach: () => void): void {
  const open: ConnectionId[] = [traffic.open(), traffic.open()];
  const of = new Map<number, ConnectionId>();
  for (const { op, at, visit } of all) {
    const connection = open[at % open.length];
    if (op === 'open') open.push(traffic.open());
    else if (op === 'clear') {
      if (at % 4 === 0) traffic.journal.clear();
    } else if (op === 'close') {
      if (open.length > 1 && connection !== undefined) {
        open.splice(open.indexOf(connection), 1);
        traffic.close(connection);
      }
    } else if (op === 'visit') {
      if (connection !== undefined) of.set(traffic.visit(connection, visit), connection);
    } else {
      const seq = 1 + (at % Math.max(1, traffic.journal.lastSeq));
      const own = of.get(seq);
      if (own !== undefined) traffic.revise(seq, own, visit);
    }
    afterEach();
  }
}

describe('the groups of a journal', () => {
  it('equal a recount of what is held, after any traffic, revisions and evictions', () => {
    fc.assert(
      fc.property(deeds, fc.integer({ min: 1, max: 12 }), (all, limit) => {
        const traffic = new Traffic(limit);
        carryOut(traffic, all, () => {
          expectRecount(traffic);
        });
      }),
      { numRuns: 150 },
    );
  });

  it('are gone when everything was cleared, but for the connections that are open', () => {
    const traffic = new Traffic();
    const [first, second] = [traffic.open(), traffic.open()];
    traffic.visit(first, { after: LOGGED_IN });
    traffic.visit(second, { after: COUNTING(1) });
    const pending = traffic.visit(second, { pending: true });
    traffic.close(first);
    traffic.journal.clear();
    const { journal } = traffic;
    expect([journal.sessionTags, journal.userKeys]).toEqual([[], []]);
    expect(journal.connectionIds).toEqual([second]);
    expect(journal.connection(second)).toMatchObject({ requestCount: 2, inFlight: 0 });
    expect(journal.firstSeq).toBe(journal.lastSeq + 1);
    traffic.revise(pending, second, { after: LOGGED_IN });
    expect(journal.sessionTags).toEqual([]);
    expect(traffic.visit(second)).toBe(4);
    expect([journal.get(3), journal.firstSeq]).toEqual([undefined, 4]);
  });

  it('tell that it was cleared to those who follow', () => {
    const traffic = new Traffic();
    const kinds: string[] = [];
    traffic.journal.subscribe(({ kind }) => kinds.push(kind));
    traffic.journal.clear();
    expect(kinds).toEqual(['cleared']);
  });
});

const ONE = sessionTag('1a2b3c');
const TWO = sessionTag('4d5e6f');

describe('a session', () => {
  /** The row of a session after a browser's visits on one connection. */
  const rowAfter = (tag: typeof ONE, ...visits: readonly Visit[]) => {
    const traffic = new Traffic();
    const connection = traffic.open();
    for (const visit of visits) traffic.visit(connection, visit);
    return traffic.journal.session(tag);
  };
  const asAda: SessionSnapshot = { ...COUNTING(1), identity: user('ada') };
  const asGrace: SessionSnapshot = { ...COUNTING(1), identity: user('grace') };

  it.each([
    ['there before we looked', ONE, [{ before: COUNTING(1), after: COUNTING(1) }], 'live'],
    ['made by a response', ONE, [{ after: COUNTING(1) }], 'live'],
    ['left behind by a login', ONE, [{ before: COUNTING(6), after: LOGGED_IN }], 'ended'],
    ['begun by a login', TWO, [{ before: COUNTING(6), after: LOGGED_IN }], 'live'],
    ['ended by a logout', TWO, [{ before: LOGGED_IN }], 'ended'],
    [
      'looked for in vain after it was ended',
      TWO,
      [{ before: LOGGED_IN }, { before: { ...LOGGED_IN, state: 'missing' } }],
      'missing',
    ],
    [
      'of a bad signature',
      ONE,
      [{ after: { ...COUNTING(1), state: 'bad-signature' } }],
      'bad-signature',
    ],
  ] as const)('%s', (_name, tag, visits, state) => {
    expect(rowAfter(tag, ...visits)?.state).toBe(state);
  });

  it('has a time of creation only when that was seen', () => {
    expect(rowAfter(ONE, { before: COUNTING(1), after: COUNTING(2) })?.createdAt).toBeUndefined();
    const made = rowAfter(ONE, {}, { after: COUNTING(1) }, { before: COUNTING(1), after: asAda });
    expect(made?.createdAt).toBe(START + 2000);
    expect(rowAfter(TWO, { before: COUNTING(6), after: LOGGED_IN })?.createdAt).toBe(START + 1000);
  });

  it('keeps its last change while requests change nothing', () => {
    const row = rowAfter(
      ONE,
      { before: COUNTING(1), after: COUNTING(2) },
      { before: COUNTING(2), after: COUNTING(2) },
    );
    expect(row?.lastChange).toEqual({ at: START + 1000, text: 'count changed' });
    expect(row?.lastSeenAt).toBe(START + 2000);
    expect(rowAfter(ONE, { before: COUNTING(2), after: COUNTING(2) })?.lastChange).toBeUndefined();
  });

  it('names the user of its latest exchange, also when an older one is revised after it', () => {
    expect(rowAfter(ONE, { after: asAda }, { before: asAda, after: asGrace })?.identity).toEqual(
      user('grace'),
    );
    const traffic = new Traffic();
    const connection = traffic.open();
    traffic.visit(connection, { pending: true });
    traffic.visit(connection, { before: asGrace, after: asGrace });
    traffic.revise(1, connection, { before: asAda, after: asAda });
    expect(traffic.journal.session(ONE)?.identity).toEqual(user('grace'));
    expect(seqsOf(traffic.journal.session(ONE)?.exchanges)).toEqual([1, 2]);
  });

  it('remembers when it expires', () => {
    expect(rowAfter(TWO, { after: LOGGED_IN })?.expiresAt).toBe(LOGGED_IN.expiresAt);
    expect(rowAfter(ONE, { after: COUNTING(1) })?.expiresAt).toBeUndefined();
  });

  it('never carries a value of a session in its last change', () => {
    const secret = snapshot({
      tag: ONE,
      payload: { kind: 'map', entries: [['count', 'hunter2']] },
    });
    const row = rowAfter(ONE, { before: COUNTING(1), after: secret });
    expect(row?.lastChange?.text).not.toContain('hunter2');
  });
});

describe('a user', () => {
  it('has one row over all sessions and connections; nobody and who is not known have one each', () => {
    const traffic = new Traffic();
    const [first, second] = [traffic.open(), traffic.open()];
    traffic.visit(first, { after: LOGGED_IN });
    traffic.visit(second, { before: { ...LOGGED_IN, tag: ONE }, method: 'POST', target: '/buy/' });
    traffic.visit(second, {});
    traffic.visit(second, { before: UNREADABLE, after: UNREADABLE });
    traffic.visit(second, { pending: true });
    const { journal } = traffic;
    expect(journal.userKeys).toEqual(['authenticated ada', 'anonymous', 'unknown']);
    expect(journal.user('authenticated ada')).toMatchObject({
      label: 'ada',
      sessions: 2,
      connections: 2,
      firstSeenAt: START + 1000,
      lastSeenAt: START + 2000,
      lastRequest: 'POST /buy/',
    });
    expect(journal.user('unknown')).toMatchObject({ label: 'unknown', sessions: 1 });
  });

  it('keeps its place and its first time when its only exchange is revised', () => {
    const traffic = new Traffic();
    const connection = traffic.open();
    traffic.visit(connection, { after: LOGGED_IN });
    traffic.visit(connection, {});
    const before = traffic.journal.user('authenticated ada');
    traffic.revise(1, connection, { after: LOGGED_IN, status: 500, target: '/revised/' });
    const after = traffic.journal.user('authenticated ada');
    expect(traffic.journal.userKeys).toEqual(['authenticated ada', 'anonymous']);
    expect(after?.firstSeenAt).toBe(before?.firstSeenAt);
    expect(after?.lastRequest).toBe('GET /revised/');
    expect(after).toMatchObject({ sessions: 1, connections: 1 });
  });

  it('does not share a row with nobody because of a name', () => {
    const traffic = new Traffic();
    const connection = traffic.open();
    traffic.visit(connection, { after: snapshot({ identity: user('anonymous') }) });
    traffic.visit(connection, {});
    expect(traffic.journal.userKeys).toEqual(['authenticated anonymous', 'anonymous']);
  });
});

describe('openConnections', () => {
  it('holds those that are open, in the order in which they were opened', () => {
    const traffic = new Traffic();
    const [first, second, third] = [traffic.open(), traffic.open(), traffic.open()];
    traffic.visit(second);
    traffic.close(second);
    expect([...traffic.journal.openConnections]).toEqual([first, third]);
    traffic.close(first);
    expect(traffic.journal.connectionIds).toEqual([second, third]);
    expect(traffic.journal.connection(connectionId(1))).toBeUndefined();
  });
});
