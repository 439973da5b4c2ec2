import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { mysqlDriver } from '../../../src/stores/mysql.js';
import { freePort } from '../../support/free-port.js';
import { failureOf, findIn, openRows, type RowStore } from '../../support/look-ups.js';
import { describeWith } from '../../support/programs.js';
import { startMariadb, type MariadbServer } from '../../support/servers/mariadb.js';

const TABLE =
  'CREATE TABLE django_session (session_key varchar(40) PRIMARY KEY, session_data longtext NOT NULL)';

/** What the server says of the look-up's own connection. */
const THIS_CONNECTION = `CREATE VIEW this_connection AS
  SELECT 1 AS id, CONNECTION_ID() AS pid,
         (SELECT VARIABLE_VALUE <> '' FROM information_schema.SESSION_STATUS
           WHERE VARIABLE_NAME = 'SSL_CIPHER') AS tls,
         (SELECT VARIABLE_VALUE FROM information_schema.SESSION_VARIABLES
           WHERE VARIABLE_NAME = 'TX_READ_ONLY') AS read_only,
         (SELECT HOST NOT LIKE '%:%' FROM information_schema.PROCESSLIST
           WHERE ID = CONNECTION_ID()) AS by_socket`;

describeWith('mariadbd', 'a MariaDB store', () => {
  let server: MariadbServer;
  const stores: RowStore[] = [];

  beforeAll(async () => {
    server = await startMariadb();
  });
  afterAll(() => server.remove());
  beforeEach(() => server.run(`${TABLE}; INSERT INTO django_session VALUES ('abc', 'payload')`));
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
    await server.run('DROP DATABASE shop; CREATE DATABASE shop');
  });

  const open = (
    url = server.url(),
    password: string | undefined = server.password,
    environment: NodeJS.ProcessEnv = {},
  ): RowStore => {
    const store = openRows(mysqlDriver, url, password, environment);
    stores.push(store);
    return store;
  };
  const withoutPassword = (environment: NodeJS.ProcessEnv): RowStore => {
    const store = openRows(mysqlDriver, server.url(), undefined, environment);
    stores.push(store);
    return store;
  };
  const at = (place: string): string => `mysql://${place}`;
  const thisConnection = (store: RowStore, ...columns: string[]) =>
    findIn(store, { table: 'this_connection', keyColumn: 'id', key: '1', columns });

  describe('on its way in', () => {
    it('takes the password of the URL, of the program, of the environment', async () => {
      const { user, host, port, password } = server;
      const inUrl = at(`${user}:${encodeURIComponent(password)}@${host}:${port}/shop`);
      expect(await findIn(open(inUrl, 'wrong'))).toEqual({ session_data: 'payload' });
      expect(await findIn(open())).toEqual({ session_data: 'payload' });
      const store = withoutPassword({ MYSQL_PWD: password });
      expect(await findIn(store)).toEqual({ session_data: 'payload' });
      const error = await failureOf(findIn(withoutPassword({})));
      expect(error.code).toBe('store-refused');
      expect(error.remedy).toContain('MYSQL_PWD');
    });

    it('is told that a password is wrong and where it came from, without the password', async () => {
      const error = await failureOf(findIn(open(server.url(), 'not the one')));
      expect(error.code).toBe('store-refused');
      expect(error.message).toContain('keeper');
      expect(error.remedy).toContain('the test');
      expect(`${error.message} ${error.remedy ?? ''}`).not.toContain('not the one');
    });

    it('is told of a database, a host or a server that is not there', async () => {
      const { host, port } = server;
      const database = await failureOf(findIn(open(at(`keeper@${host}:${port}/absent`))));
      expect(database).toMatchObject({ code: 'store-refused' });
      expect(database.message).toContain('no database absent');

      const name = await failureOf(findIn(open(at('keeper@mysql.invalid:3307/shop'))));
      expect(name).toMatchObject({ code: 'store-unreachable' });
      expect(name.remedy).toContain('--store mysql://keeper@localhost:3307/shop');

      const closed = await failureOf(findIn(open(at(`keeper@localhost:${await freePort()}/shop`))));
      expect(closed).toMatchObject({ code: 'store-unreachable' });
      expect(closed.message).toContain('does not answer at localhost:');
    });

    it('takes a socket, as a host in the URL, as a parameter, or from the environment', async () => {
      await server.run(THIS_CONNECTION);
      const { socketPath } = server;
      const path = encodeURIComponent(socketPath);
      const ways = [
        open(at(`keeper@${path}/shop`)),
        open(at(`keeper@/shop?socket=${path}&ssl-mode=REQUIRED`)),
        open(at('keeper@localhost/shop'), server.password, { MYSQL_UNIX_PORT: socketPath }),
      ];
      for (const store of ways) {
        expect(store.label).toBe(`mysql shop on ${socketPath}`);
        expect(await thisConnection(store, 'by_socket')).toEqual({ by_socket: 1 });
      }
      const error = await failureOf(findIn(open(at('keeper@/shop?socket=/absent/socket'))));
      expect(error.code).toBe('store-missing');
      expect(error.message).toBe('There is no socket /absent/socket.');
    });

    it('says that no connection is free', async () => {
      await server.run(`CREATE USER lonely IDENTIFIED BY 'p' WITH MAX_USER_CONNECTIONS 1;
        GRANT SELECT ON shop.* TO lonely`);
      const url = at(`lonely@${server.host}:${server.port}/shop`);
      expect(await findIn(open(url, 'p'))).toBeDefined();
      const error = await failureOf(findIn(open(url, 'p')));
      expect(error.code).toBe('store-unreachable');
      expect(error.message).toContain('no free connection');
      await server.run('DROP USER lonely');
    });

    it('says that a way to log in is not known here', async () => {
      await server.run(`INSTALL SONAME 'auth_ed25519';
        CREATE USER modern IDENTIFIED VIA ed25519 USING PASSWORD('p')`);
      const url = at(`modern@${server.host}:${server.port}/shop`);
      const error = await failureOf(findIn(open(url, 'p')));
      expect(error.code).toBe('store-refused');
      expect(error.message).toContain('(client_ed25519)');
      await server.run("DROP USER modern; UNINSTALL SONAME 'auth_ed25519'");
    });

    it('gives up when the time is up while it still connects, and comes back', async () => {
      const store = open();
      server.pause();
      const error = await failureOf(findIn(store, {}, AbortSignal.timeout(100)));
      expect(error.code).toBe('store-timeout');
      server.resume();
      expect(await findIn(store)).toEqual({ session_data: 'payload' });
    });
  });

  describe('encrypted', () => {
    beforeEach(() => server.run(THIS_CONNECTION));

    const usesTls = async (url: string, password?: string) =>
      (await thisConnection(open(url, password), 'tls'))?.['tls'] === 1;
    const named = (host: string, parameters: string): string =>
      at(`keeper@${host}:${server.port}/shop?${parameters}`);

    it('is what ssl-mode says', async () => {
      const modes = ['DISABLED', 'PREFERRED', 'REQUIRED'];
      const used = await Promise.all(modes.map((mode) => usesTls(server.url(`ssl-mode=${mode}`))));
      expect(used).toEqual([false, true, true]);
      expect(await usesTls(server.url())).toBe(true);
    });

    it('is verified where that is asked for', async () => {
      const authority = `ssl-ca=${server.certificatePath}`;
      expect(await usesTls(named('localhost', `ssl-mode=VERIFY_IDENTITY&${authority}`))).toBe(true);
      // 0.0.0.0 leads to this machine and is not in the certificate.
      expect(await usesTls(named('0.0.0.0', `ssl-mode=VERIFY_CA&${authority}`))).toBe(true);
      const error = await failureOf(findIn(open(server.url('ssl-mode=VERIFY_CA'))));
      expect(error.code).toBe('store-refused');
      expect(error.message).toContain('is not trusted (self');
      expect(error.remedy).toContain('ssl-ca');
    });

    it('verifies an address', async () => {
      const mode = `ssl-mode=VERIFY_IDENTITY&ssl-ca=${server.certificatePath}`;
      expect(await usesTls(server.url(mode))).toBe(true);
      const error = await failureOf(findIn(open(named('0.0.0.0', mode))));
      expect(error.code).toBe('store-refused');
      expect(error.message).toContain('is one for another host');
      expect(error.remedy).toContain('ssl-mode=VERIFY_CA');
    });

    it('shows a certificate of its own', async () => {
      await server.run(`CREATE USER certified IDENTIFIED BY 'p' REQUIRE X509;
        GRANT ALL ON *.* TO certified`);
      const url = at(`certified@${server.host}:${server.port}/shop?ssl-mode=REQUIRED`);
      const own = `&ssl-cert=${server.certificatePath}&ssl-key=${server.keyPath}`;
      expect((await failureOf(findIn(open(url, 'p')))).code).toBe('store-refused');
      expect(await usesTls(`${url}${own}`, 'p')).toBe(true);
      const error = await failureOf(findIn(open(`${url}&ssl-ca=/absent.crt`, 'p')));
      expect(error.message).toContain('/absent.crt could not be read');
      await server.run('DROP USER certified');
    });

    it('is not, where the server cannot: said where it must be, and well where it need not', async () => {
      const plain = await startMariadb('--skip-ssl');
      try {
        await plain.run(`${TABLE}; ${THIS_CONNECTION}`);
        expect(await usesTls(plain.url())).toBe(false);
        const error = await failureOf(findIn(open(plain.url('ssl-mode=REQUIRED'))));
        expect(error.code).toBe('store-unreachable');
        expect(error.message).toContain('does not support secure connection');
      } finally {
        await plain.remove();
      }
    });
  });

  describe('a connection', () => {
    it('is opened by the first look-up, and a dropped one is replaced', async () => {
      await server.run(THIS_CONNECTION);
      const store = open();
      const first = await thisConnection(store, 'pid', 'read_only');
      expect(first).toMatchObject({ read_only: 'ON' });
      expect(await thisConnection(store, 'pid')).toMatchObject({ pid: first?.['pid'] });
      await server.run(`KILL ${String(first?.['pid'])}`);
      const second = await thisConnection(store, 'pid');
      expect(second?.['pid']).not.toBe(first?.['pid']);
    });

    it('comes back after the server was stopped and started', async () => {
      const store = open();
      expect(await findIn(store)).toBeDefined();
      await server.stop();
      expect((await failureOf(findIn(store))).code).toBe('store-unreachable');
      await server.start();
      expect(await findIn(store)).toEqual({ session_data: 'payload' });
    });

    it('sees what was written since the look-up before', async () => {
      const store = open();
      expect(await findIn(store)).toEqual({ session_data: 'payload' });
      await server.run("UPDATE django_session SET session_data = 'changed'");
      expect(await findIn(store)).toEqual({ session_data: 'changed' });
    });

    it('is dropped with its query when the time is up', async () => {
      await server.run('CREATE VIEW slow AS SELECT 1 AS id, SLEEP(20) AS nothing');
      const store = open();
      const session = await server.session();
      const patience = new AbortController();
      const query = { table: 'slow', keyColumn: 'id', key: '1', columns: ['nothing'] };
      const asked = failureOf(findIn(store, query, patience.signal));
      const running = () =>
        session.run(`SELECT 1 FROM information_schema.PROCESSLIST
          WHERE INFO LIKE '/* sessionspy */%slow%' AND COMMAND = 'Execute'`);
      await expect.poll(running).toHaveLength(1);
      patience.abort();
      expect((await asked).code).toBe('store-timeout');
      expect(await findIn(store)).toEqual({ session_data: 'payload' });
      await expect.poll(running, { timeout: 10_000 }).toHaveLength(0);
      await session.end();
    });

    it('is given up by the server itself when a query takes long', async () => {
      await server.run('CREATE VIEW slow AS SELECT 1 AS id, SLEEP(20) AS nothing');
      const query = { table: 'slow', keyColumn: 'id', key: '1', columns: ['nothing'] };
      const error = await failureOf(findIn(open(), query));
      expect(error.code).toBe('store-timeout');
      expect(error.message).toContain('took too long');
    });

    it('that is waited for holds up no look-up elsewhere', async () => {
      await server.run("CREATE TABLE other AS SELECT 'abc' AS session_key, 'here' AS session_data");
      const store = open();
      expect(await findIn(store)).toBeDefined();
      const session = await server.session();
      await session.run('LOCK TABLES django_session WRITE');
      const waiting = failureOf(findIn(store));
      expect(await findIn(store, { table: 'other' })).toEqual({ session_data: 'here' });
      const error = await waiting;
      expect(error.code).toBe('store-locked');
      expect(error.message).toContain('django_session');
      await session.run('UNLOCK TABLES');
      expect(await findIn(store)).toEqual({ session_data: 'payload' });
      await session.end();
    });

    it('that says nothing is given up for a new one', async () => {
      const store = open();
      expect(await findIn(store)).toBeDefined();
      server.pause();
      const error = await failureOf(findIn(store, {}, AbortSignal.timeout(100)));
      expect(error.code).toBe('store-timeout');
      server.resume();
      expect(await findIn(store)).toEqual({ session_data: 'payload' });
    });
  });

  describe('a key', () => {
    it('is a value of the column, whatever its type, and nothing that only looks like it', async () => {
      const uuid = 'd0fa2d03-436b-4630-a488-63f12c2784cc';
      await server.run(`
        CREATE TABLE small (id int PRIMARY KEY, name text); INSERT INTO small VALUES (0, 'zero'), (7, 'seven');
        CREATE TABLE great (id bigint unsigned PRIMARY KEY, name text);
        INSERT INTO great VALUES (9007199254740992, 'even'), (9007199254740993, 'odd'), (18446744073709551615, 'last');
        CREATE TABLE person (id uuid PRIMARY KEY, name text); INSERT INTO person VALUES ('${uuid}', 'ada');
        CREATE TABLE words (id varchar(40) COLLATE utf8mb4_general_ci, name text);
        INSERT INTO words VALUES ('Abc', 'upper'), ('abc', 'lower'), ('äbc', 'accent'), ('abc ', 'blank');
        CREATE TABLE old (id varchar(40) CHARACTER SET latin1 PRIMARY KEY, name text); INSERT INTO old VALUES ('é', 'acute');
        CREATE TABLE raw (id varbinary(40) PRIMARY KEY, name text); INSERT INTO raw VALUES ('abc', 'bytes');
        CREATE TABLE day (id date PRIMARY KEY, name text); INSERT INTO day VALUES ('2026-12-06', 'sunday')`);
      const store = open();
      const by = async (table: string, key: string) =>
        (await findIn(store, { table, keyColumn: 'id', key, columns: ['name'] }))?.['name'];
      expect(await by('small', '7')).toBe('seven');
      expect(await by('great', '9007199254740993')).toBe('odd');
      expect(await by('great', '18446744073709551615')).toBe('last');
      expect(await by('person', uuid)).toBe('ada');
      expect(await by('person', uuid.replaceAll('-', ''))).toBe('ada');
      expect(await by('words', 'abc')).toBe('lower');
      expect(await by('words', 'abc ')).toBe('blank');
      expect(await by('words', 'ABC')).toBeUndefined();
      expect(await by('old', 'é')).toBe('acute');
      expect(await by('old', 'É')).toBeUndefined();
      expect(await by('old', '🎉')).toBeUndefined();
      expect(await by('raw', 'abc')).toBe('bytes');
      expect(await by('day', '2026-12-06')).toBe('sunday');
      for (const key of [
        '7x',
        'abc',
        '',
        '99999999999999999999',
        "7' OR '1'='1",
        '\0',
        '-1',
        '7 ',
      ]) {
        for (const table of ['small', 'great', 'person', 'day']) {
          expect(await by(table, key)).toBeUndefined();
        }
      }
    });
  });

  describe('a cell', () => {
    it('is what the column holds', async () => {
      await server.run(`
        CREATE TABLE kinds (session_key varchar(40), small tinyint(1), big bigint, huge bigint unsigned,
          floating double, exact decimal(30, 1), bytes longblob, nothing text, words longtext,
          latin text CHARACTER SET latin1, json json, mood enum('fine'), flag bit(1), year year,
          wall datetime(6), whole datetime, moment timestamp(6) NULL, day date, clock time, id uuid);
        SET time_zone = '+05:30';
        INSERT INTO kinds VALUES ('abc', 1, 5000000000, 9007199254740993,
          1.5, 12345678901234567890.5, x'00ff', NULL, 'Zoë 🎉',
          'é', '{"a": 1}', 'fine', b'1', 2026,
          '2026-12-06 20:40:46.123456', '2026-12-06 00:00:00', '2026-12-06 20:40:46.5', '2026-12-06', '20:40:46',
          'd0fa2d03-436b-4630-a488-63f12c2784cc')`);
      const kinds = {
        small: 1,
        big: 5_000_000_000,
        huge: 9007199254740993n,
        floating: 1.5,
        exact: '12345678901234567890.5',
        bytes: new Uint8Array([0, 255]),
        nothing: null,
        words: 'Zoë 🎉',
        latin: 'é',
        json: '{"a": 1}',
        mood: 'fine',
        flag: 1,
        year: 2026,
        wall: '2026-12-06 20:40:46.123456',
        whole: '2026-12-06 00:00:00.000000',
        moment: '2026-12-06 15:10:46.500000',
        day: '2026-12-06',
        clock: '20:40:46',
        id: 'd0fa2d03-436b-4630-a488-63f12c2784cc',
      };
      const store = open();
      expect(await findIn(store, { table: 'kinds', columns: Object.keys(kinds) })).toEqual(kinds);
    });
  });

  describe('a table', () => {
    it('may stand in another database, named as Django quotes it', async () => {
      await server.run(`CREATE DATABASE \`my.shop\`; CREATE TABLE \`my.shop\`.django_session
        AS SELECT 'abc' AS session_key, 'of the other' AS session_data`);
      const store = open();
      for (const table of ['`my.shop`.`django_session`', 'my.shop`.`django_session']) {
        expect(await findIn(store, { table })).toEqual({ session_data: 'of the other' });
      }
      expect((await failureOf(findIn(store, { table: 'my.shop.django_session' }))).code).toBe(
        'table-missing',
      );
      await server.run('DROP DATABASE `my.shop`');
    });

    it('may not be read by everybody, and what may not be read is left out where it can be', async () => {
      await server.run(`CREATE USER guest IDENTIFIED BY 'p';
        CREATE TABLE auth_user AS SELECT 1 AS id, 'ada' AS name, 'secret' AS password;
        GRANT SELECT (id, name), UPDATE (password) ON auth_user TO guest`);
      const store = open(at(`guest@${server.host}:${server.port}/shop`), 'p');
      const user = { table: 'auth_user', keyColumn: 'id', key: '1' };
      expect(
        await findIn(store, { ...user, columns: ['name'], optionalColumns: ['password'] }),
      ).toEqual({ name: 'ada' });
      for (const query of [{ ...user, columns: ['password'] }, {}]) {
        const error = await failureOf(findIn(store, query));
        expect(error.code).toBe('store-refused');
        expect(error.remedy).toContain('GRANT SELECT');
      }
      await server.run('DROP USER guest');
    });
  });
});
