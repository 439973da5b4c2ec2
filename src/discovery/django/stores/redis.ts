/**
 * A Redis server as a store, from the URLs and addresses that Python's clients take: redis-py's
 * `redis://`, `rediss://` and `unix://` (redis/connection.py parse_url), and the older `host:port:db` and
 * `unix:/path:db`. What the URL says wins over options, as in that client.
 */
import { resolve } from 'node:path';
import type { PlainMap, PlainValue } from '../facts.js';
import type { Machine } from './machine.js';
import { textOption } from './options.js';
import { FROM_SETTINGS, pathInUrl, queryText, serverUrl, type StoreUrl } from './store-urls.js';

/** Keyword arguments of the client beneath its URL: db, username, password, and those of TLS, ssl_*. */
export function redisStore(location: string, options: PlainMap, { folder }: Machine): StoreUrl {
  const address = parseLocation(location.trim());
  const read = (name: string): string | undefined =>
    address.parameters.get(name) ?? textOption(options, name);
  const db = address.db ?? read('db') ?? '0';
  const user = address.user ?? read('username');
  const password = address.password ?? read('password');
  const passwordPart =
    password === undefined || password === ''
      ? {}
      : { password: { text: password, from: FROM_SETTINGS } };
  if (address.path !== undefined) {
    const userPart = user === undefined ? '' : `${encodeURIComponent(user)}@`;
    const path = pathInUrl(resolve(folder, address.path));
    const url = `redis+unix://${userPart}${path}${queryText([['db', db]])}`;
    return { kind: 'url', url, label: `redis ${address.path}`, ...passwordPart };
  }
  const { host = read('host') ?? 'localhost', port = read('port') ?? '6379' } = address;
  const url = serverUrl({
    scheme: address.isSecure ? 'rediss' : 'redis',
    user,
    host,
    port,
    name: db,
    parameters: address.isSecure ? encryption(address.parameters, options, folder) : [],
  });
  return { kind: 'url', url, label: `redis ${host}:${port}/${db}`, ...passwordPart };
}

interface RedisAddress {
  readonly isSecure: boolean;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: string | undefined;
  readonly db?: string | undefined;
  /** Of a socket. */
  readonly path?: string | undefined;
  readonly parameters: ReadonlyMap<string, string>;
}

function parseLocation(location: string): RedisAddress {
  const [, scheme, rest] = /^([a-z]+):\/\/([^#]*)/i.exec(location) ?? [];
  if (scheme === undefined || rest === undefined) return parseOlder(location);
  const [, authority = '', path = '', query = ''] = /^([^/?]*)([^?]*)(?:\?(.*))?$/.exec(rest) ?? [];
  const parameters = new Map(new URLSearchParams(query));
  const at = authority.lastIndexOf('@');
  const [user, password] = at === -1 ? [] : splitOnce(authority.slice(0, at), ':').map(unquoted);
  const common = {
    isSecure: /^(rediss|valkeys)$/i.test(scheme),
    user: user === '' ? undefined : user,
    password,
    parameters,
  };
  if (scheme.toLowerCase() === 'unix') {
    return { ...common, path: unquoted(path), db: parameters.get('db') };
  }
  const [, host, port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?/.exec(authority.slice(at + 1)) ?? [];
  const number = unquoted(path).replaceAll('/', '');
  return {
    ...common,
    host: host === '' || host === undefined ? undefined : unquoted(host),
    port,
    db: parameters.get('db') ?? (/^\d+$/.test(number) ? number : undefined),
  };
}

/** `unix:/path:db`, `/path`, `host:port:db`. */
function parseOlder(location: string): RedisAddress {
  const none = { isSecure: false, parameters: new Map<string, string>() };
  const [, path, pathDb] = /^(?:unix:)?(\/[^:]*)(?::(\d+))?$/.exec(location) ?? [];
  if (path !== undefined) return { ...none, path, db: pathDb };
  const [, host, port, db] = /^([^:]+)(?::(\d+))?(?::(\d+))?$/.exec(location) ?? [];
  return { ...none, host, port, db };
}

/** Files as absolute paths, and what is asked of certificates. */
function encryption(
  url: ReadonlyMap<string, string>,
  options: PlainMap,
  folder: string,
): readonly (readonly [string, string | undefined])[] {
  const files = ['ssl_ca_certs', 'ssl_certfile', 'ssl_keyfile'].map((name) => {
    const path = url.get(name) ?? textOption(options, name);
    return [name, path === undefined ? undefined : resolve(folder, path)] as const;
  });
  const checked = url.get('ssl_check_hostname') ?? options.get('ssl_check_hostname');
  const isChecked = typeof checked === 'boolean' ? String(checked) : checked;
  return [
    ...files,
    ['ssl_cert_reqs', requirement(url, options)],
    ['ssl_check_hostname', typeof isChecked === 'string' ? isChecked.toLowerCase() : undefined],
  ];
}

/** Without one, redis-py 4 and later require a certificate; `ssl.CERT_NONE` is 0 and often None. */
function requirement(url: ReadonlyMap<string, string>, options: PlainMap): string | undefined {
  const value: PlainValue | undefined = url.get('ssl_cert_reqs') ?? options.get('ssl_cert_reqs');
  if (value === undefined) return undefined;
  const isNone = typeof value === 'string' ? /^(?:0|none|cert_none|false|)$/i.test(value) : !value;
  return isNone ? 'none' : 'required';
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** What is no percent-encoding stays as it is, as in Python. */
function unquoted(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
