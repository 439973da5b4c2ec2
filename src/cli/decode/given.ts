/**
 * What was given: a value by itself, or a whole line of cookies as browsers, curl and servers write
 * them. Takes off the notation around it and nothing of the value; what that means, adapters say. Pure.
 */
import { parseCookieString, splitPair } from '../../cookies/cookie-string.js';
import { parseSetCookie } from '../../cookies/set-cookie.js';
import type { CookiePair, SetCookie } from '../../model/cookie.js';
import type { Layer } from '../../model/examination.js';
import { cookieOfCurl } from './curl.js';
import { peelNotation } from './notation.js';

export type Given = { readonly layers: readonly Layer[] } & (
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'cookies'; readonly pairs: readonly CookiePair[] }
  | { readonly kind: 'set-cookie'; readonly setCookie: SetCookie }
  /** `--base64` was said of something else. */
  | { readonly kind: 'not-base64' }
);

/** Reads one argument or one line of stdin; `isBase64`: it is base64 of bytes. */
export function readGiven(raw: string, isBase64: boolean): Given {
  if (isBase64) return bytesGiven(raw);
  const peeled = peelNotation(raw);
  if (peeled.kind === 'bytes') return peeled;
  const { text, layers } = peeled;
  if (text.length <= MAX_LINE) {
    const line = headerLine(text) ?? curlLine(text);
    if (line !== undefined) return { ...line, layers: [...layers, ...line.layers] };
    // What stood in a notation of its own is exactly one value.
    const bare = layers.length > 0 ? undefined : bareLine(text);
    if (bare !== undefined) return bare;
  }
  return { kind: 'text', text, layers };
}

/** A header of more is refused by every server. */
const MAX_LINE = 128 * 1024;

/** Both alphabets, padded or not, in lines or not: this base64 is only how bytes are carried. */
function bytesGiven(raw: string): Given {
  const letters = raw
    .trim()
    .replace(/^b?(["'])(.*)\1$/s, '$2')
    .replace(/[\s=]+/g, '');
  if (letters === '' || !/^[\w+/-]+$/.test(letters) || letters.length % 4 === 1) {
    return { kind: 'not-base64', layers: [] };
  }
  const bytes = Buffer.from(letters, 'base64');
  const detail = `${letters.length} letters, ${bytes.length} bytes`;
  return { kind: 'bytes', bytes, layers: [{ name: 'base64', detail }] };
}

/** `Cookie: ...` and `Set-Cookie: ...`, with the sign before it that curl -v prints. */
function headerLine(text: string): Given | undefined {
  const [, name = '', value = ''] = HEADER.exec(text.trimStart()) ?? [];
  if (name === '') return undefined;
  return name.toLowerCase() === 'cookie' ? cookieLine(value) : setCookieLine(value);
}

const HEADER = /^(?:[<>]\s*)?(set-cookie|cookie)\s*:(.*)$/is;

function curlLine(text: string): Given | undefined {
  const value = cookieOfCurl(text);
  return value === undefined ? undefined : cookieLine(value);
}

function cookieLine(value: string): Given {
  const pairs = parseCookieString(value);
  const names = [...new Set(pairs.map(({ name }) => name))].slice(0, MAX_NAMED).join(', ');
  return { kind: 'cookies', pairs, layers: [{ name: 'Cookie', detail: names }] };
}

const MAX_NAMED = 12;

function setCookieLine(value: string): Given {
  const setCookie = parseSetCookie(value.trim());
  return {
    kind: 'set-cookie',
    setCookie,
    layers: [{ name: 'Set-Cookie', detail: setCookie.name }],
  };
}

/** The same without the header's name: pairs, or one pair with attributes behind it. */
function bareLine(text: string): Given | undefined {
  const chunks = text.split(';', 2);
  if (!isPair(chunks[0] ?? '')) return undefined;
  return ATTRIBUTES.test(text) ? setCookieLine(text) : cookieLine(text);
}

/** What no cookie is called in that form, and every server writes. */
const ATTRIBUTES =
  /;\s*(?:httponly|secure|path=\/|max-age=-?\d|samesite=(?:lax|strict|none)|domain=[\w.]|expires=\w{3},)/i;

/** `name=value`; base64 and signed values may have an equals sign as well, but at their end. */
function isPair(chunk: string): boolean {
  if (!/^\s*[A-Za-z_][\w.-]{0,127}=(?![:=])/.test(chunk)) return false;
  const { name, value } = splitPair(chunk);
  return value !== '' || (chunk.trim().length % 4 !== 0 && name.length < MAX_EMPTY_NAME);
}

/** A longer name without a value is base64 that lost a letter. */
const MAX_EMPTY_NAME = 40;
