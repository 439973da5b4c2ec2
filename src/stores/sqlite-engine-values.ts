/** Values on their way into and out of SQLite, alike for both engines. */
import type { SqliteInput, SqliteValue } from './sqlite-engine-database.js';

/** Whole numbers go in as integers: both engines would bind a large one as a float. */
export function bindable(value: SqliteInput): SqliteInput {
  return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value;
}

/** Integers come out as bigint and leave as number where nothing is lost. */
export function readable(cell: unknown): SqliteValue {
  if (typeof cell === 'bigint') {
    const number = Number(cell);
    return Number.isSafeInteger(number) ? number : cell;
  }
  if (typeof cell === 'number' || typeof cell === 'string') return cell;
  if (cell instanceof ArrayBuffer) return new Uint8Array(cell); // what libsql makes of a BLOB
  return cell instanceof Uint8Array ? cell : null;
}
