/** The `Env` of the package environs: `env("NAME", default)`, `env.bool(...)`, `env.dj_db_url(...)`. */
import { dirname, resolve } from 'node:path';
import { toFloat, toInteger } from './conversions.js';
import { dotenvVariables } from './dotenv-files.js';
import { findUpwards } from './find-upwards.js';
import { fromJson } from './json-values.js';
import { databaseEntry } from './service-urls.js';
import {
  argument,
  orUnknown,
  pathText,
  UNKNOWN,
  type CallArguments,
  type PythonSurroundings,
  type PythonValue,
  type SettingsReader,
} from './values.js';
import { addVariables, variable } from './variables.js';

export const ENVIRONS_READER: SettingsReader = {
  call: (args, surroundings) => converted('str', args, surroundings),
  method: (name, args, surroundings) =>
    name === 'read_env' ? readFile(args, surroundings) : converted(name, args, surroundings),
};

/** The default is taken as it is. */
function converted(
  name: string,
  args: CallArguments,
  { environment }: PythonSurroundings,
): PythonValue {
  const fallback = orUnknown(argument(args, 1, 'default'));
  const value = variable(argument(args, 0, 'name'), UNKNOWN_MARK, environment);
  const isFallback = value === UNKNOWN_MARK;
  const text = isFallback ? fallback : value;
  if (name === 'dj_db_url') {
    const entry = typeof text === 'string' ? databaseEntry(text, { isEnviron: false }) : undefined;
    return entry ?? UNKNOWN;
  }
  if (isFallback || typeof text !== 'string') return text;
  switch (name) {
    case 'str':
      return text;
    case 'bool':
      return booleanOf(text);
    case 'int':
      return toInteger(text);
    case 'float':
      return toFloat(text);
    case 'json':
      return fromJson(text);
    case 'path':
      return { kind: 'path', path: text };
    case 'list':
      return args.keyword.has('subcast')
        ? UNKNOWN
        : text === ''
          ? []
          : text.split(',').map((item) => item.trim());
    default:
      return UNKNOWN;
  }
}

/** A value of its own, told from an unclear variable by being this very object. */
const UNKNOWN_MARK: PythonValue = { kind: 'unknown' };

function booleanOf(text: string): PythonValue {
  if (/^(?:t|true|on|1|y|yes)$/i.test(text)) return true;
  return /^(?:f|false|off|0|n|no)$/i.test(text) ? false : UNKNOWN;
}

/** The nearest `.env` from the settings file's folder upwards, read as python-dotenv does. */
function readFile(args: CallArguments, surroundings: PythonSurroundings): PythonValue {
  const { file, folder, environment, readText } = surroundings;
  const given = argument(args, 0, 'path') ?? null;
  const path = given === null ? '.env' : pathText(given);
  if (path === undefined) return UNKNOWN;
  const found =
    given === null
      ? findUpwards(dirname(file), [path], readText)
      : { text: readText(resolve(folder, path)) };
  const override = args.keyword.get('override') === true;
  if (found?.text !== undefined) {
    addVariables(environment, dotenvVariables(found.text, environment, override), override);
  }
  return null;
}
