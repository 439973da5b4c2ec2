/**
 * The SQL of MySQL and MariaDB for a look-up, and what `mysql2` gives as cells. These servers compare
 * loosely (`id = '1abc'` finds 1, and texts are compared without case), so each condition says exactly
 * what it means, after a first part that can use the column's index.
 */
import type { Cell } from '../model/store.js';
import type { SqlConnection } from './driver-sql-reader.js';
import type { KeyMatch, SqlColumn, SqlWording } from './driver-sql-statement.js';
import { integerOf, tableParts, withMicroseconds } from './driver-sql-values.js';
import { errnoOf } from './mysql-connection.js';

const identifier = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

const table = (name: string): string => tableParts(name, '`').map(identifier).join('.');

const INTEGERS = new Set(['tinyint', 'smallint', 'mediumint', 'int', 'bigint', 'year']);
/** Of a small size, and sent as they are. */
const SMALL = new Set([
  ...INTEGERS,
  ...['float', 'double', 'decimal', 'date', 'time', 'datetime', 'timestamp'],
]);
const BINARY = new Set(['binary', 'varbinary', 'tinyblob', 'blob', 'mediumblob', 'longblob']);
const TEXTS = new Set(['char', 'varchar', 'tinytext', 'text', 'mediumtext', 'longtext']);

export const mysqlWording: SqlWording = {
  fold: (name) => name.toLowerCase(),
  identifier,
  table,
  match: ({ name, type }) => {
    const column = identifier(name);
    if (INTEGERS.has(type)) return integerMatch(column);
    if (type === 'uuid') return { condition: `${column} = ?`, bind: uuidKey };
    const text = BINARY.has(type) ? column : `CONVERT(${column} USING utf8mb4)`;
    return {
      condition: `${column} = ? AND CAST(${text} AS BINARY) = CAST(? AS BINARY)`,
      bind: (key) => [key, key],
    };
  },
  greatestFirst: ({ name }) => `${identifier(name)} DESC`,
  value: ({ name, type }) => {
    if (type === 'bit') return `CAST(${identifier(name)} AS UNSIGNED)`;
    const isAsIs = SMALL.has(type) || BINARY.has(type) || TEXTS.has(type);
    return isAsIs ? identifier(name) : `CAST(${identifier(name)} AS CHAR)`;
  },
  size: ({ name, type }) =>
    SMALL.has(type) || type === 'bit' ? undefined : `OCTET_LENGTH(${identifier(name)})`,
  cell: ({ type }, sent) => cellOf(type, sent),
};

/** As a number of 64 bits: as a text it would be compared as a floating-point number. */
function integerMatch(column: string): KeyMatch {
  return {
    condition: `${column} = CAST(? AS DECIMAL(20, 0))`,
    bind: (key) => (/^-?\d{1,20}$/.test(key) ? [key] : undefined),
  };
}

const uuidKey = (key: string): readonly string[] | undefined =>
  /^[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$/i.test(key) ? [key] : undefined;

function cellOf(type: string, sent: unknown): Cell {
  if (typeof sent === 'number') return sent;
  if (sent instanceof Uint8Array) return Uint8Array.from(sent);
  if (typeof sent !== 'string') return null;
  if (INTEGERS.has(type) || type === 'bit') return integerOf(sent);
  return type === 'datetime' || type === 'timestamp' ? withMicroseconds(sent) : sent;
}

const COLUMNS = `
  SELECT COLUMN_NAME, DATA_TYPE, IS_NULLABLE = 'YES', FIND_IN_SET('select', PRIVILEGES) > 0
    FROM information_schema.COLUMNS
   WHERE TABLE_NAME = ? AND TABLE_SCHEMA = `;

/** Empty where there is no such table, or view. Throws where our user may not read it. */
export async function mysqlColumns(
  name: string,
  connection: SqlConnection,
): Promise<readonly SqlColumn[]> {
  const [last = '', ...schema] = tableParts(name, '`').toReversed();
  const rows = await connection.ask(`${COLUMNS}${schema.length === 0 ? 'DATABASE()' : '?'}`, [
    last,
    ...schema.slice(0, 1),
  ]);
  if (rows.length === 0) await expectNone(name, connection);
  return rows.map(([column, type, isNullable, isReadable]) => ({
    name: String(column),
    type: String(type).toLowerCase(),
    isNullable: isNullable === 1,
    isReadable: isReadable === 1,
  }));
}

/** What our user may not read is not listed either: then the server says why. */
async function expectNone(name: string, connection: SqlConnection): Promise<void> {
  try {
    await connection.ask(`SELECT 1 FROM ${table(name)} LIMIT 0`, []);
  } catch (error) {
    if (!NO_TABLE.has(errnoOf(error) ?? 0)) throw error;
  }
}

/** No such database or table, or no name that one could have. */
const NO_TABLE = new Set([1049, 1059, 1102, 1103, 1146]);
