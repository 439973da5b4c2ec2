/**
 * Where a MySQL or MariaDB database is and how to log in there: from the URL, then from the environment,
 * as libmysqlclient has it (https://dev.mysql.com/doc/refman/8.4/en/connection-options.html). Opens
 * nothing.
 */
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { SpyError } from '../errors.js';
import type { CertificateFiles } from './driver-certificates.js';
import type { ServerPlace } from './driver-network-failure.js';
import { passwordFor, type Password } from './driver-password.js';
import { parseDatabaseUrl, wordOf, type DatabaseUrlForm } from './driver-database-url.js';
import { firstSet, portOf } from './driver-url-parts.js';
import type { StoreAccess } from './driver.js';

/** The client's `--ssl-mode`. */
export const TLS_MODES = [
  'DISABLED',
  'PREFERRED',
  'REQUIRED',
  'VERIFY_CA',
  'VERIFY_IDENTITY',
] as const;
export type TlsMode = (typeof TLS_MODES)[number];

export interface MysqlTarget extends ServerPlace {
  readonly host: string;
  readonly port: number;
  /** The path of a socket, used instead of host and port. */
  readonly socket: string | undefined;
  readonly user: string;
  readonly database: string;
  readonly password: Password | undefined;
  readonly tlsMode: TlsMode;
  readonly certificates: CertificateFiles;
  /** `shop on localhost:3306`. */
  readonly place: string;
}

const FORM: DatabaseUrlForm = {
  example: 'mysql://USER:PASSWORD@HOST:PORT/NAME',
  parameters: ['socket', 'ssl-mode', 'ssl-ca', 'ssl-cert', 'ssl-key'],
};

/** Throws SpyError SPY_STORE_INVALID. */
export function mysqlTarget(url: string, access: StoreAccess): MysqlTarget {
  const { parameters, ...parts } = parseDatabaseUrl(url, FORM);
  const { environment } = access;
  const host = firstSet(parts.host, environment['MYSQL_HOST']) ?? 'localhost';
  const port = portOf(firstSet(parts.port, environment['MYSQL_TCP_PORT']) ?? '3306');
  const user = parts.user ?? userInfo().username;
  const { database } = parts;
  if (database === undefined) {
    throw new SpyError(
      'SPY_STORE_INVALID',
      `The store's URL names no database: write ${FORM.example}.`,
    );
  }
  const isOnlyLocal = host === 'localhost' && parts.port === undefined;
  const socket = host.startsWith('/')
    ? host
    : (firstSet(parameters.get('socket')) ?? (isOnlyLocal ? localSocket(environment) : undefined));
  const address = socket ?? `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const mode = (firstSet(parameters.get('ssl-mode')) ?? 'PREFERRED').toUpperCase();
  return {
    host,
    port,
    socket,
    user,
    database,
    password: passwordFor(parts.password, access, 'MYSQL_PWD'),
    tlsMode: wordOf(mode, TLS_MODES, 'ssl-mode'),
    certificates: {
      authority: firstSet(parameters.get('ssl-ca')),
      certificate: firstSet(parameters.get('ssl-cert')),
      key: firstSet(parameters.get('ssl-key')),
    },
    place: `${database} on ${address}`,
    server: 'MySQL',
    address,
    localUrl: `mysql://${encodeURIComponent(user)}@localhost:${port}/${encodeURIComponent(database)}`,
    tlsParameters: {
      authority: 'ssl-ca=FILE',
      anyCertificate: 'ssl-mode=PREFERRED',
      anyHost: 'ssl-mode=VERIFY_CA',
      ownCertificate: 'ssl-cert=FILE and ssl-key=FILE',
      without: 'add ssl-mode=PREFERRED to the URL',
    },
  };
}

/** To libmysqlclient `localhost` is a socket; a port says that the server is meant, in a container say. */
const localSocket = (environment: StoreAccess['environment']): string | undefined =>
  [environment['MYSQL_UNIX_PORT'], ...USUAL_SOCKETS].find(
    (path) => path !== undefined && path !== '' && existsSync(path),
  );

/** Of Debian's packages, of Red Hat's, and of MySQL's own. */
const USUAL_SOCKETS = ['/run/mysqld/mysqld.sock', '/var/lib/mysql/mysql.sock', '/tmp/mysql.sock'];
