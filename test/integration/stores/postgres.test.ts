import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { postgresDriver } from '../../../src/stores/postgres.js';
import { freePort } from '../../support/free-port.js';
import { failureOf, findIn, openRows, type RowStore } from '../../support/look-ups.js';
import { describeWith } from '../../support/programs.js';
import { startPostgres, type PostgresServer } from '../../support/servers/postgres.js';

const TABLE =
  'CREATE TABLE django_session (session_key varchar(40) PRIMARY KEY, session_data text NOT NULL)';

/** What the server says of the look-up's own connection. */
const THIS_CONNECTION = `CREATE VIEW this_connection AS
  SELECT 1 AS id, ssl, client_addr IS NULL AS by_socket, pid,
         current_setting('transaction_read_only') AS read_only,
         (SELECT count(*) FROM pg_prepared_statements) AS prepared
    FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE pid = pg_backend_pid()`;

describeWith('postgres', 'a PostgreSQL store', () => {
  let server: PostgresServer;
  const stores: RowStore[] = [];

  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.remove());
  beforeEach(() => server.run(`${TABLE}; INSERT INTO django_session VALUES ('abc', 'payload')`));
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
    await server.run('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  });

  const open = (
    url = server.url(),
    password: string | undefined = server.password,
    environment: NodeJS.ProcessEnv = {},
  ): RowStore => {
    const store = openRows(postgresDriver, url, password, environment);
    stores.push(store);
    return store;
  };
  const at = (place: string): string => `postgres://${place}`;
  const thisConnection = (store: RowStore, ...columns: string[]) =>
    findIn(store, { table: 'this_connection', keyColumn: 'id', key: '1', columns });

  describe('on its way in', () => {
    it('takes the password of the URL, of the program, of the environment, of the password file', async () => {
      const { user, host, port, password, socketFolder } = server;
      const inUrl = at(`${user}:${encodeURIComponent(password)}@${host}:${port}/shop`);
      expect(await findIn(open(inUrl, 'wrong'))).toEqual({ session_data: 'payload' });
      expect(await findIn(open())).toEqual({ session_data: 'payload' });
      const environment = { PGPASSWORD: password };
      const store = openRows(postgresDriver, server.url(), undefined, environment);
      stores.push(store);
      expect(await findIn(store)).toEqual({ session_data: 'payload' });

      const file = join(socketFolder, 'pgpass');
      await writeFile(file, `# ours\n*:*:other:*:wrong\n${host}:${port}:*:${user}:${password}\n`, {
        mode: 0o600,
      });
      const filed = openRows(postgresDriver, server.url(), undefined, { PGPASSFILE: file });
      stores.push(filed);
      expect(await findIn(filed)).toEqual({ session_data: 'payload' });
      await filed.close();
      await chmod(file, 0o644); // libpq does not use such a file either
      const refused = openRows(postgresDriver, server.url(), undefined, { PGPASSFILE: file });
      expect((await failureOf(findIn(refused))).remedy).toContain('PGPASSWORD');
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

      const name = await failureOf(findIn(open(at('keeper@postgres.invalid:5433/shop'))));
      expect(name).toMatchObject({ code: 'store-unreachable' });
      expect(name.remedy).toContain('--store postgres://keeper@localhost:5433/shop');

      const closed = await failureOf(findIn(open(at(`keeper@localhost:${await freePort()}/shop`))));
      expect(closed).toMatchObject({ code: 'store-unreachable' });
      expect(closed.message).toContain('does not answer at localhost:');
    });

    it('takes a socket, as a host in the URL, as a parameter, or from the environment', async () => {
      await server.run(THIS_CONNECTION);
      const { socketFolder, port, password } = server;
      const folder = encodeURIComponent(socketFolder);
      const urls = [
        at(`keeper@${folder}:${port}/shop`),
        at(`keeper@/shop?host=${folder}&port=${port}&sslmode=require`),
      ];
      for (const url of urls) {
        const store = open(url);
        expect(store.label).toBe(`postgres shop on ${socketFolder}/.s.PGSQL.${port}`);
        expect(await thisConnection(store, 'by_socket')).toEqual({ by_socket: true });
      }
      const environment = {
        PGHOST: socketFolder,
        PGPORT: String(port),
        PGUSER: 'keeper',
        PGDATABASE: 'shop',
      };
      const store = open('postgres:', password, environment);
      expect(await thisConnection(store, 'by_socket')).toEqual({ by_socket: true });
      const error = await failureOf(findIn(open(at(`keeper@${folder}:1/shop`))));
      expect(error.code).toBe('store-missing');
      expect(error.message).toBe(`There is no socket ${socketFolder}/.s.PGSQL.1.`);
    });

    it('says that no connection is free', async () => {
      await server.run("CREATE ROLE lonely LOGIN PASSWORD 'p' CONNECTION LIMIT 0");
      const store = open(at(`lonely@${server.host}:${server.port}/shop`), 'p');
      const error = await failureOf(findIn(store));
      expect(error.code).toBe('store-unreachable');
      expect(error.message).toContain('no free connection');
      await server.run('DROP ROLE lonely');
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
      (await thisConnection(open(url, password), 'ssl'))?.['ssl'];
    const named = (host: string, parameters: string): string =>
      at(`keeper@${host}:${server.port}/shop?${parameters}`);

    it('is what sslmode says', async () => {
      const modes = ['disable', 'allow', 'prefer', 'require'];
      const used = await Promise.all(modes.map((mode) => usesTls(server.url(`sslmode=${mode}`))));
      expect(used).toEqual([false, false, true, true]);
    });

    it('is verified where that is asked for', async () => {
      const authority = `sslrootcert=${server.certificatePath}`;
      expect(await usesTls(server.url(`sslmode=verify-full&${authority}`))).toBe(true);
      expect(await usesTls(named('localhost', `sslmode=verify-full&${authority}`))).toBe(true);
      // 0.0.0.0 leads to this machine and is not in the certificate.
      expect(await usesTls(named('0.0.0.0', `sslmode=verify-ca&${authority}`))).toBe(true);
      expect(await usesTls(named('0.0.0.0', `sslmode=require&${authority}`))).toBe(true);
      const wrongName = named('0.0.0.0', `sslmode=verify-full&${authority}`);
      const otherHost = await failureOf(findIn(open(wrongName)));
      expect(otherHost.code).toBe('store-refused');
      expect(otherHost.remedy).toContain('sslmode=verify-ca');
      const untrusted = await failureOf(findIn(open(server.url('sslmode=verify-ca'))));
      expect(untrusted.code).toBe('store-refused');
      expect(untrusted.message).toContain('is not trusted (self');
      expect(untrusted.remedy).toContain('sslrootcert=FILE');
    });

    it('falls back, or turns to it, where the server lets a user in by one way only', async () => {
      const roles = ['only_plain', 'only_encrypted'];
      for (const role of roles)
        await server.run(`CREATE ROLE ${role} LOGIN SUPERUSER PASSWORD 'p'`);
      const as = (role: string, mode: string): string =>
        at(`${role}@${server.host}:${server.port}/shop?sslmode=${mode}`);
      expect(await usesTls(as('only_plain', 'prefer'), 'p')).toBe(false);
      expect(await usesTls(as('only_encrypted', 'allow'), 'p')).toBe(true);
      const error = await failureOf(findIn(open(as('only_encrypted', 'disable'), 'p')));
      expect(error.code).toBe('store-refused');
      expect(error.remedy).toContain('sslmode');
      for (const role of roles) await server.run(`DROP ROLE ${role}`);
    });

    it('shows a certificate of its own', async () => {
      await server.run("CREATE ROLE only_certified LOGIN SUPERUSER PASSWORD 'p'");
      const url = at(`only_certified@${server.host}:${server.port}/shop?sslmode=require`);
      const own = `&sslcert=${server.certificatePath}&sslkey=${server.keyPath}`;
      expect((await failureOf(findIn(open(url, 'p')))).code).toBe('store-refused');
      expect(await usesTls(`${url}${own}`, 'p')).toBe(true);
      const error = await failureOf(findIn(open(`${url}&sslcert=/absent.crt`, 'p')));
      expect(error.message).toContain('/absent.crt could not be read');
      await server.run('DROP ROLE only_certified');
    });

    it('is not, where the server cannot: said where it must be, and well where it need not', async () => {
      const plain = await startPostgres('ssl=off');
      try {
        await plain.run(`${TABLE}; ${THIS_CONNECTION}`);
        expect(await usesTls(plain.url())).toBe(false);
        const error = await failureOf(findIn(open(plain.url('sslmode=require'))));
        expect(error.code).toBe('store-unreachable');
        expect(error.message).toContain('does not support SSL');
      } finally {
        await plain.remove();
      }
    });
  });

  describe('a connection', () => {
    it('is opened by the first look-up, and a dropped one is replaced', async () => {
      await server.run(THIS_CONNECTION);
      const store = open();
      const first = await thisConnection(store, 'pid');
      expect(await thisConnection(store, 'pid')).toMatchObject({ pid: first?.['pid'] });
      await server.run(`SELECT pg_terminate_backend(${String(first?.['pid'])})`);
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

    it('leaves nothing open behind a look-up: no transaction, no prepared statement', async () => {
      await server.run(THIS_CONNECTION);
      const store = open();
      const columns = ['read_only', 'prepared', 'pid'];
      const said = await thisConnection(store, ...columns);
      expect(said).toMatchObject({ read_only: 'on', prepared: 0 });
      const session = await server.session();
      await expect
        .poll(() =>
          session.run(`SELECT state FROM pg_stat_activity WHERE pid = ${String(said?.['pid'])}`),
        )
        .toEqual([{ state: 'idle' }]);
      await session.end();
    });

    it('is dropped with its query when the time is up', async () => {
      await server.run(
        'CREATE VIEW slow AS SELECT 1 AS id, pg_sleep(20)::text AS nothing FROM django_session',
      );
      const store = open();
      const session = await server.session();
      const patience = new AbortController();
      const query = { table: 'slow', keyColumn: 'id', key: '1', columns: ['nothing'] };
      const asked = failureOf(findIn(store, query, patience.signal));
      const running = () =>
        session.run('SELECT 1 FROM pg_stat_activity WHERE query LIKE \'/* sessionspy */%"slow"%\'');
      await expect.poll(running).toHaveLength(1);
      patience.abort();
      expect((await asked).code).toBe('store-timeout');
      expect(await findIn(store)).toEqual({ session_data: 'payload' });
      await expect.poll(running, { timeout: 10_000 }).toHaveLength(0);
      await session.end();
    });

    it('is given up by the server itself when a query takes long', async () => {
      await server.run('CREATE VIEW slow AS SELECT 1 AS id, pg_sleep(20)::text AS nothing');
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
      await session.run('BEGIN; LOCK TABLE django_session');
      const waiting = failureOf(findIn(store));
      expect(await findIn(store, { table: 'other' })).toEqual({ session_data: 'here' });
      const error = await waiting;
      expect(error.code).toBe('store-locked');
      expect(error.message).toContain('django_session');
      await session.run('COMMIT');
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
    it('is taken for a value of the column, whatever its type', async () => {
      const uuid = 'd0fa2d03-436b-4630-a488-63f12c2784cc';
      await server.run(`
        CREATE TABLE small AS SELECT 7::int AS id, 'seven' AS name;
        CREATE TABLE great AS SELECT 9007199254740993::bigint AS id, 'odd' AS name;
        CREATE TABLE person AS SELECT '${uuid}'::uuid AS id, 'ada' AS name;
        CREATE TABLE padded AS SELECT 'abc'::char(32) AS id, 'p' AS name`);
      const store = open();
      const by = (table: string, key: string) =>
        findIn(store, { table, keyColumn: 'id', key, columns: ['id', 'name'] });
      expect(await by('small', '7')).toEqual({ id: 7, name: 'seven' });
      expect(await by('great', '9007199254740993')).toEqual({ id: 9007199254740993n, name: 'odd' });
      expect(await by('great', '9007199254740992')).toBeUndefined();
      expect(await by('person', uuid.replaceAll('-', ''))).toEqual({ id: uuid, name: 'ada' });
      expect(await by('padded', 'abc')).toEqual({ id: 'abc', name: 'p' });
      for (const key of ['7x', 'abc', '', '99999999999999999999', "7' OR '1'='1", '\0']) {
        expect(await by('small', key)).toBeUndefined();
        expect(await by('person', key)).toBeUndefined();
      }
    });
  });

  describe('a cell', () => {
    it('is what the column holds, whatever the database is set to', async () => {
      await server.run(`
        ALTER ROLE keeper SET DateStyle = 'SQL, DMY'; ALTER ROLE keeper SET TimeZone = 'America/Chicago';
        ALTER ROLE keeper SET bytea_output = 'escape';
        CREATE TYPE mood AS ENUM ('fine'); CREATE DOMAIN amount AS integer;
        CREATE TABLE kinds AS SELECT 'abc' AS session_key, 5::smallint AS small, 5000000000 AS big,
          9007199254740993 AS huge, 1.5::float8 AS real, 12345678901234567890.5::numeric AS exact,
          true AS yes, '\\x00ff'::bytea AS bytes, NULL::text AS nothing, 'Zoë 🎉' AS words,
          'fine'::mood AS mood, 5::amount AS amount, '{"a": 1}'::jsonb AS json, ARRAY[1,2] AS list,
          '2026-12-06 20:40:46.123456+01'::timestamptz AS moment, 'infinity'::timestamptz AS never,
          '2026-12-06 20:40:46'::timestamp AS wall, '2026-12-06'::date AS day`);
      const kinds = {
        small: 5,
        big: 5_000_000_000,
        huge: 9007199254740993n,
        real: 1.5,
        exact: '12345678901234567890.5',
        yes: true,
        bytes: new Uint8Array([0, 255]),
        nothing: null,
        words: 'Zoë 🎉',
        mood: 'fine',
        amount: 5,
        json: '{"a": 1}',
        list: '{1,2}',
        moment: new Date('2026-12-06T19:40:46.123Z'),
        never: 'infinity',
        wall: '2026-12-06 20:40:46.000000',
        day: '2026-12-06',
      };
      const store = open();
      expect(await findIn(store, { table: 'kinds', columns: Object.keys(kinds) })).toEqual(kinds);
      await server.run('ALTER ROLE keeper RESET ALL');
    });
  });

  describe('a table', () => {
    it('may stand in a schema: named as Django quotes it, or by search_path', async () => {
      await server.run(`CREATE SCHEMA "my.shop"; CREATE TABLE "my.shop".django_session
        AS SELECT 'abc' AS session_key, 'of the schema' AS session_data`);
      const store = open();
      for (const table of ['"my.shop"."django_session"', 'my.shop"."django_session']) {
        expect(await findIn(store, { table })).toEqual({ session_data: 'of the schema' });
      }
      const options = encodeURIComponent('-c search_path="my.shop"');
      expect(await findIn(open(server.url(`options=${options}`)))).toEqual({
        session_data: 'of the schema',
      });
      expect((await failureOf(findIn(store, { table: 'my.shop.django_session' }))).code).toBe(
        'table-missing',
      );
      await server.run('DROP SCHEMA "my.shop" CASCADE');
    });

    it('may not be read by everybody, and what may not be read is left out where it can be', async () => {
      await server.run(`CREATE ROLE guest LOGIN PASSWORD 'p';
        CREATE TABLE auth_user AS SELECT 1 AS id, 'ada' AS name, 'secret' AS password;
        GRANT SELECT (id, name) ON auth_user TO guest; GRANT USAGE ON SCHEMA public TO guest`);
      const store = open(at(`guest@${server.host}:${server.port}/shop`), 'p');
      const user = { table: 'auth_user', keyColumn: 'id', key: '1' };
      expect(
        await findIn(store, { ...user, columns: ['name'], optionalColumns: ['password'] }),
      ).toEqual({ name: 'ada' });
      const error = await failureOf(findIn(store, { ...user, columns: ['password'] }));
      expect(error.code).toBe('store-refused');
      expect(error.remedy).toContain('GRANT SELECT');
      await server.run('DROP OWNED BY guest; DROP ROLE guest');
    });
  });
});
