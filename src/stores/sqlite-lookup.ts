/**
 * One look-up, by key or of the newest, as a prepared statement. Quotes identifiers, binds values, and takes texts as
 * bytes: a text that is not UTF-8, or that holds a NUL, must come out whole (`libsql` cannot).
 */
import { TextDecoder } from 'node:util';
import type { Cell, NewestQuery, Row, RowQuery } from '../model/store.js';
import { MAX_RECORD_BYTES, StoreError } from './driver.js';
import type { SqliteDatabase, SqliteRow, SqliteStatement } from './sqlite-engine.js';

export class SqliteLookup {
  readonly #statement: SqliteStatement;
  readonly #columns: readonly string[];
  readonly #decoder: TextDecoder;
  readonly #label: string;

  /** Throws StoreError for a table or column that is not there, SqliteFailure for all else. */
  constructor(database: SqliteDatabase, query: RowQuery | NewestQuery, label: string) {
    this.#label = label;
    this.#columns = presentColumns(database, query, label);
    this.#decoder = new TextDecoder(encodingOf(database));
    this.#statement = database.prepare(selectStatement(query, this.#columns));
  }

  /** By key, where the query has one. Throws StoreError `payload-too-large`, or SqliteFailure. */
  find(limit: number, ...key: readonly string[]): readonly Row[] {
    return this.#statement
      .all(...key, limit)
      .map((row) => new Map(this.#columns.map((name, at) => [name, this.#cell(row, name, at)])));
  }

  #cell(row: SqliteRow, name: string, index: number): Cell {
    const value = row[`c${index}`] ?? null;
    if (!(value instanceof Uint8Array)) return value;
    if (value.length > MAX_RECORD_BYTES) {
      throw new StoreError(
        'payload-too-large',
        `A value in column ${name} of ${this.#label} is larger than 1 MiB and was not read.`,
      );
    }
    return row[`t${index}`] === 'text' ? this.#decoder.decode(value) : value.slice();
  }
}

/** Same table, columns and key or order column: the same statement. */
export const lookupId = (query: RowQuery | NewestQuery): string =>
  JSON.stringify({ ...query, key: undefined });

/** Per column its type (`t0`) and its value (`c0`); a text's value as the bytes it is stored in. */
function selectStatement(query: RowQuery | NewestQuery, columns: readonly string[]): string {
  const table = identifier(query.table);
  const cells = columns.map((name, index) => {
    const column = `${table}.${identifier(name)}`;
    const bytes = `substr(CAST(${column} AS BLOB), 1, ${MAX_RECORD_BYTES + 1})`;
    const value = `CASE WHEN typeof(${column}) IN ('text', 'blob') THEN ${bytes} ELSE ${column} END`;
    return `typeof(${column}) AS t${index}, ${value} AS c${index}`;
  });
  const which =
    'key' in query
      ? `WHERE ${table}.${identifier(query.keyColumn)} = ?`
      : `ORDER BY ${table}.${identifier(query.orderColumn)} DESC`;
  return `SELECT ${cells.join(', ')} FROM ${table} ${which} LIMIT ?`;
}

/** The required columns and those optional ones that the table has. */
function presentColumns(
  database: SqliteDatabase,
  query: RowQuery | NewestQuery,
  label: string,
): string[] {
  const present = tableColumns(database, query.table);
  if (present.size === 0) {
    throw new StoreError(
      'table-missing',
      `The database ${label} has no table ${query.table}.`,
      'Create it (`python manage.py migrate` in a Django project), or name another database with --store.',
    );
  }
  const decisive = 'key' in query ? query.keyColumn : query.orderColumn;
  const missing = [decisive, ...query.columns].find((name) => !present.has(fold(name)));
  if (missing !== undefined) {
    throw new StoreError(
      'store-unsuitable',
      `The table ${query.table} in ${label} has no column ${missing}.`,
      'Check that it is the table of this framework, and that it is up to date.',
    );
  }
  const optional = query.optionalColumns ?? [];
  return [...query.columns, ...optional.filter((name) => present.has(fold(name)))];
}

function tableColumns(database: SqliteDatabase, table: string): ReadonlySet<string> {
  const decoder = new TextDecoder(encodingOf(database));
  const rows = database
    .prepare('SELECT CAST("name" AS BLOB) AS "name" FROM pragma_table_info(?)')
    .all(table);
  const nameOf = ({ name }: SqliteRow): string =>
    name instanceof Uint8Array ? decoder.decode(name) : '';
  return new Set(rows.map((row) => fold(nameOf(row))));
}

/** UTF-8, UTF-16le or UTF-16be: the one encoding of all texts in the file. */
function encodingOf(database: SqliteDatabase): string {
  const encoding = database.prepare('PRAGMA encoding').get()?.['encoding'];
  return typeof encoding === 'string' ? encoding : 'UTF-8';
}

/** SQLite compares names without regard to the case of ASCII letters. */
const fold = (name: string): string => name.toLowerCase();

const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
