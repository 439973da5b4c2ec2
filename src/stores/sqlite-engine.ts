/**
 * SQLite as a small synchronous interface over whichever engine this runtime has: `node:sqlite`
 * (Node 22.13 and later) or the package `libsql`. Both are opened by the same `file:` URI, so that
 * SQLite itself refuses writes to a read-only database. Knows no framework and no store.
 */
import { resolve } from 'node:path';
import { openLibsql } from './sqlite-engine-libsql.js';
import { loadNodeSqlite, openNodeSqlite } from './sqlite-engine-node.js';
import { SqliteFailure, type SqliteDatabase } from './sqlite-engine-database.js';

export {
  SqliteFailure,
  type SqliteDatabase,
  type SqliteRow,
  type SqliteStatement,
} from './sqlite-engine-database.js';

export interface SqliteOptions {
  readonly readOnly: boolean;
  /** Never creates the file; implied by `readOnly`. */
  readonly mustExist?: boolean;
  /** How long a statement may wait, blocking this thread, for another's lock. Default 5000 ms. */
  readonly busyTimeoutMs?: number;
}

/** Opens a database file; its folder must exist. Throws SqliteFailure. */
export async function openSqlite(path: string, options: SqliteOptions): Promise<SqliteDatabase> {
  const uri = sqliteUri(resolve(path), options);
  const nodeSqlite = loadNodeSqlite();
  const database =
    nodeSqlite === undefined ? await openLibsql(uri) : openNodeSqlite(nodeSqlite, uri);
  database.exec(`PRAGMA busy_timeout = ${Math.trunc(options.busyTimeoutMs ?? 5000)}`);
  return database;
}

/** An absolute path as SQLite's `file:` URI (https://sqlite.org/uri.html). */
function sqliteUri(path: string, options: SqliteOptions): string {
  if (path.includes('\0')) throw new SqliteFailure('a path cannot hold a NUL', CANNOT_OPEN);
  const mode = options.readOnly ? 'ro' : options.mustExist === true ? 'rw' : 'rwc';
  const slashes = path.replaceAll('\\', '/').replace(/^(?=[a-z]:)/i, '/');
  const onPosix = path.startsWith('/') ? path : slashes;
  const escaped = onPosix.replaceAll(/[%?#]/g, (sign) => encodeURIComponent(sign));
  return `file:${escaped}?mode=${mode}`;
}

const CANNOT_OPEN = 14;
