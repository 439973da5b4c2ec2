/** What every store of rows does alike, tried on a real database of each kind. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MAX_RECORD_BYTES } from '../../src/stores/driver.js';
import { distUrl } from '../support/dist.js';
import { failureOf, findIn, type RowStore } from '../support/look-ups.js';
import { describeWith } from '../support/programs.js';
import { rowDialects, type RowBed } from './row-beds.js';

const QUERY = { table: 't', keyColumn: 'k', key: 'abc', columns: ['v'] };
const soon = (): AbortSignal => AbortSignal.timeout(10_000);

for (const dialect of rowDialects) {
  describeWith(dialect.program, `a store in ${dialect.name}`, () => {
    const { identifier, literal, text, bytes } = dialect;
    let bed: RowBed;
    let store: RowStore;
    const tables = new Set<string>();

    beforeAll(async () => {
      bed = await dialect.make();
    });
    afterAll(() => bed.remove());
    beforeEach(() => {
      store = bed.open();
    });
    afterEach(async () => {
      await store.close();
      for (const table of tables) await bed.run(`DROP TABLE ${table}`);
      tables.clear();
    });

    const find = (query: Partial<typeof QUERY> & { optionalColumns?: string[] } = {}) =>
      findIn(store, { ...QUERY, ...query });
    const create = async (table: string, columns: string, ...rows: string[]): Promise<void> => {
      await bed.run(`CREATE TABLE ${table} (${columns})`);
      tables.add(table);
      for (const row of rows) await bed.run(`INSERT INTO ${table} VALUES (${row})`);
    };
    const createUsual = (...rows: string[]): Promise<void> =>
      create('t', `k varchar(40) PRIMARY KEY, v ${text}`, ...rows);

    it('is shown by its kind and place', () => {
      expect(store.label).toMatch(/^(sqlite \S+|(postgres|mysql) shop on 127\.0\.0\.1:\d+)$/);
    });

    describe('a row', () => {
      it('is found by its key, and is undefined where there is none', async () => {
        await createUsual("'abc', 'payload'", "'other', 'another'");
        expect(await find()).toEqual({ v: 'payload' });
        expect(await find({ key: 'abd' })).toBeUndefined();
        expect(await find({ key: '' })).toBeUndefined();
      });

      it('is found by the very key and by no other that looks like it', async () => {
        await createUsual("'abc', 'payload'");
        for (const key of ['ABC', 'abc ', ' abc', 'äbc', 'ab', 'abcd', '%', 'abc\0', 'a\0bc']) {
          expect(await find({ key })).toBeUndefined();
        }
      });

      it('is found by a number given as text, and by no text that begins with it', async () => {
        await create('t', `k integer PRIMARY KEY, v ${text}`, "0, 'zero'", "7, 'seven'");
        expect(await find({ key: '7' })).toEqual({ v: 'seven' });
        for (const key of ['7abc', 'abc', '', '7.5', '70000000000000000000', '-7']) {
          expect(await find({ key })).toBeUndefined();
        }
      });

      it('is read as it is now', async () => {
        await createUsual("'abc', 'one'");
        expect(await find()).toEqual({ v: 'one' });
        await bed.run("UPDATE t SET v = 'two'");
        expect(await find()).toEqual({ v: 'two' });
        await bed.run('DELETE FROM t');
        expect(await find()).toBeUndefined();
      });

      it('is one of several of a key, of which so many are read as are asked for', async () => {
        const rows = [1, 2, 3].map((n) => `'abc', 'v${n}'`);
        await create('t', `k varchar(40), v ${text}`, ...rows, "'other', 'v4'");
        const read = async (limit: number): Promise<unknown[]> =>
          (await store.rows.findRows(QUERY, limit, soon())).map((row) => row.get('v'));
        expect((await read(9)).toSorted()).toEqual(['v1', 'v2', 'v3']);
        expect(await read(2)).toHaveLength(2);
        expect(await find()).toBeDefined();
      });

      it('is the newest by a column, NULL counting least', async () => {
        const newest = async () => {
          const query = { table: 't', orderColumn: 'at', columns: ['k'] };
          return (await store.rows.newestRow(query, soon()))?.get('k');
        };
        await create('t', 'k varchar(40), at integer');
        expect(await newest()).toBeUndefined();
        await bed.run("INSERT INTO t VALUES ('none', NULL)");
        expect(await newest()).toBe('none');
        await bed.run("INSERT INTO t VALUES ('early', 1), ('late', 3), ('between', 2)");
        expect(await newest()).toBe('late');
      });

      it('has the optional columns that the table has', async () => {
        await create('t', `k varchar(40), v ${text}, extra integer`, "'abc', 'payload', 1");
        const optionalColumns = ['extra', 'absent'];
        expect(await find({ optionalColumns })).toEqual({ v: 'payload', extra: 1 });
      });
    });

    describe('a value', () => {
      it('may be NULL, empty, or hold any character', async () => {
        const words = `Zoë Ångström, 日本語, 🎉 \u202e \u001b[31m "'\`\\ % _ \r\n\t end`;
        await createUsual("'null', NULL", "'empty', ''", `'words', ${literal(words)}`);
        expect(await find({ key: 'null' })).toEqual({ v: null });
        expect(await find({ key: 'empty' })).toEqual({ v: '' });
        expect(await find({ key: 'words' })).toEqual({ v: words });
      });

      it('may be bytes of any kind', async () => {
        const hex = '00ff0061c3a927225c';
        await create('t', `k varchar(40), v ${bytes}`, `'abc', ${dialect.bytesLiteral(hex)}`);
        expect(await find()).toEqual({ v: new Uint8Array(Buffer.from(hex, 'hex')) });
      });

      it('may be as large as is read, and is refused when it is larger', async () => {
        await createUsual(
          `'fits', '${'x'.repeat(MAX_RECORD_BYTES)}'`,
          `'over', '${'x'.repeat(MAX_RECORD_BYTES + 1)}'`,
          `'wide', '${'é'.repeat(MAX_RECORD_BYTES / 2 + 1)}'`,
        );
        expect((await find({ key: 'fits' }))?.['v']).toHaveLength(MAX_RECORD_BYTES);
        for (const key of ['over', 'wide']) {
          const error = await failureOf(find({ key }));
          expect(error.code).toBe('payload-too-large');
          expect(error.message).toContain('column v');
        }
      });
    });

    describe('names and keys', () => {
      it('may hold any sign', async () => {
        const [table, key, value] = ['ta.b"l`e; --', 'k\'e"y`', 'v a%l?$1'];
        await create(
          identifier(table),
          `${identifier(key)} varchar(40), ${identifier(value)} ${text}`,
          "'abc', 'payload'",
        );
        expect(await find({ table, keyColumn: key, columns: [value] })).toEqual({
          [value]: 'payload',
        });
      });

      it('are never taken for SQL', async () => {
        await createUsual("'abc', 'payload'");
        const evil = [
          '"; DROP TABLE t; --',
          "' OR '1'='1",
          '` OR 1=1 #',
          "\\' OR 1=1 -- ",
          't WHERE 1=1',
        ];
        for (const word of evil) {
          expect(await find({ key: word })).toBeUndefined();
          expect((await failureOf(find({ table: word }))).code).toBe('table-missing');
          expect((await failureOf(find({ keyColumn: word }))).code).toBe('store-unsuitable');
          expect((await failureOf(find({ columns: [word] }))).code).toBe('store-unsuitable');
        }
        expect(await find()).toEqual({ v: 'payload' });
      });
    });

    describe('a table', () => {
      it('that is missing is named, and may come later', async () => {
        await create('other', 'x integer');
        const error = await failureOf(find());
        expect(error.code).toBe('table-missing');
        expect(error.message).toContain('has no table t.');
        expect(error.remedy).toContain('migrate');
        await createUsual("'abc', 'payload'");
        expect(await find()).toEqual({ v: 'payload' });
      });

      it('without a column that is needed is told of', async () => {
        await create('t', 'k varchar(40)', "'abc'");
        const error = await failureOf(find());
        expect(error.code).toBe('store-unsuitable');
        expect(error.message).toContain('has no column v.');
      });

      it('that is made anew is read with the columns that it has now', async () => {
        await create('t', `k varchar(40), v ${text}, extra integer`, "'abc', 'old', 1");
        const optionalColumns = ['extra'];
        expect(await find({ optionalColumns })).toEqual({ v: 'old', extra: 1 });
        await bed.run('DROP TABLE t');
        expect((await failureOf(find({ optionalColumns }))).code).toBe('table-missing');
        await bed.run(`CREATE TABLE t (v ${bytes}, k varchar(40))`);
        await bed.run(`INSERT INTO t VALUES (${dialect.bytesLiteral('01')}, 'abc')`);
        expect(await find({ optionalColumns })).toEqual({ v: new Uint8Array([1]) });
        await bed.run('ALTER TABLE t ADD extra integer');
        await bed.run('ALTER TABLE t DROP COLUMN v');
        expect((await failureOf(find({ optionalColumns }))).code).toBe('store-unsuitable');
      });
    });

    describe('a look-up', () => {
      it('whose time is up before its turn is not made', async () => {
        await createUsual();
        expect((await failureOf(findIn(store, QUERY, AbortSignal.abort()))).code).toBe(
          'store-timeout',
        );
      });

      it('is one of many at once', async () => {
        await createUsual(...['a', 'b', 'c'].map((key) => `'${key}', 'of ${key}'`));
        const keys = ['a', 'b', 'c', 'd'].flatMap((key) => Array.from({ length: 10 }, () => key));
        const found = await Promise.all(keys.map((key) => find({ key })));
        expect(found.map((row) => row?.['v'])).toEqual(
          keys.map((key) => (key === 'd' ? undefined : `of ${key}`)),
        );
      });

      it('fails once the store was closed, which may be done again', async () => {
        await createUsual("'abc', 'payload'");
        const inFlight = find().catch((error: unknown) => error);
        await store.close();
        await store.close();
        await inFlight;
        const error = await failureOf(find());
        expect(error.code).toBe('store-unreachable');
        expect(error.message).toContain('was closed');
      });
    });

    const { trap } = dialect;
    if (typeof trap === 'string') {
      it.skip(`cannot write: ${trap}`, () => undefined);
    } else {
      it('cannot write, not even by reading a view that does', async () => {
        await create('written', 'x varchar(40)');
        for (const statement of trap) await bed.run(statement);
        const error = await failureOf(find({ table: 'trap' }));
        expect(error.code).toBe('store-unsuitable');
        expect(error.message).toContain('would write');
        await createUsual("'abc', 'payload'");
        expect(await find({ table: 'written', keyColumn: 'x', key: 'yes', columns: ['x'] })).toBe(
          undefined,
        );
        await bed.run('DROP VIEW trap');
        await bed.run('DROP FUNCTION write_it');
      });
    }

    it('keeps no process alive, and writes nothing on its own', async () => {
      await createUsual("'abc', 'payload'");
      for (const url of bed.ways) {
        const program = spawn(
          process.execPath,
          ['--input-type=module', '--eval', READ_ONCE, distUrl('stores/registry.js'), url],
          { env: { ...process.env, ...bed.environment }, stdio: ['ignore', 'pipe', 'pipe'] },
        );
        let output = '';
        for (const stream of [program.stdout, program.stderr]) {
          stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
        }
        const [code] = (await once(program, 'close')) as [number | null];
        expect({ code, output }).toEqual({ code: 0, output: 'payload' });
      }
    });
  });
}

/** A program that reads a row and then has nothing more to do, without closing the store. */
const READ_ONCE = `
  const [registry, url] = process.argv.slice(1);
  const { openStore } = await import(registry);
  const row = await openStore(url).rows.findRow(${JSON.stringify(QUERY)}, new AbortController().signal);
  process.stdout.write(row.get('v'));
`;
