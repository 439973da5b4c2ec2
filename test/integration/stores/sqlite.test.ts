import {
  copyFile,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RowQuery } from '../../../src/model/store.js';
import { StoreError, type StoreConnection } from '../../../src/stores/driver.js';
import { openSqlite } from '../../../src/stores/sqlite-engine.js';
import { sqliteDriverAt } from '../../../src/stores/sqlite.js';
import { SqliteWriter } from './sqlite-writer.js';

const TABLE =
  'CREATE TABLE django_session (session_key varchar(40) PRIMARY KEY, session_data text)';
const QUERY: RowQuery = {
  table: 'django_session',
  keyColumn: 'session_key',
  key: 'abc',
  columns: ['session_data'],
};

let folder: string;
let path: string;
let now: number;
let store: StoreConnection & { kind: 'rows' };
const writers: SqliteWriter[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sessionspy-sqlite-'));
  path = join(folder, 'db.sqlite3');
  now = 0;
  store = connect(`sqlite:${path}`);
});

afterEach(async () => {
  await store.close();
  for (const writer of writers.splice(0)) await writer.kill();
  await rm(folder, { recursive: true, force: true });
});

function connect(url: string): StoreConnection & { kind: 'rows' } {
  const connection = sqliteDriverAt(() => now).open(url, { environment: {} });
  if (connection.kind !== 'rows') throw new Error('SQLite has rows');
  return connection;
}

function writerTo(file: string): SqliteWriter {
  const writer = new SqliteWriter(file);
  writers.push(writer);
  return writer;
}

/** A file made and closed by this process. */
async function create(file: string, ...statements: string[]): Promise<void> {
  const database = await openSqlite(file, { readOnly: false });
  for (const sql of statements) database.exec(sql);
  await database.release();
}

const find = async (query: RowQuery = QUERY): Promise<Record<string, unknown> | undefined> => {
  const row = await store.rows.findRow(query, new AbortController().signal);
  return row && Object.fromEntries(row);
};

const failure = async (query?: RowQuery): Promise<StoreError> => {
  const error: unknown = await find(query).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof StoreError)) throw new Error('the look-up did not fail', { cause: error });
  return error;
};

describe('a row', () => {
  it('is found by its key, and is undefined where there is none', async () => {
    await create(path, TABLE, "INSERT INTO django_session VALUES ('abc', 'payload')");
    expect(await find()).toEqual({ session_data: 'payload' });
    expect(await find({ ...QUERY, key: 'abd' })).toBeUndefined();
  });

  it('is found by a number given as text', async () => {
    await create(path, 'CREATE TABLE auth_user (id integer PRIMARY KEY, username text)');
    await create(path, "INSERT INTO auth_user VALUES (7, 'ada')");
    const query = { table: 'auth_user', keyColumn: 'id', key: '7', columns: ['username'] };
    expect(await find(query)).toEqual({ username: 'ada' });
  });

  it('keeps every kind of value, also those that JavaScript or libsql would lose', async () => {
    await create(path, 'CREATE TABLE t (k text, i, big, r, b, n, odd, utf)');
    await create(
      path,
      `INSERT INTO t VALUES ('abc', 5, 9007199254740993, 1.5, x'00ff', NULL,
         'a' || char(0) || 'é', CAST(x'61ff62' AS TEXT))`,
    );
    const columns = ['i', 'big', 'r', 'b', 'n', 'odd', 'utf'];
    expect(await find({ table: 't', keyColumn: 'k', key: 'abc', columns })).toEqual({
      i: 5,
      big: 9007199254740993n,
      r: 1.5,
      b: new Uint8Array([0, 255]),
      n: null,
      odd: 'a\0é',
      utf: 'a\ufffdb',
    });
  });

  it('keeps an empty text and empty bytes apart from NULL', async () => {
    await create(path, 'CREATE TABLE t (k text, e, b)', "INSERT INTO t VALUES ('abc', '', x'')");
    const query = { table: 't', keyColumn: 'k', key: 'abc', columns: ['e', 'b'] };
    expect(await find(query)).toEqual({ e: '', b: new Uint8Array() });
  });

  it('is read from a file whose texts are UTF-16', async () => {
    await create(path, "PRAGMA encoding = 'UTF-16be'", TABLE);
    await create(path, "INSERT INTO django_session VALUES ('abc', 'Zoë 🎉')");
    expect(await find()).toEqual({ session_data: 'Zoë 🎉' });
  });

  it('has the optional columns that the table has', async () => {
    await create(path, TABLE, "INSERT INTO django_session VALUES ('abc', 'payload')");
    await create(path, 'ALTER TABLE django_session ADD COLUMN Expire_Date text');
    const query = { ...QUERY, optionalColumns: ['expire_date', 'user_id'] };
    expect(await find(query)).toEqual({ session_data: 'payload', expire_date: null });
  });

  it('with a value above 1 MiB is refused by size', async () => {
    await create(path, TABLE);
    await create(path, "INSERT INTO django_session VALUES ('abc', hex(zeroblob(600000)))");
    expect((await failure()).code).toBe('payload-too-large');
  });

  it('cannot be written through table, column or key', async () => {
    await create(path, TABLE, "INSERT INTO django_session VALUES ('abc', 'payload')");
    const evil = '"; DELETE FROM django_session; --';
    expect((await failure({ ...QUERY, table: evil })).code).toBe('table-missing');
    expect((await failure({ ...QUERY, keyColumn: evil })).code).toBe('store-unsuitable');
    expect(await find({ ...QUERY, key: evil })).toBeUndefined();
    expect(await find()).toEqual({ session_data: 'payload' });
  });
});

describe('what is wrong', () => {
  it('is a missing file, which is not created and may come later', async () => {
    const error = await failure();
    expect(error.code).toBe('store-missing');
    expect(error.message).toContain(path);
    expect(await readdir(folder)).toEqual([]);
    await create(path, TABLE, "INSERT INTO django_session VALUES ('abc', 'payload')");
    expect(await find()).toEqual({ session_data: 'payload' });
  });

  it('is a missing table, which is named and may come later', async () => {
    await create(path, 'CREATE TABLE other (x)');
    const error = await failure();
    expect(error.code).toBe('table-missing');
    expect(error.message).toContain('django_session');
    expect(error.remedy).toContain('migrate');
    await create(path, TABLE, "INSERT INTO django_session VALUES ('abc', 'payload')");
    expect(await find()).toEqual({ session_data: 'payload' });
  });

  it('is a missing column, even though SQLite takes a quoted name for a text', async () => {
    await create(path, 'CREATE TABLE django_session (session_key text)');
    await create(path, "INSERT INTO django_session VALUES ('abc')");
    const error = await failure();
    expect(error.code).toBe('store-unsuitable');
    expect(error.message).toContain('session_data');
  });

  it('is a file that is no database', async () => {
    await writeFile(path, 'x'.repeat(5000));
    expect((await failure()).code).toBe('store-unsuitable');
  });

  it('is a folder in the place of the file', async () => {
    store = connect(`sqlite:${folder}`);
    expect((await failure()).code).toBe('store-unsuitable');
  });

  it('is a look-up whose time is up before its turn', async () => {
    await create(path, TABLE);
    await expect(store.rows.findRow(QUERY, AbortSignal.abort())).rejects.toMatchObject({
      code: 'store-timeout',
    });
  });
});

describe('a database that another process locks', () => {
  it('is said to be locked, is left alone for a while, and is read again after that', async () => {
    await create(path, TABLE, "INSERT INTO django_session VALUES ('abc', 'one')");
    const writer = writerTo(path);
    await writer.exec("BEGIN EXCLUSIVE; UPDATE django_session SET session_data = 'two'");
    const error = await failure();
    expect(error.code).toBe('store-locked');
    expect(error.message).toContain('db.sqlite3');
    await writer.exec('COMMIT');
    now = 249;
    expect((await failure()).code).toBe('store-locked');
    now = 250;
    expect(await find()).toEqual({ session_data: 'two' });
  });

  it('is not kept from writing by a reader that has read', async () => {
    await create(path, TABLE, "INSERT INTO django_session VALUES ('abc', 'one')");
    const writer = writerTo(path);
    expect(await find()).toEqual({ session_data: 'one' });
    await writer.exec("UPDATE django_session SET session_data = 'two'");
    expect(await find()).toEqual({ session_data: 'two' });
  });
});

describe('a file that changes under us', () => {
  it('is noticed when another takes its place', async () => {
    await create(path, TABLE, "INSERT INTO django_session VALUES ('abc', 'old')");
    const other = join(folder, 'other.sqlite3');
    await create(other, TABLE, "INSERT INTO django_session VALUES ('abc', 'new')");
    expect(await find()).toEqual({ session_data: 'old' });
    await rename(other, path);
    expect(await find()).toEqual({ session_data: 'new' });
  });

  it('is noticed when it is deleted and made again', async () => {
    await create(path, TABLE, "INSERT INTO django_session VALUES ('abc', 'old')");
    expect(await find()).toEqual({ session_data: 'old' });
    await rm(path);
    expect((await failure()).code).toBe('store-missing');
    await create(path, 'CREATE TABLE other (x)', TABLE);
    expect(await find()).toBeUndefined();
  });

  it('is noticed when a copy overwrites it whose change counter is the same', async () => {
    await create(path, TABLE, "INSERT INTO django_session VALUES ('abc', 'old')");
    const other = join(folder, 'other.sqlite3');
    await create(other, TABLE, "INSERT INTO django_session VALUES ('abc', 'new')");
    expect(await find()).toEqual({ session_data: 'old' });
    await copyFile(other, path);
    expect(await find()).toEqual({ session_data: 'new' });
  });

  it('is read with the columns that it has now', async () => {
    await create(path, TABLE, "INSERT INTO django_session VALUES ('abc', 'old')");
    const writer = writerTo(path);
    expect(await find()).toEqual({ session_data: 'old' });
    await writer.exec('DROP TABLE django_session');
    expect((await failure()).code).toBe('table-missing');
    await writer.exec('CREATE TABLE django_session (session_data blob, session_key text)');
    await writer.exec("INSERT INTO django_session VALUES (x'01', 'abc')");
    expect(await find()).toEqual({ session_data: new Uint8Array([1]) });
  });
});

describe('a database in WAL mode', () => {
  it('is read as of the last commit, and leaves no side files when both are done', async () => {
    const writer = writerTo(path);
    await writer.exec(`PRAGMA journal_mode = WAL; ${TABLE}`);
    await writer.exec("INSERT INTO django_session VALUES ('abc', 'one')");
    expect(await find()).toEqual({ session_data: 'one' });
    await writer.exec("BEGIN; UPDATE django_session SET session_data = 'two'");
    expect(await find()).toEqual({ session_data: 'one' });
    await writer.exec('COMMIT');
    expect(await find()).toEqual({ session_data: 'two' });
    await writer.end();
    await store.close();
    expect(await readdir(folder)).toEqual(['db.sqlite3']);
    store = connect(`sqlite:${path}`);
    expect(await find()).toEqual({ session_data: 'two' });
  });

  it('that nobody has open is left as it was found', async () => {
    await create(path, 'PRAGMA journal_mode = WAL', TABLE);
    const before = await readFile(path);
    expect(await readdir(folder)).toEqual(['db.sqlite3']);
    expect(await find()).toBeUndefined();
    await store.close();
    expect(await readdir(folder)).toEqual(['db.sqlite3']);
    expect(await readFile(path)).toEqual(before);
  });

  it('that a crashed app left behind is read, and its log is not touched', async () => {
    const writer = writerTo(path);
    await writer.exec(`PRAGMA journal_mode = WAL; ${TABLE}`);
    await writer.exec("INSERT INTO django_session VALUES ('abc', 'in the log')");
    await writer.kill();
    const log = await readFile(`${path}-wal`);
    expect(await find()).toEqual({ session_data: 'in the log' });
    await store.close();
    expect(await readFile(`${path}-wal`)).toEqual(log);
  });
});

describe('a database whose app crashed in the middle of a write', () => {
  it('is not repaired by us', async () => {
    await create(path, TABLE, "INSERT INTO django_session VALUES ('abc', 'one')");
    const writer = writerTo(path);
    await writer.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = 1; PRAGMA cache_spill = 1');
    await writer.exec("BEGIN EXCLUSIVE; UPDATE django_session SET session_data = 'two'");
    await writer.exec(
      `INSERT INTO django_session WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 500)
         SELECT 'k' || i, hex(zeroblob(500)) FROM n`,
    );
    await writer.kill();
    const [file, journal] = [await readFile(path), await stat(`${path}-journal`)];
    expect((await failure()).code).toBe('store-refused');
    expect(await readFile(path)).toEqual(file);
    expect((await stat(`${path}-journal`)).size).toBe(journal.size);
    await create(path, 'PRAGMA user_version'); // the app starts and rolls back
    expect(await find()).toEqual({ session_data: 'one' });
  });
});

describe('a URL', () => {
  it('may be relative, absolute, or hold signs that mean something in a URI', async () => {
    const odd = join(folder, 'a b%20?c#d.sqlite3');
    await create(odd, TABLE, "INSERT INTO django_session VALUES ('abc', 'odd')");
    for (const url of [`sqlite:${odd}`, `sqlite://${odd}`, `sqlite:///${odd}`]) {
      store = connect(url);
      expect(await find()).toEqual({ session_data: 'odd' });
      await store.close();
    }
    expect(connect('sqlite:./db.sqlite3').label).toBe('sqlite db.sqlite3');
  });

  it('for a database in memory is refused with the reason', () => {
    expect(() => connect('sqlite::memory:')).toThrow(/cannot be read from outside/);
  });
});
