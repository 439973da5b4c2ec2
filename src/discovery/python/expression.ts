/**
 * Python expressions, evaluated as far as that needs no Python: the operators of settings files over
 * primaries, in the order of precedence. Never throws; depth is bounded.
 */
import { percentFormat } from './formatting.js';
import { added, computed, contains, divided, equals, negated, united } from './operators.js';
import { PrimaryReader, type Scope } from './primary.js';
import { NotUnderstood, TokenCursor } from './token-cursor.js';
import type { Token } from './tokens.js';
import { nodeOf, truth, UNKNOWN, type PythonSurroundings, type PythonValue } from './values.js';

/** The value of the whole expression; unknown as soon as any part of it is not understood. */
export function evaluate(
  tokens: readonly Token[],
  scope: Scope,
  surroundings: PythonSurroundings,
): PythonValue {
  const cursor = new TokenCursor(tokens);
  try {
    const value = new ExpressionReader(cursor, scope, surroundings).tuple();
    return cursor.isAtEnd ? value : UNKNOWN;
  } catch (error) {
    if (error instanceof NotUnderstood) return UNKNOWN;
    throw error;
  }
}

class ExpressionReader {
  readonly #cursor: TokenCursor;
  readonly #surroundings: PythonSurroundings;
  readonly #primary: PrimaryReader;

  constructor(cursor: TokenCursor, scope: Scope, surroundings: PythonSurroundings) {
    this.#cursor = cursor;
    this.#surroundings = surroundings;
    this.#primary = new PrimaryReader(cursor, scope, surroundings, {
      one: () => this.#choice(),
      several: () => this.tuple(),
      apart: (tokens) => evaluate(tokens, scope, surroundings),
    });
  }

  /** One expression, or several with commas between them. */
  tuple(): PythonValue {
    const first = this.#choice();
    if (!this.#cursor.isAt(',')) return first;
    const items = [first];
    while (this.#cursor.accept(',')) {
      if (this.#cursor.isAtEnd || this.#cursor.isAtClosing()) break;
      items.push(this.#choice());
    }
    return items;
  }

  /** `a if condition else b`. */
  #choice(): PythonValue {
    return this.#cursor.nested(() => {
      const value = this.#either();
      if (!this.#cursor.acceptName('if')) return value;
      const condition = truth(this.#either());
      if (!this.#cursor.acceptName('else')) throw new NotUnderstood();
      const other = this.#choice();
      return condition === undefined ? UNKNOWN : condition ? value : other;
    });
  }

  /** `a or b`. */
  #either(): PythonValue {
    let value = this.#both();
    while (this.#cursor.acceptName('or')) {
      const right = this.#both();
      const isTrue = truth(value);
      value = isTrue === undefined ? UNKNOWN : isTrue ? value : right;
    }
    return value;
  }

  /** `a and b`. */
  #both(): PythonValue {
    let value = this.#inverse();
    while (this.#cursor.acceptName('and')) {
      const right = this.#inverse();
      const isTrue = truth(value);
      value = isTrue === undefined ? UNKNOWN : isTrue ? right : value;
    }
    return value;
  }

  #inverse(): PythonValue {
    return this.#cursor.acceptName('not')
      ? this.#cursor.nested(() => negated(this.#inverse()))
      : this.#comparison();
  }

  /** One comparison; a chain of them is not understood. */
  #comparison(): PythonValue {
    const cursor = this.#cursor;
    const left = this.#union();
    if (cursor.accept('==')) return equals(left, this.#union());
    if (cursor.accept('!=')) return negated(equals(left, this.#union()));
    if (cursor.acceptName('in')) return this.#isIn(left, this.#union());
    if (cursor.acceptName('is')) {
      const isNegative = cursor.acceptName('not');
      const isSame = equals(left, this.#union());
      return isNegative ? negated(isSame) : isSame;
    }
    if (!cursor.acceptName('not')) return left;
    if (!cursor.acceptName('in')) throw new NotUnderstood();
    return negated(this.#isIn(left, this.#union()));
  }

  #isIn(left: PythonValue, right: PythonValue): PythonValue {
    if (nodeOf(right, 'name')?.name !== 'os.environ') return contains(left, right);
    const value = typeof left === 'string' ? this.#surroundings.environment.get(left) : UNKNOWN;
    return value === null ? false : typeof value === 'string' ? true : UNKNOWN;
  }

  #union(): PythonValue {
    let value = this.#sum();
    while (this.#cursor.accept('|')) value = united(value, this.#sum());
    return value;
  }

  #sum(): PythonValue {
    let value = this.#product();
    for (;;) {
      if (this.#cursor.accept('+')) value = added(value, this.#product());
      else if (this.#cursor.accept('-')) value = computed(value, this.#product(), (a, b) => a - b);
      else return value;
    }
  }

  #product(): PythonValue {
    const cursor = this.#cursor;
    let value = this.#signed();
    for (;;) {
      if (cursor.accept('*')) value = computed(value, this.#signed(), (a, b) => a * b);
      else if (cursor.accept('//'))
        value = computed(value, this.#signed(), (a, b) => Math.floor(a / b));
      else if (cursor.accept('/')) value = divided(value, this.#signed());
      else if (cursor.accept('%')) value = remainderOrText(value, this.#signed());
      else return value;
    }
  }

  #signed(): PythonValue {
    if (!this.#cursor.accept('-')) return this.#primary.read();
    const value = this.#primary.read();
    return typeof value === 'number' ? -value : UNKNOWN;
  }
}

/** `%` formats text, and is the remainder of numbers. */
const remainderOrText = (left: PythonValue, right: PythonValue): PythonValue =>
  typeof left === 'string'
    ? percentFormat(left, right)
    : computed(left, right, (a, b) => a - b * Math.floor(a / b));
