/** Django's sessions in caches: Redis, memcached, files and a table of SQLite. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { itTellsTheStory } from '../support/django-story.js';
import { describeWith } from '../support/programs.js';
import { describeWithDjango } from '../support/python-django.js';
import { startMemcached, type MemcachedServer } from '../support/servers/memcached.js';
import { startRedis, type RedisServer } from '../support/servers/redis.js';

describeWith('redis-server', 'with Redis', () => {
  describeWithDjango(
    'Django and django-redis',
    () => {
      let redis: RedisServer;
      beforeAll(async () => {
        redis = await startRedis({ password: 'cache-password' });
      });
      afterAll(() => redis.close());
      itTellsTheStory({
        name: 'cache, with a prefix and a version',
        variables: () => ({
          SESSION_ENGINE: 'cache',
          CACHE_URL: `${redis.url(1)}?prefix=shop&version=2`,
        }),
        finds: /sessions in the cache \(redis/,
        signed: false,
      });
    },
    ['django_redis'],
  );
});

describeWith('memcached', 'with memcached', () => {
  describeWithDjango(
    'Django and its two clients',
    () => {
      let memcached: MemcachedServer;
      beforeAll(async () => {
        memcached = await startMemcached();
      });
      afterAll(() => memcached.close());
      for (const client of ['pymemcache', 'pylibmc']) {
        itTellsTheStory({
          name: `cache by ${client}`,
          variables: () => ({
            SESSION_ENGINE: 'cache',
            CACHE_URL: `${memcached.url().replace('memcached:', `${client}:`)}?prefix=${client}`,
          }),
          finds: /sessions in the cache \(memcached/,
          signed: false,
        });
      }
    },
    ['pymemcache', 'pylibmc'],
  );
});

describeWithDjango('Django without a server', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sessionspy-file-cache-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  for (const engine of ['cache', 'cached_db']) {
    itTellsTheStory({
      name: `${engine} in files`,
      variables: () => ({ SESSION_ENGINE: engine, CACHE_URL: `file://${join(folder, engine)}` }),
      finds: /files/,
      signed: false,
    });
    itTellsTheStory({
      name: `${engine} in a table`,
      variables: () => ({ SESSION_ENGINE: engine, CACHE_URL: 'db://site_cache' }),
      finds: /sqlite/,
      signed: false,
    });
  }
  itTellsTheStory({
    name: 'cached_db over locmem, which only the app can see',
    variables: () => ({ SESSION_ENGINE: 'cached_db', CACHE_URL: 'locmem://' }),
    finds: /sessions in the database \(sqlite/,
    signed: true,
  });
});
