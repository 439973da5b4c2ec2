/** CACHES and SESSION_REDIS as they stand in a settings file. Pure. */
import { resolve } from 'node:path';
import type { Assignment, ModuleNames } from '../../python/module.js';
import { entriesOf, isList, type PythonValue } from '../../python/values.js';
import type { Cache, PlainMap, Place, RedisSessions } from '../facts.js';
import { cacheKind } from '../stores/cache-store.js';
import { textOption } from '../stores/options.js';
import { hasUntold, plainMap, textValue } from './plain-values.js';

/** The cache of SESSION_CACHE_ALIAS; undefined: where it is or how it makes keys cannot be told. */
export function cacheFrom(names: ModuleNames, folder: string): Cache | undefined {
  const assignment = names.get('CACHES');
  const alias = names.get('SESSION_CACHE_ALIAS')?.value ?? 'default';
  if (assignment === undefined) return IN_MEMORY;
  const entries =
    typeof alias === 'string' ? entriesOf(entriesOf(assignment.value)?.get(alias)) : undefined;
  const backend = entries?.get('BACKEND');
  if (entries === undefined || typeof backend !== 'string') return undefined;
  // What a KEY_FUNCTION makes of a key, only running it tells.
  const hasFunction = (entries.get('KEY_FUNCTION') ?? null) !== null;
  if (hasFunction || isElsewhere(entries)) return undefined;
  const cache: Cache = {
    backend,
    bases: [backend],
    locations: locationsOf(entries.get('LOCATION')),
    options: plainMap(entries.get('OPTIONS')),
    at: placeOf(assignment),
    ...keysOf(entries),
  };
  if (cacheKind(cache) !== 'files') return cache;
  return { ...cache, locations: cache.locations.map((path) => resolve(folder, path)) };
}

function isElsewhere(entries: ReadonlyMap<string, PythonValue>): boolean {
  const parts = ['LOCATION', 'KEY_PREFIX', 'VERSION'].map((key) => entries.get(key) ?? null);
  return parts.some((part) => hasUntold(part)) || hasUntold(entries.get('OPTIONS') ?? null, PLACES);
}

/** Of OPTIONS, what decides where the cache is. */
export const PLACES = [
  ...['CLIENT_CLASS', 'CONNECTION_POOL_CLASS', 'CONNECTION_POOL_KWARGS', 'SENTINELS'],
  ...['DB', 'db', 'username'],
];

const IN_MEMORY: Cache = {
  backend: 'django.core.cache.backends.locmem.LocMemCache',
  bases: [],
  locations: [],
  options: new Map(),
};

function locationsOf(value: PythonValue | undefined): readonly string[] {
  const items = value !== undefined && isList(value) ? value : [value];
  return items.flatMap((item) => textValue(item) ?? []);
}

/** `KEY_PREFIX:VERSION:key` (core/cache/backends/base.py default_key_func). */
function keysOf(entries: ReadonlyMap<string, PythonValue>): Pick<Cache, 'keyFormat'> {
  const prefix = entries.get('KEY_PREFIX') ?? '';
  const version = entries.get('VERSION') ?? 1;
  const isKnown = typeof prefix === 'string' && typeof version !== 'object';
  return isKnown ? { keyFormat: `${prefix}:${String(version)}:{}` } : {};
}

/** SESSION_REDIS, and the older settings with a name for each; undefined: something of them is unknown. */
export function redisSessionsFrom(names: ModuleNames): RedisSessions | undefined {
  const assignment = names.get('SESSION_REDIS');
  const older = [...names].filter(([name]) => name.startsWith(OLDER));
  if (
    [assignment?.value ?? null, ...older.map(([, { value }]) => value)].some((value) =>
      hasUntold(value),
    )
  ) {
    return undefined;
  }
  const own = plainMap(assignment?.value);
  const single: PlainMap = new Map([
    ...older.flatMap(([name, { value }]) => {
      const text = textValue(value);
      return text === undefined ? [] : [[name.slice(OLDER.length).toLowerCase(), text] as const];
    }),
    ...own,
  ]);
  const pool = own.get('POOL');
  const at = assignment ?? older[0]?.[1];
  const prefix = textOption(single, 'prefix');
  return {
    servers: Array.isArray(pool) ? pool.filter((server) => server instanceof Map) : [single],
    hasSentinels: names.has('SESSION_REDIS_SENTINEL_LIST'),
    ...(prefix === undefined ? {} : { prefix }),
    ...(at === undefined ? {} : { at: placeOf(at) }),
  };
}

const OLDER = 'SESSION_REDIS_';

const placeOf = ({ file, line }: Assignment): Place => ({ file, line });
