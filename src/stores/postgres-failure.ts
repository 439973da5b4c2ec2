/**
 * What PostgreSQL or the way to it said, as reasons that a user can act on
 * (https://www.postgresql.org/docs/current/errcodes-appendix.html).
 */
import type { NewestQuery, RowQuery } from '../model/store.js';
import { codeOf, networkFailure, tlsFailure } from './driver-network-failure.js';
import { tableMissing } from './driver-table.js';
import { StoreError } from './driver.js';
import { isWithoutTls, PasswordMissing } from './postgres-connect.js';
import type { PostgresTarget } from './postgres-target.js';

/** undefined_table, invalid_schema_name, undefined_column. */
export const isSchemaChange = (error: unknown): boolean =>
  ['42P01', '3F000', '42703'].includes(codeOf(error) ?? '');

/** A text that is no value of the column's type: no number, too great, no UUID, no date, a NUL in it. */
export const isKeyMismatch = (error: unknown): boolean =>
  ['22P02', '22003', '22007', '22008', '22021'].includes(codeOf(error) ?? '');

export function postgresFailure(
  error: unknown,
  target: PostgresTarget,
  query: RowQuery | NewestQuery,
): StoreError {
  const { place, address, user, database } = target;
  const failure = (code: StoreError['code'], message: string, remedy: string): StoreError =>
    new StoreError(code, message, remedy, { cause: error });
  if (isWithoutTls(error)) return tlsFailure(error, target);
  if (error instanceof PasswordMissing) {
    return failure(
      'store-refused',
      `PostgreSQL at ${address} asks for the password of ${user}, and none is known.`,
      'Set PGPASSWORD, or write it into ~/.pgpass (mode 600) or the URL.',
    );
  }
  const code = codeOf(error) ?? '';
  switch (code) {
    case '28P01':
      return failure(
        'store-refused',
        `PostgreSQL at ${address} refused the password of ${user}.`,
        `Correct the password (from ${target.password?.origin ?? 'the password file'}).`,
      );
    case '28000':
      return failure(
        'store-refused',
        `PostgreSQL at ${address} does not let ${user} in: ${said(error, query)}.`,
        'Use the address, user and sslmode that the app uses, or add a line to pg_hba.conf.',
      );
    case '3D000':
      return failure(
        'store-refused',
        `There is no database ${database} at ${address}.`,
        `Create it, or name the app's own with --store ${target.localUrl}.`,
      );
    case '42501':
      return failure(
        'store-refused',
        `The user ${user} may not read the table ${query.table} in ${place}.`,
        `Give the app's own user, or GRANT SELECT on the table to ${user}.`,
      );
    case '55P03':
      return failure(
        'store-locked',
        `The table ${query.table} in ${place} is locked by another session.`,
        'Wait until that session has ended; a migration takes such a lock.',
      );
    case '57014':
      return failure(
        'store-timeout',
        `PostgreSQL at ${address} took too long to answer.`,
        'Check that it is not overloaded, and that the table has its primary key.',
      );
    case '53300':
      return failure(
        'store-unreachable',
        `PostgreSQL at ${address} has no free connection.`,
        'Close other programs that use it, or raise max_connections.',
      );
    case '57P03':
      return failure(
        'store-unreachable',
        `PostgreSQL at ${address} is starting up or shutting down.`,
        'Wait a moment.',
      );
    case '25006':
      return failure(
        'store-unsuitable',
        `To read ${query.table} in ${place} would write to the database, so it was not read.`,
        'Name a table, not a view that calls a function which writes.',
      );
    case '42P01':
    case '3F000':
      return tableMissing(query.table, place, { cause: error });
    default:
      return isFromServer(code)
        ? failure(
            'store-unreachable',
            `PostgreSQL at ${address} could not answer: ${said(error, query)} (${code}).`,
            "Look into the server's log.",
          )
        : networkFailure(error, target);
  }
}

/** An SQLSTATE; 57P01 and its like say that the connection was ended, which the network says as well. */
const isFromServer = (code: string): boolean =>
  /^[0-9A-Z]{5}$/.test(code) && !/^(?:57P|E)/.test(code);

/** The server's sentence, the key left out. */
function said(error: unknown, query: RowQuery | NewestQuery): string {
  const text = error instanceof Error ? error.message : String(error);
  return 'key' in query && query.key !== '' ? text.replaceAll(query.key, '...') : text;
}
