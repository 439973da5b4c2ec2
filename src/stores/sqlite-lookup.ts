/**
 * One look-up, by key or of the newest, as a prepared statement. Quotes identifiers, binds values, and takes texts as
 * bytes: a text that is not UTF-8, or that holds a NUL, must come out whole (`libsql` cannot).
 */
import { TextDecoder } from 'node:util';
import type { Cell, NewestQuery, Row, RowQuery } from '../model/store.js';
import { columnsToRead, tableMissing, valueTooLarge } from './driver-table.js';
import { MAX_RECORD_BYTES } from './driver.js';
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
    if (value.length > MAX_RECORD_BYTES) throw valueTooLarge(name, this.#label);
    return row[`t${index}`] === 'text' ? this.#decoder.decode(value) : value.slice();
  }
}

/** Per column its type (`t0`) and its value (`c0`); a text's value as the bytes it is stored in. */
function selectStatement(query: RowQuery | NewestQuery, columns: readonly string[]): string {
  const table = identifier(query.table);
  const cells = columns.map((name, index) => {
    const column = `${table}.${identifier(name)}`;
    // SQLite makes NULL of the first bytes of nothing.
    const bytes = `ifnull(substr(CAST(${column} AS BLOB), 1, ${MAX_RECORD_BYTES + 1}), x'')`;
    const value = `CASE WHEN typeof(${column}) IN ('text', 'blob') THEN ${bytes} ELSE ${column} END`;
    return `typeof(${column}) AS t${index}, ${value} AS c${index}`;
  });
  const which =
    'key' in query
      ? `WHERE ${table}.${identifier(query.keyColumn)} = ?`
      : `ORDER BY ${table}.${identifier(query.orderColumn)} DESC`;
  return `SELECT ${cells.join(', ')} FROM ${table} ${which} LIMIT ?`;
}

function presentColumns(
  database: SqliteDatabase,
  query: RowQuery | NewestQuery,
  label: string,
): readonly string[] {
  const present = tableColumns(database, query.table);
  if (present.size === 0) throw tableMissing(query.table, label);
  const find = (name: string): string | undefined => (present.has(fold(name)) ? name : undefined);
  return [...columnsToRead(query, find, label).read.values()];
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
