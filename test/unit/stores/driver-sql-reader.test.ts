/** What is asked of a server, seen on one that only writes it down. */
import { beforeEach, describe, expect, it } from 'vitest';
import {
  SqlReader,
  type SqlConnection,
  type SqlDialect,
} from '../../../src/stores/driver-sql-reader.js';
import type { SqlColumn } from '../../../src/stores/driver-sql-statement.js';
import { StoreError } from '../../../src/stores/driver.js';
import { mysqlWording } from '../../../src/stores/mysql-wording.js';
import { postgresWording } from '../../../src/stores/postgres-wording.js';

const column = (name: string, type: string): SqlColumn => ({
  name,
  type,
  isNullable: true,
  isReadable: true,
});

const QUERY = {
  table: 'user',
  keyColumn: 'id',
  key: '7',
  columns: ['id', 'name'],
  optionalColumns: ['photo'],
};

let now: number;
let columns: SqlColumn[];
let learnt: number;
let asked: string[];
let failures: Error[];

beforeEach(() => {
  now = 0;
  columns = [column('id', 'integer'), column('name', 'character varying')];
  learnt = 0;
  asked = [];
  failures = [];
});

const connection: SqlConnection = {
  isOpen: true,
  ref: () => undefined,
  unref: () => undefined,
  end: () => Promise.resolve(),
  destroy: () => undefined,
  ask: (text, values) => {
    asked.push(`${text} ${JSON.stringify(values)}`);
    const failure = failures.shift();
    return failure === undefined ? Promise.resolve([]) : Promise.reject(failure);
  },
};

const readerWith = (wording: Pick<SqlDialect, keyof typeof postgresWording>): SqlReader =>
  new SqlReader(
    {
      ...wording,
      place: 'shop',
      connect: () => Promise.resolve(connection),
      columns: () => {
        learnt += 1;
        return Promise.resolve(columns);
      },
      isSchemaChange: (error) => error instanceof Error && error.message === 'schema',
      isKeyMismatch: (error) => error instanceof Error && error.message === 'key',
      explain: (error) => new StoreError('store-unreachable', 'explained', '', { cause: error }),
    },
    'fake shop',
    () => now,
  );

const signal = (): AbortSignal => new AbortController().signal;

describe('a look-up', () => {
  it('is one statement to PostgreSQL, with every value bounded', async () => {
    columns.push(column('photo', 'bytea'));
    await readerWith(postgresWording).findRow(QUERY, signal());
    expect(asked).toEqual([
      '/* sessionspy */ SELECT "id", ' +
        'CASE WHEN pg_catalog.octet_length("name"::text) <= 1048576 THEN "name"::text END, ' +
        `CASE WHEN pg_catalog.octet_length("photo") <= 1048576 THEN pg_catalog.encode("photo", 'hex') END, ` +
        'NULL, pg_catalog.octet_length("name"::text), pg_catalog.octet_length("photo") ' +
        'FROM "user" WHERE "id" = $1 LIMIT 1 ["7"]',
    ]);
  });

  it('is one statement to MySQL, with every value bounded', async () => {
    columns = [column('id', 'int'), column('NAME', 'varchar')];
    await readerWith(mysqlWording).findRows(QUERY, 3, signal());
    expect(asked).toEqual([
      '/* sessionspy */ SELECT `id`, CASE WHEN OCTET_LENGTH(`NAME`) <= 1048576 THEN `NAME` END, ' +
        'NULL, OCTET_LENGTH(`NAME`) ' +
        'FROM `user` WHERE `id` = CAST(? AS DECIMAL(20, 0)) LIMIT 3 ["7"]',
    ]);
  });

  it('of the newest orders by the column', async () => {
    const query = { table: 'user', orderColumn: 'id', columns: ['id'] };
    await readerWith(postgresWording).newestRow(query, signal());
    expect(asked).toEqual([
      '/* sessionspy */ SELECT "id", NULL FROM "user" ORDER BY "id" DESC NULLS LAST LIMIT 1 []',
    ]);
  });

  it('learns the columns once, and again after half a minute', async () => {
    const reader = readerWith(postgresWording);
    const timesLearnt = async (): Promise<number> => {
      await reader.findRow(QUERY, signal());
      return learnt;
    };
    expect(await timesLearnt()).toBe(1);
    now = 29_999;
    expect(await timesLearnt()).toBe(1);
    now = 30_000;
    expect(await timesLearnt()).toBe(2);
  });

  it('learns the columns anew when the table has changed, and asks once more', async () => {
    const reader = readerWith(postgresWording);
    await reader.findRow(QUERY, signal());
    failures.push(new Error('schema'));
    expect(await reader.findRow(QUERY, signal())).toBeUndefined();
    expect(learnt).toBe(2);
    failures.push(new Error('schema'), new Error('schema'));
    await expect(reader.findRow(QUERY, signal())).rejects.toThrow('explained');
  });

  it('finds nothing by a key that the column cannot hold', async () => {
    failures.push(new Error('key'));
    expect(await readerWith(postgresWording).findRow(QUERY, signal())).toBeUndefined();
  });

  it('tells any other failure in the words of the dialect', async () => {
    failures.push(new Error('other'));
    await expect(readerWith(postgresWording).findRow(QUERY, signal())).rejects.toThrow('explained');
  });
});
