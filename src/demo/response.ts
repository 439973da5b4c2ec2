/** What a view answers, before the middleware adds its cookies. */
import type { Html } from './html.js';
import type { JsonValue } from './signing.js';

/** An answer as data. */
export interface DemoResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** Fields of this answer alone; `Set-Cookie` is in `cookies`. */
  readonly fields: Readonly<Record<string, string>>;
  /** set-cookie-strings. */
  readonly cookies: readonly string[];
}

/** A page. */
export function htmlResponse(content: Html, status = 200): DemoResponse {
  const contentType = 'text/html; charset=utf-8';
  return { status, contentType, body: content.text, fields: {}, cookies: [] };
}

/** A JSON text. */
export function jsonResponse(value: JsonValue): DemoResponse {
  const contentType = 'application/json';
  return { status: 200, contentType, body: JSON.stringify(value), fields: {}, cookies: [] };
}

/** Sends the browser to `location`, a path on this app. */
export function redirect(location: string, status: 301 | 302 = 302): DemoResponse {
  const contentType = 'text/html; charset=utf-8';
  return { status, contentType, body: '', fields: { Location: location }, cookies: [] };
}

/** The same with one more field, or another value for it. */
export function withField(response: DemoResponse, name: string, value: string): DemoResponse {
  return { ...response, fields: { ...response.fields, [name]: value } };
}

/** The same with one more set-cookie-string. */
export function withCookie(response: DemoResponse, setCookie: string): DemoResponse {
  return { ...response, cookies: [...response.cookies, setCookie] };
}
