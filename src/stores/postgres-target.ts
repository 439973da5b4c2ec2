/**
 * Where a PostgreSQL database is and how to log in there: from the URL, then from the environment, as
 * libpq has it (https://www.postgresql.org/docs/current/libpq-connect.html). Reads no file and opens
 * nothing.
 */
import { existsSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { CertificateFiles } from './driver-certificates.js';
import type { ServerPlace } from './driver-network-failure.js';
import { passwordFor, type Password } from './driver-password.js';
import { parseDatabaseUrl, wordOf, type DatabaseUrlForm } from './driver-database-url.js';
import { firstSet, portOf } from './driver-url-parts.js';
import type { StoreAccess } from './driver.js';

/** libpq's `sslmode`. */
export const TLS_MODES = [
  'disable',
  'allow',
  'prefer',
  'require',
  'verify-ca',
  'verify-full',
] as const;
export type TlsMode = (typeof TLS_MODES)[number];

export interface PostgresTarget extends ServerPlace {
  /** A name or an address; a folder with a socket in it begins with `/`. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  /** undefined: the password file may have one. */
  readonly password: Password | undefined;
  readonly passwordFile: string;
  readonly tlsMode: TlsMode;
  /** The authority is `system` for those that Node knows. */
  readonly certificates: CertificateFiles;
  /** Settings for the session as the server's command line takes them: `-c search_path=shop`. */
  readonly options: string | undefined;
  /** `shop on db:5432`. */
  readonly place: string;
}

const FORM: DatabaseUrlForm = {
  example: 'postgres://USER:PASSWORD@HOST:PORT/NAME',
  parameters: [
    'host',
    'port',
    'user',
    'password',
    'dbname',
    'sslmode',
    'sslrootcert',
    'sslcert',
    'sslkey',
    'options',
  ],
};

/** Throws SpyError SPY_STORE_INVALID. */
export function postgresTarget(url: string, access: StoreAccess): PostgresTarget {
  const { parameters, ...parts } = parseDatabaseUrl(url, FORM);
  const { environment } = access;
  const home = environment['HOME'] ?? homedir();
  const given = (parameter: string, variable: string, part?: string): string | undefined =>
    firstSet(parameters.get(parameter), part, environment[variable]);
  const port = portOf(given('port', 'PGPORT', parts.port) ?? '5432');
  const host = given('host', 'PGHOST', parts.host) ?? socketFolder(port);
  const user = given('user', 'PGUSER', parts.user) ?? userInfo().username;
  const database = given('dbname', 'PGDATABASE', parts.database) ?? user;
  const address = addressOf(host, port);
  return {
    host,
    port,
    user,
    database,
    password: passwordFor(
      firstSet(parameters.get('password'), parts.password),
      access,
      'PGPASSWORD',
    ),
    passwordFile: firstSet(environment['PGPASSFILE']) ?? join(home, '.pgpass'),
    tlsMode: wordOf(given('sslmode', 'PGSSLMODE') ?? 'prefer', TLS_MODES, 'sslmode'),
    certificates: {
      authority: given('sslrootcert', 'PGSSLROOTCERT') ?? inFolder(home, 'root.crt'),
      certificate: given('sslcert', 'PGSSLCERT') ?? inFolder(home, 'postgresql.crt'),
      key: given('sslkey', 'PGSSLKEY') ?? inFolder(home, 'postgresql.key'),
    },
    options: given('options', 'PGOPTIONS'),
    place: `${database} on ${address}`,
    server: 'PostgreSQL',
    address,
    localUrl: `postgres://${encodeURIComponent(user)}@localhost:${port}/${encodeURIComponent(database)}`,
    tlsParameters: {
      authority: 'sslrootcert=FILE',
      anyCertificate: 'sslmode=prefer',
      anyHost: 'sslmode=verify-ca',
      ownCertificate: 'sslcert=FILE and sslkey=FILE',
      without: 'add sslmode=prefer to the URL',
    },
  };
}

/** Where a server without an address is looked for: the folder of Debian's packages, or upstream's. */
function socketFolder(port: number): string {
  if (existsSync('/var/run/postgresql')) return '/var/run/postgresql';
  return existsSync(socketIn('/tmp', port)) ? '/tmp' : 'localhost';
}

const socketIn = (folder: string, port: number): string => `${folder}/.s.PGSQL.${port}`;

function addressOf(host: string, port: number): string {
  if (host.startsWith('/')) return socketIn(host, port);
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** A file that libpq uses where it is there. */
function inFolder(home: string, name: string): string | undefined {
  const path = join(home, '.postgresql', name);
  return existsSync(path) ? path : undefined;
}
