/**
 * Django's settings read from the project's files, for where its Python cannot be run. Only what is
 * certain is taken: the rest is named in `unclear`.
 */
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import type { SettingValue } from '../../model/settings.js';
import type { Database, DjangoFacts, EngineKind, Place, UserTable } from './facts.js';
import { moduleLoader, projectText } from '../project-files.js';
import { readModule, type Assignment, type ModuleNames } from '../python/module.js';
import { isList, isUnknown, nodeOf, pathText, type PythonValue } from '../python/values.js';

export interface StaticReading {
  readonly facts: DjangoFacts;
  /** Settings that are there but cannot be told without running the project. */
  readonly unclear: readonly string[];
}

/** undefined: no settings module could be found. */
export function readSettings(
  folder: string,
  environment: Readonly<NodeJS.ProcessEnv>,
): StaticReading | undefined {
  const module = settingsModule(folder, environment);
  if (module === undefined) return undefined;
  const names = readModule(module, {
    load: moduleLoader(folder),
    surroundings: { folder, environment },
  });
  return names && factsFrom(module, names, folder);
}

/** DJANGO_SETTINGS_MODULE as manage.py would have it: `setdefault` yields to the environment. */
export function settingsModule(
  folder: string,
  environment: Readonly<NodeJS.ProcessEnv>,
): string | undefined {
  const text = projectText(folder, 'manage.py') ?? '';
  const fixed = /environ\[\s*['"]DJANGO_SETTINGS_MODULE['"]\s*\]\s*=\s*['"]([\w.]+)['"]/.exec(text);
  const fallback = /['"]DJANGO_SETTINGS_MODULE['"]\s*,\s*['"]([\w.]+)['"]/.exec(text);
  const given = environment['DJANGO_SETTINGS_MODULE'];
  return fixed?.[1] ?? (given === undefined || given === '' ? fallback?.[1] : given);
}

const SETTINGS = [
  'SESSION_COOKIE_NAME',
  'SESSION_ENGINE',
  'SESSION_SERIALIZER',
  'SESSION_COOKIE_AGE',
  'SESSION_FILE_PATH',
  'USE_TZ',
  'TIME_ZONE',
  'DEFAULT_HASHING_ALGORITHM',
  'AUTHENTICATION_BACKENDS',
];

const ENGINES: Readonly<Record<string, EngineKind>> = {
  'django.contrib.sessions.backends.db': 'db',
  'django.contrib.sessions.backends.cached_db': 'cached_db',
  'django.contrib.sessions.backends.cache': 'cache',
  'django.contrib.sessions.backends.file': 'file',
  'django.contrib.sessions.backends.signed_cookies': 'signed_cookies',
};

function factsFrom(module: string, names: ModuleNames, folder: string): StaticReading {
  const settings = new Map(SETTINGS.flatMap((name) => settingEntry(name, names.get(name))));
  const engine = engineOf(names.get('SESSION_ENGINE'));
  const database = databaseFrom(names.get('DATABASES'), folder);
  const users = usersFrom(names.get('AUTH_USER_MODEL'), database);
  const keepsRows = engine === 'db' || engine === 'cached_db';
  const sessionFolder =
    engine === 'file' ? folderFrom(names.get('SESSION_FILE_PATH'), folder) : undefined;
  const watched = [
    ...SETTINGS,
    'SECRET_KEY',
    'SECRET_KEY_FALLBACKS',
    'DATABASES',
    'AUTH_USER_MODEL',
  ];
  const facts: DjangoFacts = {
    module,
    settings,
    secrets: [...keys(names.get('SECRET_KEY')), ...keys(names.get('SECRET_KEY_FALLBACKS'))],
    ...(engine === undefined ? {} : { engine }),
    ...(keepsRows ? { sessionTable: 'django_session' } : {}),
    ...(keepsRows && database !== undefined ? { sessionDatabase: database } : {}),
    ...(sessionFolder === undefined ? {} : { sessionFolder }),
    ...(users === undefined ? {} : { users }),
  };
  return { facts, unclear: watched.filter((name) => isUnclear(names.get(name))) };
}

/** Something of it is unknown: for DATABASES, what matters of the default one. */
function isUnclear(assignment: Assignment | undefined): boolean {
  if (assignment === undefined) return false;
  const databases = nodeOf(assignment.value, 'dict');
  if (isList(assignment.value)) return assignment.value.some(isUnknown);
  if (databases === undefined) return isUnknown(assignment.value);
  const entries = nodeOf(databases.entries.get('default'), 'dict')?.entries;
  return (
    entries === undefined || ['ENGINE', 'NAME'].some((key) => isUnknown(entries.get(key) ?? null))
  );
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

function settingValue(value: PythonValue): SettingValue | undefined {
  if (value === null || typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (isList(value)) {
    const texts = value.filter((item) => typeof item === 'string');
    return texts.length === value.length ? texts : undefined;
  }
  return pathText(value);
}

/** Without SESSION_ENGINE, the database, as in every Django. */
function engineOf(assignment: Assignment | undefined): EngineKind | undefined {
  if (assignment === undefined) return 'db';
  return typeof assignment.value === 'string' ? ENGINES[assignment.value] : undefined;
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

function databaseFrom(assignment: Assignment | undefined, folder: string): Database | undefined {
  const databases = assignment && nodeOf(assignment.value, 'dict');
  const entries = nodeOf(databases?.entries.get('default'), 'dict')?.entries;
  const engine = entries?.get('ENGINE');
  const name = pathText(entries?.get('NAME'));
  if (assignment === undefined || typeof engine !== 'string' || name === undefined)
    return undefined;
  const isFile =
    /sqlite|spatialite/.test(engine) && name !== ':memory:' && !name.startsWith('file:');
  const text = (key: string): string | undefined => {
    const value = entries?.get(key);
    const given = typeof value === 'number' ? String(value) : pathText(value);
    return given === '' ? undefined : given;
  };
  const [host, port, user] = [text('HOST'), text('PORT'), text('USER')];
  return {
    engine,
    name: isFile ? resolve(folder, name) : name,
    at: placeOf(assignment),
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
    ...(user === undefined ? {} : { user }),
  };
}

/** SESSION_FILE_PATH, or the temporary folder, hoping that ours is the app's. */
function folderFrom(assignment: Assignment | undefined, folder: string): string | undefined {
  if (assignment === undefined || assignment.value === null) return tmpdir();
  const path = pathText(assignment.value);
  return path === undefined ? undefined : path === '' ? tmpdir() : resolve(folder, path);
}

/** The table of AUTH_USER_MODEL as Django names it unless the model says otherwise. */
function usersFrom(
  assignment: Assignment | undefined,
  database: Database | undefined,
): UserTable | undefined {
  const model = assignment === undefined ? 'auth.User' : assignment.value;
  if (typeof model !== 'string' || !/^\w+\.\w+$/.test(model)) return undefined;
  const table = model.toLowerCase().replace('.', '_');
  return { table, ...(database === undefined ? {} : { database }) };
}
