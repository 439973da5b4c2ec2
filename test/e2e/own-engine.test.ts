/**
 * What discovery finds is what reading needs: a session engine that the project derives from Django's, with
 * a table, a prefix and a cache of its own, and users in another database, named with no flag but --target.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { freePort } from '../support/free-port.js';
import { readRecording, requestLine } from '../support/har-reading.js';
import { describeWithDjango } from '../support/python-django.js';
import { startSpyProcess } from '../support/sessionspy-process.js';
import { waitForPort } from '../support/wait-for-port.js';

const run = promisify(execFile);

const SETTINGS = `
INSTALLED_APPS.insert(0, 'kept')
SESSION_ENGINE = 'kept.engine'
CACHES = {'default': {'BACKEND': 'django.core.cache.backends.filebased.FileBasedCache',
                      'LOCATION': 'var/cache', 'KEY_PREFIX': 'site'}}
DATABASES['people'] = {'ENGINE': 'django.db.backends.sqlite3', 'NAME': 'people.sqlite3'}
DATABASE_ROUTERS = ['kept.routers.People']
SESSION_COOKIE_NAME = 'sitting'
`;

const MODELS = `from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
class Kept(AbstractBaseSession):
    session_data = models.TextField(db_column='content')
    class Meta:
        db_table = 'kept_sessions'
`;

const ENGINE = `from django.contrib.sessions.backends.cached_db import SessionStore as CachedDB
class SessionStore(CachedDB):
    cache_key_prefix = 'kept.'
    @classmethod
    def get_model_class(cls):
        from kept.models import Kept
        return Kept
`;

/** Only the tables of users are in the other database: the admin's log is there with them. */
const ROUTERS = `class People:
    apps = {'auth', 'contenttypes', 'admin'}
    def db_for_read(self, model, **hints):
        return 'people' if model._meta.app_label in self.apps else None
    db_for_write = db_for_read
    def allow_migrate(self, db, app_label, **hints):
        return (db == 'people') == (app_label in self.apps)
`;

describeWithDjango('an engine of its own and users in another database', (python) => {
  let folder: string;
  let server: ChildProcess;
  let port: number;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sessionspy-own-'));
    await run(python, ['-m', 'django', 'startproject', 'mysite', folder]);
    await appendFile(join(folder, 'mysite', 'settings.py'), SETTINGS);
    await mkdir(join(folder, 'kept'));
    const files = { __init__: '', models: MODELS, engine: ENGINE, routers: ROUTERS };
    for (const [name, text] of Object.entries(files)) {
      await writeFile(join(folder, 'kept', `${name}.py`), text);
    }
    const env = { ...process.env, DJANGO_SUPERUSER_PASSWORD: 'admin-password' };
    const manage = (...args: string[]) => run(python, ['manage.py', ...args], { cwd: folder, env });
    await manage('makemigrations', 'kept', '--verbosity', '0');
    await manage('migrate', '--verbosity', '0');
    await manage('migrate', '--database', 'people', '--verbosity', '0');
    await manage(
      ...['createsuperuser', '--noinput', '--username', 'root', '--email', 'root@example.com'],
      ...['--database', 'people'],
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

  const record = async (name: string, meanwhile: (browser: Browser) => Promise<void>) => {
    const har = join(folder, name);
    const spy = await startSpyProcess(
      ['--target', `localhost:${port}`, '--listen', '0', '--headless', '--har', har],
      { cwd: folder },
    );
    const browser = new Browser(spy.url);
    await meanwhile(browser);
    browser.close();
    expect(await spy.stop()).toBe(0);
    return readRecording(har).map((entry) => [
      requestLine(entry),
      entry._sessionspy.user.name ?? entry._sessionspy.user.kind,
      ...entry._sessionspy.events,
    ]);
  };

  it('are read, from the cache and from the rows behind it', async () => {
    const login = { username: 'root', password: 'admin-password', next: '/admin/' };
    const seen = await record('one.har', async (browser) => {
      await browser.submit('/admin/login/?next=/admin/', login);
      await browser.get('/admin/');
      // Without its cache, the engine reads its row, and so must we.
      await rm(join(folder, 'var'), { recursive: true });
      await browser.get('/admin/password_change/');
    });
    expect(seen).toEqual([
      ['GET /admin/login/', 'anonymous'],
      ['POST /admin/login/', 'root', 'created', 'logged-in'],
      ['GET /admin/', 'root'],
      ['GET /admin/password_change/', 'root'],
    ]);
  });
});
