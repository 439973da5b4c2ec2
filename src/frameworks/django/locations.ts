/**
 * Where a session of a given id lives: row, file or key; and where any session would be found. Ids come
 * from the network and become part of names, so nothing but an id that Django itself could have made
 * gets this far.
 */
import { createHash } from 'node:crypto';
import type { StoreKind } from '../../model/session.js';
import type { Settings } from '../../model/settings.js';
import type { StoreAddress, StoreSample } from '../../model/store.js';
import { engineOf, type Engine } from './engines.js';
import { nameSetting, textSetting } from './settings.js';
import { isDjangoAtLeast } from './version.js';

/**
 * Hex digits up to 1.4, `[a-z0-9]` since 1.5, 32 of them; the column takes 40 and Django takes fewer
 * than 8 for none (contrib/sessions/backends/base.py).
 */
export const isSessionId = (id: string): boolean => /^[a-z0-9]{8,40}$/.test(id);

/** Empty where the id is none of Django's or the engine keeps nothing in such a store. */
export function locateSession(
  id: string,
  kind: StoreKind,
  settings: Settings,
): readonly StoreAddress[] {
  if (!isSessionId(id)) return [];
  const key = cacheKeyOf(id, settings);
  switch (kind) {
    case 'rows':
      return tablesOf(settings).flatMap((table) => rowIn(table, table.isCache ? key : id));
    case 'files':
      return [
        ...sessionFilePrefix(settings).map((prefix) => asFile(`${prefix}${id}`)),
        ...(key === undefined ? [] : cacheFileNames(key, settings).map(asFile)),
      ];
    case 'keys':
      return [...redisPrefix(settings).map((prefix) => `${prefix}${id}`), key].flatMap((name) =>
        name === undefined ? [] : [{ kind: 'key', key: name }],
      );
    case 'cookie':
      return [];
    default:
      return kind satisfies never;
  }
}

/** Where any session may be found; the older file cache, in folders of folders, is not listed. */
export function sessionSamples(kind: StoreKind, settings: Settings): readonly StoreSample[] {
  const [prefix = '', suffix = ''] = cacheKeyOf(ID_MARK, settings)?.split(ID_MARK) ?? [];
  const isCached = engineOf(settings).cachePrefix !== undefined;
  switch (kind) {
    case 'rows':
      return tablesOf(settings).map((table) => newestIn(table));
    case 'files':
      return [
        ...sessionFilePrefix(settings).map((start) => between('file', start, '')),
        ...(isCached ? [between('file', '', CACHE_FILE_SUFFIX)] : []),
      ];
    case 'keys':
      return [
        ...redisPrefix(settings).map((start) => between('key', start, '')),
        ...(isCached ? [between('key', prefix, suffix)] : []),
      ];
    case 'cookie':
      return [];
    default:
      return kind satisfies never;
  }
}

interface Table {
  readonly name: string;
  readonly keyColumn: string;
  readonly valueColumn: string;
  readonly expiresColumn: string;
  readonly isCache: boolean;
  readonly isFallback?: true;
}

/** The cache's first: `cached_db` reads its own row only where the cache has none (cached_db.py load). */
function tablesOf(settings: Settings): readonly Table[] {
  const { table, cachePrefix } = engineOf(settings);
  const cacheTable = cachePrefix === undefined ? undefined : textSetting(settings, 'cache_table');
  const isBehindCache = table !== undefined && isWithCache(engineOf(settings), settings);
  return [
    ...(cacheTable === undefined ? [] : [cacheRows(cacheTable)]),
    ...(table === undefined
      ? []
      : [
          {
            ...sessionColumns(settings),
            name: textSetting(settings, 'session_table') ?? table,
            ...(isBehindCache ? { isFallback: true as const } : {}),
          },
        ]),
  ];
}

/** Only a known engine says so; where it is not known, nothing is behind anything. */
const isWithCache = ({ cachePrefix }: Engine, settings: Settings): boolean =>
  cachePrefix !== undefined && textSetting(settings, 'SESSION_ENGINE') !== undefined;

/** Django's database cache (core/cache/backends/db.py). */
const cacheRows = (name: string): Table => ({
  name,
  keyColumn: 'cache_key',
  valueColumn: CACHE_VALUE_COLUMN,
  expiresColumn: 'expires',
  isCache: true,
});

/** By this name a record is known to be a cache's. */
export const CACHE_VALUE_COLUMN = 'value';

const sessionColumns = (settings: Settings): Omit<Table, 'name'> => ({
  keyColumn: nameSetting(settings, 'session_key_column'),
  valueColumn: nameSetting(settings, 'session_data_column'),
  expiresColumn: nameSetting(settings, 'session_expiry_column'),
  isCache: false,
});

const columnsOf = ({ keyColumn, valueColumn, expiresColumn }: Table): readonly string[] => [
  keyColumn,
  valueColumn,
  expiresColumn,
];

function rowIn(table: Table, key: string | undefined): readonly StoreAddress[] {
  if (key === undefined) return [];
  const { name, keyColumn, valueColumn, expiresColumn, isFallback } = table;
  const query = { table: name, keyColumn, key, columns: columnsOf(table) };
  const last = isFallback === undefined ? {} : { isFallback };
  return [{ kind: 'row', query, valueColumn, expiresColumn, ...last }];
}

const newestIn = (table: Table): StoreSample => ({
  kind: 'row',
  query: { table: table.name, columns: columnsOf(table), orderColumn: table.expiresColumn },
  valueColumn: table.valueColumn,
  expiresColumn: table.expiresColumn,
});

const between = (kind: 'key' | 'file', prefix: string, suffix: string): StoreSample => ({
  kind,
  prefix,
  suffix,
});

const asFile = (name: string): StoreAddress => ({ kind: 'file', name });

/** The file engine begins its names with the cookie's; one with a path in it makes no file name. */
function sessionFilePrefix(settings: Settings): readonly string[] {
  const prefix = nameSetting(settings, 'SESSION_COOKIE_NAME');
  return engineOf(settings).inFiles === true && !/[/\\\0]/.test(prefix) ? [prefix] : [];
}

const CACHE_FILE_SUFFIX = '.djcache';

/** Since 1.7 one file in the folder, before that one in folders of folders (backends/filebased.py). */
function cacheFileNames(key: string, settings: Settings): readonly string[] {
  const hash = createHash('md5').update(key).digest('hex');
  const older = `${hash.slice(0, 2)}/${hash.slice(2, 4)}/${hash.slice(4)}`;
  switch (isDjangoAtLeast(settings, '1.7')) {
    case true:
      return [`${hash}${CACHE_FILE_SUFFIX}`];
    case false:
      return [older];
    case undefined:
      return [`${hash}${CACHE_FILE_SUFFIX}`, older];
  }
}

const ID_MARK = '{id}';

function cacheKeyOf(id: string, settings: Settings): string | undefined {
  const { cachePrefix } = engineOf(settings);
  if (cachePrefix === undefined) return undefined;
  const key = `${hasCachePrefix(settings) ? cachePrefix : ''}${id}`;
  return cacheKeyFormat(settings).replace('{}', () => key);
}

/** A security fix of 1.2.6 and 1.3.1; 1.3.0 came between them. */
const hasCachePrefix = (settings: Settings): boolean =>
  isDjangoAtLeast(settings, '1.2.6') !== false &&
  (isDjangoAtLeast(settings, '1.3') !== true || isDjangoAtLeast(settings, '1.3.1') === true);

/** Prefix and version are part of keys since 1.3. */
const cacheKeyFormat = (settings: Settings): string =>
  isDjangoAtLeast(settings, '1.3') === false && !settings.has('cache_key_format')
    ? '{}'
    : nameSetting(settings, 'cache_key_format');

/** django-redis-sessions has keys of its own. */
function redisPrefix(settings: Settings): readonly string[] {
  if (engineOf(settings).inRedis !== true) return [];
  const prefix = textSetting(settings, 'SESSION_REDIS_PREFIX');
  return [prefix === undefined ? '' : `${prefix}:`];
}
