/**
 * Memcached servers as a store: `host:port`, `inet:`, `inet6:`, `unix:/path` and bare paths, as Django's
 * three clients take them (core/cache/backends/memcached.py). One store for all, for the client spreads
 * keys over its servers.
 */
import type { PlainMap } from '../facts.js';
import { hasOption } from './options.js';
import { noStore, pathInUrl, type NoStore, type StoreUrl } from './store-urls.js';

const ANOTHER_WAY =
  'While debugging, use a memcached without it, or set SESSION_ENGINE to db or cached_db.';

export function memcachedStores(
  locations: readonly string[],
  options: PlainMap,
): readonly StoreUrl[] | NoStore {
  if (hasOption(options, 'username') || hasOption(options, 'password')) {
    return noStore('Sessions are in a memcached that asks for a login (SASL)', ANOTHER_WAY);
  }
  if (hasOption(options, 'tls_context')) {
    return noStore('Sessions are in a memcached that is reached through TLS', ANOTHER_WAY);
  }
  const written = locations
    .flatMap((location) => location.split(/[;,]/))
    .map((each) => each.trim());
  const given = written.filter((each) => each !== '');
  const servers = given.length === 0 ? ['localhost:11211'] : given;
  const paths = servers.flatMap((server) => /^(?:unix:)?(\/.*)$/.exec(server)?.[1] ?? []);
  const hosts = servers.filter((server) => !/^(?:unix:)?\//.test(server)).map(hostAndPort);
  const list = hosts.join(',');
  return [
    ...(list === '' ? [] : [asStore(`memcached://${list}`, list)]),
    ...paths.map((path) => asStore(`memcached+unix://${pathInUrl(path)}`, path)),
  ];
}

const asStore = (url: string, place: string): StoreUrl => ({
  kind: 'url',
  url,
  label: `memcached ${place}`,
});

function hostAndPort(server: string): string {
  const bare = server.replace(/^(?:inet6?:|memcached?:\/\/)/, '');
  const host = /^[0-9a-f]*:[0-9a-f]*:[0-9a-f:]*$/i.test(bare) ? `[${bare}]` : bare;
  return /:\d+$/.test(host) ? host : `${host}:11211`;
}
