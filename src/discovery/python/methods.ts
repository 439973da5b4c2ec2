/** Attributes, items and methods of values in settings files; what is not here is unknown. */
import { dirname, resolve } from 'node:path';
import { braceFormat } from './formatting.js';
import { asPath, joined } from './functions.js';
import {
  dictOf,
  entriesOf,
  isList,
  isUnknown,
  nodeOf,
  orUnknown,
  UNKNOWN,
  type CallArguments,
  type PythonSurroundings,
  type PythonValue,
} from './values.js';
import { variable } from './variables.js';

/** The value of `value.name(...)`. */
export function callMethod(
  value: PythonValue,
  name: string,
  args: CallArguments,
  surroundings: PythonSurroundings,
): PythonValue {
  if (typeof value === 'string') return textMethod(value, name, args);
  const reader = nodeOf(value, 'reader')?.reader;
  if (reader !== undefined) return reader.method(name, args, surroundings);
  const path = nodeOf(value, 'path')?.path;
  if (path !== undefined) return pathMethod(path, name, args, surroundings);
  const entries = entriesOf(value);
  const [first, second = null] = args.positional;
  if (entries === undefined) return UNKNOWN;
  if (name === 'get' && typeof first === 'string')
    return entries.has(first) ? orUnknown(entries.get(first)) : second;
  return name === 'copy' ? value : UNKNOWN;
}

function pathMethod(
  path: string,
  name: string,
  { positional }: CallArguments,
  { folder }: PythonSurroundings,
): PythonValue {
  switch (name) {
    case 'resolve':
    case 'absolute':
      return asPath(resolve(folder, path));
    case 'joinpath':
      return asPath(joined([path, ...positional]));
    case 'as_posix':
      return path;
    default:
      return UNKNOWN;
  }
}

function textMethod(text: string, name: string, args: CallArguments): PythonValue {
  const [first, second] = args.positional;
  switch (name) {
    case 'strip':
      return first === undefined ? text.trim() : UNKNOWN;
    case 'lower':
      return text.toLowerCase();
    case 'upper':
      return text.toUpperCase();
    case 'split':
      return typeof first === 'string' && first !== '' ? text.split(first) : UNKNOWN;
    case 'replace':
      return typeof first === 'string' && typeof second === 'string' && args.positional.length === 2
        ? text.replaceAll(first, () => second)
        : UNKNOWN;
    case 'startswith':
      return typeof first === 'string' ? text.startsWith(first) : UNKNOWN;
    case 'endswith':
      return typeof first === 'string' ? text.endsWith(first) : UNKNOWN;
    case 'join': {
      const parts = first !== undefined && isList(first) ? first : [UNKNOWN];
      const texts = parts.filter((part) => typeof part === 'string');
      return texts.length === parts.length ? texts.join(text) : UNKNOWN;
    }
    case 'format':
      return braceFormat(text, args);
    case 'encode':
      return /^[\x20-\x7e]*$/.test(text) ? { kind: 'bytes', text } : UNKNOWN;
    default:
      return UNKNOWN;
  }
}

/** The value of `value.name`. */
export function attributeOf(value: PythonValue, name: string): PythonValue {
  const imported = nodeOf(value, 'name');
  if (imported !== undefined) return importedName(`${imported.name}.${name}`);
  const module = nodeOf(value, 'module');
  if (module !== undefined) return orUnknown(module.names.get(name));
  const path = nodeOf(value, 'path')?.path;
  if (path !== undefined && name === 'parent') return { kind: 'path', path: dirname(path) };
  if (path !== undefined && name === 'parents') return parentsOf(path);
  return isUnknown(value) ? UNKNOWN : { kind: 'method', of: value, name };
}

/** Something of a package; few have a value of their own. */
export const importedName = (name: string): PythonValue =>
  orUnknown(CONSTANTS.get(name) ?? { kind: 'name', name });

/** `sys.argv` is that of the server as far as settings look at it: not `test`. */
const CONSTANTS: ReadonlyMap<string, PythonValue> = new Map<string, PythonValue>([
  ['sys.argv', ['manage.py', 'runserver']],
  ['ssl.CERT_NONE', 0],
  ['ssl.CERT_OPTIONAL', 1],
  ['ssl.CERT_REQUIRED', 2],
]);

/** The value of `value[key]`. */
export function itemOf(
  value: PythonValue,
  key: PythonValue,
  { environment }: PythonSurroundings,
): PythonValue {
  if (nodeOf(value, 'name')?.name === 'os.environ') return variable(key, UNKNOWN, environment);
  if (isList(value) && typeof key === 'number') return orUnknown(value.at(key));
  return typeof key === 'string' ? orUnknown(entriesOf(value)?.get(key)) : UNKNOWN;
}

/** `value[a][b] = item`, the containers being copied; unknown where they are not known. */
export function withItem(
  value: PythonValue,
  keys: readonly PythonValue[],
  item: PythonValue,
): PythonValue {
  const [key, ...rest] = keys;
  if (key === undefined) return item;
  const entries = entriesOf(value);
  if (entries === undefined || typeof key !== 'string') return UNKNOWN;
  const before = orUnknown(entries.get(key));
  return dictOf([...entries, [key, withItem(before, rest, item)]]);
}

/** What a method that changes its object leaves of it; unknown where that is not known. */
export function mutated(value: PythonValue, name: string, args: CallArguments): PythonValue {
  const entries = entriesOf(value);
  const [first] = args.positional;
  if (entries !== undefined && name === 'update') {
    const more = first === undefined ? new Map<string, PythonValue>() : entriesOf(first);
    return more === undefined ? UNKNOWN : dictOf([...entries, ...more, ...args.keyword]);
  }
  if (isList(value) && first !== undefined && name === 'append') return [...value, first];
  if (isList(value) && first !== undefined && isList(first) && name === 'extend') {
    return [...value, ...first];
  }
  return UNKNOWN;
}

function parentsOf(path: string): PythonValue {
  const parents: PythonValue[] = [];
  for (let current = path; dirname(current) !== current; current = dirname(current)) {
    parents.push({ kind: 'path', path: dirname(current) });
  }
  return parents;
}
