/**
 * The few functions that settings files compute with: the environment, paths, conversions. Calls
 * nothing of the project; what is not in these tables has an unknown value.
 */
import { dirname, isAbsolute, join, normalize, resolve } from 'node:path';
import { isList, isUnknown, nodeOf, pathText, truth, UNKNOWN, type PythonValue } from './values.js';

export interface CallArguments {
  readonly positional: readonly PythonValue[];
  readonly keyword: ReadonlyMap<string, PythonValue>;
}

/** What the expressions are evaluated in. */
export interface PythonSurroundings {
  /** Absolute path of the file, Python's `__file__`. */
  readonly file: string;
  /** Where a relative path is relative to: the folder with manage.py. */
  readonly folder: string;
  readonly environment: Readonly<NodeJS.ProcessEnv>;
}

/** The value of `name(...)` for an imported name. */
export function callFunction(
  name: string,
  args: CallArguments,
  surroundings: PythonSurroundings,
): PythonValue {
  const [first, second] = args.positional;
  switch (name) {
    case 'os.getenv':
    case 'os.environ.get':
      return variable(first, second ?? args.keyword.get('default') ?? null, surroundings);
    case 'os.path.join':
      return joined(args.positional) ?? UNKNOWN;
    case 'os.path.dirname':
      return onText(first, dirname);
    case 'os.path.normpath':
      return onText(first, normalize);
    case 'os.path.abspath':
    case 'os.path.realpath':
      return onText(first, (path) => resolve(surroundings.folder, path));
    case 'os.path.expanduser':
      return onText(first, (path) => (path.startsWith('~') ? undefined : path));
    case 'pathlib.Path':
    case 'pathlib.PurePath':
      return asPath(joined(args.positional));
    case 'tempfile.gettempdir':
      return UNKNOWN;
    case 'str':
      return typeof first === 'number' ? String(first) : (pathText(first) ?? UNKNOWN);
    case 'int':
      return toInteger(first);
    case 'bool':
      return first === undefined ? false : (truth(first) ?? UNKNOWN);
    case 'list':
    case 'tuple':
      return first === undefined ? [] : isList(first) ? first : UNKNOWN;
    case 'dict':
      return args.positional.length === 0 ? { kind: 'dict', entries: args.keyword } : UNKNOWN;
    default:
      return UNKNOWN;
  }
}

/** The value of `value.name(...)`. */
export function callMethod(
  value: PythonValue,
  name: string,
  args: CallArguments,
  { folder }: PythonSurroundings,
): PythonValue {
  const path = nodeOf(value, 'path')?.path;
  if (path !== undefined) {
    if (name === 'resolve' || name === 'absolute') return asPath(resolve(folder, path));
    if (name === 'joinpath') return asPath(joined([path, ...args.positional]));
    return name === 'as_posix' ? path : UNKNOWN;
  }
  if (typeof value !== 'string') return UNKNOWN;
  const [first] = args.positional;
  switch (name) {
    case 'strip':
      return first === undefined ? value.trim() : UNKNOWN;
    case 'lower':
      return value.toLowerCase();
    case 'upper':
      return value.toUpperCase();
    case 'split':
      return typeof first === 'string' && first !== '' ? value.split(first) : UNKNOWN;
    case 'encode':
      return /^[\x20-\x7e]*$/.test(value) ? { kind: 'bytes', text: value } : UNKNOWN;
    default:
      return UNKNOWN;
  }
}

/** The value of `value.name`. */
export function attributeOf(value: PythonValue, name: string): PythonValue {
  const imported = nodeOf(value, 'name');
  if (imported !== undefined) return { kind: 'name', name: `${imported.name}.${name}` };
  const path = nodeOf(value, 'path')?.path;
  if (path !== undefined && name === 'parent') return { kind: 'path', path: dirname(path) };
  if (path !== undefined && name === 'parents') return parentsOf(path);
  return isUnknown(value) ? UNKNOWN : { kind: 'method', of: value, name };
}

/** The value of `value[key]`. */
export function itemOf(
  value: PythonValue,
  key: PythonValue,
  surroundings: PythonSurroundings,
): PythonValue {
  if (nodeOf(value, 'name')?.name === 'os.environ') return variable(key, UNKNOWN, surroundings);
  if (isList(value) && typeof key === 'number') return value.at(key) ?? UNKNOWN;
  const entries = nodeOf(value, 'dict')?.entries;
  return typeof key === 'string' ? (entries?.get(key) ?? UNKNOWN) : UNKNOWN;
}

function variable(
  name: PythonValue | undefined,
  fallback: PythonValue,
  { environment }: PythonSurroundings,
): PythonValue {
  return typeof name === 'string' ? (environment[name] ?? fallback) : UNKNOWN;
}

/** os.path.join: what follows an absolute path replaces all before it. */
function joined(parts: readonly PythonValue[]): string | undefined {
  let path: string | undefined;
  for (const part of parts) {
    const text = pathText(part);
    if (text === undefined) return undefined;
    path = path === undefined || isAbsolute(text) ? text : join(path, text);
  }
  return path;
}

const asPath = (path: string | undefined): PythonValue =>
  path === undefined ? UNKNOWN : { kind: 'path', path };

function onText(
  value: PythonValue | undefined,
  change: (text: string) => string | undefined,
): PythonValue {
  const text = pathText(value);
  return text === undefined ? UNKNOWN : (change(text) ?? UNKNOWN);
}

function toInteger(value: PythonValue | undefined): PythonValue {
  if (typeof value === 'number') return Math.trunc(value);
  return typeof value === 'string' && /^\s*[-+]?\d+\s*$/.test(value) ? Number(value) : UNKNOWN;
}

function parentsOf(path: string): PythonValue {
  const parents: PythonValue[] = [];
  for (let current = path; dirname(current) !== current; current = dirname(current)) {
    parents.push({ kind: 'path', path: dirname(current) });
  }
  return parents;
}
