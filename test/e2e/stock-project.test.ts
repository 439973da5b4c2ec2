/**
 * The five-second start: `django-admin startproject`, `sessionspy --target localhost:PORT` in its
 * folder with no other flag, and the admin's user has a name.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import {
  logIntoAdmin,
  ROOT_PASSWORD,
  startProject,
  type DjangoProject,
} from '../support/django-project.js';
import { changedKeys, readRecording, requestLine } from '../support/har-reading.js';
import { describeWithDjango } from '../support/python-django.js';
import { startSpyProcess } from '../support/sessionspy-process.js';

describeWithDjango('a stock Django project and its admin', (python) => {
  let project: DjangoProject;
  beforeAll(async () => {
    project = await startProject(python);
  });
  afterAll(() => project.remove());

  it('names the superuser from the login to the logout, with no flag but --target', async () => {
    const har = join(project.folder, 'out.har');
    const spy = await startSpyProcess(
      ['--target', `localhost:${project.port}`, '--listen', '0', '--headless', '--har', har],
      { cwd: project.folder },
    );
    expect(spy.log()).toMatch(/^sessionspy: Django 3\.2.*$/m);
    const browser = new Browser(spy.url);
    await browser.submit('/admin/login/', { username: 'root', password: 'wrong' });
    await logIntoAdmin(browser);
    expect((await browser.get('/admin/')).text).toContain('root');
    const changed = await browser.submit('/admin/password_change/', {
      old_password: ROOT_PASSWORD,
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
