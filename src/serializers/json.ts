/**
 * JSON as Python's `json` module reads and writes it: NaN and the infinities, integers of any size,
 * lone surrogates, and the last of equal keys wins in the first one's place. JSON.parse refuses the
 * first and loses digits of the second. One pass, linear time, bounded depth.
 */
import type { Deserialized, PayloadEntry, PayloadValue } from '../model/payload.js';
import { floatValue, integerValue } from './numbers.js';
import { READ_LIMITS, ReadBudget, type ReadLimits } from './read-limits.js';
import { deserialized, Unreadable } from './unreadable.js';
import { utf8 } from './utf8.js';

/**
 * Reads JSON bytes. Django's JSONSerializer decodes them as latin-1 (its writer puts out ASCII only,
 * django/core/signing.py), other writers use UTF-8; bytes that are not UTF-8 are then malformed.
 */
export function readJson(
  bytes: Uint8Array,
  encoding: 'latin1' | 'utf-8' = 'latin1',
  limits: ReadLimits = READ_LIMITS,
): Deserialized {
  return deserialized(() => {
    const budget = new ReadBudget(limits, bytes.length);
    const payload = new JsonReader(decode(bytes, encoding), budget).document();
    return { payload, format: 'json' };
  });
}

function decode(bytes: Uint8Array, encoding: 'latin1' | 'utf-8'): string {
  if (encoding === 'latin1') return Buffer.from(bytes).toString('latin1');
  const text = utf8(bytes);
  if (text === undefined) throw new Unreadable('malformed', 'The JSON is not valid UTF-8.');
  return text;
}

const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y;
const WHITESPACE = /[ \t\n\r]*/y;
/** Up to the quote or backslash that ends it; Python refuses control characters here. */
const PLAIN_TEXT = /[^"\\\u0000-\u001f]*/y;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

const WORDS: readonly (readonly [word: string, value: PayloadValue])[] = [
  ['null', null],
  ['true', true],
  ['false', false],
  ['NaN', floatValue(NaN)],
  ['Infinity', floatValue(Infinity)],
  ['-Infinity', floatValue(-Infinity)],
];

class JsonReader {
  readonly #text: string;
  readonly #budget: ReadBudget;
  #at = 0;
  #depth = 0;

  constructor(text: string, budget: ReadBudget) {
    this.#text = text;
    this.#budget = budget;
  }

  document(): PayloadValue {
    this.#match(WHITESPACE);
    const value = this.#value();
    this.#match(WHITESPACE);
    if (this.#at < this.#text.length) this.#fail('text after the end of the value');
    return value;
  }

  #value(): PayloadValue {
    this.#budget.spend();
    const first = this.#text[this.#at];
    if (first === '{') return this.#inside(() => this.#object());
    if (first === '[') return this.#inside(() => this.#array());
    return first === '"' ? this.#string() : this.#scalar();
  }

  #inside(read: () => PayloadValue): PayloadValue {
    this.#at += 1;
    this.#depth += 1;
    this.#budget.checkDepth(this.#depth);
    const value = read();
    this.#depth -= 1;
    return value;
  }

  #object(): PayloadValue {
    const entries: PayloadEntry[] = [];
    const positions = new Map<string, number>();
    this.#members('}', () => {
      if (this.#text[this.#at] !== '"') this.#fail('a key was expected');
      const key = this.#string();
      this.#match(WHITESPACE);
      this.#expect(':');
      this.#match(WHITESPACE);
      const position = positions.get(key) ?? entries.length;
      positions.set(key, position);
      entries[position] = [key, this.#value()];
    });
    return { kind: 'map', entries };
  }

  #array(): PayloadValue {
    const items: PayloadValue[] = [];
    this.#members(']', () => items.push(this.#value()));
    return { kind: 'list', items };
  }

  #members(end: string, member: () => void): void {
    this.#match(WHITESPACE);
    if (this.#takes(end)) return;
    do {
      this.#match(WHITESPACE);
      member();
      this.#match(WHITESPACE);
    } while (this.#takes(','));
    this.#expect(end);
  }

  #string(): string {
    const start = this.#at;
    this.#at += 1;
    const plain = this.#match(PLAIN_TEXT) ?? '';
    const text = this.#takes('"') ? plain : this.#escaped(start);
    this.#budget.spend(text.length);
    return text;
  }

  /** JSON.parse reads all of it at once: its strings are Python's, it is only much faster than a loop. */
  #escaped(start: number): string {
    if (this.#text[this.#at] !== '\\') this.#fail('a string was not closed');
    const end = this.#closingQuote();
    const literal = this.#text.slice(start, end + 1);
    try {
      this.#at = end + 1;
      return String(JSON.parse(literal));
    } catch {
      this.#at = start;
      return this.#fail('a string with an unknown escape or a control character');
    }
  }

  /** The next quote without a backslash before it that is not itself escaped. */
  #closingQuote(): number {
    for (let at = this.#at; at < this.#text.length;) {
      const code = this.#text.charCodeAt(at);
      if (code === QUOTE) return at;
      at += code === BACKSLASH ? 2 : 1;
    }
    return this.#fail('a string was not closed');
  }

  #scalar(): PayloadValue {
    for (const [word, value] of WORDS) {
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return value;
      }
    }
    const number = this.#match(NUMBER) ?? this.#fail('a value was expected');
    this.#budget.spend(number.length);
    return /[.eE]/.test(number) ? floatValue(Number(number)) : integerValue(number);
  }

  #takes(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #expect(character: string): void {
    if (!this.#takes(character)) this.#fail(`${character} was expected`);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const matched = pattern.exec(this.#text)?.[0];
    if (matched !== undefined) this.#at += matched.length;
    return matched;
  }

  #fail(what: string): never {
    throw new Unreadable('malformed', `The JSON is broken at offset ${this.#at}: ${what}.`);
  }
}
