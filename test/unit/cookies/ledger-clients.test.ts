import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sessionId, Visits } from './visits.js';

const A = sessionId('aa');
const B = sessionId('bb');
const CSRF = sessionId('cc');
const six = [1, 2, 3, 4, 5, 6];

describe('one browser is one client', () => {
  it('on six connections that it opens at once', () => {
    const visits = new Visits();
    const begun = six.map((connection) => visits.begin({ connection }));
    expect(new Set(begun.map(({ client }) => client))).toEqual(new Set(['u1']));
    begun[0]!.respond(`sessionid=${A}; Path=/`);
    for (const { respond } of begun.slice(1)) respond();
    visits.wait(60);
    const cookie = `sessionid=${A}`;
    for (const connection of [...six, 7, 8]) {
      expect(visits.visit({ connection, cookie })).toEqual({ client: 'u1', changes: [] });
    }
  });

  it('that was logged in before we looked, on six connections', () => {
    const visits = new Visits();
    const cookie = `sessionid=${A}; csrftoken=${CSRF}`;
    const seen = six.map((connection) => visits.visit({ connection, cookie }));
    expect(seen.map(({ client }) => client)).toEqual(six.map(() => 'u1'));
    expect(seen.flatMap(({ changes }) => changes)).toEqual([
      'introduced sessionid',
      'introduced csrftoken',
    ]);
  });

  it('through a Django login that rotates both cookies, and the logout', () => {
    const visits = new Visits();
    const K2 = sessionId('dd');
    const on = (connection: number, cookie: string | undefined, ...set: string[]) =>
      visits.visit({ connection, ...(cookie === undefined ? {} : { cookie }) }, ...set);
    expect(on(1, undefined, `csrftoken=${CSRF}; Path=/`)).toEqual({
      client: 'u1',
      changes: ['stored csrftoken'],
    });
    expect(
      on(2, `csrftoken=${CSRF}`, `csrftoken=${K2}; Path=/`, `sessionid=${A}; Path=/; HttpOnly`),
    ).toEqual({
      client: 'u1',
      changes: ['replaced csrftoken', 'stored sessionid'],
    });
    expect(on(1, `csrftoken=${K2}; sessionid=${A}`)).toEqual({ client: 'u1', changes: [] });
    expect(on(1, `csrftoken=${K2}; sessionid=${A}`, `sessionid=${B}; Path=/`).changes).toEqual([
      'replaced sessionid',
    ]);
    expect(on(3, `csrftoken=${K2}; sessionid=${B}`, 'sessionid=""; Max-Age=0; Path=/')).toEqual({
      client: 'u1',
      changes: ['removed sessionid'],
    });
    expect(on(3, `csrftoken=${K2}`)).toEqual({ client: 'u1', changes: [] });
  });

  it('also with a cookie that says little, on a connection per request', () => {
    const visits = new Visits();
    expect(visits.visit({ connection: 1 }, 'id=some_value_42')).toEqual({
      client: 'u1',
      changes: ['stored id'],
    });
    for (const connection of [2, 3, 4]) {
      visits.wait(5);
      expect(visits.visit({ connection, cookie: 'id=some_value_42' })).toEqual({
        client: 'u1',
        changes: [],
      });
    }
  });

  it('when its session cookie is renewed with each response', () => {
    const visits = new Visits();
    visits.visit({ connection: 1 }, `sessionid=${A}; Max-Age=60; Path=/`);
    for (const connection of [1, 2, 1, 3]) {
      visits.wait(30);
      const seen = visits.visit(
        { connection, cookie: `sessionid=${A}` },
        `sessionid=${A}; Max-Age=60; Path=/`,
      );
      expect(seen).toEqual({ client: 'u1', changes: ['renewed sessionid'] });
    }
  });

  it('when it refuses every cookie, however many it is offered', () => {
    const visits = new Visits();
    const seen = Array.from({ length: 300 }, (_, i) =>
      visits.visit({}, `sid=${sessionId(`n${i}x`)}; Path=/`),
    );
    expect(new Set(seen.map(({ client }) => client))).toEqual(new Set(['u1']));
    const changes = seen.flatMap((each) => each.changes);
    expect(changes.filter((change) => change === 'withheld sid')).toHaveLength(1);
    expect(changes.filter((change) => change === 'replaced sid')).toHaveLength(0);
  });

  it('that keeps only one of the lately offered cookies after all', () => {
    const visits = new Visits();
    const offered = Array.from({ length: 100 }, (_, i) => `sid=${sessionId(`n${i}x`)}`);
    for (const set of offered) visits.visit({}, set);
    expect(visits.visit({ connection: 2, cookie: offered[90]! })).toEqual({
      client: 'u2',
      changes: [],
    });
    // Of jars that may have split off, 64 are remembered.
    expect(visits.visit({ connection: 3, cookie: offered[20]! }).changes).toEqual([
      'introduced sid',
    ]);
  });

  it('when a script changes a cookie that the app had set', () => {
    const visits = new Visits();
    visits.visit({}, `sid=${A}; Path=/`, 'theme=dark; Path=/');
    expect(visits.visit({ cookie: `sid=${A}; theme=light` }).changes).toEqual(['introduced theme']);
    expect(visits.visit({ cookie: 'theme=blue' })).toEqual({
      client: 'u1',
      changes: ['introduced theme', 'withheld sid'],
    });
  });

  it('when a script in the page changes a cookie of its own', () => {
    const visits = new Visits();
    expect(visits.visit({ cookie: 'theme=dark' }).client).toBe('u1');
    expect(visits.visit({ cookie: 'theme=light' })).toEqual({
      client: 'u1',
      changes: ['introduced theme'],
    });
  });
});

interface DjangoVisit {
  readonly django: string;
  readonly engine: string;
  readonly steps: readonly { request: string; cookie: string; set: readonly string[] }[];
}

// The file is ours and was written in this shape; a wrong one fails the expectations below.
const django = JSON.parse(readFileSync(new URL('django-visits.json', import.meta.url), 'utf8')) as {
  readonly visits: readonly DjangoVisit[];
};

describe('a whole visit to a real Django', () => {
  it.each(django.visits)('$django with $engine is one client without surprises', ({ steps }) => {
    const visits = new Visits();
    const seen = steps.map(({ request, cookie, set }, i) => {
      const [method = '', target = ''] = request.split(' ');
      const sent = cookie === '' ? {} : { cookie };
      return visits.visit({ connection: i % 3, method, target, ...sent }, ...set);
    });
    expect(new Set(seen.map(({ client }) => client))).toEqual(new Set(['u1']));
    const kinds = seen.flatMap(({ changes }) => changes.map((change) => change.split(' ')[0]));
    expect(new Set(kinds)).toEqual(new Set(['stored', 'renewed', 'replaced', 'removed']));
  });
});

describe('several users are several clients', () => {
  const users = [1, 2, 3, 4, 5];

  it('on one connection, also with short values that the app gave', () => {
    const visits = new Visits();
    visits.visit({}, 'user=alice; Path=/');
    expect(visits.visit({ cookie: 'user=alice' }).client).toBe('u1');
    expect(visits.visit({ cookie: 'user=bob' })).toEqual({
      client: 'u2',
      changes: ['introduced user'],
    });
  });

  it('on one connection when their user agents say different things of themselves', () => {
    const visits = new Visits();
    expect(visits.visit({ agent: 'Firefox' }).client).toBe('u1');
    expect(visits.visit({ agent: 'curl' }).client).toBe('u2');
  });

  it('of which one may go without cookies for ever', () => {
    const visits = new Visits();
    visits.visit({ cookie: `sessionid=${A}` });
    visits.visit({ cookie: `sessionid=${B}` });
    for (let i = 0; i < 3; i += 1) {
      expect(visits.visit()).toEqual({ client: 'u3', changes: [] });
      visits.wait(3600);
    }
  });

  it('when the app gives all of them the same long value', () => {
    const visits = new Visits();
    visits.visit({ connection: 1, agent: 'x' }, `build=${A}`);
    visits.visit({ connection: 2, agent: 'y' }, `build=${A}`);
    expect(visits.visit({ connection: 3, agent: 'z', cookie: `build=${A}` }).client).toBe('u3');
  });

  it('on one pooled connection, from their first visits on', () => {
    const visits = new Visits();
    // Each takes a login page without cookies, then logs in, then works: in turns, on one connection.
    const id = (kind: string, user: number) => sessionId(`${kind}${user}x`);
    for (const user of users) visits.visit({}, `csrftoken=${id('k', user)}; Path=/`);
    const logins = users.map((user) =>
      visits.visit(
        { cookie: `csrftoken=${id('k', user)}` },
        `csrftoken=${id('l', user)}; Path=/`,
        `sessionid=${id('s', user)}; Path=/`,
      ),
    );
    expect(logins.map(({ client }) => client)).toEqual(['u1', 'u2', 'u3', 'u4', 'u5']);
    for (const { changes } of logins)
      expect(changes).toEqual(['replaced csrftoken', 'stored sessionid']);
    for (const user of [3, 1, 5, 2, 4, 1, 2]) {
      const cookie = `sessionid=${id('s', user)}; csrftoken=${id('l', user)}`;
      expect(visits.visit({ cookie })).toEqual({ client: `u${user}`, changes: [] });
    }
    expect(users.map((user) => `u${user}`)).not.toContain(visits.visit().client);
  });

  it('on one pooled connection, also when their cookies have different names', () => {
    const visits = new Visits();
    visits.visit({}, `sessionid=${A}; Path=/`);
    visits.visit({}, `messages=${B}; Path=/`);
    expect(visits.visit({ cookie: `messages=${B}` })).toEqual({ client: 'u2', changes: [] });
    expect(visits.visit({ cookie: `sessionid=${A}` })).toEqual({ client: 'u1', changes: [] });
  });

  it('on mixed keep-alive connections behind one address, with equal user agents', () => {
    const visits = new Visits();
    const held = new Map<number, string>();
    const clients = new Map<number, Set<string>>(users.map((user) => [user, new Set()]));
    for (let turn = 0; turn < 40; turn += 1) {
      const user = users[(turn * 3) % users.length]!;
      const cookie = held.get(user);
      const next = sessionId(`u${user}t${turn}x`);
      const rotates = cookie === undefined || turn % 7 === 0;
      const seen = visits.visit(
        {
          connection: turn % 4,
          ...(cookie === undefined ? {} : { cookie: `sessionid=${cookie}` }),
        },
        ...(rotates ? [`sessionid=${next}; Path=/`] : []),
      );
      if (cookie !== undefined) clients.get(user)!.add(seen.client);
      if (rotates) held.set(user, next);
      visits.wait(0.1);
    }
    const names = [...clients.values()].map((set) => [...set]);
    expect(names.every((set) => set.length === 1)).toBe(true);
    expect(new Set(names.flat()).size).toBe(users.length);
  });

  it('when their fingerprints differ, even without cookies', () => {
    const visits = new Visits();
    expect(visits.visit({ connection: 1, agent: 'Firefox' }).client).toBe('u1');
    expect(visits.visit({ connection: 2, agent: 'curl' }).client).toBe('u2');
    expect(visits.visit({ connection: 3, address: '10.0.0.7' }).client).toBe('u3');
    expect(visits.visit({ connection: 4, agent: 'Firefox' }).client).toBe('u1');
  });

  it('when they come with unknown sessions on one connection', () => {
    const visits = new Visits();
    expect(visits.visit({ cookie: `sessionid=${A}` }).client).toBe('u1');
    expect(visits.visit({ cookie: `sessionid=${B}` }).client).toBe('u2');
    expect(visits.visit({ cookie: `sessionid=${A}` })).toEqual({ client: 'u1', changes: [] });
  });

  it('when they share a long value that the page set for all', () => {
    const visits = new Visits();
    const build = 'build=release-2026-11-22-abcdef';
    expect(visits.visit({ connection: 1, cookie: `${build}; sessionid=${A}` }).client).toBe('u1');
    expect(visits.visit({ connection: 2, cookie: `${build}; sessionid=${B}` }).client).toBe('u2');
    expect(visits.visit({ connection: 3, cookie: `${build}; sessionid=${A}` }).client).toBe('u1');
  });

  it('when a copied jar goes on with the value that the first has replaced', () => {
    const visits = new Visits();
    visits.visit({ connection: 1 }, `sessionid=${A}; Path=/`);
    visits.visit({ connection: 1, cookie: `sessionid=${A}` }, `sessionid=${B}; Path=/`);
    visits.visit({ connection: 1, cookie: `sessionid=${B}` });
    visits.wait(10);
    expect(visits.visit({ connection: 2, cookie: `sessionid=${A}` })).toEqual({
      client: 'u2',
      changes: [],
    });
    expect(visits.visit({ connection: 1, cookie: `sessionid=${B}` })).toEqual({
      client: 'u1',
      changes: [],
    });
    expect(visits.visit({ connection: 1, cookie: `sessionid=${A}` })).toEqual({
      client: 'u2',
      changes: [],
    });
  });

  it('when a second one comes without cookies while the first has some', () => {
    const visits = new Visits();
    visits.visit({ connection: 1 }, `sessionid=${A}; Path=/`);
    visits.wait(5);
    expect(visits.visit({ connection: 2 }).client).toBe('u2');
  });

  it('when the last visit without cookies is long ago', () => {
    const visits = new Visits();
    visits.visit({ connection: 1 });
    visits.wait(3600);
    expect(visits.visit({ connection: 2 }).client).toBe('u2');
  });
});

describe('the most and latest evidence decides', () => {
  it('by number of identifying pairs', () => {
    const visits = new Visits();
    visits.visit({ connection: 1, agent: 'x' }, `a=${A}`, `b=${B}`);
    visits.visit({ connection: 2, agent: 'y' }, `c=${CSRF}`);
    expect(visits.visit({ connection: 3, cookie: `c=${CSRF}; a=${A}; b=${B}` }).client).toBe('u1');
  });

  it('by the last visit where the numbers are equal', () => {
    const visits = new Visits();
    visits.visit({ connection: 1, agent: 'x' }, `a=${A}`);
    visits.wait(1);
    visits.visit({ connection: 2, agent: 'y' }, `b=${B}`);
    expect(visits.visit({ connection: 3, cookie: `a=${A}; b=${B}` }).client).toBe('u2');
  });
});

describe('the number of clients', () => {
  it('is bounded: the least recently seen is forgotten and comes back as another', () => {
    const visits = new Visits({ maxClients: 3 });
    const cookie = (user: number) => `sessionid=${sessionId(`m${user}x`)}`;
    for (const user of [1, 2, 3, 1, 4]) visits.visit({ connection: user, cookie: cookie(user) });
    expect(visits.visit({ connection: 11, cookie: cookie(1) })).toEqual({
      client: 'u1',
      changes: [],
    });
    expect(visits.visit({ connection: 12, cookie: cookie(2) })).toEqual({
      client: 'u5',
      changes: ['introduced sessionid'],
    });
  });

  it('is bounded as well by the size of what they hold', () => {
    const visits = new Visits({ maxBytes: 10_000 });
    const set = (user: number) => `s=${sessionId(`z${user}x`)}${'v'.repeat(3900)}`;
    for (const user of [1, 2, 3]) visits.visit({ connection: user, agent: `${user}` }, set(user));
    expect(visits.visit({ connection: 7, agent: '1', cookie: set(1) }).client).toBe('u4');
    expect(visits.visit({ connection: 8, agent: '3', cookie: set(3) }).client).toBe('u3');
  });
});
