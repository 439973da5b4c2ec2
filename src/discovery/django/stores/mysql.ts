/**
 * DATABASES of MySQL and MariaDB as a store. OPTIONS goes to the client library, over USER, NAME,
 * PASSWORD, HOST and PORT (db/backends/mysql/base.py get_connection_params); what neither says,
 * `read_default_file` says. Without a host, or with localhost, that library takes the socket.
 */
import { resolve } from 'node:path';
import type { Database } from '../facts.js';
import type { Machine } from './machine.js';
import { sectionOf } from './option-file.js';
import { mapOption, textOption } from './options.js';
import {
  FROM_SETTINGS,
  noStore,
  serverUrl,
  type StoreFinding,
  type StoreUrl,
} from './store-urls.js';

export function mysqlStore(database: Database, machine: Machine): StoreFinding {
  const { options } = database;
  const file = defaultsOf(database, machine);
  const socketHost = database.host?.startsWith('/') === true ? database.host : undefined;
  const host =
    textOption(options, 'host') ??
    (socketHost === undefined ? database.host : undefined) ??
    file?.get('host');
  const port = textOption(options, 'port') ?? database.port ?? file?.get('port');
  const name =
    textOption(options, 'db') ??
    textOption(options, 'database') ??
    (database.name === '' ? file?.get('database') : database.name);
  if (name === undefined) return noStore('The MySQL database has no name');
  const given = textOption(options, 'unix_socket') ?? socketHost ?? file?.get('socket');
  // With another port than its own, localhost is meant for TCP, which PyMySQL takes.
  const isLocal = host === undefined || (host === 'localhost' && (port ?? '3306') === '3306');
  const socket = given ?? (isLocal ? SOCKETS.find(machine.isThere) : undefined);
  const url = serverUrl({
    scheme: 'mysql',
    user: textOption(options, 'user') ?? database.user ?? file?.get('user'),
    host: socket !== undefined ? 'localhost' : (host ?? '127.0.0.1'),
    port: socket !== undefined ? undefined : (port ?? (host === undefined ? '3306' : undefined)),
    name,
    parameters: [['socket', socket], ...encryption(database, file, machine)],
  });
  const password = passwordOf(database, file);
  return {
    kind: 'url',
    url,
    label: `mysql ${name}`,
    ...(password === undefined ? {} : { password }),
  };
}

const SOCKETS = [
  '/run/mysqld/mysqld.sock',
  '/var/run/mysqld/mysqld.sock',
  '/var/lib/mysql/mysql.sock',
  '/tmp/mysql.sock',
];

function passwordOf(
  { options, password }: Database,
  file: DefaultsFile | undefined,
): StoreUrl['password'] {
  const own = textOption(options, 'passwd') ?? textOption(options, 'password') ?? password;
  if (own !== undefined) return { text: own, from: FROM_SETTINGS };
  const written = file?.get('password');
  return written === undefined || file === undefined
    ? undefined
    : { text: written, from: file.path };
}

/** `ssl` is a dict of mysqlclient and PyMySQL, `ssl_ca` and the like those of Oracle's connector. */
function encryption(
  { options }: Database,
  file: DefaultsFile | undefined,
  { folder }: Machine,
): readonly (readonly [string, string | undefined])[] {
  const ssl = mapOption(options, 'ssl');
  const read = (key: string): string | undefined =>
    textOption(ssl, key) ?? textOption(options, `ssl_${key}`) ?? file?.get(`ssl-${key}`);
  const paths = ['ca', 'cert', 'key'].map((key): [string, string | undefined] => {
    const path = read(key);
    return [`ssl-${key}`, path === undefined ? undefined : resolve(folder, path)];
  });
  return [['ssl-mode', textOption(options, 'ssl_mode') ?? file?.get('ssl-mode')], ...paths];
}

interface DefaultsFile {
  readonly path: string;
  readonly get: (name: string) => string | undefined;
}

/** The `client` group and the one named; dashes and underscores in names are the same. */
function defaultsOf({ options }: Database, machine: Machine): DefaultsFile | undefined {
  const named = textOption(options, 'read_default_file');
  if (named === undefined) return undefined;
  const home = machine.environment.get('HOME');
  const path = resolve(
    machine.folder,
    home === undefined ? named : named.replace(/^~(?=\/)/, home),
  );
  const text = machine.readText(path) ?? '';
  const groups = ['client', textOption(options, 'read_default_group') ?? 'client'];
  const entries = new Map(
    groups.flatMap((group) =>
      [...(sectionOf(text, group) ?? [])].map(([name, value]): [string, string] => [
        name.replaceAll('_', '-'),
        unquoted(value),
      ]),
    ),
  );
  return { path, get: (name) => entries.get(name) };
}

const unquoted = (value: string): string => /^(['"])(.*)\1$/.exec(value)?.[2] ?? value;
