/**
 * Django's settings read from the project's files, for where its Python cannot be run. Only what is
 * certain is taken: the rest is named in `unclear`.
 */
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { SettingValue } from '../../../model/settings.js';
import { smallFile } from '../../client-files.js';
import { moduleLoader, projectText } from '../../project-files.js';
import { callFunction } from '../../python/functions.js';
import { readModule, type Assignment, type ModuleNames } from '../../python/module.js';
import { isList, nodeOf, pathText, type PythonSurroundings } from '../../python/values.js';
import { variablesOf } from '../../python/variables.js';
import { DEFAULT_ENGINE, defaultSessionTable, defaultUserTable, engineNamed } from '../defaults.js';
import type { DjangoFacts, Place, SessionEngine, UserTable } from '../facts.js';
import { cacheFrom, redisSessionsFrom } from './caches.js';
import { databasesFrom } from './databases.js';
import { settingValue } from './plain-values.js';
import { unclearSettings } from './unclear.js';

export interface StaticReading {
  readonly facts: DjangoFacts;
  /** Settings that are there but cannot be told without running the project. */
  readonly unclear: readonly string[];
}

type Environment = Readonly<NodeJS.ProcessEnv>;

/** undefined: no settings module could be found. */
export function readSettings(folder: string, environment: Environment): StaticReading | undefined {
  const files = new Set<string>();
  const readText = (path: string): string | undefined => {
    const text = smallFile(path);
    if (text !== undefined) files.add(path);
    return text;
  };
  const variables = variablesOf(environment);
  const surroundings = { folder, environment: variables, readText };
  loadDotenvOfManage({ ...surroundings, file: join(folder, 'manage.py') });
  const module = settingsModule(folder, Object.fromEntries(variables.known()));
  if (module === undefined) return undefined;
  const load = moduleLoader(folder, (file) => files.add(file));
  const names = readModule(module, { load, surroundings, modules: new Map() });
  if (names === undefined) return undefined;
  const isOpen = [join(folder, 'manage.py'), ...files].some(isMoreThanNames);
  const facts = factsFrom(module, names, folder, isOpen);
  const own = { environment: variables.known(), files: [...files] };
  return {
    facts: { ...facts, ...own },
    unclear: unclearSettings(names, facts.engine.kind, isOpen),
  };
}

/** Packages that take settings from classes or other files (django-configurations, dynaconf). */
const isMoreThanNames = (file: string): boolean =>
  /^\s*(?:from|import)\s+(?:configurations|dynaconf|split_settings)\b/m.test(smallFile(file) ?? '');

/** DJANGO_SETTINGS_MODULE as manage.py would have it: `setdefault` yields to the environment. */
export function settingsModule(folder: string, environment: Environment): string | undefined {
  const text = projectText(folder, 'manage.py') ?? '';
  const fixed = /environ\[\s*['"]DJANGO_SETTINGS_MODULE['"]\s*\]\s*=\s*['"]([\w.]+)['"]/.exec(text);
  const fallback = /['"]DJANGO_SETTINGS_MODULE['"]\s*,\s*['"]([\w.]+)['"]/.exec(text);
  const given = environment['DJANGO_SETTINGS_MODULE'];
  // Up to Django 1.3, manage.py imported the settings beside it.
  const beside = /^\s*execute_manager\(\s*settings\s*\)/m.test(text) ? 'settings' : undefined;
  return fixed?.[1] ?? beside ?? (given === undefined || given === '' ? fallback?.[1] : given);
}

/** Many a manage.py reads `.env` before it does anything else. */
function loadDotenvOfManage(surroundings: PythonSurroundings): void {
  const text = projectText(surroundings.folder, 'manage.py') ?? '';
  const [, name] = /^[^#\n]*\b(load_dotenv|read_dotenv)\(\s*\)/m.exec(text) ?? [];
  const none = { positional: [], keyword: new Map() };
  if (name !== undefined) callFunction(`dotenv.${name}`, none, surroundings);
}

const SETTINGS = [
  'SESSION_COOKIE_NAME',
  'SESSION_ENGINE',
  'SESSION_SERIALIZER',
  'SESSION_COOKIE_AGE',
  'SESSION_COOKIE_DOMAIN',
  'SESSION_COOKIE_PATH',
  'SESSION_COOKIE_SECURE',
  'SESSION_COOKIE_HTTPONLY',
  'SESSION_COOKIE_SAMESITE',
  'SESSION_SAVE_EVERY_REQUEST',
  'SESSION_EXPIRE_AT_BROWSER_CLOSE',
  'SESSION_FILE_PATH',
  'SESSION_CACHE_ALIAS',
  'CSRF_COOKIE_NAME',
  'CSRF_USE_SESSIONS',
  'MESSAGE_STORAGE',
  'USE_TZ',
  'TIME_ZONE',
  'DEFAULT_HASHING_ALGORITHM',
  'AUTHENTICATION_BACKENDS',
  'AUTH_USER_MODEL',
];

function factsFrom(
  module: string,
  names: ModuleNames,
  folder: string,
  isOpen: boolean,
): Omit<DjangoFacts, 'environment' | 'files'> {
  const engine = engineFrom(names.get('SESSION_ENGINE'), isOpen);
  const sessionTable = defaultSessionTable({ engine });
  const users = usersFrom(names.get('AUTH_USER_MODEL'));
  const usesCache = engine.kind === 'cache' || engine.kind === 'cached_db';
  const cache = usesCache ? cacheFrom(names, folder) : undefined;
  const redisSessions = engine.kind === 'redis' ? redisSessionsFrom(names) : undefined;
  const sessionFolder = sessionFolderFrom(engine, names, folder);
  return {
    module,
    settings: new Map(SETTINGS.flatMap((name) => settingEntry(name, names.get(name)))),
    secrets: [...keys(names.get('SECRET_KEY')), ...keys(names.get('SECRET_KEY_FALLBACKS'))],
    engine,
    databases: databasesFrom(names.get('DATABASES'), folder),
    ...(sessionTable === undefined ? {} : { sessionTable }),
    ...(cache === undefined ? {} : { cache }),
    ...(redisSessions === undefined ? {} : { redisSessions }),
    ...(sessionFolder === undefined ? {} : { sessionFolder }),
    ...(users === undefined ? {} : { users }),
  };
}

function engineFrom(assignment: Assignment | undefined, isOpen: boolean): SessionEngine {
  if (assignment === undefined && isOpen) return {};
  const name = assignment === undefined ? DEFAULT_ENGINE : assignment.value;
  return typeof name === 'string' ? engineNamed(name) : {};
}

const placeOf = ({ file, line }: Assignment): Place => ({ file, line });

function settingEntry(
  name: string,
  assignment: Assignment | undefined,
): [string, { value: SettingValue; at: Place }][] {
  const value = assignment && settingValue(assignment.value);
  return assignment === undefined || value === undefined
    ? []
    : [[name, { value, at: placeOf(assignment) }]];
}

/** A key, or a list of keys; empty texts are none. */
function keys(assignment: Assignment | undefined): DjangoFacts['secrets'] {
  if (assignment === undefined) return [];
  const values = isList(assignment.value) ? assignment.value : [assignment.value];
  return values.flatMap((value) => {
    const bytes = nodeOf(value, 'bytes');
    const key = bytes === undefined ? value : new Uint8Array(Buffer.from(bytes.text, 'latin1'));
    const isKey = (typeof key === 'string' && key !== '') || key instanceof Uint8Array;
    return isKey ? [{ key, at: placeOf(assignment) }] : [];
  });
}

/** SESSION_FILE_PATH, or the temporary folder, hoping that ours is the app's. */
function sessionFolderFrom(
  { kind }: SessionEngine,
  names: ModuleNames,
  folder: string,
): string | undefined {
  if (kind !== 'file') return undefined;
  const value = names.get('SESSION_FILE_PATH')?.value ?? null;
  const path = value === null ? '' : pathText(value);
  return path === undefined ? undefined : path === '' ? tmpdir() : resolve(folder, path);
}

function usersFrom(assignment: Assignment | undefined): UserTable | undefined {
  const model = assignment === undefined ? 'auth.User' : assignment.value;
  return typeof model === 'string' ? defaultUserTable(model) : undefined;
}
