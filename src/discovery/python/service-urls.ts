/**
 * Databases and caches written as URLs in one variable, as dj-database-url (`parse`) and django-environ
 * (`db_url_config`, `cache_url_config`) turn them into entries of DATABASES and CACHES. Pure; undefined for
 * what they would refuse or read in ways that depend on their version.
 */
import { dictOf, type PythonValue } from './values.js';

export interface UrlDialect {
  /** django-environ takes `+` in a path for a space and has options that are none of the client's. */
  readonly isEnviron: boolean;
}

const ENGINES: ReadonlyMap<string, string> = new Map([
  ['postgres', 'django.db.backends.postgresql'],
  ['postgresql', 'django.db.backends.postgresql'],
  ['psql', 'django.db.backends.postgresql'],
  ['pgsql', 'django.db.backends.postgresql'],
  ['postgis', 'django.contrib.gis.db.backends.postgis'],
  ['timescale', 'timescale.db.backends.postgresql'],
  ['timescalegis', 'timescale.db.backends.postgis'],
  ['cockroach', 'django_cockroachdb'],
  ['redshift', 'django_redshift_backend'],
  ['mysql', 'django.db.backends.mysql'],
  ['mysql2', 'django.db.backends.mysql'],
  ['mysqlgis', 'django.contrib.gis.db.backends.mysql'],
  ['mysql-connector', 'mysql.connector.django'],
  ['sqlite', 'django.db.backends.sqlite3'],
  ['spatialite', 'django.contrib.gis.db.backends.spatialite'],
  ['oracle', 'django.db.backends.oracle'],
  ['oraclegis', 'django.contrib.gis.db.backends.oracle'],
  ['mssql', 'mssql'],
  ['mssqlms', 'mssql'],
  ['pyodbc', 'sql_server.pyodbc'],
]);

export function databaseEntry(url: string, dialect: UrlDialect): PythonValue | undefined {
  if (url === 'sqlite://:memory:') {
    return dictOf([
      ['ENGINE', 'django.db.backends.sqlite3'],
      ['NAME', ':memory:'],
    ]);
  }
  const parts = partsOf(url);
  const engine = ENGINES.get(parts?.scheme ?? '');
  if (parts === undefined || engine === undefined) return undefined;
  const { scheme, user, password, host, port } = parts;
  const path = decoded(parts.path.slice(1), dialect.isEnviron);
  const isSqlite = scheme === 'sqlite';
  // `postgres:////var/run/postgresql/shop` of django-environ: a socket's folder and the name.
  const cut =
    dialect.isEnviron && path.startsWith('/') && !isFileBased(scheme) ? path.lastIndexOf('/') : -1;
  const options = optionsOf(parts.query, parts.scheme, dialect);
  return dictOf([
    ['ENGINE', engine],
    ['NAME', cut !== -1 ? path.slice(cut + 1) : isSqlite && path === '' ? ':memory:' : path],
    ['USER', user],
    ['PASSWORD', password],
    ['HOST', cut > 0 ? path.slice(0, cut) : host],
    ['PORT', port],
    ...(options.size === 0 ? [] : [['OPTIONS', dictOf(options)] as const]),
  ]);
}

const isFileBased = (scheme: string): boolean => scheme === 'sqlite' || scheme === 'spatialite';

const NOT_THE_CLIENTS = new Set([
  'CONN_MAX_AGE',
  'ATOMIC_REQUESTS',
  'AUTOCOMMIT',
  'DISABLE_SERVER_SIDE_CURSORS',
  'CONN_HEALTH_CHECKS',
]);

function optionsOf(
  query: string,
  scheme: string,
  { isEnviron }: UrlDialect,
): ReadonlyMap<string, PythonValue> {
  const options = new Map<string, PythonValue>();
  for (const [name, value] of new URLSearchParams(query)) {
    if (isEnviron && NOT_THE_CLIENTS.has(name.toUpperCase())) continue;
    if (!isEnviron && /^mysql2?$/.test(scheme) && name === 'ssl-ca') {
      options.set('ssl', dictOf([['ca', value]]));
    } else {
      options.set(name, value);
    }
  }
  return options;
}

const BACKENDS: ReadonlyMap<string, string> = new Map([
  ['dbcache', 'django.core.cache.backends.db.DatabaseCache'],
  ['dummycache', 'django.core.cache.backends.dummy.DummyCache'],
  ['filecache', 'django.core.cache.backends.filebased.FileBasedCache'],
  ['locmemcache', 'django.core.cache.backends.locmem.LocMemCache'],
  ['memcache', 'django.core.cache.backends.memcached.MemcachedCache'],
  ['pymemcache', 'django.core.cache.backends.memcached.PyMemcacheCache'],
  ['pylibmc', 'django.core.cache.backends.memcached.PyLibMCCache'],
  ['rediscache', 'django_redis.cache.RedisCache'],
  ['redis', 'django_redis.cache.RedisCache'],
  ['rediss', 'django_redis.cache.RedisCache'],
]);

const OF_THE_CACHE = new Set(['TIMEOUT', 'KEY_PREFIX', 'VERSION', 'KEY_FUNCTION', 'BINARY']);

/** Of django-environ; which Redis backend it takes depends on what is installed. */
export function cacheEntry(url: string): PythonValue | undefined {
  const [, scheme = '', authority = '', path = '', query = ''] =
    /^([a-z]+):\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?$/.exec(url) ?? [];
  const backend = BACKENDS.get(scheme);
  if (backend === undefined) return undefined;
  const entry = new Map<string, PythonValue>([['BACKEND', backend]]);
  const options = new Map<string, PythonValue>();
  for (const [name, value] of new URLSearchParams(query)) {
    const literal = /^\d+$/.test(value) ? Number(value) : value;
    (OF_THE_CACHE.has(name.toUpperCase()) ? entry : options).set(name.toUpperCase(), literal);
  }
  entry.set('LOCATION', cacheLocation(scheme, authority, path));
  if (options.size > 0) entry.set('OPTIONS', dictOf(options));
  return dictOf(entry);
}

function cacheLocation(scheme: string, authority: string, path: string): PythonValue {
  if (scheme === 'filecache') return `${authority}${path}`;
  const servers = authority.split(',');
  if (scheme.startsWith('redis')) {
    const client = authority === '' ? 'unix' : scheme.replace('cache', '');
    const locations = servers.map((server) => `${client}://${server}${path}`);
    return locations.length === 1 ? (locations[0] ?? '') : locations;
  }
  if (authority === '' && /^(?:py)?memcache$/.test(scheme)) return `unix:${path}`;
  return servers.length === 1 ? authority : servers;
}

interface UrlParts {
  readonly scheme: string;
  readonly user: string;
  readonly password: string;
  readonly host: string;
  readonly port: string;
  readonly path: string;
  readonly query: string;
}

/** urllib's `urlsplit`, for URLs of which nothing is odd. */
function partsOf(url: string): UrlParts | undefined {
  const [, scheme, authority, path = '', query = ''] =
    /^([a-z][a-z0-9-]*):\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?$/.exec(url) ?? [];
  if (scheme === undefined || authority === undefined) return undefined;
  const at = authority.lastIndexOf('@');
  const [user = '', ...rest] = at === -1 ? [] : authority.slice(0, at).split(':');
  const [, host = '', port = ''] =
    /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(authority.slice(at + 1)) ?? [];
  const name = decoded(host.replace(/^\[(.*)\]$/, '$1'), false);
  return {
    scheme,
    user: decoded(user, false),
    password: decoded(rest.join(':'), false),
    host: name.startsWith('/') ? name : name.toLowerCase(),
    port,
    path,
    query,
  };
}

function decoded(text: string, isPlusSpace: boolean): string {
  try {
    return decodeURIComponent(isPlusSpace ? text.replaceAll('+', ' ') : text);
  } catch {
    return text;
  }
}
