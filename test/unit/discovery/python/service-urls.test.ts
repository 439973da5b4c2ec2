import { describe, expect, it } from 'vitest';
import { cacheEntry, databaseEntry } from '../../../../src/discovery/python/service-urls.js';
import { entriesOf, isList, type PythonValue } from '../../../../src/discovery/python/values.js';

function plain(value: PythonValue | undefined): unknown {
  if (value !== undefined && isList(value)) return value.map(plain);
  const entries = entriesOf(value);
  if (entries === undefined) return value;
  return Object.fromEntries(
    [...entries].flatMap(([key, item]) => (item === '' ? [] : [[key, plain(item)]])),
  );
}

const BACKENDS = 'django.db.backends';

// What dj-database-url 0.5.0 and django-environ 0.4.4 themselves gave, but for the newer engine names.
describe('a database as a URL', () => {
  it.each<[string, Record<string, unknown>]>([
    [
      'postgres://u:p%40w@Host:5433/my%20db?sslmode=require',
      {
        ENGINE: `${BACKENDS}.postgresql`,
        NAME: 'my db',
        USER: 'u',
        PASSWORD: 'p@w',
        HOST: 'host',
        PORT: '5433',
        OPTIONS: { sslmode: 'require' },
      },
    ],
    ['postgis://h/d', { ENGINE: 'django.contrib.gis.db.backends.postgis', NAME: 'd', HOST: 'h' }],
    [
      'postgres://u:a:b@/d',
      { ENGINE: `${BACKENDS}.postgresql`, NAME: 'd', USER: 'u', PASSWORD: 'a:b' },
    ],
    [
      'postgres://[::1]:5/d',
      { ENGINE: `${BACKENDS}.postgresql`, NAME: 'd', HOST: '::1', PORT: '5' },
    ],
    [
      'mysql://h/d?ssl-ca=/ca',
      { ENGINE: `${BACKENDS}.mysql`, NAME: 'd', HOST: 'h', OPTIONS: { ssl: { ca: '/ca' } } },
    ],
    ['mysqlgis://h/d', { ENGINE: 'django.contrib.gis.db.backends.mysql', NAME: 'd', HOST: 'h' }],
    ['sqlite:///db.sqlite3', { ENGINE: `${BACKENDS}.sqlite3`, NAME: 'db.sqlite3' }],
    ['sqlite:////abs/db', { ENGINE: `${BACKENDS}.sqlite3`, NAME: '/abs/db' }],
    ['sqlite://', { ENGINE: `${BACKENDS}.sqlite3`, NAME: ':memory:' }],
    ['sqlite://:memory:', { ENGINE: `${BACKENDS}.sqlite3`, NAME: ':memory:' }],
  ])('%s is the entry %j', (url, entry) => {
    expect(plain(databaseEntry(url, { isEnviron: false }))).toEqual(entry);
  });

  it('is read by django-environ in its own way', () => {
    const read = (url: string) => plain(databaseEntry(url, { isEnviron: true }));
    expect(read('postgres:////var/run/pg/d?conn_max_age=5&sslmode=prefer')).toEqual({
      ENGINE: `${BACKENDS}.postgresql`,
      NAME: 'd',
      HOST: '/var/run/pg',
      OPTIONS: { sslmode: 'prefer' },
    });
    expect(read('mysql2://h/a+b')).toMatchObject({ NAME: 'a b' });
  });

  it.each(['', 'nonsense', 'ftp://h/d', 'postgres://h/d#x', 'postgres:h'])('%j is none', (url) => {
    expect(databaseEntry(url, { isEnviron: false })).toBeUndefined();
  });
});

describe('a cache as a URL', () => {
  it.each<[string, string, unknown]>([
    ['rediscache://:pw@h:1/2', 'django_redis.cache.RedisCache', 'redis://:pw@h:1/2'],
    ['rediss://h/1', 'django_redis.cache.RedisCache', 'rediss://h/1'],
    ['redis://a:1,b:2/1', 'django_redis.cache.RedisCache', ['redis://a:1/1', 'redis://b:2/1']],
    ['redis:///run/r.sock', 'django_redis.cache.RedisCache', 'unix:///run/r.sock'],
    ['memcache://a:1,b:2', 'django.core.cache.backends.memcached.MemcachedCache', ['a:1', 'b:2']],
    ['pymemcache:///m', 'django.core.cache.backends.memcached.PyMemcacheCache', 'unix:/m'],
    ['dbcache://tbl', 'django.core.cache.backends.db.DatabaseCache', 'tbl'],
    ['filecache:///var/c', 'django.core.cache.backends.filebased.FileBasedCache', '/var/c'],
  ])('%s is %s at %j', (url, backend, location) => {
    expect(plain(cacheEntry(url))).toEqual({ BACKEND: backend, LOCATION: location });
  });

  it('has what is for the cache apart from what is for its client', () => {
    expect(plain(cacheEntry('redis://h?key_prefix=p&version=2&password=x'))).toEqual({
      BACKEND: 'django_redis.cache.RedisCache',
      LOCATION: 'redis://h',
      KEY_PREFIX: 'p',
      VERSION: 2,
      OPTIONS: { PASSWORD: 'x' },
    });
    expect(cacheEntry('other://h')).toBeUndefined();
  });
});
