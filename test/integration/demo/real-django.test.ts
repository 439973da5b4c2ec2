/** Real Django on the demo's database: it reads what the app wrote, and the app what it wrote. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DemoApp, startDemoApp } from '../../../src/demo/app.js';
import { Browser } from '../../support/browser.js';
import { describeWithDjango } from '../../support/python-django.js';

const SCRIPT = fileURLToPath(
  new URL('../../../fixtures/apps/read_demo/read_demo.py', import.meta.url),
);
const SECRET_KEY = 'a demo secret with ключ';

describeWithDjango('real Django on the database of the demo', (python) => {
  let folder: string;
  let databasePath: string;
  let app: DemoApp;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sessionspy-demo-'));
    databasePath = join(folder, 'demo.sqlite3');
    app = await startDemoApp({ databasePath, secretKey: SECRET_KEY });
  });
  afterAll(async () => {
    await app.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Runs one function of the script and returns what it prints. */
  async function django(order: Record<string, unknown>): Promise<Record<string, unknown>> {
    const child = spawn(python, [SCRIPT], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    });
    child.stdin.end(JSON.stringify({ database: databasePath, secret_key: SECRET_KEY, ...order }));
    // The script prints one JSON object.
    return JSON.parse(await text(child.stdout)) as Record<string, unknown>;
  }

  async function withBrowser<T>(use: (browser: Browser) => Promise<T>): Promise<T> {
    const browser = new Browser(app.url);
    try {
      return await use(browser);
    } finally {
      browser.close();
    }
  }

  const sessionOf = (browser: Browser): string => browser.cookies.get('sessionid') ?? '';

  it('finds its own tables, columns and indexes', async () => {
    const tables = await django({ do: 'columns' });
    expect(tables['demo']).toEqual(tables['django']);
  });

  it('finds the users, who have the passwords that the demo says', async () => {
    const passwords = Object.fromEntries(app.users.map(({ name, password }) => [name, password]));
    const { users } = await django({ do: 'read_users', passwords });
    const user = {
      is_active: true,
      joined: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+\+00:00$/) as unknown,
      logged_in_before: false,
      password_fits: true,
    };
    const admin = { is_staff: true, is_superuser: true };
    const plain = { is_staff: false, is_superuser: false };
    expect(users).toEqual([
      { ...user, ...admin, username: 'ada', full_name: 'Ada Lovelace' },
      { ...user, ...plain, username: 'grace', full_name: 'Grace Hopper' },
      { ...user, ...plain, username: 'linus', full_name: 'Linus Pauling' },
    ]);
  });

  it('opens an anonymous session', async () => {
    await withBrowser(async (browser) => {
      await browser.get('/counter/');
      await browser.get('/counter/');
      const seen = await django({ do: 'read_session', session_key: sessionOf(browser) });
      expect(seen).toMatchObject({ data: { count: 2 }, user: '', is_superuser: false });
    });
  });

  it('knows who logged in, when the session ends, and that a logout ended it', async () => {
    await withBrowser(async (browser) => {
      await browser.get('/counter/');
      const before = Date.now();
      await browser.submit('/login/', { username: 'ada', password: 'ada-password' });
      const session_key = sessionOf(browser);
      const seen = await django({ do: 'read_session', session_key });
      expect(seen).toMatchObject({
        data: {
          count: 1,
          _auth_user_id: '1',
          _auth_user_backend: 'django.contrib.auth.backends.ModelBackend',
        },
        user: 'ada',
        is_superuser: true,
      });
      const endsInMs = Date.parse(String(seen['expires'])) - before;
      expect(endsInMs).toBeGreaterThanOrEqual(1_209_600_000);
      expect(endsInMs).toBeLessThan(1_209_600_000 + 60_000);

      await browser.submit('/logout/', {}, '/');
      const after = await django({ do: 'read_session', session_key });
      expect(after).toEqual({ data: {}, user: '', is_superuser: false, expires: null });
    });
  });

  it('knows the user still after a password change, under the new id', async () => {
    await withBrowser(async (browser) => {
      await browser.submit('/login/', { username: 'linus', password: 'linus-password' });
      await browser.submit('/password/', {
        old_password: 'linus-password',
        new_password1: 'another-password',
        new_password2: 'another-password',
      });
      const seen = await django({ do: 'read_session', session_key: sessionOf(browser) });
      expect(seen).toMatchObject({ user: 'linus' });
      const passwords = { ada: 'ada-password', grace: 'grace-password', linus: 'another-password' };
      const { users } = await django({ do: 'read_users', passwords });
      const fits = { logged_in_before: true, password_fits: true };
      expect(users).toMatchObject([{ username: 'ada' }, { username: 'grace' }, fits]);
    });
  });

  it.each([
    ['short', 1],
    ['long enough to be compressed', 200],
  ])('writes a %s session that the demo accepts', async (_, repeat) => {
    const { session_key } = await django({ do: 'write_session', username: 'grace', repeat });
    await withBrowser(async (browser) => {
      const Cookie = `sessionid=${String(session_key)}`;
      const me = await browser.get('/me/', { Cookie });
      expect(JSON.parse(me.text)).toMatchObject({ user: 'grace' });
      expect((await browser.get('/counter/', { Cookie })).text).toContain('42 times');
    });
    const seen = await django({ do: 'read_session', session_key });
    const note = `Zoë 🎉 ${'written by Django '.repeat(repeat)}`;
    expect(seen).toMatchObject({ user: 'grace', data: { count: 42, note } });
  });

  it('sets a password that ends the session and opens the next', async () => {
    const { session_key } = await django({ do: 'write_session', username: 'grace' });
    await django({ do: 'set_password', username: 'grace', password: 'set-by-django' });
    await withBrowser(async (browser) => {
      const ended = await browser.get('/me/', { Cookie: `sessionid=${String(session_key)}` });
      expect(JSON.parse(ended.text)).toEqual({ user: 'anonymous' });
      await browser.submit('/login/', { username: 'grace', password: 'set-by-django' });
      expect(JSON.parse((await browser.get('/me/')).text)).toMatchObject({ user: 'grace' });
    });
  });
});
