/**
 * Where a Redis is, by the URLs that redis-py takes: `redis://user:password@host:port/db`, `rediss://`
 * for TLS, `unix:///path?db=1`; Valkey's spellings mean the same.
 */
import type { StoreAccess } from './driver.js';
import { passwordFor } from './driver-password.js';
import { TLS_PARAMETERS, tlsSettings, type TlsSettings } from './driver-tls.js';
import { hostText, parseHostsUrl, type HostsUrl } from './driver-hosts-url.js';
import { firstSet, invalid, refuseOtherParameters } from './driver-url-parts.js';

export interface RedisPlace {
  readonly target: { readonly host: string; readonly port: number } | { readonly path: string };
  readonly tls?: TlsSettings;
  readonly database: number;
  readonly user?: string;
  readonly password?: string;
  /** `cache.local:6379/1`, `/run/redis.sock?db=1`. */
  readonly shown: string;
}

/** In messages. */
export const REDIS_FORM = 'redis://localhost:PORT/DB';
const FORM = 'write redis://HOST:PORT/DB or redis+unix:///path/to/redis.sock?db=DB';

const ON_SOCKET = new Set(['unix', 'redis+unix', 'redis+socket', 'valkey+unix']);
const OVER_TLS = new Set(['rediss', 'valkeys']);
export const REDIS_SCHEMES: readonly string[] = ['redis', 'valkey', ...OVER_TLS, ...ON_SOCKET];

const PARAMETERS = ['db', 'username', 'password'];
/** What redis-py takes as well, and what is of no account here. */
const IGNORED = new Set([
  'client_name',
  'decode_responses',
  'encoding',
  'encoding_errors',
  'health_check_interval',
  'max_connections',
  'protocol',
  'retry_on_error',
  'retry_on_timeout',
  'socket_connect_timeout',
  'socket_keepalive',
  'socket_read_size',
  'socket_timeout',
  'timeout',
]);

/** `redis-cli` takes its own from there; the other is what many images and services call theirs. */
const PASSWORD_VARIABLES = ['REDISCLI_AUTH', 'REDIS_PASSWORD'];

/** Throws SpyError SPY_STORE_INVALID. The password is the URL's, else the one given, else the environment's. */
export function redisPlace(text: string, access: StoreAccess): RedisPlace {
  const url = parseHostsUrl(text, FORM, 6379);
  const known = OVER_TLS.has(url.scheme) ? [...PARAMETERS, ...TLS_PARAMETERS] : PARAMETERS;
  refuseOtherParameters(url.parameters, known, IGNORED);
  const user = firstSet(url.parameters.get('username'), url.user);
  const inUrl = firstSet(url.parameters.get('password'), url.password);
  const password = passwordFor(inUrl, access, ...PASSWORD_VARIABLES)?.value;
  const login = {
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
  };
  return ON_SOCKET.has(url.scheme) ? onSocket(url, login) : onHost(url, login);
}

type Login = Pick<RedisPlace, 'user' | 'password'>;

function onSocket(url: HostsUrl, login: Login): RedisPlace {
  const { path, hosts } = url;
  if (path === '' || hosts.length > 0) {
    throw invalid("The store's URL names no socket", FORM);
  }
  const database = databaseNumber(url.parameters.get('db') ?? '');
  return { target: { path }, database, ...login, shown: `${path}?db=${database}` };
}

function onHost(url: HostsUrl, login: Login): RedisPlace {
  const [target = { host: 'localhost', port: 6379 }, ...more] = url.hosts;
  if (more.length > 0)
    throw invalid("The store's URL names several hosts", 'give --store once for each');
  const database = databaseNumber(url.parameters.get('db') ?? url.path.replace(/^\//, ''));
  return {
    target,
    database,
    ...login,
    ...(OVER_TLS.has(url.scheme) ? { tls: tlsSettings(url) } : {}),
    shown: `${hostText(target)}/${database}`,
  };
}

function databaseNumber(text: string): number {
  if (!/^\d{0,9}$/.test(text)) {
    throw invalid("The database in the store's URL is not a number", FORM);
  }
  return Number(text);
}
