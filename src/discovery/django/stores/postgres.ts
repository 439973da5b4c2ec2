/**
 * DATABASES of PostgreSQL as a store. OPTIONS goes to libpq, under USER, PASSWORD, HOST and PORT
 * (db/backends/postgresql/base.py get_connection_params); what neither says, a service of
 * pg_service.conf says, then the PG* variables (libpq, "Parameter Key Words" and following chapters).
 */
import { join, resolve } from 'node:path';
import type { Database } from '../facts.js';
import type { Machine } from './machine.js';
import { sectionOf } from './option-file.js';
import { textOption } from './options.js';
import { passwordInFile } from './pgpass.js';
import { FROM_SETTINGS, serverUrl, type PasswordFound, type StoreUrl } from './store-urls.js';

export function postgresStore(database: Database, machine: Machine): StoreUrl {
  const parameters = parametersOf(database, machine);
  const read = (name: string): string | undefined => parameters.get(name)?.value;
  const port = read('port')?.split(',')[0];
  const host = (read('host') ?? read('hostaddr'))?.split(',')[0] ?? socketFolder(machine, port);
  const user = read('user');
  const name = read('dbname') ?? user ?? 'postgres';
  const file = (key: string): [string, string | undefined] => {
    const path = read(key);
    return [key, path === undefined || path === 'system' ? path : resolve(machine.folder, path)];
  };
  const url = serverUrl({
    scheme: 'postgres',
    user,
    host,
    port,
    name,
    parameters: [
      ['sslmode', read('sslmode')],
      ...['sslrootcert', 'sslcert', 'sslkey'].map(file),
      // Most often the schema: `-c search_path=shop`.
      ['options', read('options')],
    ],
  });
  const password =
    parameters.get('password') ??
    passwordInFile({ host, port: port ?? '5432', name, user, file: read('passfile') }, machine);
  return {
    kind: 'url',
    url,
    label: `postgres ${name}`,
    ...(password === undefined ? {} : { password: passwordOf(password) }),
  };
}

interface Parameter {
  readonly value: string;
  readonly from: string;
}

const passwordOf = ({ value, from }: Parameter): PasswordFound => ({ text: value, from });

const NAMES = [
  ...['host', 'hostaddr', 'port', 'dbname', 'user', 'password', 'passfile'],
  ...['sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'options'],
];

/** libpq's variables are its key words with PG before them, but for the database. */
const variableOf = (name: string): string =>
  name === 'dbname' ? 'PGDATABASE' : `PG${name.toUpperCase()}`;

function parametersOf(database: Database, machine: Machine): ReadonlyMap<string, Parameter> {
  const { options, host, port, user, password } = database;
  const own = new Map(Object.entries({ host, port, user, password }));
  const serviceName = textOption(options, 'service') ?? machine.environment.get('PGSERVICE');
  const service = serviceName === undefined ? undefined : serviceOf(serviceName, machine);
  const name = database.name === '' && serviceName === undefined ? 'postgres' : database.name;
  return new Map(
    NAMES.flatMap((key): [string, Parameter][] => {
      const given =
        own.get(key) ??
        textOption(options, key) ??
        (key === 'dbname' ? (textOption(options, 'database') ?? name) : undefined);
      if (given !== undefined && given !== '')
        return [[key, { value: given, from: FROM_SETTINGS }]];
      const served = service?.entries.get(key);
      if (served !== undefined && service !== undefined) {
        return [[key, { value: served, from: service.file }]];
      }
      const variable = machine.environment.get(variableOf(key));
      if (variable === undefined || variable === '') return [];
      return [[key, { value: variable, from: `env:${variableOf(key)}` }]];
    }),
  );
}

/** The user's own file, else the system's; a file named by PGSERVICEFILE stands for the user's. */
function serviceOf(
  name: string,
  { environment, folder, readText }: Machine,
): { readonly entries: ReadonlyMap<string, string>; readonly file: string } | undefined {
  const home = environment.get('HOME');
  const own = home === undefined ? [] : [join(home, '.pg_service.conf')];
  const named = environment.get('PGSERVICEFILE');
  const system = environment.get('PGSYSCONFDIR') ?? '/etc/postgresql-common';
  const files = [...(named === undefined ? own : [named]), join(system, 'pg_service.conf')];
  for (const file of files.map((path) => resolve(folder, path))) {
    const entries = sectionOf(readText(file) ?? '', name);
    if (entries !== undefined) return { entries, file };
  }
  return undefined;
}

const SOCKET_FOLDERS = ['/var/run/postgresql', '/tmp'];

/** The first of Debian's and PostgreSQL's own default that has a socket of that port. */
const socketFolder = ({ isThere }: Machine, port = '5432'): string =>
  SOCKET_FOLDERS.find((folder) => isThere(join(folder, `.s.PGSQL.${port}`))) ??
  SOCKET_FOLDERS[0] ??
  'localhost';
