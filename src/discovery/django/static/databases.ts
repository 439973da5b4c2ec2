/** DATABASES as it stands in a settings file. Pure. */
import { resolve } from 'node:path';
import type { Assignment } from '../../python/module.js';
import { entriesOf, isUntold, pathText, type PythonValue } from '../../python/values.js';
import type { Database, Place } from '../facts.js';
import { hasUntold, plainMap, textValue } from './plain-values.js';

/** Those of which all is known that says where they are; a guess might be another database. */
export function databasesFrom(
  assignment: Assignment | undefined,
  folder: string,
): ReadonlyMap<string, Database> {
  const entries = assignment === undefined ? undefined : entriesOf(assignment.value);
  const at =
    assignment === undefined ? undefined : { file: assignment.file, line: assignment.line };
  return new Map(
    [...(entries ?? [])].flatMap(([alias, value]): [string, Database][] => {
      const database = databaseFrom(value, at, folder);
      return database === undefined ? [] : [[alias, database]];
    }),
  );
}

function databaseFrom(
  value: PythonValue,
  at: Place | undefined,
  folder: string,
): Database | undefined {
  const entries = entriesOf(value);
  const engine = entries?.get('ENGINE');
  const name = nameOf(entries);
  if (typeof engine !== 'string' || name === undefined || isElsewhere(entries)) return undefined;
  const isFile =
    /sqlite|spatialite/.test(engine) &&
    name !== '' &&
    name !== ':memory:' &&
    !name.startsWith('file:');
  const [host, port, user, password] = ['HOST', 'PORT', 'USER', 'PASSWORD'].map((key) =>
    textValue(entries?.get(key)),
  );
  return {
    engine,
    name: isFile ? resolve(folder, name) : name,
    options: plainMap(entries?.get('OPTIONS')),
    ...(at === undefined ? {} : { at }),
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
  };
}

/** The client may be told another place than what is known here. */
function isElsewhere(entries: ReadonlyMap<string, PythonValue> | undefined): boolean {
  const places = ['HOST', 'PORT', 'USER'].map((key) => entries?.get(key) ?? null);
  return places.some(isUntold) || hasUntold(entries?.get('OPTIONS') ?? null, PLACES);
}

/** Of OPTIONS, as clients of PostgreSQL and MySQL have them. */
export const PLACES = [
  ...['host', 'hostaddr', 'port', 'user', 'dbname', 'database', 'db', 'service'],
  ...['unix_socket', 'read_default_file'],
];

/** A database of a service or of a client's own file needs no name. */
function nameOf(entries: ReadonlyMap<string, PythonValue> | undefined): string | undefined {
  const name = entries?.get('NAME');
  if (name !== undefined && name !== null) return pathText(name);
  return name === null || entriesOf(entries?.get('OPTIONS')) !== undefined ? '' : undefined;
}
