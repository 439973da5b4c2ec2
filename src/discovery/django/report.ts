/** What django-script.ts answered, from unknown JSON to facts. Pure; anything odd counts as unknown. */
import type { SettingValue } from '../../model/settings.js';
import type { Database, DjangoFacts, EngineKind, Place, UserTable } from './facts.js';

/** An exception in the project's own code, in the words of Python. */
export interface PythonError {
  readonly type: string;
  readonly message: string;
  readonly at?: { readonly file: string; readonly line?: number };
}

export type DjangoReport =
  | { readonly kind: 'facts'; readonly facts: DjangoFacts; readonly notes: readonly PythonError[] }
  | { readonly kind: 'no-django' }
  | { readonly kind: 'error'; readonly error: PythonError; readonly version?: string }
  | { readonly kind: 'odd' };

export function reportFrom(answer: unknown): DjangoReport {
  if (!isRecord(answer)) return { kind: 'odd' };
  if (answer['noDjango'] === true) return { kind: 'no-django' };
  const version = text(answer['version']);
  if (isRecord(answer['error'])) {
    const error = errorFrom(answer['error']);
    return { kind: 'error', error, ...(version === undefined ? {} : { version }) };
  }
  const parts = answer['parts'];
  if (!isRecord(parts)) return { kind: 'odd' };
  const notes = list(answer['notes']).map((note) =>
    errorFrom(isRecord(note) ? note['error'] : note),
  );
  return { kind: 'facts', facts: factsFrom(answer, parts), notes };
}

type JsonRecord = Readonly<Record<string, unknown>>;

function factsFrom(answer: JsonRecord, parts: JsonRecord): DjangoFacts {
  const store = record(parts['session_store']);
  const table = record(parts['session_table']);
  return known({
    version: text(answer['version']),
    module: text(answer['module']),
    settings: settingsFrom(record(parts['values'])),
    secrets: [...secretsFrom(parts['secrets']), ...secretsFrom(parts['fallbacks'])],
    engine: ENGINES.find((engine) => engine === store['kind']),
    sessionSalt: text(store['salt']),
    sessionTable: text(table['table']),
    sessionDatabase: databaseFrom(table['database']),
    sessionFolder: text(parts['session_files']),
    cache: cacheFrom(parts['session_cache']),
    cacheKeyFormat: text(parts['cache_key_format']),
    users: usersFrom(parts['users']),
  });
}

const ENGINES: readonly EngineKind[] = ['db', 'cached_db', 'cache', 'file', 'signed_cookies'];

function settingsFrom(values: JsonRecord): DjangoFacts['settings'] {
  return new Map(
    Object.entries(values).flatMap(([name, entry]) => {
      const { value, at } = record(entry);
      const setting = settingValue(value);
      return setting === undefined ? [] : [[name, known({ value: setting, at: placeFrom(at) })]];
    }),
  );
}

function settingValue(value: unknown): SettingValue | undefined {
  if (value === null || typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  const isTexts = Array.isArray(value) && value.every((item) => typeof item === 'string');
  return isTexts ? value : undefined;
}

function secretsFrom(part: unknown): DjangoFacts['secrets'] {
  const { keys, at } = record(part);
  return list(keys).flatMap((key) => {
    const base64 = text(record(key)['base64']);
    if (base64 === undefined) return [];
    return known({ key: new Uint8Array(Buffer.from(base64, 'base64')), at: placeFrom(at) });
  });
}

function databaseFrom(value: unknown): Database | undefined {
  const { engine, name, host, port, user, at } = record(value);
  if (typeof engine !== 'string' || typeof name !== 'string') return undefined;
  return known({
    engine,
    name,
    host: text(host),
    port: typeof port === 'number' ? String(port) : text(port),
    user: text(user),
    at: placeFrom(at),
  });
}

function cacheFrom(value: unknown): DjangoFacts['cache'] {
  const { backend, location, at } = record(value);
  if (typeof backend !== 'string') return undefined;
  return known({ backend, location: text(location), at: placeFrom(at) });
}

function usersFrom(value: unknown): UserTable | undefined {
  const { table, key, keyType, name, password, database } = record(value);
  if (typeof table !== 'string') return undefined;
  return known({
    table,
    key: text(key),
    keyType: text(keyType),
    name: text(name),
    password: text(password),
    database: databaseFrom(database),
  });
}

function errorFrom(value: unknown): PythonError {
  const { type, message, file, line } = record(value);
  const at =
    typeof file === 'string' ? { file, ...(typeof line === 'number' ? { line } : {}) } : undefined;
  return known({ type: text(type) ?? 'Exception', message: text(message) ?? '', at });
}

function placeFrom(value: unknown): Place | undefined {
  const [file, line]: readonly unknown[] = list(value);
  if (typeof file !== 'string') return undefined;
  return { file, ...(typeof line === 'number' ? { line } : {}) };
}

/** Empty texts count as absent: Django writes '' for a host or user that is not set. */
const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const record = (value: unknown): JsonRecord => (isRecord(value) ? value : {});

type Known<Part> = {
  [Key in keyof Part as undefined extends Part[Key] ? Key : never]?: Exclude<Part[Key], undefined>;
} & { [Key in keyof Part as undefined extends Part[Key] ? never : Key]: Part[Key] };

/** Without the keys whose value is undefined. */
const known = <Part extends object>(part: Part): Known<Part> =>
  // What is left out is optional in the type, what stays is as it was.
  Object.fromEntries(
    Object.entries(part).filter(([, value]) => value !== undefined),
  ) as Known<Part>;
