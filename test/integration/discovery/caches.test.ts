/** Sessions in the caches of real Django: nothing listens, for nothing is asked. */
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { WrittenProject } from '../../support/written-project.js';
import { describeWithPackages, type PythonPackage } from '../../support/python-packages.js';

let project: WrittenProject;
afterEach(() => project.remove());

const ENGINE = "SESSION_ENGINE = 'django.contrib.sessions.backends.";

/** `cache`: the entry of CACHES, as Python. */
const makeProject = (cache: string, engine = 'cache', more = ''): Promise<WrittenProject> =>
  WrittenProject.make(
    `${ENGINE}${engine}'\nSESSION_CACHE_ALIAS = 'sessions'\n${more}\nCACHES = {
    'default': {'BACKEND': 'django.core.cache.backends.dummy.DummyCache'},
    'sessions': ${cache},
}\n`,
  );
const database = (): string => `sqlite://${join(project.folder, 'db.sqlite3')}`;

interface Case {
  readonly needs: readonly PythonPackage[];
  readonly cache: string;
  readonly urls: readonly string[];
  readonly passwords?: readonly string[];
}

const CASES: readonly Case[] = [
  {
    needs: ['django_redis'],
    cache:
      "{'BACKEND': 'django_redis.cache.RedisCache', 'LOCATION': ['redis://:hunter2@127.0.0.1:1/3', 'redis://replica/3'], 'KEY_PREFIX': 'p', 'VERSION': 2}",
    urls: ['redis://127.0.0.1:1/3'],
    passwords: ['hunter2'],
  },
  {
    needs: ['django_redis'],
    cache:
      "{'BACKEND': 'django_redis.cache.RedisCache', 'LOCATION': 'rediss://h', 'KEY_PREFIX': 'p', 'VERSION': 2, 'OPTIONS': {'PASSWORD': 'hunter2', 'CONNECTION_POOL_KWARGS': {'ssl_cert_reqs': __import__('ssl').CERT_NONE}}}",
    urls: ['rediss://h:6379/0?ssl_cert_reqs=none'],
    passwords: ['hunter2'],
  },
  {
    needs: ['django_redis'],
    cache:
      "{'BACKEND': 'mysite.wrapped.Cache', 'LOCATION': 'unix:///run/r.sock?db=2', 'KEY_PREFIX': 'p', 'VERSION': 2}",
    urls: ['redis+unix:///run/r.sock?db=2'],
  },
  {
    needs: ['django_redis', 'django_prometheus'],
    cache:
      "{'BACKEND': 'django_prometheus.cache.backends.redis.RedisCache', 'LOCATION': 'redis://h/1', 'KEY_PREFIX': 'p', 'VERSION': 2}",
    urls: ['redis://h:6379/1'],
  },
  {
    needs: ['django_redis'],
    cache:
      "{'BACKEND': 'django_redis.cache.RedisCache', 'LOCATION': ['redis://a/1', 'redis://b/1'], 'KEY_PREFIX': 'p', 'VERSION': 2, 'OPTIONS': {'CLIENT_CLASS': 'django_redis.client.ShardClient'}}",
    urls: ['redis://a:6379/1', 'redis://b:6379/1'],
  },
  {
    needs: ['pymemcache'],
    cache:
      "{'BACKEND': 'django.core.cache.backends.memcached.PyMemcacheCache', 'LOCATION': 'a:1;b:2', 'KEY_PREFIX': 'p', 'VERSION': 2}",
    urls: ['memcached://a:1,b:2'],
  },
  {
    needs: ['pylibmc'],
    cache:
      "{'BACKEND': 'django.core.cache.backends.memcached.PyLibMCCache', 'LOCATION': '/run/m.sock', 'KEY_PREFIX': 'p', 'VERSION': 2}",
    urls: ['memcached+unix:///run/m.sock'],
  },
];

for (const { needs, cache, urls, passwords = [] } of CASES) {
  describeWithPackages(`sessions in ${cache.replace('hunter2', '...')}`, needs, () => {
    it(`are in ${urls.join(' ')}`, async () => {
      project = await makeProject(cache);
      await project.write(
        'mysite/wrapped.py',
        'from django_redis.cache import RedisCache as Cache\n',
      );
      const found = await project.discover();
      expect(found.urls).toEqual([...urls, [database(), 'users']]);
      expect(found.passwords).toEqual(passwords);
      expect(found.settings['cache_key_format']).toBe('p:2:{}');
      expect(found.messages).toEqual([]);
    });
  });
}

describeWithPackages('sessions in other caches', [], () => {
  it('are in files, relative to where the server runs', async () => {
    project = await makeProject(
      "{'BACKEND': 'django.core.cache.backends.filebased.FileBasedCache', 'LOCATION': 'var/cache'}",
    );
    const { urls, settings } = await project.discover();
    expect(urls).toEqual([`file:${join(project.folder, 'var/cache')}`, [database(), 'users']]);
    expect(settings['cache_key_format']).toBe(':1:{}');
  });

  it('are in a table, in the database that its router names', async () => {
    project = await makeProject(
      "{'BACKEND': 'django.core.cache.backends.db.DatabaseCache', 'LOCATION': 'cached'}",
      'cache',
      `DATABASES['cache'] = {'ENGINE': 'django.db.backends.sqlite3', 'NAME': 'cache.sqlite3'}
DATABASE_ROUTERS = ['mysite.routers.Router']`,
    );
    await project.write(
      'mysite/routers.py',
      `class Router:
    def db_for_read(self, model, **hints):
        return 'cache' if model._meta.app_label == 'django_cache' else None
`,
    );
    const { urls, settings } = await project.discover();
    const cache = `sqlite://${join(project.folder, 'cache.sqlite3')}`;
    expect(urls).toEqual([
      [cache, 'sessions'],
      [database(), 'users'],
    ]);
    expect(settings['cache_table']).toBe('cached');
  });

  it('are in the table and the rows behind it where both are in one database', async () => {
    project = await makeProject(
      "{'BACKEND': 'django.core.cache.backends.db.DatabaseCache', 'LOCATION': 'cached'}",
      'cached_db',
    );
    const { urls, settings } = await project.discover();
    expect(urls).toEqual([database()]);
    expect(settings).toMatchObject({
      cache_table: 'cached',
      session_table: 'django_session',
      session_cache_prefix: 'django.contrib.sessions.cached_db',
    });
  });

  it.each(['locmem.LocMemCache', 'dummy.DummyCache'])('are nowhere with %s', async (backend) => {
    const cache = `{'BACKEND': 'django.core.cache.backends.${backend}'}`;
    project = await makeProject(cache);
    const alone = await project.discover();
    expect(alone.urls).toEqual([[database(), 'users']]);
    expect(alone.discovery.problems).toMatchObject([{ code: 'no-store' }]);
    await project.remove();
    project = await makeProject(cache, 'cached_db');
    const behind = await project.discover();
    expect(behind.urls).toEqual([database()]);
    expect(behind.messages).toEqual([]);
  });

  it('have keys that a function makes, if the key stays in them', async () => {
    const cache = `{'BACKEND': 'django.core.cache.backends.filebased.FileBasedCache', 'LOCATION': '/x', 'KEY_FUNCTION': `;
    project = await makeProject(`${cache}'mysite.keys.plain'}`);
    await project.write(
      'mysite/keys.py',
      `from hashlib import sha256
def plain(key, prefix, version):
    return 'a-%s-%s' % (version, key)
def hashed(key, prefix, version):
    return sha256(key.encode()).hexdigest()
def cut(key, prefix, version):
    return key[:40]
`,
    );
    expect((await project.discover()).settings['cache_key_format']).toBe('a-1-{}');
    for (const name of ['hashed', 'cut']) {
      await project.write(
        'mysite/local.py',
        `CACHES = {'sessions': ${cache}'mysite.keys.${name}'}, 'default': {'BACKEND': 'django.core.cache.backends.dummy.DummyCache'}}`,
      );
      await project.write('mysite/again.py', 'from .settings import *\nfrom .local import *\n');
      const { messages, settings } = await project.discover({
        environment: { DJANGO_SETTINGS_MODULE: 'mysite.again' },
      });
      expect(messages).toEqual([
        `The cache's keys come from mysite.keys.${name}, which hashes or changes them, so no session's key can be told.`,
      ]);
      expect(settings).not.toHaveProperty('cache_key_format');
    }
  });
});

describeWithPackages('sessions that only a client can find', ['django_redis', 'pylibmc'], () => {
  it.each([
    [
      "{'BACKEND': 'django_redis.cache.RedisCache', 'LOCATION': 'redis://master/0', 'OPTIONS': {'CLIENT_CLASS': 'django_redis.client.SentinelClient', 'CONNECTION_POOL_CLASS': 'redis.sentinel.SentinelConnectionPool', 'SENTINELS': [('127.0.0.1', 1)], 'PASSWORD': 'hunter2'}}",
      /Sentinels/,
    ],
    [
      "{'BACKEND': 'django.core.cache.backends.memcached.PyLibMCCache', 'LOCATION': '127.0.0.1:1', 'OPTIONS': {'binary': True, 'username': 'ada', 'password': 'hunter2'}}",
      /SASL/,
    ],
  ])('are told to be such, and the rows behind them are read: %#', async (cache, reason) => {
    project = await makeProject(cache);
    const alone = await project.discover();
    expect(alone.messages[0]).toMatch(reason);
    await project.remove();
    project = await makeProject(cache, 'cached_db');
    const { urls, discovery } = await project.discover();
    expect(urls).toEqual([database()]);
    expect(discovery.problems).toMatchObject([{ severity: 'note' }]);
    expect(discovery.problems[0]?.message).toMatch(reason);
  });
});
