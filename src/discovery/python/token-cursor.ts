/** A place in the tokens of an expression, and the steps from it. Whoever asks for what is not there throws. */
import type { Token } from './tokens.js';

/** The expression, or this part of it, is none that we evaluate. */
export class NotUnderstood extends Error {}

/** Nested deeper, an expression is not understood. */
const MAX_DEPTH = 60;

export class TokenCursor {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get isAtEnd(): boolean {
    return this.#next >= this.#tokens.length;
  }

  /** The token `ahead` of the next one. */
  peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#next + ahead];
  }

  /** The next token, passed. */
  take(): Token | undefined {
    return this.#tokens[this.#next++];
  }

  isAt(operator: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token?.kind === 'operator' && token.text === operator;
  }

  isAtClosing(): boolean {
    return this.isAt(')') || this.isAt(']') || this.isAt('}');
  }

  accept(operator: string): boolean {
    const isHere = this.isAt(operator);
    if (isHere) this.#next += 1;
    return isHere;
  }

  acceptName(word: string): boolean {
    const token = this.peek();
    const isHere = token?.kind === 'name' && token.text === word;
    if (isHere) this.#next += 1;
    return isHere;
  }

  expect(operator: string): void {
    if (!this.accept(operator)) throw new NotUnderstood();
  }

  name(): string {
    const token = this.take();
    if (token?.kind !== 'name') throw new NotUnderstood();
    return token.text;
  }

  /** Runs one level deeper, of which there are not many. */
  nested<Result>(read: () => Result): Result {
    if (++this.#depth > MAX_DEPTH) throw new NotUnderstood();
    const result = read();
    this.#depth -= 1;
    return result;
  }

  /** A part up to a comma or a closing bracket; undefined, with the part passed, if it is not understood. */
  part<Result>(read: () => Result): Result | undefined {
    const [start, depth] = [this.#next, this.#depth];
    try {
      const result = read();
      if (this.isAt(',') || this.isAtClosing()) return result;
    } catch (error) {
      if (!(error instanceof NotUnderstood)) throw error;
    }
    [this.#next, this.#depth] = [start, depth];
    this.#skipPart();
    return undefined;
  }

  #skipPart(): void {
    for (let nested = 0; !this.isAtEnd; this.#next += 1) {
      if (nested === 0 && (this.isAt(',') || this.isAtClosing())) return;
      if (this.isAtClosing()) nested -= 1;
      else if (this.isAt('(') || this.isAt('[') || this.isAt('{')) nested += 1;
    }
  }
}
