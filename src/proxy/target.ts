/**
 * Where the app listens, as the user wrote it. We read it ourselves, because http-proxy reads
 * `localhost:8000` as the *host* `8000` and would send the cookies there (docs/decisions/0001).
 * A target is an address only: paths are the client's affair, so a target with one is refused.
 */
import { isIPv6 } from 'node:net';

import { SpyError } from '../errors.js';

export type Target =
  | {
      readonly kind: 'tcp';
      readonly protocol: 'http:' | 'https:';
      /** A name or an IP address, without brackets. */
      readonly host: string;
      readonly port: number;
    }
  | { readonly kind: 'unix'; readonly path: string };

const FORMS = 'write localhost:8000, http://host:port, https://host or unix:/run/app.sock';

/**
 * Reads `localhost:8000`, `:8000`, `8000`, `[::1]:8000`, `http(s)://host[:port]` or `unix:/path`.
 * Throws SpyError SPY_TARGET_INVALID, with a right example in its sentence.
 */
export function parseTarget(text: string): Target {
  const target = text.trim();
  if (target === '') throw invalid(`The target is empty: ${FORMS}.`);
  if (/^unix:/i.test(target)) return parseUnix(target);
  const [, scheme, rest = target] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(target) ?? [];
  if (rest.includes('@')) {
    throw invalid('The target must not hold a user name or password: write http://localhost:8000.');
  }
  const protocol = parseScheme(scheme);
  return { kind: 'tcp', protocol, ...parseAuthority(onlyAuthority(rest, target), protocol) };
}

/** `http://localhost:8000` (default ports left out) or `unix:/run/app.sock`, for messages. */
export const describeTarget = (target: Target): string =>
  target.kind === 'unix' ? `unix:${target.path}` : `${target.protocol}//${authorityOf(target)}`;

/** The Host field value that a client of the app itself would send (RFC 9110 section 7.2). */
export function authorityOf(target: Target): string {
  if (target.kind === 'unix') return 'localhost';
  const host = target.host.includes(':') ? `[${target.host}]` : target.host;
  return target.port === DEFAULT_PORT[target.protocol] ? host : `${host}:${target.port}`;
}

const DEFAULT_PORT = { 'http:': 80, 'https:': 443 } as const;

const invalid = (message: string): SpyError => new SpyError('SPY_TARGET_INVALID', message);

/** For messages: one line, no control characters, not longer than a line. */
const quote = (text: string): string =>
  `"${text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 60)}${text.length > 60 ? '...' : ''}"`;

function parseUnix(text: string): Target {
  const path = text.slice('unix:'.length).replace(/^\/\/(?=\/)/, '');
  if (!path.startsWith('/') || path.startsWith('//') || path.endsWith('/') || path.includes('\0')) {
    throw invalid(
      `${quote(text)} needs the absolute path of a socket: write unix:/run/app.sock, say.`,
    );
  }
  return { kind: 'unix', path };
}

function parseScheme(scheme: string | undefined): 'http:' | 'https:' {
  switch (scheme?.toLowerCase()) {
    case undefined:
    case 'http':
      return 'http:';
    case 'https':
      return 'https:';
    case 'ws':
    case 'wss':
      throw invalid('WebSockets pass through an http target: write http://localhost:8000.');
    default:
      throw invalid(`${quote(`${scheme ?? ''}://`)} is no scheme of a web app: ${FORMS}.`);
  }
}

/** What stands before the path. A lone `/` at the end is let off: people copy it from a browser. */
function onlyAuthority(text: string, target: string): string {
  const end = text.search(/[/?#\\]/);
  if (end === -1) return text;
  const authority = text.slice(0, end);
  if (text.slice(end) === '/') return authority;
  const example = authority === '' ? 'localhost:8000' : target.slice(0, end - text.length);
  throw invalid(
    `The target ${quote(target)} has a path or query: give only where the app listens, as in ` +
      `${quote(example)}.`,
  );
}

/** A host name, an IPv4 address, an IPv6 address in brackets, or nothing; then perhaps a port. */
const AUTHORITY = /^(?:\[([0-9a-f:.]+)\]|([^:[\]]*))(?::(.*))?$/i;
const HOST = /^[\p{L}\p{N}](?:[\p{L}\p{N}._-]*[\p{L}\p{N}.])?$/u;

function parseAuthority(
  text: string,
  protocol: 'http:' | 'https:',
): { host: string; port: number } {
  if (/^\d+$/.test(text)) return { host: 'localhost', port: parsePort(text, text) };
  if (/^[^[]*:.*:/.test(text)) {
    throw invalid(`${quote(text)}: put an IPv6 address into brackets, as in [::1]:8000.`);
  }
  const [, ipv6, name = '', port] = AUTHORITY.exec(text) ?? [];
  const host = ipv6 ?? (name === '' && port !== undefined ? 'localhost' : name);
  if (ipv6 === undefined ? !HOST.test(host) : !isIPv6(ipv6)) {
    throw invalid(`${quote(text)} is not an address: ${FORMS}.`);
  }
  return { host, port: port === undefined ? DEFAULT_PORT[protocol] : parsePort(port, text) };
}

function parsePort(port: string, text: string): number {
  const value = /^\d{1,5}$/.test(port) ? Number(port) : 0;
  if (value >= 1 && value <= 65_535) return value;
  throw invalid(`${quote(text)} has no valid port: write one from 1 to 65535, as localhost:8000.`);
}
