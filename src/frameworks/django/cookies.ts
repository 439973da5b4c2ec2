/**
 * The session cookie as Django finds it (django/http/cookie.py `parse_cookie`, since 1.10): of several
 * cookies of one name the last counts, and a value in double quotes is unquoted.
 */
import type { CookiePair } from '../../model/cookie.js';
import type { SessionCookie } from '../adapter.js';

/** undefined where there is none or it is empty, which Django takes for none as well. */
export function sessionCookie(
  cookies: readonly CookiePair[],
  name: string,
): SessionCookie | undefined {
  const pair = cookies.findLast((each) => each.name === name);
  const value = pair && unquote(pair.value);
  return value === undefined || value === '' ? undefined : { framework: 'django', name, value };
}

/** No header is longer, and to undo a million escapes would take its time. */
const MAX_QUOTED = 256 * 1024;

/** Undoes Python's quoting: `"a\054b"` is `a,b`; any other escaped character stands for itself. */
export function unquote(value: string): string {
  if (value.length > MAX_QUOTED) return value;
  if (value.length < 2 || !value.startsWith('"') || !value.endsWith('"')) return value;
  return value
    .slice(1, -1)
    .replace(/\\(?:([0-3][0-7][0-7])|([^]))/g, (_whole, octal?: string, character = '') =>
      octal === undefined ? String(character) : String.fromCharCode(parseInt(octal, 8)),
    );
}
