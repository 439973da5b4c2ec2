/**
 * The cache that holds sessions as stores: the kind by the bases of its class, for many wrap one of
 * Django's or django-redis. Several stores where the client puts a key on one of several servers. Pure.
 */
import { resolve } from 'node:path';
import type { Cache, PlainMap, RedisSessions } from '../facts.js';
import type { Machine } from './machine.js';
import { memcachedStores } from './memcached.js';
import { mapOption, textOption } from './options.js';
import { redisStore } from './redis.js';
import { noStore, pathInUrl, type NoStore, type StoreUrl } from './store-urls.js';

export type CacheKind = 'redis' | 'memcached' | 'database' | 'files' | 'memory' | 'other';

const KINDS: readonly (readonly [RegExp, CacheKind])[] = [
  [/^django\.core\.cache\.backends\.(?:locmem|dummy)\.|\.(?:LocMem|Dummy)Cache$/, 'memory'],
  [/^django\.core\.cache\.backends\.db\.|\.DatabaseCache$/, 'database'],
  [/^django\.core\.cache\.backends\.filebased\.|\.FileBasedCache$/, 'files'],
  [/redis|valkey/i, 'redis'],
  [/memcache|pylibmc/i, 'memcached'],
];

/** Of the nearest base that tells. */
export function cacheKind({ backend, bases }: Cache): CacheKind {
  for (const name of [...bases, backend]) {
    const kind = KINDS.find(([pattern]) => pattern.test(name))?.[1];
    if (kind !== undefined) return kind;
  }
  return 'other';
}

/** A database cache is not asked for here: it is one of the databases. */
export function cacheStores(cache: Cache, machine: Machine): readonly StoreUrl[] | NoStore {
  const [first = ''] = cache.locations;
  switch (cacheKind(cache)) {
    case 'redis':
      return redisStores(cache, machine);
    case 'memcached':
      return memcachedStores(cache.locations, cache.options);
    case 'files': {
      const folder = resolve(machine.folder, first);
      return [{ kind: 'url', url: `file:${folder}`, label: `files in ${folder}` }];
    }
    case 'memory':
      return { ...inMemory(cache), isMemory: true };
    case 'database':
    case 'other':
      return noStore(`Sessions are in a cache that is not known (${cache.backend})`);
  }
}

const inMemory = ({ backend }: Cache): NoStore => {
  const name = backend.split('.').at(-1) ?? backend;
  const remedy =
    'While debugging, set SESSION_ENGINE to django.contrib.sessions.backends.db or cached_db, or use a file cache.';
  return backend.endsWith('DummyCache')
    ? noStore(`The cache keeps no sessions at all (${name})`, remedy)
    : noStore(`Sessions are in the memory of the app (${name})`, remedy);
};

const SENTINELS = noStore(
  'Sessions are in a Redis whose address Sentinels tell, which are not asked',
  "Give the master's address, such as --store redis://localhost:6379/0.",
);

function redisStores(cache: Cache, machine: Machine): readonly StoreUrl[] | NoStore {
  const { options, locations, factory = '' } = cache;
  const client = textOption(options, 'CLIENT_CLASS') ?? '';
  const pool = textOption(options, 'CONNECTION_POOL_CLASS') ?? '';
  if (options.has('SENTINELS') || /sentinel/i.test(`${client} ${pool} ${factory}`))
    return SENTINELS;
  if (/herd/i.test(client)) {
    return noStore(
      'Sessions are in Redis as values of HerdClient, which cannot be read',
      'While debugging, leave out CLIENT_CLASS, or set SESSION_ENGINE to db or cached_db.',
    );
  }
  const keywords = redisKeywords(cache);
  const [first = ''] = locations;
  const servers =
    locations.length > 1 ? locations : first.split(isOfDjangoRedis(cache) ? ',' : /[,;]/);
  // The first server is written to; the others are its replicas, except where keys are spread.
  const used = /shard/i.test(client) ? servers : servers.slice(0, 1);
  return used.map((server) => redisStore(server, keywords, machine));
}

/**
 * What the client gets besides the URL: in Django's own backend OPTIONS itself, in django-redis its
 * CONNECTION_POOL_KWARGS, and PASSWORD; DB only in the older django-redis-cache.
 */
function redisKeywords(cache: Cache): PlainMap {
  const { options } = cache;
  const older = { password: textOption(options, 'PASSWORD'), db: textOption(options, 'DB') };
  const isDjangoRedis = isOfDjangoRedis(cache);
  const pool =
    mapOption(options, 'CONNECTION_POOL_KWARGS') ??
    mapOption(options, 'CONNECTION_POOL_CLASS_KWARGS') ??
    [];
  return new Map([
    ...Object.entries(isDjangoRedis ? { password: older.password } : older).flatMap(
      ([name, value]): [string, string][] => (value === undefined ? [] : [[name, value]]),
    ),
    ...(isDjangoRedis ? [] : options),
    ...pool,
  ]);
}

const isOfDjangoRedis = ({ bases }: Cache): boolean =>
  bases.some((name) => name.startsWith('django_redis.'));

/** The servers of django-redis-sessions. */
export function redisSessionStores(
  { servers, hasSentinels }: RedisSessions,
  machine: Machine,
): readonly StoreUrl[] | NoStore {
  if (hasSentinels) return SENTINELS;
  return servers.map((server) => {
    const path = textOption(server, 'unix_domain_socket_path');
    const socket = path === undefined ? '' : `unix://${pathInUrl(path)}`;
    const url = textOption(server, 'url');
    return redisStore(url ?? socket, url === undefined ? server : new Map(), machine);
  });
}
