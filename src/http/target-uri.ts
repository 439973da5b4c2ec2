/**
 * The target URI of a request (RFC 9110 section 7.1, RFC 9112 section 3.3): put together from the
 * request target and the Host field, because neither alone says it. Nothing is decoded or resolved:
 * `/a/../b` and `%2F` stay as sent. Any Host makes some URI: a strange one is escaped, never refused.
 */
import type { RequestHead } from '../model/message.js';
import { fieldValue } from './fields.js';

export type Scheme = 'http' | 'https';

export interface TargetUri {
  readonly scheme: Scheme;
  /** Lower case, without the port; an IPv6 address stands in brackets. */
  readonly host: string;
  /** Scheme, host and port, the latter left out where it is the scheme's own. */
  readonly origin: string;
  /** As sent, without the query; empty for `OPTIONS *` and CONNECT. */
  readonly path: string;
  /** All of it: origin, path and query. */
  readonly href: string;
}

const ABSOLUTE_FORM = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)(.*)$/is;
const AUTHORITY = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/s;
const NOT_IN_A_HOST = /[^a-z0-9._~!$&'()*+,;=:[\]-]/g;
const DEFAULT_PORTS: Readonly<Record<Scheme, number>> = { http: 80, https: 443 };

/**
 * The target URI. `scheme` says how the client reached us, and wins over one written in an
 * absolute-form target; `defaultAuthority` stands in where HTTP/1.0 sent no Host. Never throws.
 */
export function targetUri(
  head: Pick<RequestHead, 'method' | 'target' | 'headers'>,
  scheme: Scheme,
  defaultAuthority = 'localhost',
): TargetUri {
  const named = fieldValue(head.headers, 'host')?.trim();
  const host = named === undefined || named === '' ? defaultAuthority : named;
  const { authority, pathAndQuery } = splitTarget(head, host);
  const { name, port } = splitAuthority(authority, scheme);
  const origin = `${scheme}://${name}${port === undefined ? '' : `:${port}`}`;
  const query = pathAndQuery.indexOf('?');
  return {
    scheme,
    host: name,
    origin,
    path: query === -1 ? pathAndQuery : pathAndQuery.slice(0, query),
    href: origin + pathAndQuery,
  };
}

/** The four forms of a request target (RFC 9112 section 3.2). */
function splitTarget(
  { method, target }: Pick<RequestHead, 'method' | 'target'>,
  host: string,
): { authority: string; pathAndQuery: string } {
  if (method === 'CONNECT') return { authority: target, pathAndQuery: '' };
  if (target === '*' || target === '') return { authority: host, pathAndQuery: '' };
  const absolute = ABSOLUTE_FORM.exec(target);
  if (absolute === null) {
    return { authority: host, pathAndQuery: target.startsWith('/') ? target : `/${target}` };
  }
  const [, authority = '', rest = ''] = absolute;
  return {
    authority: authority.slice(authority.lastIndexOf('@') + 1),
    pathAndQuery: rest.startsWith('/') ? rest : `/${rest}`,
  };
}

function splitAuthority(authority: string, scheme: Scheme): { name: string; port?: number } {
  const [, host = authority, digits = ''] = AUTHORITY.exec(authority) ?? [];
  const name = host.toLowerCase().replace(NOT_IN_A_HOST, escapeByte);
  const port = Number(digits);
  const isUsual = digits === '' || port === DEFAULT_PORTS[scheme];
  return isUsual || port < 1 || port > 65_535 ? { name } : { name, port };
}

/** Field values are latin1, so one character is one byte. */
const escapeByte = (character: string): string =>
  `%${(character.charCodeAt(0) & 0xff).toString(16).padStart(2, '0')}`;
