/**
 * Where memcached is: `memcached://host:port,host2:port`, `memcacheds://` for TLS, `memcached+unix:///path`;
 * `user:password@` in front is for its text authentication (`-Y`).
 */
import type { StoreAccess } from './driver.js';
import { passwordFor } from './driver-password.js';
import { TLS_PARAMETERS, tlsSettings, type TlsSettings } from './driver-tls.js';
import { hostText, parseHostsUrl } from './driver-hosts-url.js';
import { invalid, refuseOtherParameters } from './driver-url-parts.js';

/** One server. */
export interface MemcachedPlace {
  readonly target: { readonly host: string; readonly port: number } | { readonly path: string };
  readonly tls?: TlsSettings;
  readonly login?: { readonly user: string; readonly password: string };
  /** `cache.local:11211`, or the path of a socket. */
  readonly shown: string;
}

/** In messages. */
export const MEMCACHED_FORM = 'memcached://localhost:PORT';
const FORM = 'write memcached://HOST:PORT or memcached+unix:///path/to/memcached.sock';

const OVER_TLS = 'memcacheds';
const ON_SOCKET = 'memcached+unix';
export const MEMCACHED_SCHEMES: readonly string[] = ['memcached', OVER_TLS, ON_SOCKET];

/** One place for each server that the URL names. Throws SpyError SPY_STORE_INVALID. */
export function memcachedPlaces(text: string, access: StoreAccess): readonly MemcachedPlace[] {
  const url = parseHostsUrl(text, FORM, 11_211);
  const { scheme, hosts, path, user } = url;
  refuseOtherParameters(url.parameters, scheme === OVER_TLS ? TLS_PARAMETERS : []);
  const password = passwordFor(url.password, access)?.value;
  const login = user === undefined ? {} : { login: loginOf(user, password) };
  const isPath = path.length > 1;
  if (isPath && (hosts.length > 0 || scheme === OVER_TLS)) {
    throw invalid('A memcached has no databases, so nothing follows its host', FORM);
  }
  if (scheme === ON_SOCKET && !isPath) throw invalid("The store's URL names no socket", FORM);
  if (isPath) return [{ target: { path }, ...login, shown: path }];
  const tls = scheme === OVER_TLS ? { tls: tlsSettings(url) } : {};
  const targets = hosts.length > 0 ? hosts : [{ host: 'localhost', port: 11_211 }];
  return targets.map((target) => ({ target, ...tls, ...login, shown: hostText(target) }));
}

/** They are sent with a blank between them, on one line. */
function loginOf(
  user: string,
  password = '',
): { readonly user: string; readonly password: string } {
  if (/\s/.test(user + password)) {
    throw invalid('User and password of a memcached have no blanks in them', FORM);
  }
  return { user, password };
}
