/** The demo app driven directly, view by view, as a browser would. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type DemoApp, startDemoApp } from '../../../src/demo/app.js';
import { openSqlite, type SqliteDatabase } from '../../../src/stores/sqlite-engine.js';
import { Browser, type Page } from '../../support/browser.js';

const SESSION_COOKIE =
  /^sessionid=[a-z0-9]{32}; expires=\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT; HttpOnly; Max-Age=1209600; Path=\/; SameSite=Lax$/;
const CSRF_COOKIE =
  /^csrftoken=[A-Za-z0-9]{32}; expires=\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT; Max-Age=31449600; Path=\/; SameSite=Lax$/;

let folder: string;
let app: DemoApp;
const browsers: Browser[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sessionspy-demo-'));
  app = await startDemoApp({
    databasePath: join(folder, 'demo.sqlite3'),
    secretKey: 'demo-secret',
  });
});
afterEach(() => {
  for (const browser of browsers.splice(0)) browser.close();
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

function open(): Browser {
  const browser = new Browser(app.url);
  browsers.push(browser);
  return browser;
}

async function openAs(name: string): Promise<Browser> {
  const browser = open();
  const page = await browser.submit('/login/', { username: name, password: `${name}-password` });
  expect(page.status).toBe(302);
  return browser;
}

async function whoAmI(browser: Browser): Promise<unknown> {
  return JSON.parse((await browser.get('/me/')).text);
}

const setCookies = (page: Page): readonly string[] => page.headers['set-cookie'] ?? [];

describe('the app', () => {
  it('says where it listens and who can log in', () => {
    expect(app.url).toBe(`http://127.0.0.1:${app.port}`);
    expect(app.users).toEqual([
      { name: 'ada', password: 'ada-password' },
      { name: 'grace', password: 'grace-password' },
      { name: 'linus', password: 'linus-password' },
    ]);
  });

  it('answers what it has no page for: 404, 405 with Allow, 301 where a slash is missing', async () => {
    const browser = open();
    expect((await browser.get('/nothing/')).status).toBe(404);
    const refused = await browser.get('/logout/');
    expect([refused.status, refused.headers.allow]).toEqual([405, 'POST']);
    const moved = await browser.get('/login?next=/me/');
    expect([moved.status, moved.headers.location]).toEqual([301, '/login/?next=%2Fme%2F']);
  });

  it('answers HEAD as GET without content', async () => {
    const response = await fetch(`${app.url}/counter/`, { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(response.headers.get('set-cookie')).toMatch(/^sessionid=/);
    expect(await response.text()).toBe('');
  });
});

describe('an anonymous visitor', () => {
  it('gets the front page without a cookie', async () => {
    const page = await open().get('/');
    expect(page.status).toBe(200);
    expect(page.text).toContain('You are not logged in');
    expect(setCookies(page)).toEqual([]);
    expect(page.headers.vary).toBe('Cookie');
  });

  it('is given a plain cookie once, outside of any session', async () => {
    const browser = open();
    const first = await browser.get('/cookie/');
    expect(setCookies(first)).toEqual([expect.stringMatching(/^id=some_value_\d+; Path=\/$/)]);
    const second = await browser.get('/cookie/');
    expect(setCookies(second)).toEqual([]);
    expect(second.text).toContain(`id=${browser.cookies.get('id') ?? '?'}`);
    expect(second.headers.vary).toBeUndefined();
  });

  it('is counted in a session that keeps its id', async () => {
    const browser = open();
    const first = await browser.get('/counter/');
    expect(first.text).toContain('once');
    expect(setCookies(first)).toEqual([expect.stringMatching(SESSION_COOKIE)]);
    const id = browser.cookies.get('sessionid');
    expect((await browser.get('/counter/')).text).toContain('2 times');
    expect(browser.cookies.get('sessionid')).toBe(id);
  });

  it('is anonymous to /me/', async () => {
    expect(await whoAmI(open())).toEqual({ user: 'anonymous' });
  });

  it('loses a session cookie that no row belongs to', async () => {
    const page = await open().get('/', { Cookie: `sessionid=${'z'.repeat(32)}` });
    expect(setCookies(page)).toEqual([
      'sessionid=""; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; SameSite=Lax',
    ]);
  });

  it('is sent from the password page to the login and back', async () => {
    const browser = open();
    const away = await browser.get('/password/');
    expect([away.status, away.headers.location]).toEqual([302, '/login/?next=/password/']);
    const fields = { username: 'linus', password: 'linus-password', next: '/password/' };
    const page = await browser.submit('/login/', fields, '/login/?next=/password/');
    expect(page.headers.location).toBe('/password/');
  });

  it.each(['//evil.test/', '/\\evil.test', 'https://evil.test/', '/a\r\nX: y'])(
    'is not sent to %j after the login',
    async (next) => {
      const fields = { username: 'linus', password: 'linus-password', next };
      const page = await open().submit('/login/', fields);
      expect(page.headers.location).toBe('/');
    },
  );
});

describe('a login', () => {
  it('shows a form with a token and its cookie', async () => {
    const page = await open().get('/login/');
    expect(page.text).toMatch(/name="csrfmiddlewaretoken" value="[A-Za-z0-9]{64}"/);
    expect(setCookies(page)).toEqual([expect.stringMatching(CSRF_COOKIE)]);
    expect(page.headers['cache-control']).toContain('no-store');
  });

  it('gives a new session id and a new CSRF secret, and keeps the data', async () => {
    const browser = open();
    await browser.get('/counter/');
    await browser.get('/login/');
    const before = new Map(browser.cookies);
    const page = await browser.submit('/login/', { username: 'ada', password: 'ada-password' });
    expect([page.status, page.headers.location]).toEqual([302, '/']);
    expect(setCookies(page)).toEqual([
      expect.stringMatching(CSRF_COOKIE),
      expect.stringMatching(SESSION_COOKIE),
    ]);
    expect(browser.cookies.get('sessionid')).not.toBe(before.get('sessionid'));
    expect(browser.cookies.get('csrftoken')).not.toBe(before.get('csrftoken'));
    const me = { user: 'ada', id: 1, is_staff: true, is_superuser: true };
    expect(await whoAmI(browser)).toEqual(me);
    expect((await browser.get('/counter/')).text).toContain('2 times');
    expect((await browser.get('/')).text).toContain('Hello, ada');

    const old = `sessionid=${before.get('sessionid') ?? ''}`;
    expect((await open().get('/me/', { Cookie: old })).text).toContain('anonymous');
  });

  it.each([
    ['ada', 'grace-password'],
    ['nobody', 'nobody-password'],
    ['', ''],
    ['ada\0', 'ada-password'],
    ['zoë 🎉', 'zoë-password'],
  ])('as %j with the password %j shows the form again', async (username, password) => {
    const browser = open();
    const page = await browser.submit('/login/', { username, password });
    expect(page.status).toBe(200);
    expect(page.text).toContain('Please enter a correct username and password.');
    expect(await whoAmI(browser)).toEqual({ user: 'anonymous' });
    expect(browser.cookies.has('sessionid')).toBe(false);
  });

  it('shows a username that is not HTML as text', async () => {
    const page = await open().submit('/login/', { username: '"><script>', password: 'x' });
    expect(page.text).toContain('value="&quot;&gt;&lt;script&gt;"');
    expect(page.text).not.toContain('<script>');
  });

  it('as another user starts a session of its own', async () => {
    const browser = await openAs('ada');
    await browser.get('/counter/');
    await browser.submit('/login/', { username: 'grace', password: 'grace-password' });
    expect(await whoAmI(browser)).toMatchObject({ user: 'grace' });
    expect((await browser.get('/counter/')).text).toContain('once');
  });

  it('as the same user keeps the session id', async () => {
    const browser = await openAs('grace');
    const id = browser.cookies.get('sessionid');
    await browser.submit('/login/', { username: 'grace', password: 'grace-password' });
    expect(browser.cookies.get('sessionid')).toBe(id);
  });
});

describe('a logout', () => {
  it('removes the cookie and the row', async () => {
    const browser = await openAs('grace');
    const cookie = `sessionid=${browser.cookies.get('sessionid') ?? ''}`;
    const page = await browser.submit('/logout/', {}, '/');
    expect([page.status, page.headers.location]).toEqual([302, '/']);
    expect(setCookies(page)).toEqual([
      'sessionid=""; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; SameSite=Lax',
    ]);
    expect(browser.cookies.has('sessionid')).toBe(false);
    expect((await open().get('/me/', { Cookie: cookie })).text).toContain('anonymous');
  });
});

describe('a password change', () => {
  const change = (browser: Browser, old_password: string, one: string, two = one): Promise<Page> =>
    browser.submit('/password/', { old_password, new_password1: one, new_password2: two });

  it('keeps this session under a new id and ends the others of the user', async () => {
    const browser = await openAs('linus');
    const elsewhere = await openAs('linus');
    const id = browser.cookies.get('sessionid');
    const page = await change(browser, 'linus-password', 'another-password');
    expect([page.status, page.headers.location]).toEqual([302, '/']);
    expect(browser.cookies.get('sessionid')).not.toBe(id);
    expect(await whoAmI(browser)).toMatchObject({ user: 'linus' });
    expect(await whoAmI(elsewhere)).toEqual({ user: 'anonymous' });
    expect(elsewhere.cookies.has('sessionid')).toBe(false);

    const back = await change(browser, 'another-password', 'linus-password');
    expect(back.status).toBe(302);
    await openAs('linus');
  });

  it.each([
    ['a wrong old password', 'wrong', 'long-enough', 'long-enough', 'entered incorrectly'],
    ['two different new ones', 'grace-password', 'long-enough', 'long-enouch', 'not the same'],
    ['a short new one', 'grace-password', 'short', 'short', 'needs 8 characters'],
  ])('is refused for %s', async (_, old, one, two, message) => {
    const page = await change(await openAs('grace'), old, one, two);
    expect(page.status).toBe(200);
    expect(page.text).toContain(message);
    await openAs('grace');
  });
});

describe('forged requests', () => {
  const post = (path: string, body: string, headers: Record<string, string>): Promise<Response> =>
    fetch(app.url + path, {
      method: 'POST',
      body: new URLSearchParams(body),
      headers,
      redirect: 'manual',
    });

  it('are refused without a CSRF cookie', async () => {
    const response = await post('/login/', 'username=ada&password=ada-password', {});
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('CSRF cookie not set.');
    expect(response.headers.get('set-cookie')).toBeNull();
  });

  it('are refused with a token of another browser, which stays logged in', async () => {
    const browser = await openAs('ada');
    const [, token = ''] =
      /value="([A-Za-z0-9]{64})"/.exec((await open().get('/login/')).text) ?? [];
    const Cookie = Array.from(browser.cookies, ([name, value]) => `${name}=${value}`).join('; ');
    const response = await post('/logout/', `csrfmiddlewaretoken=${token}`, { Cookie });
    expect(response.status).toBe(403);
    expect(await whoAmI(browser)).toMatchObject({ user: 'ada' });
  });

  it('are refused from another origin', async () => {
    const secret = 'a'.repeat(32);
    const headers = { Cookie: `csrftoken=${secret}`, Origin: 'http://evil.test' };
    const response = await post('/login/', `csrfmiddlewaretoken=${secret}`, headers);
    expect(response.status).toBe(403);
  });

  it('are refused when they are too large to read', async () => {
    const response = await post('/login/', `username=${'a'.repeat(70_000)}`, {});
    expect(response.status).toBe(413);
    expect((await fetch(app.url)).status).toBe(200);
  });
});

describe('requests at the same time', () => {
  it('never mix up users', async () => {
    const names = ['ada', 'grace', 'linus', 'ada', 'grace'];
    const crowd = await Promise.all(names.map((name) => openAs(name)));
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => crowd.map((browser) => whoAmI(browser))).flat(),
    );
    expect(answers).toHaveLength(40);
    answers.forEach((answer, i) => {
      expect(answer).toMatchObject({ user: names[i % names.length] });
    });
  });
});

describe('a change of the database behind the app', () => {
  async function withAppAndDatabase(
    name: string,
    use: (url: string, database: SqliteDatabase) => Promise<void>,
  ): Promise<void> {
    const databasePath = join(folder, name);
    const other = await startDemoApp({ databasePath, secretKey: 'demo-secret' });
    const database = await openSqlite(databasePath, { readOnly: false });
    try {
      await use(other.url, database);
    } finally {
      await database.release();
      await other.close();
    }
  }

  it('makes a user anonymous who is no longer active', async () => {
    await withAppAndDatabase('inactive.sqlite3', async (url, database) => {
      const browser = new Browser(url);
      await browser.submit('/login/', { username: 'ada', password: 'ada-password' });
      database.exec('UPDATE "auth_user" SET "is_active" = 0');
      expect(await whoAmI(browser)).toEqual({ user: 'anonymous' });
      const page = await browser.submit('/login/', { username: 'ada', password: 'ada-password' });
      expect(page.status).toBe(200);
      browser.close();
    });
  });

  it('is a 500 where a table is gone, and the app goes on', async () => {
    await withAppAndDatabase('broken.sqlite3', async (url, database) => {
      database.exec('DROP TABLE "django_session"');
      const failed = await fetch(`${url}/counter/`);
      expect(failed.status).toBe(500);
      expect(failed.headers.get('set-cookie')).toBeNull();
      expect((await fetch(`${url}/cookie/`)).status).toBe(200);
    });
  });
});

describe('closing', () => {
  it('ends open connections, can be repeated, and leaves a file that starts again as it was', async () => {
    const databasePath = join(folder, 'again.sqlite3');
    const first = await startDemoApp({ databasePath, secretKey: 'demo-secret' });
    const browser = new Browser(first.url);
    await browser.submit('/login/', { username: 'ada', password: 'ada-password' });
    const Cookie = `sessionid=${browser.cookies.get('sessionid') ?? ''}`;
    await Promise.all([first.close(), first.close()]);
    browser.close();

    const second = await startDemoApp({ databasePath, secretKey: 'demo-secret' });
    const response = await fetch(`${second.url}/me/`, { headers: { Cookie } });
    expect(await response.json()).toMatchObject({ user: 'ada' });
    await second.close();
  });

  it('is not needed when the file cannot be opened: the start fails', async () => {
    const databasePath = join(folder, 'no', 'such', 'folder', 'demo.sqlite3');
    await expect(startDemoApp({ databasePath, secretKey: 'x' })).rejects.toThrow();
  });
});
