/**
 * The names that a Python module defines at its top level, read without running it: assignments and
 * imports of the project's own files. What depends on a condition is unknown; what is inside functions
 * and classes does not count.
 */
import type { PythonSurroundings } from './calls.js';
import { evaluate } from './expression.js';
import { logicalLines, type LogicalLine, type Token } from './tokens.js';
import { UNKNOWN, type PythonValue } from './values.js';

export interface Assignment {
  readonly value: PythonValue;
  /** Absolute path. */
  readonly file: string;
  readonly line: number;
}
export type ModuleNames = ReadonlyMap<string, Assignment>;

/** Reads a module's file: its path and text; undefined where there is none in the project. */
export type ModuleLoader = (
  module: string,
) => { readonly file: string; readonly text: string } | undefined;

export interface ModuleReading {
  readonly load: ModuleLoader;
  readonly surroundings: Omit<PythonSurroundings, 'file'>;
}

/** Settings import settings that import settings; more than this is no settings file. */
const MAX_NESTED_IMPORTS = 8;

/** undefined: the project has no such module. */
export function readModule(
  module: string,
  reading: ModuleReading,
  depth = 0,
): ModuleNames | undefined {
  const source = depth > MAX_NESTED_IMPORTS ? undefined : reading.load(module);
  if (source === undefined) return undefined;
  return new ModuleReader(module, source.file, reading, depth).read(logicalLines(source.text));
}

/** What a block at the top level does to the assignments inside it. */
type Block = 'certain' | 'conditional' | 'ignored';

class ModuleReader {
  readonly #names = new Map<string, Assignment>();
  readonly #module: string;
  readonly #file: string;
  readonly #reading: ModuleReading;
  readonly #depth: number;

  constructor(module: string, file: string, reading: ModuleReading, depth: number) {
    this.#module = module;
    this.#file = file;
    this.#reading = reading;
    this.#depth = depth;
  }

  read(lines: readonly LogicalLine[]): ModuleNames {
    const enclosing: { readonly indent: number; readonly block: Block }[] = [];
    for (const line of lines) {
      while ((enclosing.at(-1)?.indent ?? -1) >= line.indent) enclosing.pop();
      enclosing.push({ indent: line.indent, block: blockOf(line.tokens[0]) });
      const block = strictest(enclosing.map((each) => each.block));
      if (block === 'ignored') continue;
      if (mentions(line, 'globals', 'locals', 'vars')) this.#forgetAll(line);
      for (const statement of statementsOf(line)) this.#statement(statement, line.line, block);
    }
    return this.#names;
  }

  #statement(tokens: readonly Token[], line: number, block: Block): void {
    if (isWord(tokens[0], 'from')) this.#importFrom(tokens, line, block);
    else if (isWord(tokens[0], 'import')) this.#import(tokens, line);
    else this.#assign(tokens, line, block);
  }

  /** `A = B = value`, `A: type = value`; `A += value` and `A['key'] = value` make A unknown. */
  #assign(tokens: readonly Token[], line: number, block: Block): void {
    const [first, second] = tokens;
    if (first?.kind !== 'name') return;
    const parts = splitAt(tokens, '=');
    const targets = parts.slice(0, -1);
    const value = parts.at(-1);
    if (targets.length === 0 || value === undefined) {
      if (second?.kind === 'operator' && /^[^=!<>]+=$/.test(second.text)) {
        this.#set(first.text, UNKNOWN, line);
      }
      return;
    }
    const isPlain = targets.every((target) => target.length === 1 || isOperator(target[1], ':'));
    const known = isPlain && block === 'certain' ? this.#evaluate(value) : UNKNOWN;
    for (const [target] of targets) {
      if (target?.kind === 'name') this.#set(target.text, known, line);
    }
  }

  /** `import os`, `import os.path as p`. */
  #import(tokens: readonly Token[], line: number): void {
    for (const item of splitAt(tokens.slice(1), ',')) {
      const { name, alias } = importedItem(item);
      if (name === '') continue;
      const bound = alias ?? name.split('.')[0] ?? name;
      this.#set(bound, { kind: 'name', name: alias === undefined ? bound : name }, line);
    }
  }

  /** `from .base import *`, `from os import environ as env`. */
  #importFrom(tokens: readonly Token[], line: number, block: Block): void {
    const at = tokens.findIndex((token) => isWord(token, 'import'));
    if (at === -1) return;
    const module = absoluteModule(
      tokens.slice(1, at).map(textOf).join(''),
      this.#module,
      this.#file,
    );
    const names = readModule(module, this.#reading, this.#depth + 1);
    const items = tokens.slice(at + 1).filter((token) => !'()'.includes(textOf(token)));
    if (items.length === 1 && isOperator(items[0], '*')) {
      for (const [name, found] of names ?? []) {
        if (name.startsWith('_')) continue;
        this.#names.set(name, block === 'certain' ? found : { ...found, value: UNKNOWN });
      }
      return;
    }
    for (const item of splitAt(items, ',')) {
      const { name, alias } = importedItem(item);
      const found = names?.get(name);
      const bound = alias ?? name;
      if (found !== undefined) this.#names.set(bound, found);
      else if (name !== '') {
        this.#set(
          bound,
          names === undefined ? { kind: 'name', name: `${module}.${name}` } : UNKNOWN,
          line,
        );
      }
    }
  }

  #evaluate(tokens: readonly Token[]): PythonValue {
    const scope = (name: string): PythonValue | undefined => this.#names.get(name)?.value;
    return evaluate(tokens, scope, { ...this.#reading.surroundings, file: this.#file });
  }

  #set(name: string, value: PythonValue, line: number): void {
    this.#names.set(name, { value, file: this.#file, line });
  }

  /** Something may write any name: `django_heroku.settings(locals())`. */
  #forgetAll({ line }: LogicalLine): void {
    for (const name of this.#names.keys()) {
      if (/^[A-Z]/.test(name)) this.#set(name, UNKNOWN, line);
    }
  }
}

/** `try` mostly guards an import of local settings, which runs if the file is there. */
function blockOf(first: Token | undefined): Block {
  switch (first?.kind === 'name' ? first.text : '') {
    case 'def':
    case 'class':
    case 'async':
      return 'ignored';
    case 'if':
    case 'elif':
    case 'else':
    case 'for':
    case 'while':
    case 'except':
    case 'finally':
    case 'with':
    case 'match':
      return 'conditional';
    default:
      return 'certain';
  }
}

const strictest = (blocks: readonly Block[]): Block =>
  blocks.find((block) => block === 'ignored') ??
  blocks.find((block) => block === 'conditional') ??
  'certain';

/** Statements of a line: `a = 1; b = 2`, and the one behind `if x:` on the same line. */
function statementsOf({ tokens }: LogicalLine): readonly (readonly Token[])[] {
  const [first] = tokens;
  const isHeader = blockOf(first) !== 'certain' || isWord(first, 'try');
  const colon = isHeader ? colonAt(tokens) : -1;
  return splitAt(colon === -1 ? tokens : tokens.slice(colon + 1), ';');
}

function colonAt(tokens: readonly Token[]): number {
  let depth = 0;
  return tokens.findIndex((token) => {
    depth += nesting(token);
    return depth === 0 && isOperator(token, ':');
  });
}

/** Parts between an operator that stands outside brackets. */
function splitAt(tokens: readonly Token[], operator: string): readonly (readonly Token[])[] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    depth += nesting(token);
    if (depth === 0 && isOperator(token, operator)) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

function importedItem(tokens: readonly Token[]): { name: string; alias: string | undefined } {
  const at = tokens.findIndex((token) => isWord(token, 'as'));
  const name = (at === -1 ? tokens : tokens.slice(0, at)).map(textOf).join('');
  return { name, alias: at === -1 ? undefined : textOf(tokens[at + 1]) };
}

/** `.base` in `site.settings.dev` is `site.settings.base`; in a package's __init__, one level less. */
function absoluteModule(written: string, module: string, file: string): string {
  const [, dots = '', rest = ''] = /^(\.*)(.*)$/.exec(written) ?? [];
  if (dots === '') return rest;
  const isPackage = /[/\\]__init__\.py$/.test(file);
  const up = dots.length - (isPackage ? 1 : 0);
  const base = module.split('.').slice(0, up === 0 ? undefined : -up);
  return [...base, ...(rest === '' ? [] : [rest])].join('.');
}

const mentions = ({ tokens }: LogicalLine, ...words: readonly string[]): boolean =>
  tokens.some((token) => token.kind === 'name' && words.includes(token.text));

const isOperator = (token: Token | undefined, text: string): boolean =>
  token?.kind === 'operator' && token.text === text;

const isWord = (token: Token | undefined, text: string): boolean =>
  token?.kind === 'name' && token.text === text;

const textOf = (token: Token | undefined): string =>
  token?.kind === 'name' || token?.kind === 'operator' ? token.text : '';

function nesting(token: Token): number {
  if (token.kind !== 'operator') return 0;
  if ('([{'.includes(token.text)) return 1;
  return ')]}'.includes(token.text) ? -1 : 0;
}
