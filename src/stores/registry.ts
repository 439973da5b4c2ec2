/** The store drivers there are, and which of them a `--store` value means. */
import { statSync } from 'node:fs';
import { SpyError } from '../errors.js';
import { cookieDriver } from './cookie.js';
import type { StoreAccess, StoreConnection, StoreDriver } from './driver.js';
import { filesDriver } from './files.js';
import { memcachedDriver } from './memcached.js';
import { mysqlDriver } from './mysql.js';
import { postgresDriver } from './postgres.js';
import { redisDriver } from './redis.js';
import { sqliteDriver } from './sqlite.js';

export const storeDrivers: readonly StoreDriver[] = [
  sqliteDriver,
  postgresDriver,
  mysqlDriver,
  redisDriver,
  memcachedDriver,
  filesDriver,
  cookieDriver,
];

const FORMS =
  'write sqlite:FILE, postgres://USER@HOST/NAME, mysql://USER@HOST/NAME, redis://HOST/DB, memcached://HOST:PORT, file:FOLDER or cookie';

/**
 * A connection for `sqlite:db.sqlite3`, `file:sessions`, `redis://localhost/1`, `cookie` and so on, or the
 * bare path of an SQLite file.
 * Throws SpyError SPY_STORE_INVALID; whether the store is there, each look-up finds out.
 */
export function openStore(
  url: string,
  access: StoreAccess = { environment: process.env },
): StoreConnection {
  const scheme = schemeOf(url);
  const driver = storeDrivers.find(({ schemes }) => schemes.includes(scheme ?? url));
  if (driver !== undefined) return driver.open(url, access);
  if (scheme !== undefined) {
    // Only the scheme is repeated: the rest may hold a password.
    throw new SpyError('SPY_STORE_INVALID', `There is no store driver for ${scheme}: ${FORMS}.`);
  }
  return sqliteDriver.open(`sqlite:${barePath(url)}`, access);
}

/** Two letters or more, since `C:\site\db.sqlite3` is a path; undefined where there is none. */
const schemeOf = (url: string): string | undefined =>
  /^([a-z][a-z0-9+.-]+):/i.exec(url)?.[1]?.toLowerCase();

function barePath(text: string): string {
  const entry = statSync(text, { throwIfNoEntry: false });
  if (entry?.isDirectory() === true) {
    throw new SpyError(
      'SPY_STORE_INVALID',
      'The store is a folder: write file:FOLDER for sessions in files, sqlite:FILE for a database.',
    );
  }
  if (entry?.isFile() === true || /\.(sqlite3?|db3?)$/i.test(text)) return text;
  throw new SpyError('SPY_STORE_INVALID', `The store is neither a file nor a URL: ${FORMS}.`);
}
