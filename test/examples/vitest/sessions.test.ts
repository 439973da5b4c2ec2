/** With vitest: one spy for each test, closed by `await using`. */
import { startSpy, type Spy } from 'sessionspy';
import { expect, test } from 'vitest';

const start = (): Promise<Spy> =>
  startSpy({
    target: process.env['APP_URL'] ?? 'localhost:8000',
    framework: 'django',
    stores: [process.env['APP_STORE'] ?? 'sqlite:db.sqlite3'],
    secrets: [process.env['APP_SECRET'] ?? ''],
    settings: { SESSION_COOKIE_NAME: 'sessionid' },
    snapshot: 'exact',
  });

test('each visit is counted once, in the session', async () => {
  await using spy = await start();
  const first = await fetch(`${spy.url}/counter/`);
  const cookie = first.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  await fetch(`${spy.url}/counter/`, { headers: { cookie } });
  await spy.idle();

  expect(spy.sessions()).toHaveLength(1);
  expect(
    spy.transitions().map(({ kinds, changes }) => [kinds, changes.map(({ after }) => after)]),
  ).toEqual([
    [['created'], [1]],
    [['changed'], [2]],
  ]);
});

test('a page that nobody needs to be known for opens no session', async () => {
  await using spy = await start();
  await fetch(`${spy.url}/`);
  await spy.idle();
  expect(spy.sessions()).toEqual([]);
  expect(spy.exchanges({ filter: 'set-cookie:sessionid' })).toEqual([]);
  expect(spy.users().map(({ label }) => label)).toEqual(['anonymous']);
});
