/**
 * What a look-up needs of a table, and how it is said that it is not there: alike for every database.
 * Knows no SQL.
 */
import type { NewestQuery, RowQuery } from '../model/store.js';
import { StoreError } from './driver.js';

/** Same table, columns and key or order column: the same statement. */
export const lookupId = (query: RowQuery | NewestQuery): string =>
  JSON.stringify({ ...query, key: undefined });

/** The column that decides which row it is. */
export const decisiveColumn = (query: RowQuery | NewestQuery): string =>
  'key' in query ? query.keyColumn : query.orderColumn;

/**
 * The required columns and those optional ones that the table has. Throws StoreError
 * `store-unsuitable` where it lacks a required one. `place` names the database in messages.
 */
export function columnsToRead(
  query: RowQuery | NewestQuery,
  isPresent: (name: string) => boolean,
  place: string,
): readonly string[] {
  const missing = [decisiveColumn(query), ...query.columns].find((name) => !isPresent(name));
  if (missing !== undefined) {
    throw new StoreError(
      'store-unsuitable',
      `The table ${query.table} in ${place} has no column ${missing}.`,
      'Check that it is the table of this framework, and that it is up to date.',
    );
  }
  return [...query.columns, ...(query.optionalColumns ?? []).filter(isPresent)];
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
