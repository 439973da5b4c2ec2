/**
 * The target URI of a request as its client saw it (RFC 9110 section 7.1, RFC 9112 section 3.3): the
 * proxy's own scheme, the Host the client sent, the target it asked for.
 */
import { fieldValue } from '../http/fields.js';
import type { RequestHead } from '../model/message.js';

/**
 * An absolute URL that any reader can parse. `origin`, e.g. `http://127.0.0.1:9000`, gives the scheme,
 * and the authority for requests that have no usable one.
 */
export function targetUrl(request: RequestHead, origin: string): string {
  const { target, method } = request;
  const [scheme = 'http:', , own = ''] = origin.split('/', 3);
  const [absolute, authority = ''] = /^https?:\/\/([^/?#]*)/i.exec(target) ?? [];
  if (absolute !== undefined) {
    if (isAuthority(authority.slice(authority.lastIndexOf('@') + 1))) return escaped(target);
    return `${scheme}//${own}/${escaped(target)}`;
  }
  if (method === 'CONNECT') return `${scheme}//${isAuthority(target) ? target : own}`;
  const host = fieldValue(request.headers, 'host')?.trim() ?? '';
  const base = `${scheme}//${isAuthority(host) ? host : own}`;
  if (target === '*') return base;
  return base + (target.startsWith('/') ? '' : '/') + escaped(target);
}

/**
 * `host[:port]`, an IPv6 address in brackets. Stricter than RFC 3986, which lets a name be empty between
 * dots or percent-encoded: of one such URL mitmproxy refuses the whole file, and so does every reader
 * that goes by the WHATWG's standard of a port that is none.
 */
const isAuthority = (host: string): boolean =>
  /^(?:[\w-]{1,63}(?:\.[\w-]{1,63}){0,126}\.?|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i.test(host) &&
  URL.canParse(`http://${host}`);

/** Characters that no URI may hold, percent-encoded byte by byte; escapes that are there stay. */
const escaped = (target: string): string =>
  target.replace(
    /[^\x21\x23-\x3b\x3d\x3f-\x5b\x5d-\x7e]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
