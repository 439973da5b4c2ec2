import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { userKeyOf } from '../../../../src/journal/user-rows.js';
import type { ConnectionId } from '../../../../src/model/ids.js';
import type { Summary } from '../../../../src/model/summary.js';
import { Lists, scopeFor } from '../../../../src/tui/lists/lists.js';
import { rowsOf, type RowList } from '../../../../src/tui/lists/row-list.js';
import { sortableColumns, sortValueOf } from '../../../../src/tui/lists/sort-values.js';
import {
  initialModel,
  VIEWS,
  type RowKey,
  type Scope,
  type TuiModel,
} from '../../../../src/tui/model.js';
import { COUNTING, LOGGED_IN, story, Traffic, UNREADABLE, type Visit } from '../traffic.js';

const MODEL = initialModel({ columns: 160, rows: 50 });
const modelOf = (changes: Partial<TuiModel>): TuiModel => ({ ...MODEL, ...changes });
const keysOf = (list: RowList): readonly (RowKey | undefined)[] =>
  Array.from({ length: list.length }, (_, index) => list.at(index));
const ADA = 'authenticated ada';
const ONE = COUNTING(1).tag;
const TWO = LOGGED_IN.tag;
const C1 = 'c1' as ConnectionId;
const C2 = 'c2' as ConnectionId;

describe('the lists', () => {
  const rowsFor = (changes: Partial<TuiModel>) => {
    const { lists } = story().source;
    const model = modelOf(changes);
    return VIEWS.map((view) => keysOf(lists.of(model, view)));
  };
  const ALL_SESSIONS = [ONE, TWO, 's-777777', 's-b0bb0b'];
  const ALL_USERS = ['anonymous', ADA, 'unknown', 'authenticated bob'];

  it('hold everything in the order in which it came', () => {
    expect(rowsFor({})).toEqual([[1, 2, 3, 4, 5], ALL_SESSIONS, ALL_USERS, [C1, C2]]);
  });

  it.each<[Scope, readonly (readonly RowKey[])[]]>([
    [{ user: ADA }, [[2, 5], [TWO, ONE], ALL_USERS, [C1]]],
    [{ session: ONE }, [[1, 2], ALL_SESSIONS, [ADA, 'anonymous'], [C1]]],
    [
      { connection: C2 },
      [
        [3, 4],
        ['s-b0bb0b', 's-777777'],
        ['authenticated bob', 'unknown'],
        [C1, C2],
      ],
    ],
    [{ user: ADA, session: ONE }, [[2], [TWO, ONE], [ADA, 'anonymous'], [C1]]],
    [{ user: ADA, connection: C2 }, [[], [], ['authenticated bob', 'unknown'], [C1]]],
    [{ user: 'nobody' }, [[], [], ALL_USERS, []]],
  ])('narrowed to %j hold what belongs to it, and all of its own kind', (scope, expected) => {
    expect(rowsFor({ scope }).map((keys) => new Set(keys))).toEqual(
      expected.map((keys) => new Set(keys)),
    );
  });

  it('hold only what the filter lets through, in every view', () => {
    const [requests, sessions, users, connections] = rowsFor({ filter: 'login' });
    expect(requests).toEqual([2]);
    expect(new Set(sessions)).toEqual(new Set([ONE, TWO]));
    expect([users, connections]).toEqual([[ADA], [C1]]);
  });

  it('hold all requests while those that do not match are shown, too', () => {
    const { lists } = story().source;
    const model = modelOf({ filter: 'login', showAll: true });
    expect(keysOf(lists.of(model))).toEqual([1, 2, 3, 4, 5]);
    expect(keysOf(lists.matches(model))).toEqual([2]);
  });

  it('let a filter ask for marks, also after they changed', () => {
    const { lists } = story().source;
    const marked = (...marks: readonly number[]) =>
      keysOf(lists.of(modelOf({ filter: 'is:marked', marks: new Set(marks) })));
    expect(marked(2, 4)).toEqual([2, 4]);
    expect(marked(4)).toEqual([4]);
    expect(marked()).toEqual([]);
  });

  it.each<[string, Partial<TuiModel>, readonly number[]]>([
    ['alone', {}, [1, 2, 3]],
    ['with a narrowing', { scope: { connection: C1 } }, [1, 2]],
    ['with a filter', { filter: 'c' }, [1, 2]],
    ['with a sort', { sorts: { requests: { column: 'time', descending: true } } }, [3, 2, 1]],
  ])('hold nothing after the exchange they were paused at, %s', (_name, changes, expected) => {
    const { lists } = story().source;
    const list = lists.of(modelOf({ pausedAt: 3, ...changes }));
    expect(keysOf(list)).toEqual(expected);
    expect([list.at(-1), list.at(list.length)]).toEqual([undefined, undefined]);
    if (changes.sorts === undefined) expect(list.indexOf(5)).toBe(list.length);
  });

  it('are kept up with traffic, narrowed, filtered and sorted at once', () => {
    const traffic = story();
    const { lists } = traffic.source;
    const model = modelOf({
      scope: { connection: C1 },
      filter: 'account',
      sorts: { requests: { column: 'path', descending: false } },
    });
    expect(keysOf(lists.of(model))).toEqual([2, 5]);
    traffic.visit(C1, { target: '/accounts/', before: LOGGED_IN, after: LOGGED_IN });
    traffic.visit(C2, { target: '/accounts/' });
    expect(keysOf(lists.of(model))).toEqual([6, 2, 5]);
    traffic.revise(2, C1, { target: '/elsewhere/' });
    expect(keysOf(lists.of(model))).toEqual([6, 5]);
    const later = modelOf({ ...model, sorts: { requests: { column: 'path', descending: true } } });
    expect(keysOf(lists.of(later))).toEqual([5, 6]);
  });

  it('are empty once everything was cleared, and go on from there', () => {
    const traffic = story();
    const { lists } = traffic.source;
    const model = modelOf({
      filter: 'login',
      sorts: { requests: { column: 'path', descending: false } },
    });
    expect(lists.of(model).length).toBe(1);
    traffic.journal.clear();
    expect(VIEWS.map((view) => lists.of(model, view).length)).toEqual([0, 0, 0, 0]);
    expect(lists.of(modelOf({})).length).toBe(0);
    const seq = traffic.visit(C1, { target: '/login/again/' });
    expect(keysOf(lists.of(model))).toEqual([seq]);
  });
});

describe('sorting', () => {
  it.each(VIEWS)('orders the %s by each of their columns, both ways', (view) => {
    const { journal, lists } = story().source;
    const plain = keysOf(lists.of(modelOf({}), view));
    for (const column of sortableColumns(view)) {
      for (const descending of [false, true]) {
        const keys = keysOf(lists.of(modelOf({ sorts: { [view]: { column, descending } } }), view));
        expect(new Set(keys)).toEqual(new Set(plain));
        const values = keys.map((key) => key && sortValueOf(view, column, key, journal));
        const known = values.filter((value) => value !== undefined);
        expect(values.slice(known.length).every((value) => value === undefined)).toBe(true);
        const sorted = [...known].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
        expect(known).toEqual(descending ? sorted.reverse() : sorted);
      }
    }
  });

  it('knows no column that is not there, and no row', () => {
    const { journal } = story().source;
    expect(sortValueOf('requests', 'nothing', 1, journal)).toBeUndefined();
    expect(sortValueOf('requests', 'path', 99, journal)).toBeUndefined();
    expect(sortValueOf('users', 'user', 'nobody', journal)).toBeUndefined();
  });
});

describe('scopeFor', () => {
  it.each([
    ['requests', ['user', 'session', 'connection']],
    ['sessions', ['user', 'connection']],
    ['users', ['session', 'connection']],
    ['connections', ['user', 'session']],
  ] as const)('%s are narrowed by %j', (view, kinds) => {
    const scope = { user: ADA, session: ONE, connection: C1 };
    expect(Object.keys(scopeFor({ scope }, view))).toEqual(kinds);
  });
});

/** 9,000 exchanges of one connection, every third of them a login. */
function many(): Traffic {
  const traffic = new Traffic();
  const connection = traffic.open();
  for (let count = 1; count <= 9_000; count += 1) {
    traffic.visit(connection, { target: count % 3 === 0 ? '/login/' : '/page/' });
  }
  return traffic;
}

describe('a search that takes longer', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });
  /** Time passes with every look at the clock, so that a slice is one look long. */
  const slowly = () => {
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => (now += 1000));
  };

  it('has the newest at once, says how far it is and goes on when it is told to', () => {
    const { lists } = many().source;
    slowly();
    const model = modelOf({ filter: 'login' });
    const list = lists.of(model);
    expect(list.length).toBeGreaterThan(0);
    expect(list.length).toBeLessThan(100);
    expect(list.at(list.length - 1)).toBe(9_000);
    expect(lists.progress(model)).toBeLessThan(0.1);
    while (lists.work(1));
    expect(lists.progress(model)).toBeUndefined();
    expect(lists.of(model).length).toBe(3_000);
  });

  it.each<[string, Partial<TuiModel>, number]>([
    ['and another one that was asked for after it', { pausedAt: 8_999 }, 2_999],
    ['also while all rows are shown', { showAll: true }, 9_000],
  ])('is completed, %s', (_name, changes, expected) => {
    const { lists } = many().source;
    slowly();
    const sorts = { requests: { column: 'method', descending: false } };
    const model = modelOf({ filter: 'login', sorts, ...changes });
    const look = () => [lists.of(model).length, lists.matches(model).length];
    look();
    while (lists.work(1)) look();
    expect(look()).toEqual([expected, 3_000]);
    const list = lists.of(model);
    expect([list.at(0), list.at(list.length - 1)]).toEqual(
      changes.showAll === true ? [1, 9_000] : [3, 8_997],
    );
  });

  it('is remembered, so that going back costs no test of a row', () => {
    const traffic = many();
    const lists = new Lists(traffic.journal);
    const filters = ['login', 'page', '/l', '/p'];
    for (const filter of filters) {
      lists.of(modelOf({ filter }));
      while (lists.work(1000));
    }
    const lookUps = vi.spyOn(traffic.journal, 'summary');
    for (const filter of [...filters].reverse()) lists.of(modelOf({ filter }));
    expect(lookUps).not.toHaveBeenCalled();
  });
});

/** A model's requests found anew: by scope, by path, up to the pause. */
function naive(traffic: Traffic, { scope, filter, pausedAt = Infinity }: TuiModel) {
  const { journal } = traffic;
  const found: Summary[] = [];
  for (let seq = journal.firstSeq; seq <= journal.lastSeq; seq += 1) {
    const summary = journal.summary(seq);
    if (summary === undefined || seq > pausedAt || !summary.target.includes(filter)) continue;
    if (scope.user !== undefined && userKeyOf(summary) !== scope.user) continue;
    if (scope.session !== undefined && !summary.sessions.includes(scope.session)) continue;
    if (scope.connection !== undefined && summary.connection !== scope.connection) continue;
    found.push(summary);
  }
  return found;
}

describe('any traffic and any narrowing', () => {
  const sides = [undefined, COUNTING(1), LOGGED_IN, UNREADABLE];
  const visits: fc.Arbitrary<Visit> = fc
    .record({
      target: fc.constantFrom('/zebra/', '/quilt/', '/quilt/zebra/'),
      side: fc.constantFrom(...sides),
      pending: fc.boolean(),
    })
    .map(({ target, side, pending }) => ({ target, pending, ...(side && { after: side }) }));
  const models: fc.Arbitrary<TuiModel> = fc
    .record({
      user: fc.constantFrom(undefined, ADA, 'anonymous'),
      session: fc.constantFrom(undefined, ONE, TWO),
      connection: fc.constantFrom(undefined, C1),
      filter: fc.constantFrom('', 'quilt', 'zebra'),
      pausedAt: fc.option(fc.integer({ min: 0, max: 30 }), { nil: undefined }),
      isSorted: fc.boolean(),
    })
    .map(({ user, session, connection, filter, pausedAt, isSorted }) =>
      modelOf({
        scope: {
          ...(user === undefined ? {} : { user }),
          ...(session === undefined ? {} : { session }),
          ...(connection === undefined ? {} : { connection }),
        },
        filter,
        pausedAt,
        sorts: isSorted ? { requests: { column: 'path', descending: false } } : {},
      }),
    );

  it('list what a look at everything finds', () => {
    const deed = fc.tuple(fc.nat({ max: 99 }), visits, fc.nat({ max: 5 }));
    fc.assert(
      fc.property(
        fc.array(models, { minLength: 1, maxLength: 6 }),
        fc.array(deed, { maxLength: 40 }),
        fc.integer({ min: 5, max: 40 }),
        (all, deeds, limit) => {
          const traffic = new Traffic(limit);
          const { lists, journal } = traffic.source;
          const open = [traffic.open(), traffic.open()];
          for (const [at, visit, look] of deeds) {
            const known = journal.get(1 + (at % Math.max(1, journal.lastSeq)));
            const own = open[at % 2];
            if (at > 50 && known !== undefined) {
              traffic.revise(known.seq, known.exchange.connectionId, visit);
            } else if (own !== undefined) traffic.visit(own, visit);
            const model = all[look % all.length];
            if (model !== undefined) lists.of(model);
          }
          for (const model of all) {
            lists.of(model);
            while (lists.work(5));
            const expected = naive(traffic, model);
            const byPath = [...expected].sort((a, b) =>
              a.target < b.target ? -1 : a.target > b.target ? 1 : a.seq - b.seq,
            );
            const wanted = model.sorts.requests === undefined ? expected : byPath;
            expect(keysOf(lists.of(model))).toEqual(wanted.map(({ seq }) => seq));
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('a list that takes long to order', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('is shown as it was for a while, and says when it can be ordered again', () => {
    const traffic = story();
    const { lists } = traffic.source;
    let [now, step] = [1000, 10];
    vi.spyOn(performance, 'now').mockImplementation(() => (now += step));
    const model = modelOf({
      view: 'users',
      sorts: { users: { column: 'requests', descending: true } },
    });
    const first = lists.of(model);
    expect(lists.of(model)).toBe(first);
    expect(lists.dueInMs).toBeUndefined();
    step = 0;
    for (let count = 0; count < 4; count += 1)
      traffic.visit(traffic.open(), { before: COUNTING(1) });
    expect(lists.of(model)).toBe(first);
    expect(lists.dueInMs).toBeGreaterThan(0);
    now += 10_000;
    expect(lists.dueInMs).toBe(0);
    expect(lists.of(model).at(0)).toBe('anonymous');
    expect(lists.dueInMs).toBeUndefined();
  });

  it('rests as a list of requests too, where it is long', () => {
    const traffic = new Traffic();
    const connection = traffic.open();
    for (let count = 0; count < 5000; count += 1) traffic.visit(connection, { target: '/b' });
    const { lists } = traffic.source;
    const model = modelOf({ sorts: { requests: { column: 'path', descending: false } } });
    lists.of(model);
    while (lists.work(1000));
    let now = performance.now() + 10_000;
    vi.spyOn(performance, 'now').mockImplementation(() => (now += 10));
    const seq = traffic.visit(connection, { target: '/a' });
    expect(lists.of(model).at(0)).toBe(seq);
    traffic.visit(connection, { target: '/a' });
    expect(lists.of(model).length).toBe(5001);
    expect(lists.dueInMs).toBeGreaterThan(0);
    now += 10_000;
    expect(lists.of(model).length).toBe(5002);
    expect(lists.dueInMs).toBeUndefined();
  });

  it('is ordered anew for other marks where the filter asks for them', () => {
    const { lists } = story().source;
    let now = 1000;
    vi.spyOn(performance, 'now').mockImplementation(() => (now += 10));
    const sorts = { users: { column: 'user', descending: false } };
    const usersOf = (mark: number) =>
      keysOf(
        lists.of(modelOf({ view: 'users', sorts, filter: 'is:marked', marks: new Set([mark]) })),
      );
    expect([usersOf(2), usersOf(4)]).toEqual([[ADA], ['authenticated bob']]);
  });
});

describe('rowsOf', () => {
  it('is an array, without a place for what is not in it', () => {
    const list = rowsOf(['a', 'b']);
    expect([list.at(-1), list.at(1), list.at(2), list.indexOf('b'), list.indexOf('z')]).toEqual([
      undefined,
      'b',
      undefined,
      1,
      -1,
    ]);
  });
});
