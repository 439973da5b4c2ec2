/** Django's DATABASES and CACHES entries as store URLs, never with a password. Pure. */
import { isAbsolute, relative } from 'node:path';
import type { Database } from './facts.js';

export type StoreUrl =
  | { readonly kind: 'url'; readonly url: string; readonly label: string }
  /** It cannot be read from outside; the reason ends without a full stop. */
  | { readonly kind: 'none'; readonly reason: string };

export function databaseUrl(database: Database): StoreUrl {
  const { engine, name } = database;
  if (/sqlite|spatialite/i.test(engine)) return sqliteUrl(name);
  if (engine === '' || engine.endsWith('.dummy')) {
    return { kind: 'none', reason: 'The project has no database' };
  }
  const scheme = schemeOf(engine);
  if (scheme === undefined) {
    return { kind: 'none', reason: `The database engine ${engine} is not known` };
  }
  const user = database.user === undefined ? '' : `${encodeURIComponent(database.user)}@`;
  const host = hostOf(database.host ?? 'localhost');
  const port = database.port === undefined ? '' : `:${database.port}`;
  const url = `${scheme}://${user}${host}${port}/${encodeURIComponent(name)}`;
  return { kind: 'url', url, label: `${scheme} ${name}` };
}

/** A socket's folder stands in for the host, percent-encoded as libpq has it. */
const hostOf = (host: string): string =>
  host.startsWith('/') ? encodeURIComponent(host) : host.includes(':') ? `[${host}]` : host;

function schemeOf(engine: string): string | undefined {
  if (/postg/i.test(engine)) return 'postgres';
  if (/mysql|mariadb/i.test(engine)) return 'mysql';
  return /oracle/i.test(engine) ? 'oracle' : undefined;
}

function sqliteUrl(name: string): StoreUrl {
  if (name === '' || name === ':memory:' || name.includes('mode=memory')) {
    return { kind: 'none', reason: 'The database is in the memory of the app' };
  }
  const path = name.startsWith('file:') ? name.slice(5).replace(/\?.*$/, '') : name;
  const shown = relative('', path);
  const label = `sqlite ${shown.startsWith('..') || isAbsolute(shown) ? path : shown}`;
  return { kind: 'url', url: path.startsWith('/') ? `sqlite://${path}` : `sqlite:${path}`, label };
}

/** `location` is LOCATION, or the first of several. */
export function cacheUrl(backend: string, location: string | undefined): StoreUrl {
  if (backend.endsWith('LocMemCache')) {
    return { kind: 'none', reason: 'Sessions are in the memory of the app (LocMemCache)' };
  }
  const first = (location ?? '').split(/[,;]/)[0] ?? '';
  if (/redis|valkey/i.test(backend)) return serverUrl('redis', first, 'localhost:6379');
  if (/memcache|pylibmc/i.test(backend)) return serverUrl('memcached', first, 'localhost:11211');
  return { kind: 'none', reason: `Sessions are in a cache that is not known (${backend})` };
}

function serverUrl(scheme: string, location: string, fallback: string): StoreUrl {
  const [, written, rest = fallback] = /^(?:([a-z+]+):(?:\/\/)?)?(.+)$/i.exec(location) ?? [];
  const address = rest.replace(/^[^/]*@/, ''); // a user and password
  const isSecure = written === 'rediss' ? 'rediss' : scheme;
  return {
    kind: 'url',
    url: `${isSecure}://${address}`,
    label: `${scheme} ${address.replace(/[?].*$/, '')}`,
  };
}
