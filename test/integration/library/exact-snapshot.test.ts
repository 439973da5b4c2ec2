/** `snapshot: 'exact'`: after each answer the session has been read, however fast the client goes on. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { payloadText, startSpy, type PayloadValue, type SpyOptions } from 'sessionspy';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDemoApp, type DemoApp } from '../../../src/demo/app.js';
import { Browser } from '../../support/browser.js';

const SECRET = 'the-exact-snapshot-and-its-key-have-fifty-letters!';

let folder: string;
let app: DemoApp;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sessionspy-exact-'));
  app = await startDemoApp({ databasePath: join(folder, 'db.sqlite3'), secretKey: SECRET });
});

afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

const exact = (): SpyOptions => ({
  target: app.url,
  framework: 'django',
  secrets: [SECRET],
  stores: [`sqlite://${join(folder, 'db.sqlite3')}`],
  snapshot: 'exact',
});

const shown = (value: PayloadValue | undefined): string =>
  value === undefined ? 'undefined' : payloadText(value);

/** What happened to the counter, as `count: 3 → 4`. */
const steps = (spy: Awaited<ReturnType<typeof startSpy>>): string[] =>
  spy
    .exchanges()
    .flatMap(({ session }) => session?.changes ?? [])
    .filter(({ path }) => path.join('.') === 'count')
    .map(({ before, after }) => `${shown(before)} → ${shown(after)}`);

describe('an exact spy', () => {
  it('sees each save apart, of clients that never pause', async () => {
    await using spy = await startSpy(exact());
    const rounds = 40;
    await Promise.all(
      [1, 2, 3].map(async () => {
        const browser = new Browser(spy.url);
        for (let round = 0; round < rounds; round += 1) await browser.get('/counter/');
        browser.close();
      }),
    );
    await spy.idle();
    const bySession = new Map<string, string[]>();
    for (const { session } of spy.exchanges()) {
      const tag = session?.after?.tag ?? '';
      const count = session?.changes.find(({ path }) => path.join('.') === 'count');
      const text = `${shown(count?.before ?? 0)} → ${shown(count?.after)}`;
      bySession.set(tag, [...(bySession.get(tag) ?? []), text]);
    }
    expect(bySession.size).toBe(3);
    const expected = Array.from({ length: rounds }, (_, round) => `${round} → ${round + 1}`);
    for (const seen of bySession.values()) expect(seen).toEqual(expected);
    expect(spy.exchanges().some(({ session }) => session?.concurrent)).toBe(false);
  });

  it('follows a login and a logout in between', async () => {
    await using spy = await startSpy(exact());
    const browser = new Browser(spy.url);
    await browser.get('/counter/');
    await browser.submit('/login/', { username: 'ada', password: 'ada-password' });
    await browser.get('/counter/');
    await browser.submit('/logout/', {}, '/');
    await browser.get('/counter/');
    browser.close();
    await spy.idle();
    expect(spy.transitions().map(({ kinds }) => kinds)).toEqual([
      ['created'],
      ['rotated', 'logged-in'],
      ['changed'],
      ['logged-out', 'destroyed'],
      ['created'],
    ]);
    expect(steps(spy)).toEqual(['undefined → 1', '1 → 2', '2 → undefined', 'undefined → 1']);
  });

  it('tells a session that was ended elsewhere from one that its request ended', async () => {
    await using spy = await startSpy(exact());
    const browser = new Browser(spy.url);
    await browser.submit('/login/', { username: 'ada', password: 'ada-password' });
    const twin = new Browser(app.url);
    twin.become(browser);
    await twin.submit('/logout/', {}, '/');
    twin.close();
    await browser.get('/counter/');
    browser.close();
    await spy.idle();
    const last = spy.exchanges().at(-1)?.session;
    expect(last?.before?.state).toBe('missing');
    expect(last?.before?.problems.map(({ code }) => code)).toContain('session-not-in-store');
    expect(last?.kinds).not.toContain('logged-out');
  });
});
