/**
 * Look-ups in a MySQL or MariaDB database: `mysql://user@localhost:3306/shop`. Read-only by the server's
 * own word, in connections that come and go as they are needed.
 */
import { SqlReader, type SqlDialect } from './driver-sql-reader.js';
import type { StoreDriver } from './driver.js';
import { connectMysql } from './mysql-connect.js';
import { isKeyMismatch, isSchemaChange, mysqlFailure } from './mysql-failure.js';
import { mysqlTarget } from './mysql-target.js';
import { mysqlColumns, mysqlWording } from './mysql-wording.js';

export const mysqlDriver: StoreDriver = {
  schemes: ['mysql', 'mariadb'],
  open: (url, access) => {
    const target = mysqlTarget(url, access);
    const label = `mysql ${target.place}`;
    const dialect: SqlDialect = {
      ...mysqlWording,
      place: target.place,
      connect: (signal) => connectMysql(target, signal),
      columns: mysqlColumns,
      isSchemaChange,
      isKeyMismatch,
      explain: (error, query) => mysqlFailure(error, target, query),
    };
    const reader = new SqlReader(dialect, label);
    return { kind: 'rows', label, isRemote: true, rows: reader, close: () => reader.close() };
  },
};
