/** Where the contract of row stores is tried: a database of each kind, laid out by a writer of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mysqlDriver } from '../../src/stores/mysql.js';
import { postgresDriver } from '../../src/stores/postgres.js';
import { openSqlite } from '../../src/stores/sqlite-engine.js';
import { sqliteDriver } from '../../src/stores/sqlite.js';
import { openRows, type RowStore } from '../support/look-ups.js';
import { startMariadb } from '../support/servers/mariadb.js';
import { startPostgres } from '../support/servers/postgres.js';
import type { SqlServer } from '../support/servers/sql-server.js';

export interface RowBed {
  open(): RowStore;
  /** URLs and the environment with which any program reads it. */
  readonly ways: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  run(sql: string): Promise<void>;
  remove(): Promise<void>;
}

/** How a database writes what the contract needs. */
export interface RowDialect {
  readonly name: string;
  /** Without it the contract is skipped by name. */
  readonly program: string;
  readonly text: string;
  readonly bytes: string;
  readonly identifier: (name: string) => string;
  readonly literal: (text: string) => string;
  readonly bytesLiteral: (hex: string) => string;
  /** Statements that make a view `trap` whose reading writes into `written`; or why there can be none. */
  readonly trap: readonly string[] | string;
  make(): Promise<RowBed>;
}

const doubled = (text: string, quote: string): string =>
  `${quote}${text.replaceAll(quote, quote + quote)}${quote}`;

const sqlite: RowDialect = {
  name: 'SQLite',
  program: 'node',
  text: 'text',
  bytes: 'blob',
  identifier: (name) => doubled(name, '"'),
  literal: (text) => doubled(text, "'"),
  bytesLiteral: (hex) => `x'${hex}'`,
  trap: 'SQLite has no functions that write',
  make: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sessionspy-rows-'));
    const url = `sqlite:${join(folder, 'db.sqlite3')}`;
    const run = async (sql: string): Promise<void> => {
      const database = await openSqlite(join(folder, 'db.sqlite3'), { readOnly: false });
      database.exec(sql);
      await database.release();
    };
    return {
      open: () => openRows(sqliteDriver, url),
      ways: [url],
      environment: {},
      run,
      remove: () => rm(folder, { recursive: true, force: true }),
    };
  },
};

const postgres: RowDialect = {
  name: 'PostgreSQL',
  program: 'postgres',
  text: 'text',
  bytes: 'bytea',
  identifier: (name) => doubled(name, '"'),
  literal: (text) => doubled(text, "'"),
  bytesLiteral: (hex) => `'\\x${hex}'`,
  trap: [
    `CREATE FUNCTION write_it() RETURNS text LANGUAGE plpgsql AS
       $$ BEGIN INSERT INTO written VALUES ('yes'); RETURN 'read'; END $$`,
    "CREATE VIEW trap AS SELECT 'abc' AS k, write_it() AS v",
  ],
  make: async () => {
    const server = await startPostgres();
    return bedOf(server, () => openRows(postgresDriver, server.url(), server.password), [
      server.url(),
      server.url('sslmode=disable'),
    ]);
  },
};

const mariadb: RowDialect = {
  name: 'MariaDB',
  program: 'mariadbd',
  text: 'longtext',
  bytes: 'longblob',
  identifier: (name) => doubled(name, '`'),
  literal: (text) => doubled(text.replaceAll('\\', '\\\\'), "'"),
  bytesLiteral: (hex) => `x'${hex}'`,
  trap: [
    `CREATE FUNCTION write_it() RETURNS text MODIFIES SQL DATA
       BEGIN INSERT INTO written VALUES ('yes'); RETURN 'read'; END`,
    "CREATE VIEW trap AS SELECT 'abc' AS k, write_it() AS v",
  ],
  make: async () => {
    const server = await startMariadb();
    return bedOf(server, () => openRows(mysqlDriver, server.url(), server.password), [
      server.url(),
      server.url('ssl-mode=DISABLED'),
    ]);
  },
};

const bedOf = (server: SqlServer, open: () => RowStore, ways: readonly string[]): RowBed => ({
  open,
  ways,
  environment: { PGPASSWORD: server.password, MYSQL_PWD: server.password },
  run: (sql) => server.run(sql),
  remove: () => server.remove(),
});

export const rowDialects: readonly RowDialect[] = [sqlite, postgres, mariadb];
