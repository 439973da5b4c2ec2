import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CookieChange } from '../../../src/model/cookie.js';
import { START, summaries, sessionId, Visits } from './visits.js';

const A = sessionId('aa');
const B = sessionId('bb');
const CSRF = sessionId('cc');

const only = (changes: readonly CookieChange[]): CookieChange => {
  expect(changes).toHaveLength(1);
  return changes[0]!;
};

describe('what a response does', () => {
  it('stores, renews, replaces and removes', () => {
    const visits = new Visits();
    expect(visits.visit({}, `sessionid=${A}; Max-Age=60; Path=/`).changes).toEqual([
      'stored sessionid',
    ]);
    const cookie = `sessionid=${A}`;
    const renewed = only(
      visits.begin({ cookie }).respond(`sessionid=${A}; Max-Age=90; Path=/`).changes,
    );
    expect(renewed).toMatchObject({
      kind: 'renewed',
      before: { value: A, expiresAt: START + 60_000 },
      after: { value: A, expiresAt: START + 90_000 },
    });
    const replaced = only(visits.begin({ cookie }).respond(`sessionid=${B}; Path=/`).changes);
    expect(replaced).toMatchObject({ kind: 'replaced', before: { value: A }, after: { value: B } });
    const removed = only(
      visits
        .begin({ cookie: `sessionid=${B}` })
        .respond('sessionid=""; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/').changes,
    );
    expect(removed).toMatchObject({ kind: 'removed', name: 'sessionid', before: { value: B } });
    expect(visits.visit().changes).toEqual([]);
  });

  it('says why a cookie was refused, and does not expect it back', () => {
    const visits = new Visits();
    const refused = only(visits.begin().respond(`sessionid=${A}; SameSite=None; Path=/`).changes);
    expect(refused).toMatchObject({
      kind: 'refused',
      reason: 'It has SameSite=None without Secure.',
    });
    expect(visits.visit().changes).toEqual([]);
  });

  it('follows several Set-Cookie fields in their order', () => {
    const visits = new Visits();
    const set = ['a=1', 'b=1; SameSite=None', 'a=2', 'a=2', 'a=; Max-Age=0', 'c=3'];
    expect(visits.visit({}, ...set).changes).toEqual([
      'stored a',
      'refused b',
      'replaced a',
      'renewed a',
      'removed a',
      'stored c',
    ]);
  });

  it('lets a deletion under another path miss, as browsers do', () => {
    const visits = new Visits();
    visits.visit({}, `sessionid=${A}; Path=/`);
    // Django before 1.10 deletes without a path: the default path of /accounts/logout/ is meant.
    const missed = visits
      .begin({ target: '/accounts/logout/', cookie: `sessionid=${A}` })
      .respond('sessionid=; expires=Thu, 01-Jan-1970 00:00:00 GMT; Max-Age=0');
    expect(missed.changes).toEqual([{ kind: 'removed', name: 'sessionid' }]);
    expect(visits.visit({ cookie: `sessionid=${A}` }).changes).toEqual([]);
  });

  it('judges expiry by the given clock', () => {
    const visits = new Visits();
    visits.visit({}, `sessionid=${A}; Max-Age=60; Path=/`);
    visits.wait(61);
    expect(visits.visit().changes).toEqual([]);
    expect(visits.visit({}, `sessionid=${A}; Path=/`).changes).toEqual(['stored sessionid']);
  });

  it('reports a failed exchange by what was sent', () => {
    const visits = new Visits();
    const report = visits.begin({ cookie: `sessionid=${A}; sessionid=x` }).fail();
    expect(report.sent).toEqual([
      { name: 'sessionid', value: A },
      { name: 'sessionid', value: 'x' },
    ]);
    expect(report.set).toEqual([]);
    expect(summaries(report.changes)).toEqual(['introduced sessionid', 'introduced sessionid']);
  });
});

describe('a pair that the app never set', () => {
  it('is introduced once', () => {
    const visits = new Visits();
    const visit = { cookie: `sessionid=${A}; theme=dark` };
    expect(visits.visit(visit).changes).toEqual(['introduced sessionid', 'introduced theme']);
    expect(visits.visit(visit).changes).toEqual([]);
    expect(visits.visit({ cookie: `sessionid=${A}; theme=light` }).changes).toEqual([
      'introduced theme',
    ]);
  });

  it('is replaced when the app sets its name for all paths, and renewed by the same value', () => {
    const visits = new Visits();
    visits.visit({ cookie: `sessionid=${A}; csrftoken=${CSRF}` });
    expect(
      visits.visit(
        { cookie: `sessionid=${A}; csrftoken=${CSRF}` },
        `sessionid=${B}; Path=/`,
        `csrftoken=${CSRF}; Path=/`,
      ).changes,
    ).toEqual(['replaced sessionid', 'renewed csrftoken']);
    expect(visits.visit({ cookie: `sessionid=${B}; csrftoken=${CSRF}` }).changes).toEqual([]);
  });

  it('is introduced again when it comes back after another value', () => {
    const visits = new Visits();
    for (const theme of ['dark', 'light', 'dark']) {
      expect(visits.visit({ cookie: `theme=${theme}` }).changes).toEqual(['introduced theme']);
    }
  });

  it('is left alone when the app sets its name for one path only', () => {
    const visits = new Visits();
    visits.visit({ cookie: `sessionid=${A}` });
    const set = `sessionid=${B}; Path=/admin`;
    expect(visits.visit({ cookie: `sessionid=${A}` }, set).changes).toEqual(['stored sessionid']);
    expect(visits.visit({ cookie: `sessionid=${A}` }).changes).toEqual([]);
  });

  it('expires like any other once the app has set it again', () => {
    const visits = new Visits();
    const cookie = `sessionid=${A}`;
    expect(visits.visit({ cookie }, `${cookie}; Max-Age=10; Path=/`).changes).toEqual([
      'introduced sessionid',
      'renewed sessionid',
    ]);
    visits.wait(11);
    expect(visits.visit({}, `${cookie}; Path=/`).changes).toEqual(['stored sessionid']);
  });

  it('is removed when the app deletes its name', () => {
    const visits = new Visits();
    visits.visit({ cookie: `sessionid=${A}` });
    const removed = only(
      visits.begin({ cookie: `sessionid=${A}` }).respond('sessionid=""; Max-Age=0; Path=/').changes,
    );
    expect(removed).toMatchObject({ kind: 'removed', before: { value: A } });
  });

  it('shows that another app on this host overwrote a cookie, and is followed', () => {
    const visits = new Visits();
    visits.visit({}, `sessionid=${A}; Path=/`, `csrftoken=${CSRF}; Path=/`);
    visits.visit({ cookie: `sessionid=${A}; csrftoken=${CSRF}` });
    const cookie = `sessionid=${B}; csrftoken=${CSRF}`;
    visits.wait(30);
    expect(visits.visit({ connection: 2, cookie })).toEqual({
      client: 'u1',
      changes: ['introduced sessionid'],
    });
    expect(visits.visit({ connection: 2, cookie }).changes).toEqual([]);
    const back = only(
      visits.begin({ connection: 2, cookie }).respond(`sessionid=${A}; Path=/`).changes,
    );
    expect(back).toMatchObject({ kind: 'replaced', before: { value: B }, after: { value: A } });
  });
});

describe('a cookie that is held, applies and does not come', () => {
  it('is withheld once, until it gets another value', () => {
    const visits = new Visits();
    visits.visit({}, 'id=some_value_42; Path=/');
    expect(visits.visit().changes).toEqual(['withheld id']);
    expect(visits.visit({}, 'id=some_value_42; Path=/').changes).toEqual(['renewed id']);
    expect(visits.visit().changes).toEqual([]);
    expect(visits.visit({ cookie: 'id=some_value_42' }, 'id=43; Path=/').changes).toEqual([
      'replaced id',
    ]);
    expect(visits.visit().changes).toEqual(['withheld id']);
  });

  it('is not missed where it does not apply', () => {
    const visits = new Visits();
    visits.visit({}, `a=${A}; Path=/admin`, `b=${B}; Max-Age=10`);
    visits.wait(11);
    expect(visits.visit({ target: '/administration' }).changes).toEqual([]);
    expect(visits.visit({ target: '/admin/x' }).changes).toEqual(['withheld a']);
  });

  it.each([
    [
      `s=${A}; SameSite=Strict`,
      [
        ['Sec-Fetch-Site', 'cross-site'],
        ['Sec-Fetch-Mode', 'navigate'],
      ],
      /Strict/,
    ],
    [
      `s=${A}`,
      [
        ['Sec-Fetch-Site', 'cross-site'],
        ['Sec-Fetch-Mode', 'no-cors'],
      ],
      /Lax/,
    ],
    [`s=${A}; SameSite=None; Secure`, [['Sec-Fetch-Site', 'cross-site']], /third-party/],
    [`s=${A}; Secure`, [], /plain http/],
    [
      `s=${A}`,
      [
        ['Sec-Fetch-Site', 'same-origin'],
        ['Sec-Fetch-Mode', 'cors'],
      ],
      /without credentials/,
    ],
  ] as const)('%s with %j has its reason', (line, fields, why) => {
    const visits = new Visits();
    visits.visit({}, line);
    expect(only(visits.begin({ fields }).fail().changes)).toMatchObject({
      kind: 'withheld',
      why: expect.stringMatching(why) as string,
    });
  });

  it('has no reason where none can be told', () => {
    const visits = new Visits();
    visits.visit({}, `s=${A}`);
    expect(only(visits.begin().fail().changes)).not.toHaveProperty('why');
  });

  it('says so when the former value still comes', () => {
    const visits = new Visits();
    visits.visit({}, `sessionid=${A}; Path=/`);
    visits.visit({ cookie: `sessionid=${A}` }, `sessionid=${B}; Path=/`);
    const still = only(visits.begin({ cookie: `sessionid=${A}` }).fail().changes);
    expect(still).toMatchObject({ kind: 'withheld', before: { value: B }, why: /still sends/ });
    expect(visits.visit({ cookie: `sessionid=${A}` })).toEqual({ client: 'u1', changes: [] });
  });

  it('is not missed by a request that may have left before it arrived', () => {
    const visits = new Visits();
    visits.visit({ connection: 1 }, `sessionid=${A}; Path=/`, 'x=1');
    const cookie = `sessionid=${A}`;
    visits.wait(0.2);
    expect(visits.visit({ connection: 2, cookie }).changes).toEqual([]);
    visits.wait(2);
    expect(visits.visit({ connection: 2, cookie }).changes).toEqual(['withheld x']);
  });

  it('is judged by the jar as it was when the request came', () => {
    const visits = new Visits();
    const slow = visits.begin({ connection: 1 });
    const quick = visits.begin({ connection: 2 });
    expect(summaries(quick.respond(`sessionid=${A}; Path=/`).changes)).toEqual([
      'stored sessionid',
    ]);
    expect(slow.respond().changes).toEqual([]);
    expect(visits.visit({ connection: 2 }).changes).toEqual(['withheld sessionid']);
  });

  it('does not take a rotated value for a strange one while requests overlap', () => {
    const visits = new Visits();
    visits.visit({ connection: 1 }, `sessionid=${A}; Path=/`);
    const cookie = `sessionid=${A}`;
    const login = visits.begin({ connection: 1, cookie });
    const poll = visits.begin({ connection: 2, cookie });
    expect(summaries(login.respond(`sessionid=${B}; Path=/`).changes)).toEqual([
      'replaced sessionid',
    ]);
    expect(visits.visit({ connection: 3, cookie })).toEqual({ client: 'u1', changes: [] });
    expect(poll.respond().changes).toEqual([]);
    expect(visits.visit({ connection: 2, cookie: `sessionid=${B}` })).toEqual({
      client: 'u1',
      changes: [],
    });
  });
});

describe('the ledger', () => {
  it('gives no changes for an exchange that it was not told of', () => {
    const visits = new Visits();
    const begun = visits.begin();
    begun.respond('a=1');
    expect(begun.respond('a=1').changes).toEqual([]);
  });

  it('takes whatever comes', () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 });
    const visits = new Visits();
    fc.assert(
      fc.property(text, text, text, (cookie, set, host) => {
        const begun = visits.begin({ cookie, target: host, fields: [['Host', host]] });
        expect(begun.respond(set, `a=${set}; path=${host}; ${cookie}`).set).toHaveLength(2);
      }),
    );
  });
});
