/**
 * Python expressions, evaluated as far as that needs no Python: literals, names, attributes, calls of
 * known functions, and the operators of settings files. Never throws; depth is bounded.
 */
import {
  attributeOf,
  callFunction,
  callMethod,
  itemOf,
  type CallArguments,
  type PythonSurroundings,
} from './calls.js';
import { added, computed, divided } from './operators.js';
import type { Token } from './tokens.js';
import { nodeOf, truth, UNKNOWN, type PythonValue } from './values.js';

export type Scope = (name: string) => PythonValue | undefined;

/** The value of the whole expression; unknown as soon as any part of it is not understood. */
export function evaluate(
  tokens: readonly Token[],
  scope: Scope,
  surroundings: PythonSurroundings,
): PythonValue {
  const reader = new ExpressionReader(tokens, scope, surroundings);
  try {
    const value = reader.tuple();
    return reader.isAtEnd ? value : UNKNOWN;
  } catch (error) {
    if (error instanceof NotUnderstood) return UNKNOWN;
    throw error;
  }
}

class NotUnderstood extends Error {}

const MAX_DEPTH = 60;
const BUILT_IN = ['str', 'int', 'bool', 'list', 'tuple', 'dict'];

class ExpressionReader {
  readonly #tokens: readonly Token[];
  readonly #scope: Scope;
  readonly #surroundings: PythonSurroundings;
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], scope: Scope, surroundings: PythonSurroundings) {
    this.#tokens = tokens;
    this.#scope = scope;
    this.#surroundings = surroundings;
  }

  get isAtEnd(): boolean {
    return this.#next >= this.#tokens.length;
  }

  /** One expression, or several with commas between them. */
  tuple(): PythonValue {
    const first = this.#either();
    if (!this.#isAt(',')) return first;
    const items = [first];
    while (this.#accept(',')) {
      if (this.isAtEnd || this.#isAt(')')) break;
      items.push(this.#either());
    }
    return items;
  }

  /** A part of a list, dict or call; one that is not understood leaves the other parts readable. */
  #item(): PythonValue {
    const [start, depth] = [this.#next, this.#depth];
    try {
      const value = this.#either();
      if (this.#isAt(',') || this.#isAtClosing()) return value;
    } catch (error) {
      if (!(error instanceof NotUnderstood)) throw error;
    }
    [this.#next, this.#depth] = [start, depth];
    this.#skipItem();
    return UNKNOWN;
  }

  #skipItem(): void {
    for (let nested = 0; !this.isAtEnd; this.#next += 1) {
      if (nested === 0 && (this.#isAt(',') || this.#isAtClosing())) return;
      if (this.#isAtClosing()) nested -= 1;
      else if (this.#isAt('(') || this.#isAt('[') || this.#isAt('{')) nested += 1;
    }
  }

  #isAtClosing(): boolean {
    return this.#isAt(')') || this.#isAt(']') || this.#isAt('}');
  }

  /** `a or b`. */
  #either(): PythonValue {
    if (++this.#depth > MAX_DEPTH) throw new NotUnderstood();
    let value = this.#sum();
    while (this.#acceptName('or')) {
      const right = this.#sum();
      const isTrue = truth(value);
      value = isTrue === undefined ? UNKNOWN : isTrue ? value : right;
    }
    this.#depth -= 1;
    return value;
  }

  #sum(): PythonValue {
    let value = this.#product();
    for (;;) {
      if (this.#accept('+')) value = added(value, this.#product());
      else if (this.#accept('-')) value = computed(value, this.#product(), (a, b) => a - b);
      else return value;
    }
  }

  #product(): PythonValue {
    let value = this.#signed();
    for (;;) {
      if (this.#accept('*')) value = computed(value, this.#signed(), (a, b) => a * b);
      else if (this.#accept('//'))
        value = computed(value, this.#signed(), (a, b) => Math.floor(a / b));
      else if (this.#accept('/')) value = divided(value, this.#signed());
      else return value;
    }
  }

  #signed(): PythonValue {
    if (!this.#accept('-')) return this.#trailed();
    const value = this.#trailed();
    return typeof value === 'number' ? -value : UNKNOWN;
  }

  /** A primary with its attributes, calls and subscripts. */
  #trailed(): PythonValue {
    let value = this.#primary();
    for (;;) {
      if (this.#accept('.')) value = attributeOf(value, this.#name());
      else if (this.#accept('(')) value = this.#call(value, this.#arguments());
      else if (this.#accept('[')) {
        value = itemOf(value, this.tuple(), this.#surroundings);
        this.#expect(']');
      } else return value;
    }
  }

  #call(callee: PythonValue, args: CallArguments): PythonValue {
    const method = nodeOf(callee, 'method');
    if (method !== undefined) return callMethod(method.of, method.name, args, this.#surroundings);
    const name = nodeOf(callee, 'name')?.name;
    return name === undefined ? UNKNOWN : callFunction(name, args, this.#surroundings);
  }

  #arguments(): CallArguments {
    const positional: PythonValue[] = [];
    const keyword = new Map<string, PythonValue>();
    while (!this.#accept(')')) {
      const [name, equals] = [this.#tokens[this.#next], this.#tokens[this.#next + 1]];
      if (name?.kind === 'name' && equals?.kind === 'operator' && equals.text === '=') {
        this.#next += 2;
        keyword.set(name.text, this.#item());
      } else {
        positional.push(this.#item());
      }
      if (!this.#isAt(')')) this.#expect(',');
    }
    return { positional, keyword };
  }

  #primary(): PythonValue {
    const token = this.#tokens[this.#next++];
    switch (token?.kind) {
      case 'number':
        return token.value;
      case 'string':
        return this.#adjacent('string', token.value);
      case 'bytes':
        return { kind: 'bytes', text: this.#adjacent('bytes', token.value) };
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

  /** `'a' 'b'` is one literal. */
  #adjacent(kind: 'string' | 'bytes', first: string): string {
    let text = first;
    for (
      let token = this.#tokens[this.#next];
      token?.kind === kind;
      token = this.#tokens[this.#next]
    ) {
      text += token.value;
      this.#next += 1;
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
      case 'not':
      case 'await':
        throw new NotUnderstood();
      default:
        return this.#scope(name) ?? (BUILT_IN.includes(name) ? { kind: 'name', name } : UNKNOWN);
    }
  }

  #bracketed(bracket: string): PythonValue {
    switch (bracket) {
      case '(': {
        if (this.#accept(')')) return [];
        const value = this.tuple();
        this.#expect(')');
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
    while (!this.#accept(']')) {
      items.push(this.#item());
      if (!this.#isAt(']')) this.#expect(',');
    }
    return items;
  }

  /** A dict whose keys are texts; entries under other keys are left out. */
  #dict(): PythonValue {
    const entries = new Map<string, PythonValue>();
    while (!this.#accept('}')) {
      const key = this.#either();
      this.#expect(':');
      const value = this.#item();
      if (typeof key === 'string') entries.set(key, value);
      if (!this.#isAt('}')) this.#expect(',');
    }
    return { kind: 'dict', entries };
  }

  #name(): string {
    const token = this.#tokens[this.#next++];
    if (token?.kind !== 'name') throw new NotUnderstood();
    return token.text;
  }

  #isAt(operator: string): boolean {
    const token = this.#tokens[this.#next];
    return token?.kind === 'operator' && token.text === operator;
  }

  #accept(operator: string): boolean {
    const isHere = this.#isAt(operator);
    if (isHere) this.#next += 1;
    return isHere;
  }

  #acceptName(word: string): boolean {
    const token = this.#tokens[this.#next];
    const isHere = token?.kind === 'name' && token.text === word;
    if (isHere) this.#next += 1;
    return isHere;
  }

  #expect(operator: string): void {
    if (!this.#accept(operator)) throw new NotUnderstood();
  }
}
