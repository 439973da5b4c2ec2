/**
 * Which lines of a module run: blocks by their indentation, and conditions that can be told. What is
 * inside functions and classes does not run with the module.
 */
import { colonAt } from './statements.js';
import type { LogicalLine, Token } from './tokens.js';

/** `certain`: it runs; `conditional`: perhaps; `skipped`: it does not. */
export type Run = 'certain' | 'conditional' | 'skipped';

/** What the branches of an `if` so far leave for the next one. */
type Rest = 'open' | 'taken' | 'unknown';

interface Enclosing {
  readonly indent: number;
  readonly run: Run;
  readonly rest: Rest | undefined;
}

export class Blocks {
  readonly #isTrue: (condition: readonly Token[]) => boolean | undefined;
  #enclosing: Enclosing[] = [];

  /** `isTrue`: whether a condition holds; undefined: that cannot be told. */
  constructor(isTrue: (condition: readonly Token[]) => boolean | undefined) {
    this.#isTrue = isTrue;
  }

  /** Whether what the line says is done, and what stands in the block it begins. */
  enter(line: LogicalLine): Run {
    const outer = this.#enclosing.filter(({ indent }) => indent < line.indent);
    const before = this.#enclosing.find(({ indent }) => indent === line.indent)?.rest;
    const around = strictest(outer.map(({ run }) => run));
    const { run, rest } = around === 'skipped' ? SKIPPED : this.#own(line, before);
    this.#enclosing = [...outer, { indent: line.indent, run, rest }];
    return strictest([around, run]);
  }

  #own({ tokens }: LogicalLine, before: Rest | undefined): { run: Run; rest: Rest | undefined } {
    const word = firstWord(tokens);
    switch (word) {
      case 'def':
      case 'class':
      case 'async':
        return SKIPPED;
      case 'if':
        return this.#branch(tokens, 'open');
      case 'elif':
        return this.#branch(tokens, before ?? 'unknown');
      case 'else':
        return { run: before === undefined ? 'conditional' : LAST[before], rest: undefined };
      case 'for':
      case 'while':
      case 'except':
      case 'finally':
      case 'with':
      case 'match':
        return { run: 'conditional', rest: undefined };
      default:
        return { run: 'certain', rest: undefined };
    }
  }

  #branch(tokens: readonly Token[], before: Rest): { run: Run; rest: Rest } {
    if (before === 'taken') return { run: 'skipped', rest: 'taken' };
    const holds = this.#isTrue(tokens.slice(1, colonAt(tokens)));
    if (holds === false) return { run: 'skipped', rest: before };
    const isCertain = holds === true && before === 'open';
    return isCertain ? { run: 'certain', rest: 'taken' } : { run: 'conditional', rest: 'unknown' };
  }
}

const SKIPPED: { run: Run; rest: undefined } = { run: 'skipped', rest: undefined };

const LAST: Readonly<Record<Rest, Run>> = {
  open: 'certain',
  taken: 'skipped',
  unknown: 'conditional',
};

const firstWord = ([first]: readonly Token[]): string => (first?.kind === 'name' ? first.text : '');

/** Lines that begin a block; `try` mostly guards an import of local settings. */
export const isHeader = ({ tokens }: LogicalLine): boolean =>
  /^(?:if|elif|else|for|while|try|except|finally|with|match)$/.test(firstWord(tokens));

const strictest = (runs: readonly Run[]): Run =>
  runs.find((run) => run === 'skipped') ?? runs.find((run) => run === 'conditional') ?? 'certain';
