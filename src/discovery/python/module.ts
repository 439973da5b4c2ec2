/**
 * The names that a Python module defines at its top level, read without running it: assignments and
 * imports of the project's own files. What depends on a condition that cannot be told is unknown; what is
 * inside functions and classes does not count.
 */
import { Blocks, isHeader, type Run } from './blocks.js';
import { evaluate } from './expression.js';
import { importedName, mutated, withItem } from './methods.js';
import {
  absoluteModule,
  colonAt,
  importedItem,
  isOperator,
  isWord,
  splitAt,
  targetOf,
  textOf,
  type Target,
} from './statements.js';
import { logicalLines, type LogicalLine, type Token } from './tokens.js';
import {
  nodeOf,
  orUnknown,
  truth,
  UNKNOWN,
  type PythonSurroundings,
  type PythonValue,
} from './values.js';

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
  /** Python's `sys.modules`: each is read once, and one that imports itself sees what it has so far. */
  readonly modules: Map<string, ModuleNames>;
}

/** Settings import more settings; beyond this many modules, the rest is not followed. */
const MAX_MODULES = 100;

/** undefined: the project has no such module. */
export function readModule(module: string, reading: ModuleReading): ModuleNames | undefined {
  const { modules } = reading;
  const before = modules.get(module);
  if (before !== undefined) return before;
  const source = modules.size < MAX_MODULES ? reading.load(module) : undefined;
  if (source === undefined) return undefined;
  const names = new Map<string, Assignment>();
  modules.set(module, names);
  new ModuleReader(module, source.file, reading, names).read(logicalLines(source.text));
  return names;
}

class ModuleReader {
  readonly #names: Map<string, Assignment>;
  readonly #own: string;
  readonly #file: string;
  readonly #reading: ModuleReading;

  constructor(
    module: string,
    file: string,
    reading: ModuleReading,
    names: Map<string, Assignment>,
  ) {
    this.#own = module;
    this.#file = file;
    this.#reading = reading;
    this.#names = names;
  }

  read(lines: readonly LogicalLine[]): void {
    const blocks = new Blocks((condition) => truth(this.#evaluate(condition)));
    for (const line of lines) {
      const run = blocks.enter(line);
      if (run === 'skipped') continue;
      if (mentions(line, 'globals', 'locals', 'vars', 'DjangoDynaconf')) this.#forgetAll(line);
      for (const statement of statementsOf(line)) this.#statement(statement, line.line, run);
    }
  }

  #statement(tokens: readonly Token[], line: number, run: Run): void {
    if (isWord(tokens[0], 'from')) this.#importFrom(tokens, line, run);
    else if (isWord(tokens[0], 'import')) this.#import(tokens, line);
    else if (splitAt(tokens, '=').length > 1) this.#assign(tokens, line, run);
    else this.#express(tokens, line, run);
  }

  /** `A = B = value`, `A: type = value`, `A['key'] = value`. */
  #assign(tokens: readonly Token[], line: number, run: Run): void {
    const parts = splitAt(tokens, '=');
    const value = run === 'certain' ? this.#evaluate(parts.at(-1) ?? []) : UNKNOWN;
    for (const part of parts.slice(0, -1)) {
      const target = targetOf(part);
      if (target !== undefined) this.#setAt(target, value, line);
      else this.#setElsewhere(part, value, line);
    }
  }

  #setAt(target: Target, value: PythonValue, line: number): void {
    const known = orUnknown(this.#names.get(target.name)?.value);
    const keys = target.keys.map((key) => this.#evaluate(key));
    if (nodeOf(known, 'name')?.name === 'os.environ') this.#setVariable(keys[0], value);
    else this.#set(target.name, withItem(known, keys, value), line);
  }

  /** `os.environ['A'] = value`; of other targets, such as pairs, all names become unknown. */
  #setElsewhere(tokens: readonly Token[], value: PythonValue, line: number): void {
    const at = tokens.findIndex((token) => isOperator(token, '['));
    const base = at === -1 ? UNKNOWN : this.#evaluate(tokens.slice(0, at));
    if (nodeOf(base, 'name')?.name === 'os.environ') {
      this.#setVariable(this.#evaluate(tokens.slice(at + 1, -1)), value);
      return;
    }
    for (const token of tokens) {
      if (token.kind === 'name') this.#set(token.text, UNKNOWN, line);
    }
  }

  #setVariable(name: PythonValue | undefined, value: PythonValue): void {
    if (typeof name !== 'string') return;
    const { environment } = this.#reading.surroundings;
    environment.set(name, typeof value === 'string' ? value : undefined);
  }

  /** `A += value`, `A.update(value)`, and calls that read a file into the environment. */
  #express(tokens: readonly Token[], line: number, run: Run): void {
    const [first, second, third] = tokens;
    if (first?.kind === 'name' && second?.kind === 'operator' && /^[^=!<>]+=$/.test(second.text)) {
      const isSum = second.text === '+=' && run === 'certain';
      const sum = isSum
        ? this.#evaluate([first, { kind: 'operator', text: '+' }, ...tokens.slice(2)])
        : UNKNOWN;
      this.#set(first.text, sum, line);
      return;
    }
    if (run === 'certain') this.#evaluate(tokens);
    const call = tokens.findIndex(
      (token, at) => isOperator(token, '.') && isOperator(tokens[at + 2], '('),
    );
    const target = call === -1 ? undefined : targetOf(tokens.slice(0, call));
    const held = this.#names.get(target?.name ?? '')?.value;
    if (target === undefined || held === undefined || third === undefined) return;
    if (!isContainer(held)) return;
    const keys = target.keys.map((key) => this.#evaluate(key));
    const before = this.#evaluate(tokens.slice(0, call));
    const method = textOf(tokens[call + 1]);
    const after =
      run === 'certain'
        ? mutated(before, method, this.#argumentsAt(tokens.slice(call + 2)))
        : UNKNOWN;
    this.#set(target.name, withItem(held, keys, after), line);
  }

  /** The positional arguments of a call; a keyword makes what is changed unknown. */
  #argumentsAt(tokens: readonly Token[]): Parameters<typeof mutated>[2] {
    const inner = splitAt(tokens.slice(1, -1), ',').filter((part) => part.length > 0);
    const positional = inner.map((part) => this.#evaluate(part));
    return { positional, keyword: new Map() };
  }

  /** `import os`, `import os.path as p`. */
  #import(tokens: readonly Token[], line: number): void {
    for (const item of splitAt(tokens.slice(1), ',')) {
      const { name, alias } = importedItem(item);
      if (name === '') continue;
      const bound = alias ?? name.split('.')[0] ?? name;
      this.#set(bound, this.#module(alias === undefined ? bound : name), line);
    }
  }

  /** One of the project's own with what it defines; any other by its name. */
  #module(name: string): PythonValue {
    const names = readModule(name, this.#reading);
    if (names === undefined) return importedName(name);
    return { kind: 'module', names: new Map([...names].map(([key, { value }]) => [key, value])) };
  }

  /** `from .base import *`, `from os import environ as env`. */
  #importFrom(tokens: readonly Token[], line: number, run: Run): void {
    const at = tokens.findIndex((token) => isWord(token, 'import'));
    if (at === -1) return;
    const module = absoluteModule(tokens.slice(1, at).map(textOf).join(''), this.#own, this.#file);
    const names = readModule(module, this.#reading);
    const items = tokens.slice(at + 1).filter((token) => !'()'.includes(textOf(token)));
    if (items.length === 1 && isOperator(items[0], '*')) {
      for (const [name, found] of names ?? []) {
        if (name.startsWith('_')) continue;
        this.#names.set(name, run === 'certain' ? found : { ...found, value: UNKNOWN });
      }
      return;
    }
    for (const item of splitAt(items, ',')) {
      const { name, alias } = importedItem(item);
      const found = names?.get(name);
      const bound = alias ?? name;
      if (found !== undefined) this.#names.set(bound, found);
      else if (name !== '') {
        const whole = this.#module(`${module}.${name}`);
        const isHere = names === undefined || nodeOf(whole, 'module') !== undefined;
        this.#set(bound, isHere ? whole : UNKNOWN, line);
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

const isContainer = (value: PythonValue): boolean =>
  Array.isArray(value) || nodeOf(value, 'dict') !== undefined;

/** Statements of a line: `a = 1; b = 2`, and the one behind `if x:` on the same line. */
function statementsOf(line: LogicalLine): readonly (readonly Token[])[] {
  const { tokens } = line;
  const colon = isHeader(line) ? colonAt(tokens) : -1;
  const statements = splitAt(colon === -1 ? tokens : tokens.slice(colon + 1), ';');
  return statements.filter((statement) => statement.length > 0);
}

const mentions = ({ tokens }: LogicalLine, ...words: readonly string[]): boolean =>
  tokens.some((token) => token.kind === 'name' && words.includes(token.text));
