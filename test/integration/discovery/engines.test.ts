/** Session engines that are not Django's own, in real Django projects. */
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { WrittenProject } from '../../support/written-project.js';
import { describeWithPackages } from '../../support/python-packages.js';

let project: WrittenProject;
afterEach(() => project.remove());

const database = (): string => `sqlite://${join(project.folder, 'db.sqlite3')}`;

const SESSION_MODEL = `from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
class Session(AbstractBaseSession):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE)
`;

const DB_STORE = (
  app: string,
): string => `from django.contrib.sessions.backends.db import SessionStore as DBStore
class SessionStore(DBStore):
    def __init__(self, session_key=None, user_agent=None, ip=None):
        super().__init__(session_key)
    @classmethod
    def get_model_class(cls):
        from ${app}.models import Session
        return Session
`;

describeWithPackages('an engine', [], () => {
  it('of the project is known by its bases, with its table, salt and prefix', async () => {
    project = await WrittenProject.make(`
INSTALLED_APPS.append('kept')
SESSION_ENGINE = 'kept.engine'
CACHES = {'default': {'BACKEND': 'django.core.cache.backends.filebased.FileBasedCache', 'LOCATION': '/c'}}
`);
    await project.write('kept/__init__.py', '');
    await project.write(
      'kept/models.py',
      `from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
class Kept(AbstractBaseSession):
    session_data = models.TextField(db_column='content')
    account_id = models.IntegerField(null=True)
    class Meta:
        db_table = 'kept_sessions'
`,
    );
    await project.write(
      'kept/engine.py',
      `from django.contrib.sessions.backends.cached_db import SessionStore as CachedDB
class Base(CachedDB):
    cache_key_prefix = 'kept.'
    @classmethod
    def get_model_class(cls):
        from kept.models import Kept
        return Kept
class SessionStore(Base):
    pass
`,
    );
    const { urls, settings, messages } = await project.discover();
    expect(urls).toEqual(['file:/c', database()]);
    expect(settings).toMatchObject({
      SESSION_ENGINE: 'kept.engine',
      session_engine: 'django.contrib.sessions.backends.cached_db',
      session_cache_prefix: 'kept.',
      session_table: 'kept_sessions',
      session_data_column: 'content',
      session_salt: 'django.contrib.sessions.SessionStore',
    });
    expect(settings).not.toHaveProperty('session_key_column');
    expect(messages).toEqual([]);
  });

  it('with none that we know among its bases is named, and what can be done', async () => {
    project = await WrittenProject.make("SESSION_ENGINE = 'mysite.engine'\n");
    await project.write(
      'mysite/engine.py',
      `from django.contrib.sessions.backends.base import SessionBase
class SessionStore(SessionBase):
    pass
`,
    );
    const { discovery } = await project.discover();
    expect(discovery.problems).toMatchObject([
      {
        code: 'no-store',
        message:
          'Sessions are kept by mysite.engine.SessionStore, which has none of the session engines that are known among its bases.',
        remedy: expect.stringContaining('--store') as unknown,
      },
    ]);
  });

  // The class structure of django-user-sessions 2.0: a subclass of Django's with a model of its own.
  it('of django-user-sessions keeps rows in its own table', async () => {
    project = await WrittenProject.make(
      "INSTALLED_APPS.append('user_sessions')\nSESSION_ENGINE = 'user_sessions.backends.db'\n",
    );
    await project.write('user_sessions/__init__.py', '');
    await project.write('user_sessions/models.py', SESSION_MODEL);
    await project.write('user_sessions/backends/__init__.py', '');
    await project.write('user_sessions/backends/db.py', DB_STORE('user_sessions'));
    const run = await project.discover();
    const read = await project.discover({ run: false });
    for (const { urls, settings, messages } of [run, read]) {
      expect(urls).toEqual([database()]);
      expect(settings['session_table']).toBe('user_sessions_session');
      expect(settings).not.toHaveProperty('session_engine');
      expect(messages).toEqual([]);
    }
  });

  // That of django-qsessions 2.1: its cached store has its own and Django's as bases, and a prefix.
  it('of django-qsessions keeps them behind a cache', async () => {
    project = await WrittenProject.make(`
INSTALLED_APPS.append('qsessions')
SESSION_ENGINE = 'qsessions.backends.cached_db'
CACHES = {'default': {'BACKEND': 'django.core.cache.backends.filebased.FileBasedCache', 'LOCATION': '/c'}}
`);
    await project.write('qsessions/__init__.py', '');
    await project.write('qsessions/models.py', SESSION_MODEL);
    await project.write('qsessions/backends/__init__.py', '');
    await project.write('qsessions/backends/db.py', DB_STORE('qsessions'));
    await project.write(
      'qsessions/backends/cached_db.py',
      `from django.contrib.sessions.backends.cached_db import SessionStore as DjangoCachedDBStore
from .db import SessionStore as QSessionsDBStore
class SessionStore(QSessionsDBStore, DjangoCachedDBStore):
    cache_key_prefix = 'qsessions.q_cached_db'
`,
    );
    const run = await project.discover();
    const read = await project.discover({ run: false });
    for (const { urls, settings } of [run, read]) {
      expect(urls).toEqual(['file:/c', database()]);
      expect(settings['session_table']).toBe('qsessions_session');
    }
    expect(run.settings['session_cache_prefix']).toBe('qsessions.q_cached_db');
  });
});

const REDIS_SESSIONS: readonly (readonly [string, string, string | undefined])[] = [
  [
    "SESSION_REDIS = {'host': 'h', 'port': 6380, 'db': 2, 'password': 'hunter2', 'prefix': 'kept'}",
    'redis://h:6380/2',
    'kept',
  ],
  ["SESSION_REDIS = {'url': 'redis://:hunter2@h/3'}", 'redis://h:6379/3', undefined],
  [
    "SESSION_REDIS = {'unix_domain_socket_path': '/run/r.sock', 'password': 'hunter2', 'db': 1}",
    'redis+unix:///run/r.sock?db=1',
    undefined,
  ],
];

describeWithPackages('django-redis-sessions', ['redis_sessions'], () => {
  it.each(REDIS_SESSIONS)('with %s is at %s', async (settings, url, prefix) => {
    project = await WrittenProject.make(`SESSION_ENGINE = 'redis_sessions.session'\n${settings}\n`);
    const run = await project.discover();
    const read = await project.discover({ run: false });
    for (const found of [run, read]) {
      expect(found.urls).toEqual([url, [database(), 'users']]);
      expect(found.passwords).toEqual(['hunter2']);
      expect(found.discovery.stores[0]?.password?.origin).toBe('mysite/settings.py:6');
      expect(found.settings['SESSION_REDIS_PREFIX']).toBe(prefix);
      expect(found.messages).toEqual([]);
    }
  });

  it('does not ask its Sentinels', async () => {
    project = await WrittenProject.make(`SESSION_ENGINE = 'redis_sessions.session'
SESSION_REDIS_SENTINEL_LIST = [('127.0.0.1', 1)]
SESSION_REDIS_SENTINEL_MASTER_ALIAS = 'master'
`);
    expect((await project.discover()).messages[0]).toMatch(/Sentinels/);
  });
});

// Version 0.5 and older: its module of settings takes each from a setting of its own.
describeWithPackages('django-redis-sessions as it was', [], () => {
  it('has a setting for each part', async () => {
    project = await WrittenProject.make(`SESSION_ENGINE = 'redis_sessions.session'
SESSION_REDIS_HOST = 'h'
SESSION_REDIS_DB = 4
SESSION_REDIS_PASSWORD = 'hunter2'
SESSION_REDIS_PREFIX = 'kept'
`);
    await project.write('redis_sessions/__init__.py', '');
    await project.write(
      'redis_sessions/settings.py',
      `from django.conf import settings
for name, default in [('HOST', 'localhost'), ('PORT', 6379), ('DB', 0), ('PREFIX', ''), ('PASSWORD', None)]:
    globals()['SESSION_REDIS_' + name] = getattr(settings, 'SESSION_REDIS_' + name, default)
`,
    );
    await project.write(
      'redis_sessions/session.py',
      `from django.contrib.sessions.backends.base import SessionBase
class SessionStore(SessionBase):
    pass
`,
    );
    const run = await project.discover();
    const read = await project.discover({ run: false });
    for (const found of [run, read]) {
      expect(found.urls).toEqual(['redis://h:6379/4', [database(), 'users']]);
      expect(found.passwords).toEqual(['hunter2']);
      expect(found.settings['SESSION_REDIS_PREFIX']).toBe('kept');
    }
  });
});
