/**
 * Secrets in JSON text, by key: a reader of tokens rather than of documents, so that cut JSON, JSON
 * lines and huge numbers stay as they are and only the values in question change. One pass.
 */
import type { Redactor } from './redact.js';
import type { NameKind } from '../model/secret-names.js';

/**
 * JSON text with the values of secret keys replaced, strings by strings and numbers by strings. `nested`
 * gives the strings under other keys, which may hold JSON, markup or URLs of their own.
 */
export function redactJson(
  text: string,
  redactor: Redactor,
  from: 'request' | 'response',
  nested: (value: string) => string,
): string {
  return redactor.mode === 'off' ? text : new JsonRedaction(text, redactor, from, nested).run();
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/** Characters at which there is something to do; those beyond ASCII are none of them. */
const IS_TOKEN_START = new Uint8Array(128);
for (const character of '"[]{},-0123456789') IS_TOKEN_START[character.charCodeAt(0)] = 1;

class JsonRedaction {
  readonly #text: string;
  readonly #redactor: Redactor;
  readonly #from: 'request' | 'response';
  readonly #nested: (value: string) => string;
  #out = '';
  #done = 0;
  #nesting = 0;
  /** What the key before the value at hand said. */
  #pending: NameKind = 'plain';
  /** What the key of a container said that is secret as a whole, and how deep it lies; 0: none. */
  #around: NameKind = 'plain';
  #aroundAt = 0;

  constructor(
    text: string,
    redactor: Redactor,
    from: 'request' | 'response',
    nested: (value: string) => string,
  ) {
    this.#text = text;
    this.#redactor = redactor;
    this.#from = from;
    this.#nested = nested;
  }

  run(): string {
    let at = 0;
    const text = this.#text;
    while (at < text.length) {
      if (IS_TOKEN_START[text.charCodeAt(at)] === 1) at = this.#step(at);
      else at += 1;
    }
    return this.#done === 0 ? this.#text : this.#out + this.#text.slice(this.#done);
  }

  /** Handles what stands at `at` and gives the position after it. */
  #step(at: number): number {
    const code = this.#text.charCodeAt(at);
    if (code === QUOTE) return this.#string(at);
    if (OPENING.has(code)) this.#open();
    else if (CLOSING.has(code)) this.#close();
    else if (code === COMMA) this.#pending = 'plain';
    else if (this.#kind() !== 'plain') return this.#number(at);
    return at + 1;
  }

  #kind(): NameKind {
    return this.#pending === 'plain' ? this.#around : this.#pending;
  }

  #open(): void {
    this.#nesting += 1;
    if (this.#pending !== 'plain' && this.#aroundAt === 0) {
      this.#around = this.#pending;
      this.#aroundAt = this.#nesting;
    }
    this.#pending = 'plain';
  }

  #close(): void {
    if (this.#nesting === this.#aroundAt) {
      this.#around = 'plain';
      this.#aroundAt = 0;
    }
    this.#nesting -= 1;
    this.#pending = 'plain';
  }

  #string(start: number): number {
    const end = stringEnd(this.#text, start + 1);
    const raw = this.#text.slice(start + 1, end);
    const colon = colonAfter(this.#text, end + 1);
    if (colon !== undefined) {
      this.#key(decodeString(raw), colon);
      return colon + 1;
    }
    const replaced = this.#value(raw);
    this.#pending = 'plain';
    if (replaced !== raw) {
      this.#out += this.#text.slice(this.#done, start + 1) + replaced;
      this.#done = end;
    }
    return end + 1;
  }

  #key(key: string, colon: number): void {
    // A `session` or `auth` object is a structure; its own keys say what in it is secret.
    const isStructure =
      /^(?:session|auth)$/i.test(key) &&
      /^\s{0,64}[[{]/.test(this.#text.slice(colon + 1, colon + 66));
    this.#pending = isStructure ? 'plain' : this.#redactor.kindOf(key);
  }

  /** A string value's new text, still escaped. */
  #value(raw: string): string {
    if (raw === '') return raw;
    const kind = this.#kind();
    if (kind === 'plain') return this.#plainValue(raw);
    const value = decodeString(raw);
    const replaced = this.#isProse(value)
      ? this.#redactor.hidden(kind, value)
      : this.#redactor.byName(kind, value);
    return replaced === value ? raw : replaced;
  }

  /** A label or translation under a secret-looking key: hidden, but not sought elsewhere. */
  #isProse(value: string): boolean {
    return this.#from === 'response' && /\s/.test(value);
  }

  #plainValue(raw: string): string {
    if (!mayHoldMore(raw)) return raw;
    const value = decodeString(raw);
    const replaced = this.#nested(value);
    return replaced === value ? raw : JSON.stringify(replaced).slice(1, -1);
  }

  #number(start: number): number {
    let end = start + 1;
    while (end < this.#text.length && isNumberPart(this.#text.charCodeAt(end))) end += 1;
    const digits = this.#text.slice(start, end);
    if (digits.length < (this.#kind() === 'secret' ? 4 : 3)) return end;
    // A number is too ordinary to be sought elsewhere.
    const replaced = this.#redactor.hidden(this.#kind(), digits);
    if (replaced === digits) return end;
    this.#out += `${this.#text.slice(this.#done, start)}"${replaced}"`;
    this.#done = end;
    return end;
  }
}

/** A string that is escaped, assigns something or is long enough to be encoded. */
const mayHoldMore = (raw: string): boolean =>
  raw.length >= 11 && (/[\\:=?[{<]/.test(raw) || !raw.includes(' '));

const isNumberPart = (code: number): boolean =>
  code === 0x2d ||
  (code >= 0x30 && code <= 0x39) ||
  code === 0x2e ||
  code === 0x2b ||
  code === 0x65 ||
  code === 0x45;

/** The closing quote of a string whose content begins at `from`, or the end of the text. */
function stringEnd(text: string, from: number): number {
  let end = text.indexOf('"', from);
  while (end !== -1 && isEscaped(text, end, from)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end;
}

function isEscaped(text: string, at: number, from: number): boolean {
  let backslashes = 0;
  while (at - backslashes > from && text[at - backslashes - 1] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}

/** The colon that makes the string before it a key. */
function colonAfter(text: string, from: number): number | undefined {
  let at = from;
  while (at < text.length && text.charCodeAt(at) <= 0x20) at += 1;
  return text[at] === ':' ? at : undefined;
}

function decodeString(raw: string): string {
  if (!raw.includes('\\')) return raw;
  try {
    const value: unknown = JSON.parse(`"${raw}"`);
    return typeof value === 'string' ? value : raw;
  } catch {
    return raw;
  }
}
