/** Parts of the tabs that the stories of detail-tabs.test.ts do not come by. */
import { describe, expect, it } from 'vitest';
import { connectionId, sessionTag } from '../../../../src/model/ids.js';
import type { PhaseTimings } from '../../../../src/model/exchange.js';
import type { SessionSnapshot } from '../../../../src/model/session.js';
import { problem } from '../../../../src/model/problem.js';
import { parseSetCookie } from '../../../../src/cookies/set-cookie.js';
import type { DetailTab } from '../../../../src/tui/model.js';
import { detailRows } from '../../../../src/tui/view/detail-tabs.js';
import { payload, snapshot } from '../../../support/snapshots.js';
import { COUNTING, observationOf, type Visit } from '../traffic.js';
import { options, textOf } from './rows.js';

const tab = (name: DetailTab, visit: Visit, changes: Parameters<typeof options>[0] = {}): string =>
  textOf(detailRows(name, observationOf(1, connectionId(1), visit), options(changes)));

describe('Session, read again just now', () => {
  const visit = { before: COUNTING(1), after: COUNTING(2) };
  const readAgain = (now: SessionSnapshot) =>
    tab('session', visit, { now }).split('Read again just now\n')[1] ?? '';

  it('says that nothing has changed since, or what has', () => {
    expect(readAgain(COUNTING(2))).toContain('Since    the content is as the exchange left it');
    expect(readAgain(COUNTING(3))).toMatch(/the content has changed\n {3}~ count {2}2 → 3/);
  });

  it('says that it is another session, or cannot be compared', () => {
    const other = snapshot({ tag: sessionTag('999999'), payload: payload({}) });
    expect(readAgain(other)).toMatch(/another session than s-1a2b3c; the content has changed/);
    const because = problem('error', 'store-locked', 'The store is locked.', 'Wait.');
    const { payload: _payload, ...rest } = COUNTING(2);
    const unread = {
      ...rest,
      state: 'unreadable',
      integrity: 'no-key',
      identity: { kind: 'unknown', because },
      problems: [because],
    } as const;
    expect(readAgain(unread)).toMatch(
      /Now +s-1a2b3c · unreadable · django, in a table\n.*unknown \(store locked\)\n.*nothing is compared[^]*The store is locked/,
    );
  });

  it('says that it is gone from its store', () => {
    const { payload: _payload, ...rest } = COUNTING(2);
    const text = readAgain({ ...rest, state: 'missing', integrity: 'not-signed' });
    expect(text).toMatch(/· missing[^]*Since +it is no longer in its store/);
    expect(text).not.toContain('could not be read');
  });

  it('says so where the exchange knew of none', () => {
    expect(tab('session', {}, { now: COUNTING(1) })).toContain('nothing to compare it with');
    expect(tab('session', { pending: true }, { now: COUNTING(1) })).toContain('count  1');
  });
});

describe('Session, what changed', () => {
  const changed = (before: object, after: object, width = 100) =>
    tab(
      'session',
      {
        before: snapshot({ payload: payload({ ...before }) }),
        after: snapshot({ payload: payload({ ...after }) }),
      },
      { width },
    )
      .split('What changed\n')[1]
      ?.split('\n\n')[0];

  it('puts a change beneath its parents, and what does not fit on two lines', () => {
    const cart = (qty: number, total: number) => payload({ a: payload({ qty }), total });
    expect(changed({ cart: cart(1, 5) }, { cart: cart(2, 9) })).toBe(
      [' ▾ ~ cart', '     ~ a.qty  1 → 2', '     ~ total  5 → 9'].join('\n'),
    );
    expect(changed({ cart: cart(1, 5) }, { cart: cart(2, 5) })).toBe('   ~ cart.a.qty  1 → 2');
    expect(changed({ bio: 'x'.repeat(40) }, { bio: 'y'.repeat(40) }, 60)).toBe(
      [' ▾ ~ bio', `     - before  "${'x'.repeat(40)}"`, `     + after   "${'y'.repeat(40)}"`].join(
        '\n',
      ),
    );
  });

  it('folds what was removed, and opens both sides of what changed its kind', () => {
    expect(changed({ cart: payload({ a: 1 }) }, {})).toBe(' ▸ - cart  {…} 1 key');
    expect(changed({ cart: payload({ a: 1 }) }, { cart: 5 })).toBe(
      [' ▾ ~ cart', '   ▾ - before  {…} 1 key', '       a  1', '     + after   5'].join('\n'),
    );
  });

  it('shows many changes in steps, and says where it stopped counting', () => {
    const keys = Array.from({ length: 600 }, (_, n) => [`k${n}`, n] as const);
    const text = changed({}, Object.fromEntries(keys));
    expect(text).toContain('▸ … 300 more');
    expect(text).toContain('Only the first 500 changes are told apart.');
  });
});

describe('Cookies', () => {
  it('tells doubles apart, and warns of a long field', () => {
    const sent = [
      { name: 'a', value: '1' },
      { name: 'a', value: '2' },
      { name: '', value: 'x'.repeat(9000) },
    ];
    const text = tab('cookies', { cookies: { sent, set: [], changes: [] } });
    expect(text).toMatch(/ a +1 {2}3 B, first of this name: of the longest path\n/);
    expect(text).toMatch(/ a +2 {2}3 B, again: of a shorter path, or younger\n/);
    expect(text).toContain('(no name)');
    expect(text).toContain('! A name was sent twice; frameworks differ');
    expect(text).toContain('! The field is long');
  });

  it('folds many set cookies, and does not know what it was not told', () => {
    const set = Array.from({ length: 5 }, (_, n) => parseSetCookie(`c${n}=1; Path=/`));
    const cookies = { sent: [], set, changes: [] };
    expect(tab('cookies', { cookies })).toMatch(/ ▸ {3}c0 {2}1\n ▸ {3}c1 {2}1\n/);
    const turned = new Set(['set/1/c1']);
    expect(tab('cookies', { cookies }, { turned })).toMatch(
      / ▾ {3}c1 {2}1\n {5}what became of it is not known\n {7}Path=\/ +sent for every path/,
    );
  });
});

describe('Request and Response', () => {
  it('shows what was sent on otherwise, and what came before', () => {
    const changes: Visit['changes'] = {
      rewrites: [
        { side: 'request', name: 'Host', before: 'a:9000', after: 'b:8000', why: 'the target' },
        { side: 'response', name: 'Location', why: 'it named the app' },
      ],
      interim: [
        { status: 103, reason: 'Early Hints', httpVersion: '1.1', headers: [['Link', '</a>']] },
      ],
    };
    expect(tab('request', { changes })).toMatch(
      /Sent on otherwise\n {3}Host: a:9000 → b:8000 {2}the target/,
    );
    expect(tab('response', { changes })).toMatch(/before it: 103 Early Hints\n {3}Link: <\/a>/);
    expect(tab('response', { changes })).toContain('Location: it named the app');
  });

  it('copies fields, and no credential when masked', () => {
    const visit: Visit = {
      requestHeaders: [
        ['Host', 'x'],
        ['Cookie', 'sid=1'],
      ],
    };
    const values = (masked: boolean) =>
      detailRows('request', observationOf(1, connectionId(1), visit), options({ masked })).flatMap(
        ({ value }) => value ?? [],
      );
    expect(values(false)).toEqual(['/page/1', 'x', 'sid=1']);
    expect(values(true)).toEqual(['/page/1', 'x']);
  });
});

describe('Timing', () => {
  const bars = (timings: PhaseTimings, width = 100) =>
    tab('timing', { changes: { timings } }, { width });

  it('shows TLS at the end of connecting, and the time between the phases', () => {
    const text = bars({ connect: 50, tls: 40, wait: 30, total: 100 });
    expect(text).toMatch(/connect +50 ms +50 % {2}█{30}\n └ tls +40 ms +40 % {8}█{24}\n/);
    expect(text).toMatch(/other +20 ms +20 % {50}█{12}\n total +100 ms/);
  });

  it('says what each phase is where there is room, and goes on without an end', () => {
    expect(bars({ wait: 30, total: 30 }, 120)).toMatch(/█ {2}waiting for the response/);
    expect(bars({ wait: 30 })).toContain('and it goes on');
  });
});
