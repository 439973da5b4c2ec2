/**
 * The notations in which a value may be quoted by the tool it was copied from: a JSON string, a member
 * of a JSON object, bytes as redis-cli and Python print them. Only what its escapes give away is taken
 * for one: quotes alone may be the value's own. Pure.
 */
import type { Layer } from '../../model/examination.js';

type Peeled =
  | { readonly kind: 'text'; readonly text: string; readonly layers: readonly Layer[] }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly layers: readonly Layer[] };

/** The value without its notation; without any, the text as it is. */
export function peelNotation(raw: string): Peeled {
  const text = raw.trim();
  const bytes = escapedBytes(text);
  if (bytes !== undefined) {
    return {
      kind: 'bytes',
      bytes,
      layers: [{ name: 'escapes', detail: 'bytes written as \\x..' }],
    };
  }
  const [, member, literal = text] = /^"(\w{1,64})"\s*:\s*(".*")\s*,?$/s.exec(text) ?? [];
  const value = member === undefined && !hasJsonEscapes(text) ? undefined : jsonString(literal);
  if (value === undefined) return { kind: 'text', text: raw, layers: [] };
  const detail = member === undefined ? '' : `of "${member}"`;
  return { kind: 'text', text: value, layers: [{ name: 'JSON string', detail }] };
}

/** In quotes and with escapes that are JSON's: Python quotes cookies by octal numbers. */
const hasJsonEscapes = (text: string): boolean =>
  text.startsWith('"') &&
  text.endsWith('"') &&
  /\\(?:[bfnrt/]|u[0-9a-fA-F]{4})/.test(text.replaceAll('\\\\', ''));

function jsonString(literal: string): string | undefined {
  try {
    const value: unknown = JSON.parse(literal);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What a tool prints of more, nobody copies. */
const MAX_ESCAPED = 512 * 1024;

/** `"\x80\x04..."` and `b'\x80\x04...'`; undefined where nothing is written as `\x..`. */
function escapedBytes(text: string): Uint8Array | undefined {
  if (text.length > MAX_ESCAPED || !/\\x[0-9a-fA-F]{2}/.test(text)) return undefined;
  const [, , inner] = /^b?(["'])([\x20-\x7e]*)\1$/.exec(text) ?? [];
  if (inner === undefined) return undefined;
  const characters = inner.replace(
    /\\(?:x([0-9a-fA-F]{2})|([^]))/g,
    (_whole, hex?: string, letter = '') =>
      hex === undefined
        ? (LETTERS.get(String(letter)) ?? String(letter))
        : String.fromCharCode(parseInt(hex, 16)),
  );
  return Buffer.from(characters, 'latin1');
}

const LETTERS = new Map([
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['0', '\0'],
]);
