/**
 * The forms of a request target (RFC 9112 section 3.2). Nothing is decoded, normalised or resolved:
 * what stands in the path and query is passed on as it stands.
 */

export type RequestTarget =
  /** `/path?query`, or `*` for the server as a whole. */
  | { readonly form: 'origin' | 'asterisk'; readonly target: string }
  /** `http://authority/path`: `target` is what an origin server is sent in its place. */
  | { readonly form: 'absolute'; readonly target: string; readonly authority: string }
  /** Neither: another scheme, or an authority alone outside of CONNECT. */
  | { readonly form: 'unknown' };

/** `http://user@host:80` before path, query and fragment. */
const ABSOLUTE = /^https?:\/\/(?:[^/?#@]*@)?([^/?#@]+)(.*)$/is;

/** Reads a request target as sent; `method` decides what an absolute form without a path stands for. */
export function readRequestTarget(target: string, method: string): RequestTarget {
  if (target.startsWith('/')) return { form: 'origin', target };
  if (target === '*') return { form: 'asterisk', target };
  const [, authority, rest] = ABSOLUTE.exec(target) ?? [];
  if (authority === undefined || rest === undefined) return { form: 'unknown' };
  return { form: 'absolute', authority, target: originForm(rest, method) };
}

/** RFC 9112 section 3.2.4: an empty path is `/`, but `*` in an OPTIONS request without a query. */
function originForm(pathAndQuery: string, method: string): string {
  if (pathAndQuery.startsWith('/')) return pathAndQuery;
  if (pathAndQuery === '' && method === 'OPTIONS') return '*';
  return `/${pathAndQuery}`;
}
