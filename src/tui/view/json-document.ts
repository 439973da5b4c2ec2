/**
 * JSON as it was written, for the screen: numbers keep their digits, texts their escapes, equal keys
 * their places; what was cut ends where it was cut. Also several documents, one a line. It is a reader
 * of display only: what is not JSON gives undefined, and the text is shown as it came.
 */

export type JsonNode =
  | { readonly kind: 'object'; readonly entries: readonly JsonEntry[] }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
  /** `raw` with its quotes and escapes; `value` without. */
  | { readonly kind: 'text'; readonly raw: string; readonly value: string }
  /** A number or a word, verbatim. */
  | { readonly kind: 'plain'; readonly raw: string };

export type JsonEntry = readonly [name: string, value: JsonNode];

export interface JsonDocument {
  /** More than one where each line is a document. */
  readonly values: readonly JsonNode[];
  /** It ends before its end. */
  readonly cut: boolean;
}

const MAX_DEPTH = 256;

/** The document; `mayBeCut`: the source is only the beginning of one. Linear in the length. */
export function readJson(source: string, mayBeCut: boolean): JsonDocument | undefined {
  try {
    return new Reader(source, mayBeCut).document();
  } catch (error) {
    if (error instanceof NotJson) return undefined;
    throw error;
  }
}

class NotJson extends Error {}

const NUMBER = /-?\d[\d.eE+-]*/y;
const WORD = /true|false|null|NaN|-?Infinity/y;
const HALF_WORD = /(?:t|tr|tru|f|fa|fal|fals|n|nu|nul|-)$/y;

class Reader {
  readonly #source: string;
  readonly #mayBeCut: boolean;
  #at = 0;
  #depth = 0;
  #cut = false;

  constructor(source: string, mayBeCut: boolean) {
    this.#source = source.charCodeAt(0) === 0xfeff ? source.slice(1) : source;
    this.#mayBeCut = mayBeCut;
  }

  document(): JsonDocument {
    const values: JsonNode[] = [];
    for (;;) {
      const from = this.#at;
      this.#skipSpace();
      if (this.#at >= this.#source.length && values.length > 0) break;
      if (values.length > 0 && !this.#source.slice(from, this.#at).includes('\n')) {
        throw new NotJson();
      }
      const value = this.#value();
      if (value === undefined) break;
      values.push(value);
    }
    if (values.length === 0) throw new NotJson();
    return { values, cut: this.#cut };
  }

  /** undefined: the source ends here. */
  #value(): JsonNode | undefined {
    this.#skipSpace();
    if (this.#ends()) return undefined;
    const first = this.#source[this.#at];
    if (first === '{') return this.#inside(() => this.#object());
    if (first === '[') return this.#inside(() => this.#array());
    return first === '"' ? this.#text() : this.#plain();
  }

  #inside(read: () => JsonNode): JsonNode {
    this.#at += 1;
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new NotJson();
    const node = read();
    this.#depth -= 1;
    return node;
  }

  #object(): JsonNode {
    const entries: JsonEntry[] = [];
    while (this.#hasNext('}', entries.length)) {
      if (this.#source[this.#at] !== '"') throw new NotJson();
      const name = this.#text();
      this.#skipSpace();
      if (this.#ends()) break;
      this.#expect(':');
      const value = this.#value();
      if (value === undefined) break;
      entries.push([name.value, value]);
    }
    return { kind: 'object', entries };
  }

  #array(): JsonNode {
    const items: JsonNode[] = [];
    while (this.#hasNext(']', items.length)) {
      const value = this.#value();
      if (value === undefined) break;
      items.push(value);
    }
    return { kind: 'array', items };
  }

  /** Goes to the next member; false at the closing bracket, which it takes, and at the end. */
  #hasNext(close: string, seen: number): boolean {
    this.#skipSpace();
    if (this.#ends()) return false;
    if (this.#source[this.#at] === close) {
      this.#at += 1;
      return false;
    }
    if (seen > 0) {
      this.#expect(',');
      this.#skipSpace();
    }
    return !this.#ends();
  }

  #text(): JsonNode & { kind: 'text' } {
    const start = this.#at;
    let end = start + 1;
    for (; end < this.#source.length; end += 1) {
      const code = this.#source.charCodeAt(end);
      if (code === BACKSLASH) end += 1;
      else if (code === QUOTE) break;
    }
    this.#at = end + 1;
    const raw = this.#source.slice(start, this.#at);
    if (end >= this.#source.length) {
      this.#ends();
      return { kind: 'text', raw, value: raw.slice(1) };
    }
    return { kind: 'text', raw, value: unescaped(raw) };
  }

  #plain(): JsonNode {
    const raw = this.#match(NUMBER) || this.#match(WORD);
    if (raw !== '') {
      if (this.#at >= this.#source.length && this.#depth > 0) this.#ends();
      return { kind: 'plain', raw };
    }
    const half = this.#mayBeCut ? this.#match(HALF_WORD) : '';
    if (half === '') throw new NotJson();
    this.#cut = true;
    return { kind: 'plain', raw: half };
  }

  #skipSpace(): void {
    while (isSpace(this.#source.charCodeAt(this.#at))) this.#at += 1;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #expect(character: string): void {
    if (this.#source[this.#at] !== character) throw new NotJson();
    this.#at += 1;
  }

  /** Whether the source ends too early here, as only a cut one may. */
  #ends(): boolean {
    if (this.#at < this.#source.length) return false;
    if (!this.#mayBeCut) throw new NotJson();
    this.#cut = true;
    return true;
  }
}

const isSpace = (code: number): boolean =>
  code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

function unescaped(raw: string): string {
  if (!raw.includes('\\')) return raw.slice(1, -1);
  try {
    return String(JSON.parse(raw));
  } catch {
    return raw.slice(1, -1); // an escape that JSON does not know
  }
}
