/**
 * The five-second start: `django-admin startproject`, `sessionspy --target localhost:PORT` in its
 * folder with no other flag, and the admin's user has a name.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { freePort } from '../support/free-port.js';
import { changedKeys, readRecording, requestLine } from '../support/har-reading.js';
import { describeWithDjango } from '../support/python-django.js';
import { startSpyProcess } from '../support/sessionspy-process.js';
import { waitForPort } from '../support/wait-for-port.js';

const run = promisify(execFile);

describeWithDjango('a stock Django project and its admin', (python) => {
  let folder: string;
  let server: ChildProcess;
  let port: number;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sessionspy-stock-'));
    await run(python, ['-m', 'django', 'startproject', 'mysite', folder]);
    const env = { ...process.env, DJANGO_SUPERUSER_PASSWORD: 'admin-password' };
    const manage = (...args: string[]) => run(python, ['manage.py', ...args], { cwd: folder, env });
    await manage('migrate', '--verbosity', '0');
    await manage(
      ...['createsuperuser', '--noinput', '--username', 'root', '--email', 'root@example.com'],
    );
    port = await freePort();
    const args = ['manage.py', 'runserver', '--noreload', `127.0.0.1:${port}`];
    server = spawn(python, args, { cwd: folder, env, stdio: 'ignore' });
    await waitForPort(port);
  });

  afterAll(async () => {
    server.kill();
    await once(server, 'exit');
    await rm(folder, { recursive: true, force: true });
  });

  it('names the superuser from the login to the logout, with no flag but --target', async () => {
    const har = join(folder, 'out.har');
    const spy = await startSpyProcess(
      ['--target', `localhost:${port}`, '--listen', '0', '--headless', '--har', har],
      { cwd: folder },
    );
    expect(spy.log()).toMatch(/^sessionspy: Django 3\.2.*$/m);
    const browser = new Browser(spy.url);
    await browser.submit('/admin/login/', { username: 'root', password: 'wrong' });
    await browser.submit('/admin/login/?next=/admin/', {
      username: 'root',
      password: 'admin-password',
      next: '/admin/',
    });
    expect((await browser.get('/admin/')).text).toContain('root');
    const changed = await browser.submit('/admin/password_change/', {
      old_password: 'admin-password',
      new_password1: 'another-long-one-9',
      new_password2: 'another-long-one-9',
    });
    expect(changed.status).toBe(302);
    expect((await browser.get('/admin/logout/')).status).toBe(200);
    browser.close();
    expect(await spy.stop()).toBe(0);

    const entries = readRecording(har).map((entry) => ({
      request: requestLine(entry),
      status: entry.response.status,
      user: entry._sessionspy.user.name ?? entry._sessionspy.user.kind,
      events: entry._sessionspy.events,
      keys: changedKeys(entry).length,
    }));
    expect(entries).toEqual([
      { request: 'GET /admin/login/', status: 200, user: 'anonymous', events: [], keys: 0 },
      { request: 'POST /admin/login/', status: 200, user: 'anonymous', events: [], keys: 0 },
      { request: 'GET /admin/login/', status: 200, user: 'anonymous', events: [], keys: 0 },
      {
        request: 'POST /admin/login/',
        status: 302,
        user: 'root',
        events: ['created', 'logged-in'],
        keys: 3,
      },
      { request: 'GET /admin/', status: 200, user: 'root', events: [], keys: 0 },
      { request: 'GET /admin/password_change/', status: 200, user: 'root', events: [], keys: 0 },
      {
        request: 'POST /admin/password_change/',
        status: 302,
        user: 'root',
        events: ['rotated'],
        keys: 1,
      },
      {
        request: 'GET /admin/logout/',
        status: 200,
        user: 'root',
        events: ['logged-out', 'destroyed'],
        keys: 3,
      },
    ]);
  });
});
