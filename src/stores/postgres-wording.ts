/**
 * PostgreSQL's SQL for a look-up, and its texts as cells. A key is bound without a type, so that the
 * server reads it as the column's: an integer, a UUID with or without dashes, a text.
 */
import type { Cell } from '../model/store.js';
import type { SqlConnection } from './driver-sql-reader.js';
import type { SqlColumn, SqlWording } from './driver-sql-statement.js';
import { integerOf, tableParts, withMicroseconds } from './driver-sql-values.js';

const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const table = (name: string): string => tableParts(name, '"').map(identifier).join('.');

export const postgresWording: SqlWording = {
  fold: (name) => name,
  identifier,
  table,
  match: ({ name }) => ({ condition: `${identifier(name)} = $1`, bind: (key) => [key] }),
  // NULLS LAST would keep the server from using the column's index, so it is said only where it matters.
  greatestFirst: ({ name, isNullable }) =>
    `${identifier(name)} DESC${isNullable ? ' NULLS LAST' : ''}`,
  value: ({ name, type }) => {
    if (SMALL.has(type)) return identifier(name);
    return type === 'bytea'
      ? `pg_catalog.encode(${identifier(name)}, 'hex')`
      : `${identifier(name)}::text`;
  },
  size: ({ name, type }) => {
    if (SMALL.has(type)) return undefined;
    const cast = type === 'bytea' ? '' : '::text';
    return `pg_catalog.octet_length(${identifier(name)}${cast})`;
  },
  cell: ({ type }, sent) => (typeof sent === 'string' ? cellOf(type, sent) : null),
};

const INTEGERS = new Set(['smallint', 'integer', 'bigint', 'oid']);
const FLOATS = new Set(['real', 'double precision']);
/** Of a fixed size, and sent as they are. */
const SMALL = new Set([
  ...INTEGERS,
  ...FLOATS,
  'boolean',
  'timestamp with time zone',
  'timestamp without time zone',
]);

function cellOf(type: string, text: string): Cell {
  if (INTEGERS.has(type)) return integerOf(text);
  if (FLOATS.has(type)) return Number(text);
  switch (type) {
    case 'boolean':
      return text === 't';
    case 'bytea':
      return new Uint8Array(Buffer.from(text, 'hex'));
    case 'timestamp with time zone':
      return dateOf(text);
    case 'timestamp without time zone':
      return withMicroseconds(text);
    default:
      return text;
  }
}

/** `2026-12-06 20:40:46.123456+00`, as a session in UTC has it; `infinity` stays a text. */
function dateOf(text: string): Date | string {
  const [matched, day = '', time = ''] =
    /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)\+00$/.exec(text) ?? [];
  return matched === undefined ? text : new Date(`${day}T${time}Z`);
}

/** A domain counts as the type it is made of. */
const COLUMNS = `
  SELECT a.attname,
         pg_catalog.format_type(CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.oid END, NULL),
         NOT a.attnotnull,
         pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'SELECT')
    FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
   WHERE a.attrelid = pg_catalog.to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped`;

/** Empty where there is no such table, or view. */
export async function postgresColumns(
  name: string,
  connection: SqlConnection,
): Promise<readonly SqlColumn[]> {
  const rows = await connection.ask(COLUMNS, [table(name)]);
  return rows.map(([column, type, isNullable, isReadable]) => ({
    name: String(column),
    type: String(type),
    isNullable: isNullable === 't',
    isReadable: isReadable === 't',
  }));
}
