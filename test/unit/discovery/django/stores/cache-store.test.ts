import { describe, expect, it } from 'vitest';
import type { Cache, PlainValue } from '../../../../../src/discovery/django/facts.js';
import {
  cacheKind,
  cacheStores,
  redisSessionStores,
} from '../../../../../src/discovery/django/stores/cache-store.js';
import type { Machine } from '../../../../../src/discovery/django/stores/machine.js';

const MACHINE: Machine = {
  folder: '/srv/site',
  environment: new Map(),
  readText: () => undefined,
  isThere: () => false,
};

const CORE_REDIS = 'django.core.cache.backends.redis.RedisCache';
const DJANGO_REDIS = 'django_redis.cache.RedisCache';
const MEMCACHED = 'django.core.cache.backends.memcached.PyMemcacheCache';

type Entries = Record<string, PlainValue>;

const cacheOf = (backend: string, location: string | readonly string[], options: Entries = {}) =>
  ({
    backend,
    bases: [backend],
    locations: typeof location === 'string' ? [location] : location,
    options: new Map(Object.entries(options)),
  }) satisfies Cache;

function found(cache: Cache) {
  const stores = cacheStores(cache, MACHINE);
  if ('kind' in stores) throw new Error(stores.reason);
  return stores;
}

const urls = (cache: Cache): string[] => found(cache).map(({ url }) => url);
const reasonOf = (cache: Cache): string => {
  const stores = cacheStores(cache, MACHINE);
  return 'kind' in stores ? stores.reason : '';
};

describe('the kind of a cache', () => {
  it('is that of its nearest base that tells', () => {
    const kind = (...bases: string[]) => cacheKind({ ...cacheOf('mysite.Cache', ''), bases });
    expect(kind('mysite.Cache', DJANGO_REDIS)).toBe('redis');
    expect(kind('mysite.Cache', 'django.core.cache.backends.db.DatabaseCache')).toBe('database');
    expect(kind('mysite.Cache', 'django.core.cache.backends.base.BaseCache')).toBe('other');
    expect(kind('mysite.RedisLike', 'django.core.cache.backends.locmem.LocMemCache')).toBe('redis');
    expect(kind('django_prometheus.cache.backends.filebased.FileBasedCache')).toBe('files');
  });
});

describe('Redis', () => {
  it.each<[string, string]>([
    ['redis://h:6380/1', 'redis://h:6380/1'],
    ['redis://h', 'redis://h:6379/0'],
    ['redis://h?db=3', 'redis://h:6379/3'],
    ['redis://[::1]:6380/0', 'redis://[::1]:6380/0'],
    ['rediss://u:hunter2@h/2?ssl_cert_reqs=none', 'rediss://u@h:6379/2?ssl_cert_reqs=none'],
    ['unix:///run/redis.sock?db=2', 'redis+unix:///run/redis.sock?db=2'],
    ['unix://:hunter2@/run/redis.sock', 'redis+unix:///run/redis.sock?db=0'],
    ['unix:/run/redis.sock:4', 'redis+unix:///run/redis.sock?db=4'],
    ['/run/redis.sock', 'redis+unix:///run/redis.sock?db=0'],
    ['unix:///run/a%3Fb.sock', 'redis+unix:///run/a%3Fb.sock?db=0'],
    ['h:6380:5', 'redis://h:6380/5'],
    ['', 'redis://localhost:6379/0'],
  ])('at %s is the store %s', (location, url) => {
    expect(urls(cacheOf(CORE_REDIS, location))).toEqual([url]);
    expect(JSON.stringify(urls(cacheOf(CORE_REDIS, location)))).not.toContain('hunter2');
  });

  it('has the password of its URL before that of its options', () => {
    const password = (location: string, options?: Entries, backend = DJANGO_REDIS) =>
      found(cacheOf(backend, location, options))[0]?.password;
    expect(password('redis://:p%40w@h/1')).toEqual({ text: 'p@w', from: 'setting' });
    expect(password('redis://:a:b@h/1')?.text).toBe('a:b');
    expect(password('redis://h/1', { PASSWORD: 'opt' })?.text).toBe('opt');
    expect(password('redis://:url@h/1', { PASSWORD: 'opt' })?.text).toBe('url');
    expect(password('redis://h', { password: 'core' }, CORE_REDIS)?.text).toBe('core');
    const pool = { CONNECTION_POOL_KWARGS: new Map([['password', 'pool']]) };
    expect(password('redis://h', pool)?.text).toBe('pool');
    expect(password('redis://h')).toBeUndefined();
  });

  it('takes the keyword arguments of its client', () => {
    const pool = new Map<string, PlainValue>([
      ['db', 4],
      ['username', 'ada'],
      ['ssl_cert_reqs', null],
      ['ssl_ca_certs', 'ca.pem'],
      ['ssl_certfile', '/c.pem'],
      ['ssl_check_hostname', false],
    ]);
    expect(urls(cacheOf(DJANGO_REDIS, 'rediss://h', { CONNECTION_POOL_KWARGS: pool }))).toEqual([
      'rediss://ada@h:6379/4?ssl_ca_certs=/srv/site/ca.pem&ssl_certfile=/c.pem&ssl_cert_reqs=none&ssl_check_hostname=false',
    ]);
    expect(urls(cacheOf(CORE_REDIS, 'redis://h', { db: '5', username: 'bob' }))).toEqual([
      'redis://bob@h:6379/5',
    ]);
    expect(urls(cacheOf(DJANGO_REDIS, 'redis://h', { DB: 5 }))).toEqual(['redis://h:6379/0']);
    expect(urls(cacheOf('redis_cache.RedisCache', 'h:1', { DB: 5 }))).toEqual(['redis://h:1/5']);
  });

  it('of several servers reads the first, unless keys are spread over them', () => {
    const both = ['redis://a/1', 'redis://b/1'];
    expect(urls(cacheOf(CORE_REDIS, both))).toEqual(['redis://a:6379/1']);
    expect(urls(cacheOf(CORE_REDIS, 'redis://a/1;redis://b/1'))).toEqual(['redis://a:6379/1']);
    expect(urls(cacheOf(DJANGO_REDIS, 'redis://a/1,redis://b/1'))).toEqual(['redis://a:6379/1']);
    const client = { CLIENT_CLASS: 'django_redis.client.ShardClient' };
    expect(urls(cacheOf(DJANGO_REDIS, both, client))).toEqual([
      'redis://a:6379/1',
      'redis://b:6379/1',
    ]);
  });

  it.each<[Entries, RegExp]>([
    [{ CLIENT_CLASS: 'django_redis.client.SentinelClient' }, /Sentinels/],
    [{ SENTINELS: [['a', 26379]] }, /Sentinels/],
    [{ CLIENT_CLASS: 'django_redis.client.HerdClient' }, /HerdClient/],
  ])('with %j cannot be read, for a reason', (options, reason) => {
    expect(reasonOf(cacheOf(DJANGO_REDIS, 'redis://h', options))).toMatch(reason);
  });
});

describe('memcached', () => {
  it.each<[string | readonly string[], string[]]>([
    ['127.0.0.1:1;h:2', ['memcached://127.0.0.1:1,h:2']],
    [['a', 'b:2'], ['memcached://a:11211,b:2']],
    ['', ['memcached://localhost:11211']],
    ['unix:/run/m.sock', ['memcached+unix:///run/m.sock']],
    ['/run/m.sock', ['memcached+unix:///run/m.sock']],
    ['inet6:[::1]:11211', ['memcached://[::1]:11211']],
    [
      ['a:1', '/m'],
      ['memcached://a:1', 'memcached+unix:///m'],
    ],
  ])('at %j is %j', (location, expected) => {
    expect(urls(cacheOf(MEMCACHED, location))).toEqual(expected);
  });

  it.each<[Entries, RegExp]>([
    [{ username: 'u', password: 'hunter2' }, /SASL/],
    [{ tls_context: new Map([['object', 'ssl.SSLContext']]) }, /TLS/],
  ])('with %j cannot be read, for a reason', (options, reason) => {
    expect(reasonOf(cacheOf(MEMCACHED, 'h:1', options))).toMatch(reason);
  });
});

it('keeps files where the server would', () => {
  const backend = 'django.core.cache.backends.filebased.FileBasedCache';
  expect(urls(cacheOf(backend, 'var/cache'))).toEqual(['file:/srv/site/var/cache']);
});

it.each([
  ['django.core.cache.backends.locmem.LocMemCache', /memory of the app/],
  ['django.core.cache.backends.dummy.DummyCache', /keeps no sessions/],
  ['mysite.Cache', /not known/],
])('%s is no store', (backend, reason) => {
  expect(reasonOf(cacheOf(backend, ''))).toMatch(reason);
});

describe('django-redis-sessions', () => {
  const servers = (...list: Entries[]) =>
    redisSessionStores(
      { servers: list.map((each) => new Map(Object.entries(each))), hasSentinels: false },
      MACHINE,
    );

  it('has its URL before its socket before its host', () => {
    const all = {
      host: 'h',
      port: 6380,
      db: 2,
      password: 'pw',
      url: 'redis://:up@u/3',
      unix_domain_socket_path: '/r.sock',
    };
    expect(servers(all)).toMatchObject([{ url: 'redis://u:6379/3', password: { text: 'up' } }]);
    expect(servers({ ...all, url: null })).toMatchObject([
      { url: 'redis+unix:///r.sock?db=2', password: { text: 'pw' } },
    ]);
    expect(servers({ ...all, url: null, unix_domain_socket_path: null })).toMatchObject([
      { url: 'redis://h:6380/2' },
    ]);
    expect(servers({ host: 'a' }, { host: 'b' })).toHaveLength(2);
  });

  it('is not found through Sentinels', () => {
    expect(redisSessionStores({ servers: [], hasSentinels: true }, MACHINE)).toMatchObject({
      kind: 'none',
    });
  });
});
