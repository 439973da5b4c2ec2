/**
 * python-decouple's `config("NAME", default=..., cast=...)`: the environment, then the nearest settings.ini
 * or `.env` from the settings file upwards (decouple.py AutoConfig), then the default. The cast applies to
 * the default as well.
 */
import { dirname, resolve } from 'node:path';
import { toFloat, toInteger, toText } from './conversions.js';
import { decoupleVariables, type FileVariables } from './dotenv-files.js';
import { findUpwards } from './find-upwards.js';
import {
  argument,
  nodeOf,
  pathText,
  UNKNOWN,
  type CallArguments,
  type PythonSurroundings,
  type PythonValue,
  type SettingsReader,
} from './values.js';

/** `config` of the package, or `AutoConfig(search_path)`. */
export function autoConfig(searchPath?: string): SettingsReader {
  const variablesFor = (surroundings: PythonSurroundings): FileVariables => {
    const { file, folder, readText } = surroundings;
    const start = searchPath === undefined ? dirname(file) : resolve(folder, searchPath);
    const found = findUpwards(start, ['settings.ini', '.env'], readText);
    if (found === undefined) return new Map();
    return found.name === '.env' ? decoupleVariables(found.text) : iniVariables(found.text);
  };
  return readerOf(variablesFor);
}

/** `Config(RepositoryEnv(path))` and `Config(RepositoryIni(path))`. */
export function fileConfig(kind: 'env' | 'ini', path: string): SettingsReader {
  return readerOf(({ folder, readText }) => {
    const text = readText(resolve(folder, path)) ?? '';
    return kind === 'env' ? decoupleVariables(text) : iniVariables(text);
  });
}

function readerOf(
  variablesFor: (surroundings: PythonSurroundings) => FileVariables,
): SettingsReader {
  const get = (args: CallArguments, surroundings: PythonSurroundings): PythonValue => {
    const name = argument(args, 0, 'option');
    if (typeof name !== 'string') return UNKNOWN;
    const own = surroundings.environment.get(name);
    if (own !== null) return cast(own, argument(args, 2, 'cast'));
    const variables = variablesFor(surroundings);
    if (variables.has(name)) return cast(variables.get(name) ?? UNKNOWN, argument(args, 2, 'cast'));
    const fallback = argument(args, 1, 'default');
    return fallback === undefined ? UNKNOWN : cast(fallback, argument(args, 2, 'cast'));
  };
  return {
    call: get,
    method: (name, args, around) => (name === 'get' ? get(args, around) : UNKNOWN),
  };
}

/** The section `settings` of an ini file; names are told by any case there, `%` refers to others. */
function iniVariables(text: string): FileVariables {
  const found = new Map<string, string | undefined>();
  let isInside = false;
  for (const line of text.split(/\r?\n/)) {
    const header = /^\[(.*)\]/.exec(line)?.[1];
    if (header !== undefined) isInside = header === 'settings';
    const [, name, value = ''] = /^([^\s=:#;][^=:]*?)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? [];
    if (!isInside || name === undefined) continue;
    const plain = value.replaceAll('%%', '\0');
    found.set(name.toUpperCase(), plain.includes('%') ? undefined : plain.replaceAll('\0', '%'));
  }
  return found;
}

const TRUE = ['y', 'yes', 't', 'true', 'on', '1'];
const FALSE = ['n', 'no', 'f', 'false', 'off', '0', ''];

function cast(value: PythonValue, to: PythonValue | undefined): PythonValue {
  if (to === undefined) return value;
  switch (nodeOf(to, 'name')?.name) {
    case 'str':
      return toText(value);
    case 'int':
      return toInteger(value);
    case 'float':
      return toFloat(value);
    case 'bool': {
      const text = toText(value);
      if (typeof text !== 'string') return UNKNOWN;
      return TRUE.includes(text.toLowerCase())
        ? true
        : FALSE.includes(text.toLowerCase())
          ? false
          : UNKNOWN;
    }
    case 'decouple.Csv()':
      return listOf(value);
    case undefined:
    default:
      return UNKNOWN;
  }
}

/** `Csv()`; quotes, escapes and comments in it are not ours to undo. */
function listOf(value: PythonValue): PythonValue {
  if (typeof value !== 'string' || /['"\\#]/.test(value)) return UNKNOWN;
  const items = value.split(',').filter((item) => item !== '');
  return items.map((item) => item.trim());
}

/** A path given to a repository's class. */
export const repositoryPath = (args: CallArguments): string | undefined =>
  pathText(argument(args, 0, 'source'));
