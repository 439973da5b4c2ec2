/**
 * The functions that settings files compute with: the environment, paths, conversions, and the packages
 * that read settings. Calls nothing of the project; what is not in the table has an unknown value.
 */
import { dirname, isAbsolute, join, normalize, resolve } from 'node:path';
import { toBoolean, toFloat, toInteger, toText } from './conversions.js';
import { autoConfig, fileConfig, repositoryPath } from './decouple-reader.js';
import { dotenvFunctions } from './dotenv-functions.js';
import { EnvironReader, readEnvironFile } from './environ-reader.js';
import { ENVIRONS_READER } from './environs-reader.js';
import { databaseEntry } from './service-urls.js';
import {
  argument,
  dictOf,
  entriesOf,
  isList,
  nodeOf,
  pathText,
  UNKNOWN,
  type CallArguments,
  type PythonSurroundings,
  type PythonValue,
  type SettingsReader,
} from './values.js';
import { addVariables, variable } from './variables.js';

/** A function by its full name. */
export type PythonFunction = (args: CallArguments, surroundings: PythonSurroundings) => PythonValue;

/** The value of `name(...)` for an imported name. */
export function callFunction(
  name: string,
  args: CallArguments,
  surroundings: PythonSurroundings,
): PythonValue {
  if (name === 'decouple.config') return AUTO_CONFIG.call(args, surroundings);
  const call = FUNCTIONS.get(name);
  return call === undefined ? UNKNOWN : call(args, surroundings);
}

const AUTO_CONFIG = autoConfig();

const FUNCTIONS: ReadonlyMap<string, PythonFunction> = new Map<string, PythonFunction>([
  ['os.getenv', getVariable],
  ['os.environ.get', getVariable],
  ['os.environ.setdefault', setVariable],
  ['os.getcwd', (_, { folder }) => folder],
  ['os.path.join', ({ positional }) => joined(positional) ?? UNKNOWN],
  ['os.path.dirname', ({ positional }) => onText(positional[0], dirname)],
  ['os.path.normpath', ({ positional }) => onText(positional[0], normalize)],
  ['os.path.abspath', absolutePath],
  ['os.path.realpath', absolutePath],
  ['os.path.expanduser', ({ positional }) => onText(positional[0], withoutHome)],
  ['pathlib.Path', ({ positional }) => asPath(joined(positional))],
  ['pathlib.PurePath', ({ positional }) => asPath(joined(positional))],
  ['pathlib.Path.cwd', (_, { folder }) => asPath(folder)],
  ['str', ({ positional }) => toText(positional[0])],
  ['int', ({ positional }) => toInteger(positional[0])],
  ['float', ({ positional }) => toFloat(positional[0])],
  ['bool', ({ positional }) => toBoolean(positional[0])],
  ['list', ({ positional }) => listOf(positional[0])],
  ['tuple', ({ positional }) => listOf(positional[0])],
  ['dict', ({ positional: [first], keyword }) => merged(first, keyword)],
  ['environ.Env', ({ keyword }) => asReader(new EnvironReader(keyword))],
  ['environ.Env.read_env', readEnvironFile],
  ['environs.Env', () => asReader(ENVIRONS_READER)],
  ['dj_database_url.config', configuredUrl],
  ['dj_database_url.parse', (args) => databaseFrom(argument(args, 0, 'url'), args)],
  [
    'decouple.AutoConfig',
    (args) => asReader(autoConfig(pathText(argument(args, 0, 'search_path')))),
  ],
  ['decouple.RepositoryEnv', (args) => repository('env', args)],
  ['decouple.RepositoryIni', (args) => repository('ini', args)],
  ['decouple.Config', ({ positional }) => positional[0] ?? UNKNOWN],
  [
    'decouple.Csv',
    ({ positional, keyword }) =>
      positional.length + keyword.size === 0 ? { kind: 'name', name: 'decouple.Csv()' } : UNKNOWN,
  ],
  ...dotenvFunctions,
]);

const asReader = (reader: SettingsReader): PythonValue => ({ kind: 'reader', reader });

/** What Config makes of it is what it gives. */
function repository(kind: 'env' | 'ini', args: CallArguments): PythonValue {
  const path = repositoryPath(args);
  return path === undefined ? UNKNOWN : asReader(fileConfig(kind, path));
}

function getVariable(args: CallArguments, { environment }: PythonSurroundings): PythonValue {
  return variable(args.positional[0], argument(args, 1, 'default') ?? null, environment);
}

function setVariable(
  { positional: [name, value] }: CallArguments,
  { environment }: PythonSurroundings,
): PythonValue {
  if (typeof name !== 'string') return UNKNOWN;
  addVariables(environment, [[name, typeof value === 'string' ? value : undefined]], false);
  return environment.get(name);
}

function configuredUrl(args: CallArguments, { environment }: PythonSurroundings): PythonValue {
  const name = argument(args, 0, 'env') ?? 'DATABASE_URL';
  const url = variable(name, argument(args, 1, 'default') ?? null, environment);
  // The package gives an empty entry where there is no URL.
  return url === null || url === '' ? dictOf([]) : databaseFrom(url, args);
}

/** `engine` and `ssl_require` come on top. */
function databaseFrom(url: PythonValue | undefined, { keyword }: CallArguments): PythonValue {
  const entry = typeof url === 'string' ? databaseEntry(url, { isEnviron: false }) : undefined;
  const entries = entriesOf(entry);
  if (entries === undefined) return UNKNOWN;
  const engine = keyword.get('engine') ?? null;
  const secure: [string, PythonValue][] =
    (keyword.get('ssl_require') ?? false) === false
      ? []
      : [
          [
            'OPTIONS',
            dictOf([...(entriesOf(entries.get('OPTIONS')) ?? []), ['sslmode', 'require']]),
          ],
        ];
  return dictOf([
    ...entries,
    ...secure,
    ...(engine === null ? [] : ([['ENGINE', engine]] as const)),
  ]);
}

/** os.path.join: what follows an absolute path replaces all before it. */
export function joined(parts: readonly PythonValue[]): string | undefined {
  let path: string | undefined;
  for (const part of parts) {
    const text = pathText(part);
    if (text === undefined) return undefined;
    path = path === undefined || isAbsolute(text) ? text : join(path, text);
  }
  return path;
}

export const asPath = (path: string | undefined): PythonValue =>
  path === undefined ? UNKNOWN : { kind: 'path', path };

function absolutePath({ positional }: CallArguments, { folder }: PythonSurroundings): PythonValue {
  return onText(positional[0], (path) => resolve(folder, path));
}

const withoutHome = (path: string): string | undefined => (path.startsWith('~') ? undefined : path);

function onText(
  value: PythonValue | undefined,
  change: (text: string) => string | undefined,
): PythonValue {
  const text = pathText(value);
  return text === undefined ? UNKNOWN : (change(text) ?? UNKNOWN);
}

const listOf = (value: PythonValue | undefined): PythonValue =>
  value === undefined ? [] : isList(value) ? value : UNKNOWN;

function merged(
  first: PythonValue | undefined,
  keyword: ReadonlyMap<string, PythonValue>,
): PythonValue {
  const base =
    first === undefined ? new Map<string, PythonValue>() : nodeOf(first, 'dict')?.entries;
  return base === undefined ? UNKNOWN : dictOf([...base, ...keyword]);
}
