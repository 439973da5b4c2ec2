/**
 * django-environ's `Env` (environ.py `get_value`, `parse_value`): variables with a cast and a default, from
 * the call or from the scheme given at the start; a value that begins with `$` names another variable.
 */
import { dirname, join, resolve } from 'node:path';
import { toFloat, toInteger, toText } from './conversions.js';
import { environVariables } from './dotenv-files.js';
import { fromJson } from './json-values.js';
import { cacheEntry, databaseEntry } from './service-urls.js';
import {
  argument,
  dictOf,
  isList,
  isUnknown,
  nodeOf,
  orUnknown,
  pathText,
  UNKNOWN,
  type CallArguments,
  type PythonSurroundings,
  type PythonValue,
  type SettingsReader,
} from './values.js';
import { addVariables } from './variables.js';

type Cast = PythonValue | undefined;

interface Wanted {
  readonly name: PythonValue | undefined;
  readonly cast: Cast;
  readonly fallback: PythonValue | undefined;
}

export class EnvironReader implements SettingsReader {
  readonly #scheme: ReadonlyMap<string, PythonValue>;

  /** What `Env(NAME=(cast, default))` was given. */
  constructor(scheme: ReadonlyMap<string, PythonValue>) {
    this.#scheme = scheme;
  }

  call(args: CallArguments, surroundings: PythonSurroundings): PythonValue {
    const cast = argument(args, 1, 'cast');
    return this.#value(
      { name: argument(args, 0, 'var'), cast, fallback: argument(args, 2, 'default') },
      surroundings,
    );
  }

  method(name: string, args: CallArguments, surroundings: PythonSurroundings): PythonValue {
    if (name === 'read_env') return readEnvironFile(args, surroundings);
    const wanted = (cast: Cast, at = 1): Wanted => ({
      name: argument(args, 0, 'var'),
      cast,
      fallback: argument(args, at, 'default'),
    });
    switch (name) {
      case 'str':
      case 'bool':
      case 'int':
      case 'float':
        return this.#value(wanted({ kind: 'name', name }), surroundings);
      case 'list':
      case 'tuple': {
        const items = argument(args, 1, 'cast') ?? { kind: 'name', name: 'str' };
        return this.#value(wanted(isUnknown(items) ? UNKNOWN : [items], 2), surroundings);
      }
      case 'dict':
      case 'json':
        return this.#value(wanted({ kind: 'name', name }), surroundings);
      case 'db':
      case 'db_url':
        return this.#entry('DATABASE_URL', args, surroundings, 'ENGINE', (url) =>
          databaseEntry(url, { isEnviron: true }),
        );
      case 'cache':
      case 'cache_url':
        return this.#entry('CACHE_URL', args, surroundings, 'BACKEND', cacheEntry);
      default:
        return UNKNOWN;
    }
  }

  #value({ name, cast, fallback }: Wanted, surroundings: PythonSurroundings): PythonValue {
    if (typeof name !== 'string') return UNKNOWN;
    const declared = this.#scheme.get(name);
    const [declaredCast, declaredDefault] =
      declared !== undefined && isList(declared) ? declared : [declared];
    const fallbackValue = fallback === undefined ? declaredDefault : fallback;
    const written = surroundings.environment.get(name);
    if (written === null) return orUnknown(fallbackValue);
    if (typeof written !== 'string') return UNKNOWN;
    const castValue = cast ?? declaredCast ?? castOf(fallbackValue);
    if (written.startsWith('$')) {
      const other = { name: written.replace(/^\$+/, ''), cast: castValue, fallback };
      return this.#value(other, surroundings);
    }
    if (fallbackValue === null && written === '') return null;
    return written === fallbackValue ? written : parsed(written, castValue);
  }

  /** A URL turned into an entry of DATABASES or CACHES; an empty one is refused or gives none. */
  #entry(
    variable: string,
    args: CallArguments,
    surroundings: PythonSurroundings,
    key: 'ENGINE' | 'BACKEND',
    parse: (url: string) => PythonValue | undefined,
  ): PythonValue {
    const name = argument(args, 0, 'var') ?? variable;
    const url = this.#value(
      { name, cast: undefined, fallback: argument(args, 1, 'default') },
      surroundings,
    );
    const entry = typeof url === 'string' ? parse(url) : undefined;
    const other = argument(args, 2, key.toLowerCase());
    const entries = nodeOf(entry, 'dict')?.entries;
    if (entries === undefined) return UNKNOWN;
    return other === undefined || other === null
      ? dictOf(entries)
      : dictOf([...entries, [key, other]]);
  }
}

/** The type of a default is a cast, too. */
function castOf(value: PythonValue | undefined): Cast {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'boolean') return { kind: 'name', name: 'bool' };
  if (typeof value === 'number') {
    return { kind: 'name', name: Number.isInteger(value) ? 'int' : 'float' };
  }
  if (typeof value === 'string') return undefined;
  return isList(value) ? [{ kind: 'name', name: 'str' }] : UNKNOWN;
}

const TRUE = ['true', 'on', 'ok', 'y', 'yes', '1'];

function parsed(text: string, cast: Cast): PythonValue {
  if (cast === undefined || cast === null) return text;
  if (isList(cast)) {
    const items = text.replace(/^\(/, '').replace(/\)$/, '').split(',');
    return items.filter((item) => item !== '').map((item) => parsed(item, cast[0]));
  }
  switch (nodeOf(cast, 'name')?.name) {
    case 'str':
      return text;
    case 'bool':
      return /^\s*[-+]?\d+\s*$/.test(text)
        ? Number(text) !== 0
        : TRUE.includes(text.toLowerCase().trim());
    case 'int':
      return toInteger(text);
    case 'float':
      return toFloat(text);
    case 'list':
    case 'tuple':
      return text.split(',').filter((item) => item !== '');
    case 'dict':
      return dictOf(
        text
          .split(',')
          .filter((item) => item.includes('='))
          .map((item) => [item.slice(0, item.indexOf('=')), item.slice(item.indexOf('=') + 1)]),
      );
    case 'json':
      return fromJson(text);
    case undefined:
    default:
      return UNKNOWN;
  }
}

/** `Env.read_env(path)`; without a path, the `.env` beside the settings file. */
export function readEnvironFile(
  args: CallArguments,
  { file, folder, environment, readText }: PythonSurroundings,
): PythonValue {
  const given = argument(args, 0, 'env_file') ?? null;
  const path = given === null ? join(dirname(file), '.env') : pathText(given);
  if (path === undefined) return UNKNOWN;
  const override = args.keyword.get('overwrite') === true;
  const text = readText(resolve(folder, path));
  if (text !== undefined) addVariables(environment, environVariables(text), override);
  const named = [...args.keyword].filter(([name]) => !NOT_VARIABLES.includes(name));
  addVariables(
    environment,
    named.map(([name, value]) => [name, textOrUnclear(value)]),
    override,
  );
  return null;
}

const NOT_VARIABLES = ['env_file', 'overwrite', 'encoding'];

function textOrUnclear(value: PythonValue): string | undefined {
  const text = toText(value);
  return typeof text === 'string' ? text : undefined;
}
