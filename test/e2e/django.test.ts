/**
 * The main job, with real parts: real Django behind the real program in its default settings, found
 * by itself in the project's folder, for each engine and serializer.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { startDjangoSite, type DjangoSite } from '../support/django-site.js';
import {
  changedKeys,
  readRecording,
  requestLine,
  type RecordedEntry,
} from '../support/har-reading.js';
import { describeWithDjango } from '../support/python-django.js';
import { startSpyProcess } from '../support/sessionspy-process.js';

const NEW_PASSWORD = 'ada-new-password-1815';
const AUTH_KEYS = ['+_auth_user_backend', '+_auth_user_hash', '+_auth_user_id'];

/** Who, what happened and which keys changed, of each entry, in order. */
const story = (entries: readonly RecordedEntry[]) =>
  entries.map((entry) => ({
    request: requestLine(entry),
    status: entry.response.status,
    user: entry._sessionspy.user.name ?? entry._sessionspy.user.kind,
    events: [...entry._sessionspy.events].sort(),
    changed: changedKeys(entry).sort(),
  }));

describeWithDjango('Django behind the proxy', () => {
  const engines = [
    { engine: 'db', serializer: 'json', rotates: true },
    { engine: 'db', serializer: 'pickle', rotates: true },
    { engine: 'file', serializer: 'json', rotates: true },
    { engine: 'file', serializer: 'pickle', rotates: true },
    { engine: 'signed_cookies', serializer: 'json', rotates: false },
    { engine: 'signed_cookies', serializer: 'pickle', rotates: false },
  ];

  describe.each(engines)('$engine engine, $serializer', ({ engine, serializer, rotates }) => {
    let site: DjangoSite;
    let folder: string;
    let entries: readonly RecordedEntry[];

    beforeAll(async () => {
      site = await startDjangoSite({ SESSION_ENGINE: engine, SESSION_SERIALIZER: serializer });
      folder = await mkdtemp(join(tmpdir(), 'sessionspy-e2e-'));
      const har = join(folder, 'out.har');
      const spy = await startSpyProcess(
        ['--target', `localhost:${site.port}`, '--listen', '0', '--headless', '--har', har],
        { cwd: site.folder, env: site.env },
      );
      await visit(spy.url);
      expect(await spy.stop()).toBe(0);
      entries = readRecording(har);
    });

    afterAll(async () => {
      await site.stop();
      await rm(folder, { recursive: true, force: true });
    });

    it('names the right user, transition and keys for every step', () => {
      const rotated = rotates ? ['rotated'] : [];
      const rehashed = rotates ? ['rotated'] : ['changed'];
      expect(story(entries)).toEqual([
        step('GET /', 200, 'anonymous'),
        step('GET /counter/', 200, 'anonymous', ['created'], ['+count']),
        step('GET /counter/', 200, 'anonymous', ['changed'], ['~count']),
        step('GET /accounts/login/', 200, 'anonymous'),
        step('POST /accounts/login/', 302, 'ada', ['logged-in', ...rotated], AUTH_KEYS),
        step('GET /whoami/', 200, 'ada'),
        step('GET /accounts/password_change/', 200, 'ada'),
        step('POST /accounts/password_change/', 302, 'ada', rehashed, ['~_auth_user_hash']),
        step('GET /', 200, 'ada'),
        step(
          'POST /accounts/logout/',
          expect.any(Number),
          'ada',
          ['destroyed', 'logged-out'],
          ['-_auth_user_backend', '-_auth_user_hash', '-_auth_user_id', '-count'],
        ),
        step('GET /whoami/', 200, 'anonymous'),
      ]);
    });

    it('shows the counter from 1 to 2, signed and verified where the engine signs', () => {
      const second = entries[2]?._sessionspy.session;
      expect(second?.changed).toEqual([{ op: 'changed', path: ['count'], before: 1, after: 2 }]);
      expect(second?.integrity).toBe('verified');
      expect(entries[5]?._sessionspy.user).toMatchObject({ name: 'ada', verified: true });
    });

    it('keeps session ids, tokens and passwords out of the recording', () => {
      const text = JSON.stringify(entries);
      for (const secret of secrets) expect(text).not.toContain(secret);
    });
  });
});

const step = (
  request: string,
  status: unknown,
  user: string,
  events: string[] = [],
  changed: string[] = [],
) => ({ request, status, user, events: events.sort(), changed: changed.sort() });

let secrets: string[] = [];

/** Anonymous visit, counter, login through the real form, password change, logout. */
async function visit(url: string): Promise<void> {
  secrets = ['ada-password', NEW_PASSWORD];
  const browser = new Browser(url);
  const noteSecrets = (): void => {
    secrets.push(...[...browser.cookies.values()].filter((value) => value.length >= 16));
  };
  await browser.get('/');
  await browser.get('/counter/');
  await browser.get('/counter/');
  noteSecrets();
  await browser.submit('/accounts/login/', { username: 'ada', password: 'ada-password' });
  noteSecrets();
  expect(JSON.parse((await browser.get('/whoami/')).text)).toMatchObject({ username: 'ada' });
  await browser.submit('/accounts/password_change/', {
    old_password: 'ada-password',
    new_password1: NEW_PASSWORD,
    new_password2: NEW_PASSWORD,
  });
  noteSecrets();
  await browser.submit('/accounts/logout/', {}, '/');
  expect(JSON.parse((await browser.get('/whoami/')).text)).toMatchObject({ authenticated: false });
  browser.close();
}
