/** Python's primaries: literals, names, containers, and their attributes, calls and items. */
import { joinedParts } from './formatting.js';
import { callFunction } from './functions.js';
import { attributeOf, callMethod, itemOf } from './methods.js';
import { NotUnderstood, type TokenCursor } from './token-cursor.js';
import type { Token } from './tokens.js';
import {
  dictOf,
  entriesOf,
  isList,
  nodeOf,
  orUnknown,
  UNKNOWN,
  type CallArguments,
  type PythonSurroundings,
  type PythonValue,
} from './values.js';

export type Scope = (name: string) => PythonValue | undefined;

/** How the parts in brackets are read, which are whole expressions. */
export interface InnerExpressions {
  /** One expression. */
  readonly one: () => PythonValue;
  /** One, or several with commas between them. */
  readonly several: () => PythonValue;
  /** Tokens of their own, those in an f-string. */
  readonly apart: (tokens: readonly Token[]) => PythonValue;
}

const BUILT_IN = ['str', 'int', 'float', 'bool', 'list', 'tuple', 'dict'];

export class PrimaryReader {
  readonly #cursor: TokenCursor;
  readonly #scope: Scope;
  readonly #surroundings: PythonSurroundings;
  readonly #inner: InnerExpressions;

  constructor(
    cursor: TokenCursor,
    scope: Scope,
    surroundings: PythonSurroundings,
    inner: InnerExpressions,
  ) {
    this.#cursor = cursor;
    this.#scope = scope;
    this.#surroundings = surroundings;
    this.#inner = inner;
  }

  /** A primary with its attributes, calls and subscripts. */
  read(): PythonValue {
    const cursor = this.#cursor;
    let value = this.#start();
    for (;;) {
      if (cursor.accept('.')) value = attributeOf(value, cursor.name());
      else if (cursor.accept('(')) value = this.#call(value, this.#arguments());
      else if (cursor.accept('[')) {
        value = itemOf(value, this.#inner.several(), this.#surroundings);
        cursor.expect(']');
      } else return value;
    }
  }

  #call(callee: PythonValue, args: CallArguments): PythonValue {
    const reader = nodeOf(callee, 'reader')?.reader;
    if (reader !== undefined) return reader.call(args, this.#surroundings);
    const method = nodeOf(callee, 'method');
    if (method !== undefined) return callMethod(method.of, method.name, args, this.#surroundings);
    const name = nodeOf(callee, 'name')?.name;
    return name === undefined ? UNKNOWN : callFunction(name, args, this.#surroundings);
  }

  #arguments(): CallArguments {
    const cursor = this.#cursor;
    const positional: PythonValue[] = [];
    const keyword = new Map<string, PythonValue>();
    while (!cursor.accept(')')) {
      const name = cursor.peek();
      if (name?.kind === 'name' && cursor.isAt('=', 1)) {
        cursor.take();
        cursor.take();
        keyword.set(name.text, this.#item());
      } else if (cursor.accept('**')) {
        this.#spreadInto(keyword);
      } else {
        positional.push(this.#item());
      }
      if (!cursor.isAt(')')) cursor.expect(',');
    }
    return { positional, keyword };
  }

  #start(): PythonValue {
    const token = this.#cursor.take();
    switch (token?.kind) {
      case 'number':
        return token.value;
      case 'string':
      case 'formatted':
        return this.#text(token);
      case 'bytes':
        return { kind: 'bytes', text: this.#bytes(token.value) };
      case 'name':
        return this.#named(token.text);
      case 'operator':
        return this.#bracketed(token.text);
      case undefined:
        throw new NotUnderstood();
      default:
        return token satisfies never;
    }
  }

  /** `'a' f'{b}'` is one literal. */
  #text(first: TextToken): PythonValue {
    const parts = this.#partsOf(first);
    for (let next = this.#cursor.peek(); isText(next); next = this.#cursor.peek()) {
      parts.push(...this.#partsOf(next));
      this.#cursor.take();
    }
    return joinedParts(parts);
  }

  #partsOf(token: TextToken): PythonValue[] {
    if (token.kind === 'string') return [token.value];
    return token.parts.map((part) => (typeof part === 'string' ? part : this.#inner.apart(part)));
  }

  #bytes(first: string): string {
    let text = first;
    for (let next = this.#cursor.peek(); next?.kind === 'bytes'; next = this.#cursor.peek()) {
      text += next.value;
      this.#cursor.take();
    }
    return text;
  }

  #named(name: string): PythonValue {
    switch (name) {
      case 'True':
        return true;
      case 'False':
        return false;
      case 'None':
        return null;
      case '__file__':
        return this.#surroundings.file;
      case 'lambda':
      case 'await':
        throw new NotUnderstood();
      default:
        return this.#found(name);
    }
  }

  #found(name: string): PythonValue {
    const value = this.#scope(name);
    if (value !== undefined) return value;
    return BUILT_IN.includes(name) ? { kind: 'name', name } : UNKNOWN;
  }

  #bracketed(bracket: string): PythonValue {
    switch (bracket) {
      case '(': {
        if (this.#cursor.accept(')')) return [];
        const value = this.#inner.several();
        this.#cursor.expect(')');
        return value;
      }
      case '[':
        return this.#list();
      case '{':
        return this.#dict();
      default:
        throw new NotUnderstood();
    }
  }

  #list(): PythonValue {
    const items: PythonValue[] = [];
    while (!this.#cursor.accept(']')) {
      const isSpread = this.#cursor.accept('*');
      const item = this.#item();
      items.push(...(isSpread && isList(item) ? item : [isSpread ? UNKNOWN : item]));
      if (!this.#cursor.isAt(']')) this.#cursor.expect(',');
    }
    return items;
  }

  /** A dict whose keys are texts; entries under other keys are left out. */
  #dict(): PythonValue {
    const entries = new Map<string, PythonValue>();
    while (!this.#cursor.accept('}')) {
      if (this.#cursor.accept('**')) {
        this.#spreadInto(entries);
      } else {
        const key = this.#inner.one();
        this.#cursor.expect(':');
        const value = this.#item();
        if (typeof key === 'string') entries.set(key, value);
      }
      if (!this.#cursor.isAt('}')) this.#cursor.expect(',');
    }
    return dictOf(entries);
  }

  /** `**more`: what it is must be known, for it may replace anything. */
  #spreadInto(entries: Map<string, PythonValue>): void {
    const more = entriesOf(this.#inner.one());
    if (more === undefined) throw new NotUnderstood();
    for (const [key, value] of more) entries.set(key, value);
  }

  /** A part of a container or call; one that is not understood leaves the others readable. */
  #item(): PythonValue {
    return orUnknown(this.#cursor.part(this.#inner.one));
  }
}

type TextToken = Extract<Token, { kind: 'string' | 'formatted' }>;

const isText = (token: Token | undefined): token is TextToken =>
  token?.kind === 'string' || token?.kind === 'formatted';
