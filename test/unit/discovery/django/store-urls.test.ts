import { expect, it } from 'vitest';
import { cacheUrl, databaseUrl } from '../../../../src/discovery/django/store-urls.js';

const BACKENDS = 'django.db.backends';

it.each([
  [{ engine: `${BACKENDS}.sqlite3`, name: '/srv/db.sqlite3' }, 'sqlite:///srv/db.sqlite3'],
  [{ engine: `${BACKENDS}.sqlite3`, name: 'file:/srv/a.db?mode=rw' }, 'sqlite:///srv/a.db'],
  [{ engine: 'django.contrib.gis.db.backends.spatialite', name: '/g.db' }, 'sqlite:///g.db'],
  [
    { engine: `${BACKENDS}.postgresql`, name: 'my db', user: 'a@b', host: 'db', port: '5433' },
    'postgres://a%40b@db:5433/my%20db',
  ],
  [{ engine: `${BACKENDS}.postgresql_psycopg2`, name: 'x' }, 'postgres://localhost/x'],
  [
    { engine: 'django.contrib.gis.db.backends.postgis', name: 'x', host: '/run/pg' },
    'postgres://%2Frun%2Fpg/x',
  ],
  [{ engine: `${BACKENDS}.mysql`, name: 'x', host: '::1' }, 'mysql://[::1]/x'],
])('%j is the store %s', (database, url) => {
  expect(databaseUrl(database)).toMatchObject({ kind: 'url', url });
});

it.each([
  [{ engine: `${BACKENDS}.sqlite3`, name: ':memory:' }, /memory of the app/],
  [{ engine: `${BACKENDS}.sqlite3`, name: 'file:x?mode=memory&cache=shared' }, /memory of the app/],
  [{ engine: `${BACKENDS}.dummy`, name: '' }, /no database/],
  [{ engine: 'my.backend', name: 'x' }, /not known/],
])('%j is no store, for a reason', (database, reason) => {
  const url = databaseUrl(database);
  expect(url.kind === 'none' ? url.reason : '').toMatch(reason);
});

it.each([
  ['django.core.cache.backends.redis.RedisCache', 'redis://h:6379/1', 'redis://h:6379/1'],
  ['django_redis.cache.RedisCache', 'redis://:hunter2@h:6379/1', 'redis://h:6379/1'],
  ['django.core.cache.backends.redis.RedisCache', 'rediss://u:hunter2@h', 'rediss://h'],
  [
    'django.core.cache.backends.memcached.PyMemcacheCache',
    '127.0.0.1:1;h:2',
    'memcached://127.0.0.1:1',
  ],
  ['django.core.cache.backends.memcached.PyLibMCCache', undefined, 'memcached://localhost:11211'],
])('%s at %s is the cache %s', (backend, location, url) => {
  expect(cacheUrl(backend, location)).toMatchObject({ kind: 'url', url });
  expect(JSON.stringify(cacheUrl(backend, location))).not.toContain('hunter2');
});

it('has no store for a cache in memory', () => {
  expect(cacheUrl('django.core.cache.backends.locmem.LocMemCache', '').kind).toBe('none');
  expect(cacheUrl('django.core.cache.backends.dummy.DummyCache', '').kind).toBe('none');
});
