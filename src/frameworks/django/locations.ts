/**
 * Where a session of a given id lives: row, file or key. Ids come from the network and become part of
 * names, so nothing but an id that Django itself could have made gets this far.
 */
import { createHash } from 'node:crypto';
import type { StoreKind } from '../../model/session.js';
import type { Settings } from '../../model/settings.js';
import type { StoreAddress } from '../../model/store.js';
import { engineOf, type Engine } from './engines.js';
import { nameSetting, textSetting } from './settings.js';

/**
 * Hex digits up to 1.4, `[a-z0-9]` since 1.5, 32 of them; the column takes 40 and Django takes fewer
 * than 8 for none (contrib/sessions/backends/base.py).
 */
export const isSessionId = (id: string): boolean => /^[a-z0-9]{8,40}$/.test(id);

/** undefined where the id is none of Django's or the engine keeps nothing in such a store. */
export function locateSession(
  id: string,
  kind: StoreKind,
  settings: Settings,
): StoreAddress | undefined {
  if (!isSessionId(id)) return undefined;
  const engine = engineOf(settings);
  switch (kind) {
    case 'rows':
      return sessionRow(id, engine, settings) ?? cacheRow(id, engine, settings);
    case 'files':
      return sessionFile(id, engine, settings) ?? cacheFile(id, engine, settings);
    case 'keys':
      return redisKey(id, engine, settings) ?? asKey(cacheKey(id, engine, settings));
    case 'cookie':
      return undefined;
    default:
      return kind satisfies never;
  }
}

type Located = StoreAddress | undefined;

function sessionRow(id: string, engine: Engine, settings: Settings): Located {
  if (engine.table === undefined) return undefined;
  const table = textSetting(settings, 'session_table') ?? engine.table;
  const columns = ['session_key', 'session_data', 'expire_date'];
  return {
    kind: 'row',
    query: { table, keyColumn: 'session_key', key: id, columns },
    valueColumn: 'session_data',
    expiresColumn: 'expire_date',
  };
}

/** A row of Django's database cache (core/cache/backends/db.py). */
function cacheRow(id: string, engine: Engine, settings: Settings): Located {
  const table = textSetting(settings, 'cache_table');
  const key = cacheKey(id, engine, settings);
  if (table === undefined || key === undefined) return undefined;
  const columns = ['cache_key', 'value', 'expires'];
  return {
    kind: 'row',
    query: { table, keyColumn: 'cache_key', key, columns },
    valueColumn: 'value',
    expiresColumn: 'expires',
  };
}

function sessionFile(id: string, engine: Engine, settings: Settings): Located {
  const prefix = nameSetting(settings, 'SESSION_COOKIE_NAME');
  return engine.inFiles === true && !/[/\\\0]/.test(prefix)
    ? { kind: 'file', name: `${prefix}${id}` }
    : undefined;
}

/** A file of Django's file cache since 1.7 (core/cache/backends/filebased.py). */
function cacheFile(id: string, engine: Engine, settings: Settings): Located {
  const key = cacheKey(id, engine, settings);
  if (key === undefined) return undefined;
  return { kind: 'file', name: `${createHash('md5').update(key).digest('hex')}.djcache` };
}

const asKey = (key: string | undefined): Located =>
  key === undefined ? undefined : { kind: 'key', key };

function cacheKey(id: string, engine: Engine, settings: Settings): string | undefined {
  if (engine.cachePrefix === undefined) return undefined;
  const key = `${engine.cachePrefix}${id}`;
  return nameSetting(settings, 'cache_key_format').replace('{}', () => key);
}

function redisKey(id: string, engine: Engine, settings: Settings): Located {
  if (engine.inRedis !== true) return undefined;
  const prefix = textSetting(settings, 'SESSION_REDIS_PREFIX');
  return { kind: 'key', key: prefix === undefined ? id : `${prefix}:${id}` };
}
