/**
 * The target URI of a request as its client saw it (RFC 9110 section 7.1, RFC 9112 section 3.3): the
 * proxy's own scheme, the Host the client sent, the target it asked for.
 */
import { fieldValue } from '../http/fields.js';
import type { RequestHead } from '../model/message.js';

/**
 * An absolute URL that any reader can parse. `origin`, e.g. `http://127.0.0.1:9000`, gives the scheme,
 * and the authority for requests that have no usable Host.
 */
export function targetUrl(request: RequestHead, origin: string): string {
  const { target, method } = request;
  if (/^https?:\/\//i.test(target)) return escaped(target);
  const [scheme = 'http:', , authority = ''] = origin.split('/', 3);
  if (method === 'CONNECT') return `${scheme}//${escaped(target)}`;
  const host = fieldValue(request.headers, 'host')?.trim() ?? '';
  const base = `${scheme}//${isAuthority(host) ? host : authority}`;
  if (target === '*') return base;
  return base + (target.startsWith('/') ? '' : '/') + escaped(target);
}

/** `host[:port]`, an IPv6 address in brackets. */
const isAuthority = (host: string): boolean =>
  /^(?:[\w.~!$&'()*+,;=%-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i.test(host);

/** Characters that no URI may hold, percent-encoded byte by byte; escapes that are there stay. */
const escaped = (target: string): string =>
  target.replace(
    /[^\x21\x23-\x3b\x3d\x3f-\x5b\x5d-\x7e]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
