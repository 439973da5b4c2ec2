/**
 * The URL of one or several servers: `scheme://user:password@host:port,host:port/path?name=value`, taken
 * apart as Python's clients of Redis and memcached do. Knows no scheme's parameters by itself.
 */
import { decoded, invalid, notWellFormed, portOf } from './driver-url-parts.js';

export interface HostAndPort {
  /** A name or an address; IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
}

export interface HostsUrl {
  /** In lower case, without the colon. */
  readonly scheme: string;
  readonly user?: string;
  readonly password?: string;
  /** Empty where none is named. */
  readonly hosts: readonly HostAndPort[];
  /** Decoded, with its slash; empty where there is none. */
  readonly path: string;
  /** Each once; of several with one name the last. */
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * Takes a URL apart. `form` says how one is written: `write redis://HOST:PORT/DB`. Throws SpyError
 * SPY_STORE_INVALID.
 */
export function parseHostsUrl(url: string, form: string, defaultPort: number): HostsUrl {
  const match = URL_PARTS.exec(url);
  if (match === null) throw notWellFormed(form);
  const [, scheme = '', login, hosts = '', path = '', query = ''] = match;
  const [user = '', ...secret] = login?.split(':') ?? [];
  const password = secret.join(':');
  return {
    scheme: scheme.toLowerCase(),
    ...(user === '' ? {} : { user: decoded(user, form) }),
    ...(password === '' ? {} : { password: decoded(password, form) }),
    hosts: hosts === '' ? [] : hosts.split(',').map((text) => hostAndPort(text, form, defaultPort)),
    path: decoded(path, form),
    parameters: new Map(new URLSearchParams(query)),
  };
}

/** `host:port`, with brackets where the host has colons. */
export const hostText = ({ host, port }: HostAndPort): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

/** Scheme, login, hosts, path, query. As in Python, the login ends at the last `@` before the path. */
const URL_PARTS =
  /^([a-z][a-z0-9+.-]*):(?:\/\/)?(?:([^/?#]*)@)?([^/?#@]*)(\/[^?#]*)?(?:\?([^#]*))?$/i;

function hostAndPort(text: string, form: string, defaultPort: number): HostAndPort {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined)
    throw invalid("The store's URL names no host where there should be one", form);
  return {
    host: decoded(host, form),
    port: digits === undefined ? defaultPort : portOf(digits),
  };
}
