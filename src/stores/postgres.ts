/**
 * Look-ups in a PostgreSQL database: `postgres://user@localhost:5432/shop`. Read-only by the server's own
 * word, without a trace in the session, in connections that come and go as they are needed.
 */
import { SqlReader, type SqlDialect } from './driver-sql-reader.js';
import type { StoreDriver } from './driver.js';
import { connectPostgres } from './postgres-connect.js';
import { isKeyMismatch, isSchemaChange, postgresFailure } from './postgres-failure.js';
import { postgresTarget } from './postgres-target.js';
import { postgresColumns, postgresWording } from './postgres-wording.js';

export const postgresDriver: StoreDriver = {
  schemes: ['postgres', 'postgresql'],
  open: (url, access) => {
    const target = postgresTarget(url, access);
    const label = `postgres ${target.place}`;
    const dialect: SqlDialect = {
      ...postgresWording,
      place: target.place,
      connect: (signal) => connectPostgres(target, signal),
      columns: postgresColumns,
      isSchemaChange,
      isKeyMismatch,
      explain: (error, query) => postgresFailure(error, target, query),
    };
    const reader = new SqlReader(dialect, label);
    return { kind: 'rows', label, isRemote: true, rows: reader, close: () => reader.close() };
  },
};
