/** What a test asks of a spy: exchanges by filter, sessions, users, waiting, steps, going on as a user. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SpyError, startSpy, type ExchangeQuery, type Spy } from 'sessionspy';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startDemoApp, type DemoApp } from '../../../src/demo/app.js';
import { Browser } from '../../support/browser.js';

const SECRET = 'the-query-test-and-its-key-have-fifty-characters!!';

let folder: string;
let app: DemoApp;
let spy: Spy;
let ada: Browser;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sessionspy-queries-'));
  app = await startDemoApp({ databasePath: join(folder, 'db.sqlite3'), secretKey: SECRET });
});

afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  spy = await startSpy({
    target: app.url,
    framework: 'django',
    secrets: [SECRET],
    settings: { SESSION_COOKIE_NAME: 'sessionid' },
    stores: [`sqlite://${join(folder, 'db.sqlite3')}`],
    snapshot: 'exact',
  });
  ada = new Browser(spy.url);
});

afterEach(async () => {
  ada.close();
  await spy.close();
});

const logIn = (browser: Browser, name: string): Promise<unknown> =>
  browser.submit('/login/', { username: name, password: `${name}-password` });

const targets = (
  observations: readonly { exchange: { request: { target: string } } }[],
): string[] => observations.map(({ exchange }) => exchange.request.target);

describe('exchanges', () => {
  it('are found by filter, by function and by what came after', async () => {
    await logIn(ada, 'ada');
    await ada.get('/me/');
    await spy.idle();
    expect(targets(spy.exchanges({ filter: 'user:ada method:GET' }))).toEqual(['/me/']);
    expect(
      targets(spy.exchanges({ filter: ({ exchange }) => exchange.request.method === 'POST' })),
    ).toEqual(['/login/']);
    const [, login] = spy.exchanges();
    expect(targets(spy.exchanges({ after: login?.seq ?? 0 }))).toEqual(['/me/']);
    expect(spy.exchanges({ filter: 'user:ada', after: 3 })).toEqual([]);
  });

  it('refuse a filter that cannot be read', () => {
    expect(() => spy.exchanges({ filter: 'nosuch:1' })).toThrow(
      expect.objectContaining({
        code: 'SPY_CONFIG',
        message: expect.stringContaining('nosuch') as string,
      }) as Error,
    );
  });
});

describe('a query that is none', () => {
  it.each(['user:ada', { filtr: 'user:ada' }, null])('%j does not stand for all', (query) => {
    // What a caller without types may pass.
    expect(() => spy.exchanges(query as unknown as ExchangeQuery)).toThrow(/filter: 'user:ada'/);
  });
});

describe('sessions and users', () => {
  it('say who was there and which session is whose', async () => {
    await logIn(ada, 'ada');
    const grace = new Browser(spy.url);
    await logIn(grace, 'grace');
    await grace.submit('/logout/', {}, '/');
    grace.close();
    await spy.idle();
    expect(spy.users().map(({ label }) => label)).toEqual(['anonymous', 'ada', 'grace']);
    expect(
      spy
        .sessions()
        .map(({ identity, state }) => [
          identity.kind === 'authenticated' ? identity.name : identity.kind,
          state,
        ]),
    ).toEqual([
      ['ada', 'live'],
      ['grace', 'ended'],
    ]);
  });
});

describe('waitFor', () => {
  it('finds what was seen already, and what is to come', async () => {
    await logIn(ada, 'ada');
    const login = await spy.waitFor('event:logged-in');
    expect(login.session?.actor).toMatchObject({ name: 'ada' });
    const next = spy.waitFor('user:ada path:/counter/', { after: login.seq });
    await ada.get('/me/');
    await ada.get('/counter/');
    expect((await next).exchange.request.target).toBe('/counter/');
  });

  it('says in time that nothing came, and what came instead', async () => {
    await ada.get('/counter/');
    await spy.idle();
    await expect(spy.waitFor('user:ada', { timeoutMs: 20 })).rejects.toMatchObject({
      code: 'SPY_TIMEOUT',
      message: expect.stringContaining('GET /counter/ 200 by anonymous') as string,
    });
  });

  it('rejects with what its function throws, and leaves other waits alone', async () => {
    const [thrown, next] = [
      spy.waitFor(() => {
        throw new Error('a typo');
      }),
      spy.waitFor('path:/counter/'),
    ];
    await Promise.all([expect(thrown).rejects.toThrow('a typo'), ada.get('/counter/')]);
    expect((await next).exchange.request.target).toBe('/counter/');
  });

  it('ends with the spy, and with its signal', async () => {
    const waiting = spy.waitFor('user:nobody').catch((error: unknown) => error);
    const abort = new AbortController();
    const aborted = spy
      .waitFor('user:nobody', { signal: abort.signal })
      .catch((error: unknown) => error);
    abort.abort(new Error('enough'));
    expect(await aborted).toMatchObject({ message: 'enough' });
    await spy.close();
    expect(await waiting).toBeInstanceOf(SpyError);
    expect(await waiting).toMatchObject({ code: 'SPY_CLOSED' });
  });
});

describe('check', () => {
  it('judges what is held by rules', async () => {
    await logIn(ada, 'ada');
    await ada.get('/me/');
    await spy.idle();
    const results = spy.check(['login-rotates-session', 'only grace on /me/']);
    expect(results.map(({ rule, outcome }) => [rule, outcome])).toEqual([
      ['login-rotates-session', 'held'],
      ['only grace on /me/', 'failed'],
    ]);
    expect(() => spy.check(['login-rotates-sesion'])).toThrow(/login-rotates-session/);
  });
});

describe('step', () => {
  it('gives the exchanges that start from then on its page', async () => {
    await ada.get('/');
    spy.step('log in');
    await logIn(ada, 'ada');
    const { id } = spy.step('count');
    await ada.get('/counter/');
    await spy.idle();
    expect(spy.journal.pages.map(({ title }) => title)).toEqual(['log in', 'count']);
    expect(spy.exchanges().map(({ page }) => page)).toEqual([undefined, 'page_1', 'page_1', id]);
  });
});

describe('storageState', () => {
  it('lets another user agent go on as the user of a session', async () => {
    await logIn(ada, 'ada');
    await spy.idle();
    const session = spy.sessions().find(({ identity }) => identity.kind === 'authenticated');
    const state = spy.storageState(session?.tag ?? expect.fail('no session'));
    expect(state.origins).toEqual([]);
    const sessionid = state.cookies.find(({ name }) => name === 'sessionid');
    expect(sessionid).toMatchObject({
      value: ada.cookies.get('sessionid'),
      domain: '127.0.0.1',
      path: '/',
      httpOnly: true,
      secure: false,
      sameSite: 'Lax',
    });
    expect(sessionid?.expires).toBeGreaterThan(Date.now() / 1000);
    const cookie = state.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    const answer = await fetch(`${spy.url}/me/`, { headers: { cookie } });
    expect(await answer.text()).toContain('ada');
  });

  it('is of that session where two that look alike were given theirs', async () => {
    const given: string[] = [];
    const twins = createServer((_, response) => {
      given.push(`${given.length}`.padEnd(32, 'q7'));
      response.setHeader('Set-Cookie', `sessionid=${given.at(-1) ?? ''}; Path=/`).end();
    }).listen(0, '127.0.0.1');
    await once(twins, 'listening');
    const { port } = twins.address() as AddressInfo; // a TCP server has one
    await using other = await startSpy({ target: `127.0.0.1:${port}` });
    for (const page of ['/', '/again']) await fetch(other.url + page);
    await other.idle();
    const states = other.sessions().map(({ tag }) => other.storageState(tag).cookies);
    expect(states.map((cookies) => cookies.map(({ value }) => value))).toEqual(
      given.map((value) => [value]),
    );
    twins.closeAllConnections();
    twins.close();
  });

  it('is refused for a session that has ended, and for one that nobody knows', async () => {
    await logIn(ada, 'ada');
    await ada.submit('/logout/', {}, '/');
    await spy.idle();
    const [session] = spy.sessions();
    expect(() => spy.storageState(session?.tag ?? expect.fail('no session'))).toThrow(
      /Nobody holds/,
    );
    // Not a tag of this run.
    expect(() => spy.storageState('s-000000' as never)).toThrow(/No exchange held/);
  });
});
