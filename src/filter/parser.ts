/**
 * Tokens to a tree: `or` binds less than standing side by side, `!` most. What cannot be read is an
 * error with its place and what would be right there.
 */
import type { RowTest } from './field.js';
import { BARE, fieldNamed, LETTER_STATES, LETTERS, nearestField } from './fields.js';
import { tokensOf, type Span, type Token } from './lexer.js';

export interface Node {
  readonly test: RowTest;
  /** As Field.cost: the highest of its parts. */
  readonly cost: number;
}

/** What is wrong, and where. */
export class FilterSyntaxError extends Error {
  readonly span: Span;

  constructor(message: string, span: Span) {
    super(message);
    this.span = span;
  }
}

type Term = Token & { readonly kind: 'term' };

/** Parentheses and negations within one another. */
const MAX_DEPTH = 64;

/** undefined for a text without any term. Throws FilterSyntaxError. */
export function parse(text: string): Node | undefined {
  const tokens = tokensOf(text);
  return tokens.length === 0 ? undefined : new Parser(tokens, text.length).whole();
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #length: number;
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], length: number) {
    this.#tokens = tokens;
    this.#length = length;
  }

  whole(): Node {
    const node = this.#either();
    const rest = this.#peek();
    if (rest !== undefined) throw new FilterSyntaxError('This ) closes nothing.', rest);
    return node;
  }

  #either(): Node {
    const first = this.#all();
    const others: Node[] = [];
    while (this.#peek()?.kind === 'or') {
      this.#at += 1;
      others.push(this.#all());
    }
    return others.length === 0 ? first : anyOf([first, ...others]);
  }

  #all(): Node {
    const first = this.#one();
    const others: Node[] = [];
    for (;;) {
      const next = this.#peek();
      if (next === undefined || next.kind === 'or' || next.kind === 'close') break;
      if (next.kind === 'and') this.#at += 1;
      others.push(this.#one());
    }
    return others.length === 0 ? first : allOf([first, ...others]);
  }

  #one(): Node {
    const token = this.#peek();
    if (token === undefined) throw this.#expected();
    this.#at += 1;
    switch (token.kind) {
      case 'not':
        return this.#deeper(token, () => {
          const { test, cost } = this.#one();
          return { test: (row) => !test(row), cost };
        });
      case 'open':
        return this.#deeper(token, () => {
          const node = this.#either();
          if (this.#peek()?.kind !== 'close') {
            throw new FilterSyntaxError('This ( is not closed: add ).', token);
          }
          this.#at += 1;
          return node;
        });
      case 'term':
        return this.#term(token);
      case 'unclosed':
        throw new FilterSyntaxError('This " is not closed: add ".', token);
      case 'and':
      case 'or':
      case 'close':
        throw new FilterSyntaxError('A term is expected before this, such as user:ada.', token);
      default:
        return token satisfies never;
    }
  }

  #term(token: Term): Node {
    const { name, value, isQuoted } = token;
    if (name === undefined) {
      if (!isQuoted && value.startsWith('~')) return this.#letter(token);
      return made(BARE, value, isQuoted, token);
    }
    const field = fieldNamed(name);
    if (field === undefined) {
      const nearest = nearestField(name);
      const hint =
        nearest === undefined ? 'F1 lists the fields; "…" takes it as text' : `${nearest}: is one`;
      const span = { start: token.start, end: token.start + name.length };
      throw new FilterSyntaxError(`There is no field ${name}: ${hint}.`, span);
    }
    if (value === '' && !isQuoted) {
      throw new FilterSyntaxError(
        `A value is expected here, such as ${field.example}.`,
        atEnd(token),
      );
    }
    return made(field, value, isQuoted, { start: token.valueStart, end: token.end });
  }

  /** `~u REGEX`, `~c 404`, `~e`: mitmproxy's way of writing. */
  #letter(token: Term): Node {
    const state = LETTER_STATES.get(token.value);
    const is = fieldNamed('is');
    if (state !== undefined && is !== undefined) return made(is, state, false, token);
    const field = fieldNamed(LETTERS.get(token.value) ?? '');
    if (field === undefined) {
      const known = [...LETTERS.keys(), ...LETTER_STATES.keys()].join(' ');
      throw new FilterSyntaxError(`${token.value} is not known; there are ${known}.`, token);
    }
    const next = this.#peek();
    if (next?.kind !== 'term') {
      throw new FilterSyntaxError(`A value is expected behind ${token.value}.`, atEnd(token));
    }
    this.#at += 1;
    const value = next.name === undefined ? next.value : `${next.name}:${next.value}`;
    return made(field, token.value === '~c' ? value : `~${value}`, false, next);
  }

  #deeper(token: Token, read: () => Node): Node {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new FilterSyntaxError('This is nested too deep.', token);
    const node = read();
    this.#depth -= 1;
    return node;
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#at];
  }

  #expected(): FilterSyntaxError {
    const last = this.#tokens.at(-1);
    const word = last?.kind === 'not' ? '!' : last?.kind;
    const span = last ?? { start: 0, end: this.#length };
    return new FilterSyntaxError(
      `A term is expected behind ${word ?? 'this'}, such as user:ada.`,
      span,
    );
  }
}

const atEnd = ({ end }: Span): Span => ({ start: Math.max(0, end - 1), end });

function made(
  { cost, make }: Pick<typeof BARE, 'cost' | 'make'>,
  text: string,
  isQuoted: boolean,
  { start, end }: Span,
): Node {
  const test = make({ text, isQuoted });
  if (typeof test === 'string') throw new FilterSyntaxError(test, { start, end });
  return { test, cost };
}

/** Cheap tests first: the costly ones are then asked of few rows. */
const cheapFirst = (nodes: readonly Node[]): readonly RowTest[] =>
  nodes.toSorted((a, b) => a.cost - b.cost).map(({ test }) => test);

const costOf = (nodes: readonly Node[]): number => Math.max(...nodes.map(({ cost }) => cost));

function allOf(nodes: readonly Node[]): Node {
  const tests = cheapFirst(nodes);
  return { test: (row) => tests.every((test) => test(row)), cost: costOf(nodes) };
}

function anyOf(nodes: readonly Node[]): Node {
  const tests = cheapFirst(nodes);
  return { test: (row) => tests.some((test) => test(row)), cost: costOf(nodes) };
}
