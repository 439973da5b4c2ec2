/** The session engine, its table and its cache, as the script tells them. Pure. */
import {
  anyTextIn,
  isRecord,
  known,
  listIn,
  recordIn,
  textIn,
  type JsonRecord,
} from '../../plain-json.js';
import type {
  Cache,
  EngineKind,
  PlainMap,
  RedisSessions,
  SessionEngine,
  SessionTable,
} from '../facts.js';
import { placeFrom, plainMapFrom } from './values.js';

const KINDS: readonly EngineKind[] = [
  'db',
  'cached_db',
  'cache',
  'file',
  'signed_cookies',
  'redis',
];

export function engineFrom(part: unknown): SessionEngine {
  const store = recordIn(part);
  return known({
    kind: KINDS.find((kind) => kind === store['kind']),
    base: textIn(store['base']),
    className: textIn(store['class']),
    salt: textIn(store['salt']),
    cachePrefix: anyTextIn(store['prefix']),
  });
}

export function sessionTableFrom(part: unknown): SessionTable | undefined {
  const { table, columns, alias } = recordIn(part);
  const [key, data, expiry] = listIn(columns).map(textIn);
  if (typeof table !== 'string') return undefined;
  const all: SessionTable['columns'] =
    key === undefined || data === undefined || expiry === undefined
      ? undefined
      : [key, data, expiry];
  return known({ table, columns: all, alias: textIn(alias) });
}

export function cacheFrom(parts: JsonRecord): Cache | undefined {
  const { backend, bases, locations, options, factory, at } = recordIn(parts['session_cache']);
  if (typeof backend !== 'string') return undefined;
  const keys = recordIn(parts['cache_keys']);
  const format = textIn(keys['format']);
  return known({
    backend,
    bases: texts(bases),
    locations: texts(locations),
    options: plainMapFrom(options),
    factory: textIn(factory),
    table: cacheTableFrom(parts['cache_table']),
    keyFormat: format,
    keyFunction: format === undefined ? textIn(keys['function']) : undefined,
    at: placeFrom(at),
  });
}

function cacheTableFrom(part: unknown): Cache['table'] {
  const { table, alias } = recordIn(part);
  return typeof table === 'string' && typeof alias === 'string'
    ? { name: table, alias }
    : undefined;
}

export function redisSessionsFrom(part: unknown): RedisSessions | undefined {
  if (!isRecord(part)) return undefined;
  const { pool, sentinels, prefix, at } = part;
  const single = plainMapFrom(part);
  return known({
    servers: Array.isArray(pool) ? pool.map((server): PlainMap => plainMapFrom(server)) : [single],
    hasSentinels: sentinels === true,
    prefix: textIn(prefix),
    at: placeFrom(at),
  });
}

const texts = (value: unknown): readonly string[] =>
  listIn(value).filter((item) => typeof item === 'string');
