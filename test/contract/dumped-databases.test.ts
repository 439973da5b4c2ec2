/** Databases as real Django releases left them, dumped, and loaded into real servers again. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { mysqlDriver } from '../../src/stores/mysql.js';
import { postgresDriver } from '../../src/stores/postgres.js';
import { dumpedStores, dumpPath, expectSessions } from '../support/django-stores.js';
import { openRows } from '../support/look-ups.js';
import { describeWith } from '../support/programs.js';
import { startMariadb } from '../support/servers/mariadb.js';
import { startPostgres } from '../support/servers/postgres.js';
import type { SqlServer } from '../support/servers/sql-server.js';

const KINDS = [
  { program: 'postgres', kind: 'postgres-sql', driver: postgresDriver, start: startPostgres },
  { program: 'mariadbd', kind: 'mariadb-sql', driver: mysqlDriver, start: startMariadb },
];

for (const { program, kind, driver, start } of KINDS) {
  describeWith(program, `dumps of ${program}`, () => {
    let server: SqlServer;
    beforeAll(async () => {
      server = await start();
    });
    afterAll(() => server.remove());

    describe.each(dumpedStores(kind))('$file of Django $django', (dumped) => {
      it('has the users that its Django says', async () => {
        const database = dumped.file.replaceAll(/\W/g, '_');
        await server.run(`CREATE DATABASE ${database}`);
        await server.run(await readFile(dumpPath(dumped.file), 'utf8'), database);
        const store = openRows(driver, server.url('', database), server.password);
        await expectSessions(dumped, [store]);
        await store.close();
      });
    });
  });
}
