/**
 * URLs of stores that are servers: `scheme://user:password@host:port,host:port/path?name=value`, taken
 * apart as Python's clients do. Nothing of a URL is ever repeated in a message: it may hold a password.
 */
import { SpyError } from '../errors.js';

export interface HostAndPort {
  /** A name or an address; IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
}

export interface ServerUrl {
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
export function parseServerUrl(url: string, form: string, defaultPort: number): ServerUrl {
  const match = URL_PARTS.exec(url);
  if (match === null) throw invalid('The store URL is not well-formed', form);
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

/** Refuses parameters that are not among those, whose names it lists. */
export function refuseOtherParameters(
  { parameters }: ServerUrl,
  known: readonly string[],
  ignored: ReadonlySet<string> = new Set(),
): void {
  for (const name of parameters.keys()) {
    if (known.includes(name) || ignored.has(name)) continue;
    const shown = /^\w{1,40}$/.test(name) ? ` ${name}` : '';
    throw invalid(
      `The store URL has a parameter${shown} that is not known`,
      known.length === 0 ? 'leave it out' : `there are ${known.join(', ')}`,
    );
  }
}

/** `host:port`, with brackets where the host has colons. */
export const hostText = ({ host, port }: HostAndPort): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

export const invalid = (message: string, remedy: string): SpyError =>
  new SpyError('SPY_STORE_INVALID', `${message}: ${remedy}.`);

/** Scheme, login, hosts, path, query. As in Python, the login ends at the last `@` before the path. */
const URL_PARTS =
  /^([a-z][a-z0-9+.-]*):(?:\/\/)?(?:([^/?#]*)@)?([^/?#@]*)(\/[^?#]*)?(?:\?([^#]*))?$/i;

function hostAndPort(text: string, form: string, defaultPort: number): HostAndPort {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined)
    throw invalid('The store URL names no host where there should be one', form);
  const port = digits === undefined ? defaultPort : Number(digits);
  if (port < 1 || port > 65_535)
    throw invalid('The store URL has a port that there cannot be', form);
  return { host: decoded(host, form), port };
}

function decoded(text: string, form: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid('A percent sign in the store URL must be written as %25', form);
  }
}
