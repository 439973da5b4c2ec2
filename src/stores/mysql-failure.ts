/**
 * What MySQL or MariaDB or the way to it said, as reasons that a user can act on
 * (https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html,
 * https://mariadb.com/kb/en/mariadb-error-codes/).
 */
import type { NewestQuery, RowQuery } from '../model/store.js';
import { codeOf, networkFailure, tlsFailure } from './driver-network-failure.js';
import { tableMissing } from './driver-table.js';
import { StoreError } from './driver.js';
import { isAboutTls } from './mysql-connect.js';
import { errnoOf } from './mysql-connection.js';
import type { MysqlTarget } from './mysql-target.js';

/** No such table, no such column. */
export const isSchemaChange = (error: unknown): boolean =>
  [1146, 1054].includes(errnoOf(error) ?? 0);

/** A text that cannot be compared with the column: of other letters, or no date. */
export const isKeyMismatch = (error: unknown): boolean =>
  [1267, 1292, 1525].includes(errnoOf(error) ?? 0);

export function mysqlFailure(
  error: unknown,
  target: MysqlTarget,
  query: RowQuery | NewestQuery,
): StoreError {
  const { place, address, user, database } = target;
  const failure = (code: StoreError['code'], message: string, remedy: string): StoreError =>
    new StoreError(code, message, remedy, { cause: error });
  if (isAboutTls(error)) return tlsFailure(error, target, tlsCodeOf(error));
  switch (errnoOf(error) ?? 0) {
    case 1045:
    case 1698:
      return failure(
        'store-refused',
        `MySQL at ${address} does not let ${user} in ${target.password === undefined ? 'without a password' : 'with this password'}.`,
        target.password === undefined
          ? 'Set MYSQL_PWD to the password, or write it into the URL.'
          : `Correct the password (from ${target.password.origin}), or give the user that the app uses.`,
      );
    case 1130:
    case 1129:
      return failure(
        'store-refused',
        `MySQL at ${address} takes no connections from this machine.`,
        `Let the server admit it, or reach the server as the app does: --store ${target.localUrl}.`,
      );
    case 1044:
    case 1142:
    case 1143:
      return failure(
        'store-refused',
        `The user ${user} may not read the table ${query.table} in ${place}.`,
        `Give the app's own user, or GRANT SELECT on the table to ${user}.`,
      );
    case 1049:
      return failure(
        'store-refused',
        `There is no database ${database} at ${address}.`,
        `Create it, or name the app's own with --store ${target.localUrl}.`,
      );
    case 1205:
      return failure(
        'store-locked',
        `The table ${query.table} in ${place} is locked by another session.`,
        'Wait until that session has ended; a migration takes such a lock.',
      );
    case 1969:
    case 3024:
      return failure(
        'store-timeout',
        `MySQL at ${address} took too long to answer.`,
        'Check that it is not overloaded, and that the table has its primary key.',
      );
    case 1040:
    case 1203:
    case 1226:
      return failure(
        'store-unreachable',
        `MySQL at ${address} has no free connection.`,
        'Close other programs that use it, or raise max_connections.',
      );
    case 1792:
      return failure(
        'store-unsuitable',
        `To read ${query.table} in ${place} would write to the database, so it was not read.`,
        'Name a table, not a view that calls a function which writes.',
      );
    case 1146:
      return tableMissing(query.table, place, { cause: error });
    default:
      return otherFailure(error, target, query, failure);
  }
}

function otherFailure(
  error: unknown,
  target: MysqlTarget,
  query: RowQuery | NewestQuery,
  failure: (code: StoreError['code'], message: string, remedy: string) => StoreError,
): StoreError {
  const code = codeOf(error) ?? '';
  if (code === 'AUTH_SWITCH_PLUGIN_ERROR' || code === 'MYSQL_CLEAR_PASSWORD_NOT_ENABLED') {
    return failure(
      'store-refused',
      `MySQL at ${target.address} wants ${target.user} to log in by a way that is not known here${pluginIn(error)}.`,
      'Give a user with a password (caching_sha2_password or mysql_native_password).',
    );
  }
  return code.startsWith('ER_')
    ? failure(
        'store-unreachable',
        `MySQL at ${target.address} could not answer: ${said(error, query)} (${code}).`,
        "Look into the server's log.",
      )
    : networkFailure(error, target);
}

/** `mysql2` writes its own code over that of Node, of which the sentence is left. */
function tlsCodeOf(error: unknown): string {
  const reason = error instanceof Error ? error.message : '';
  if (reason.includes('altnames')) return 'ERR_TLS_CERT_ALTNAME_INVALID';
  if (/alert (?:certificate required|handshake failure)/.test(reason)) {
    return 'ERR_SSL_CERTIFICATE_REQUIRED';
  }
  return reason.includes('certificate') ? 'CERT_UNTRUSTED' : '';
}

function pluginIn(error: unknown): string {
  const plugin =
    error instanceof Error ? /unknown plugin (\w+)/.exec(error.message)?.[1] : undefined;
  return plugin === undefined ? '' : ` (${plugin})`;
}

/** The server's sentence, the key left out. */
function said(error: unknown, query: RowQuery | NewestQuery): string {
  const text = error instanceof Error ? error.message : String(error);
  return 'key' in query && query.key !== '' ? text.replaceAll(query.key, '...') : text;
}
