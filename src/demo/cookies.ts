/**
 * Cookies as Django 4.2 reads and writes them: django/http/cookie.py parse_cookie on the way in,
 * HttpResponse.set_cookie and delete_cookie on the way out. Knows no session: names and values only.
 */

/** name -> value. Of two with one name the last counts; a chunk without `=` is a value without a name. */
export function parseCookies(field: string | undefined): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  for (const chunk of (field ?? '').split(';')) {
    const equals = chunk.indexOf('=');
    const name = chunk.slice(0, Math.max(equals, 0)).trim();
    const value = chunk.slice(equals + 1).trim();
    if (name !== '' || value !== '') cookies.set(name, unquote(value));
  }
  return cookies;
}

/** A cookie that the browser drops when it closes: `name=value; Path=/`. */
export function browserSessionCookie(name: string, value: string): string {
  return `${name}=${value}; Path=/`;
}

/** A cookie with an age; HttpOnly is the session's, not the CSRF secret's. */
export interface LastingCookie {
  readonly name: string;
  readonly value: string;
  readonly maxAgeSeconds: number;
  readonly httpOnly: boolean;
}

/** The set-cookie-string of a cookie with an age, its attributes in the order Django gives them. */
export function lastingCookie(cookie: LastingCookie, nowMs: number): string {
  const expires = new Date(nowMs + cookie.maxAgeSeconds * 1000).toUTCString();
  const httpOnly = cookie.httpOnly ? ' HttpOnly;' : '';
  return `${cookie.name}=${cookie.value}; expires=${expires};${httpOnly} Max-Age=${cookie.maxAgeSeconds}; Path=/; SameSite=Lax`;
}

/** The set-cookie-string that removes a cookie; without HttpOnly, as Django sends it. */
export function deletedCookie(name: string): string {
  return `${name}=""; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; SameSite=Lax`;
}

/** Python's http.cookies writes odd values in double quotes, with `\"` and octal escapes. */
function unquote(value: string): string {
  if (!/^".*"$/.test(value) || value.length < 2) return value;
  return value
    .slice(1, -1)
    .replaceAll(/\\([0-3][0-7]{2}|.)/g, (_all, escaped: string) =>
      escaped.length === 3 ? String.fromCharCode(parseInt(escaped, 8)) : escaped,
    );
}
