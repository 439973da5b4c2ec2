/** python-dotenv's functions (dotenv/main.py), and `read_dotenv` of the older django-dotenv. */
import { dirname, join, resolve } from 'node:path';
import { dotenvVariables } from './dotenv-files.js';
import { findUpwards } from './find-upwards.js';
import {
  argument,
  dictOf,
  pathText,
  UNKNOWN,
  type CallArguments,
  type PythonSurroundings,
  type PythonValue,
} from './values.js';
import { addVariables } from './variables.js';

type PythonFunction = (args: CallArguments, surroundings: PythonSurroundings) => PythonValue;

export const dotenvFunctions: readonly (readonly [string, PythonFunction])[] = [
  ['dotenv.load_dotenv', loadDotenv],
  ['dotenv.read_dotenv', loadDotenv],
  ['dotenv.find_dotenv', findDotenv],
  ['dotenv.dotenv_values', dotenvValues],
];

/** Without a path, the nearest `.env` from the calling file upwards. */
function loadDotenv(args: CallArguments, surroundings: PythonSurroundings): PythonValue {
  const override = args.keyword.get('override') ?? false;
  const found = fileOf(args, surroundings);
  if (found === undefined || typeof override !== 'boolean') return UNKNOWN;
  const { environment } = surroundings;
  const variables = dotenvVariables(found.text, environment, override);
  addVariables(environment, variables, override);
  return variables.size > 0;
}

function findDotenv(args: CallArguments, { file, readText }: PythonSurroundings): PythonValue {
  const name = argument(args, 0, 'filename') ?? '.env';
  if (typeof name !== 'string' || args.keyword.has('usecwd')) return UNKNOWN;
  return findUpwards(dirname(file), [name], readText)?.path ?? '';
}

function dotenvValues(args: CallArguments, surroundings: PythonSurroundings): PythonValue {
  const found = fileOf(args, surroundings);
  if (found === undefined) return UNKNOWN;
  const variables = dotenvVariables(found.text, surroundings.environment, true);
  return dictOf([...variables].map(([name, value]) => [name, value ?? UNKNOWN]));
}

/** No text where there is no file; undefined: which file it is cannot be told. */
function fileOf(
  args: CallArguments,
  surroundings: PythonSurroundings,
): { readonly text: string } | undefined {
  const { folder, readText } = surroundings;
  const given = argument(args, 0, 'dotenv_path') ?? null;
  const path = pathText(given ?? findDotenv(NO_ARGUMENTS, surroundings));
  if (path === undefined || args.keyword.has('stream')) return undefined;
  if (path === '') return { text: '' };
  const whole = resolve(folder, path);
  // django-dotenv takes the folder as well.
  return { text: readText(whole) ?? readText(join(whole, '.env')) ?? '' };
}

const NO_ARGUMENTS: CallArguments = { positional: [], keyword: new Map() };
