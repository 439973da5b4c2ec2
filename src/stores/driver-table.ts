/**
 * What a look-up needs of a table, and how it is said that it is not there: alike for every database.
 * Knows no SQL.
 */
import type { NewestQuery, RowQuery } from '../model/store.js';
import { StoreError } from './driver.js';

/** Same table, columns and key or order column: the same statement. */
export const lookupId = (query: RowQuery | NewestQuery): string =>
  JSON.stringify({ ...query, key: undefined });

export interface ColumnsToRead<Column> {
  /** By which the row is picked: of the key, or of the order. */
  readonly decisive: Column;
  /** By the names they were asked for by. */
  readonly read: ReadonlyMap<string, Column>;
}

/**
 * The required columns and those optional ones that the table has and that may be read. `find` looks a
 * column up in the table; `place` names the database in messages. Throws StoreError `store-unsuitable`
 * where a required one is missing.
 */
export function columnsToRead<Column>(
  query: RowQuery | NewestQuery,
  find: (name: string) => Column | undefined,
  place: string,
  isReadable: (column: Column) => boolean = () => true,
): ColumnsToRead<Column> {
  const required = (name: string): Column => {
    const column = find(name);
    if (column !== undefined) return column;
    throw new StoreError(
      'store-unsuitable',
      `The table ${query.table} in ${place} has no column ${name}.`,
      'Check that it is the table of this framework, and that it is up to date.',
    );
  };
  const decisive = required('key' in query ? query.keyColumn : query.orderColumn);
  const read = new Map(query.columns.map((name) => [name, required(name)]));
  for (const name of query.optionalColumns ?? []) {
    const column = find(name);
    if (column !== undefined && isReadable(column)) read.set(name, column);
  }
  return { decisive, read };
}

/** StoreError `table-missing`. */
export const tableMissing = (table: string, place: string, options?: ErrorOptions): StoreError =>
  new StoreError(
    'table-missing',
    `The database ${place} has no table ${table}.`,
    'Create it (`python manage.py migrate` in a Django project), or name another database with --store.',
    options,
  );

/** StoreError `payload-too-large`. */
export const valueTooLarge = (column: string, place: string): StoreError =>
  new StoreError(
    'payload-too-large',
    `A value in column ${column} of ${place} is larger than 1 MiB and was not read.`,
  );
