import { describe, expect, it } from 'vitest';
import type { Database, PlainValue } from '../../../../../src/discovery/django/facts.js';
import { databaseStore } from '../../../../../src/discovery/django/stores/database-store.js';
import type { Machine } from '../../../../../src/discovery/django/stores/machine.js';

const BACKENDS = 'django.db.backends';

interface MachineParts {
  readonly environment?: Record<string, string>;
  readonly files?: Record<string, string>;
}

const machineWith = ({ environment = {}, files = {} }: MachineParts = {}): Machine => ({
  folder: '/srv/site',
  environment: new Map(Object.entries(environment)),
  readText: (path) => files[path],
  isThere: (path) => path in files,
});

const options = (entries: Record<string, PlainValue>): Pick<Database, 'options'> => ({
  options: new Map(Object.entries(entries)),
});

const found = (database: Database, parts?: MachineParts) => {
  const store = databaseStore(database, machineWith(parts));
  if (store.kind !== 'url') throw new Error(store.reason);
  return store;
};

describe('SQLite', () => {
  it.each([
    [{ engine: `${BACKENDS}.sqlite3`, name: '/srv/db.sqlite3' }, 'sqlite:///srv/db.sqlite3'],
    [{ engine: `${BACKENDS}.sqlite3`, name: 'file:/srv/a.db?mode=rw' }, 'sqlite:///srv/a.db'],
    [{ engine: 'django.contrib.gis.db.backends.spatialite', name: '/g.db' }, 'sqlite:///g.db'],
    [{ engine: 'my.wrapper', vendor: 'sqlite', name: '/g.db' }, 'sqlite:///g.db'],
  ])('%j is the store %s', (database, url) => {
    expect(found(database).url).toBe(url);
  });
});

describe('PostgreSQL', () => {
  const shop: Database = { engine: `${BACKENDS}.postgresql`, name: 'shop' };

  it.each<[Partial<Database>, string]>([
    [{ name: 'my db', user: 'a@b', host: 'db', port: '5433' }, 'postgres://a%40b@db:5433/my%20db'],
    [{ engine: `${BACKENDS}.postgresql_psycopg2` }, 'postgres://%2Fvar%2Frun%2Fpostgresql/shop'],
    [
      { engine: 'django.contrib.gis.db.backends.postgis', host: '/run/pg' },
      'postgres://%2Frun%2Fpg/shop',
    ],
    [{ engine: 'psqlextra.backend', host: 'h' }, 'postgres://h/shop'],
    [{ engine: 'my.own', vendor: 'postgresql', host: 'h' }, 'postgres://h/shop'],
    [{ host: '::1' }, 'postgres://[::1]/shop'],
    [{ host: 'a,b', port: '1,2' }, 'postgres://a:1/shop'],
    [{ name: '', host: 'h' }, 'postgres://h/postgres'],
    [
      { host: 'h', ...options({ options: '-c search_path=a,b' }) },
      'postgres://h/shop?options=-c%20search_path%3Da%2Cb',
    ],
  ])('with %j is the store %s', (more, url) => {
    expect(found({ ...shop, ...more }).url).toBe(url);
  });

  it('takes OPTIONS for what the settings themselves do not say, and encryption', () => {
    const store = found({
      ...shop,
      host: 'own',
      ...options({
        host: 'other',
        port: 5433,
        user: 'ada',
        password: 'pw',
        dbname: 'cellar',
        sslmode: 'verify-full',
        sslrootcert: 'certs/ca.pem',
        sslcert: '/etc/c.pem',
        sslkey: '/etc/k.pem',
      }),
    });
    expect(store.url).toBe(
      'postgres://ada@own:5433/cellar?sslmode=verify-full&sslrootcert=/srv/site/certs/ca.pem&sslcert=/etc/c.pem&sslkey=/etc/k.pem',
    );
    expect(store.password).toEqual({ text: 'pw', from: 'setting' });
  });

  it('takes a service from its file, and the rest from variables', () => {
    const files = {
      '/home/me/.pg_service.conf': '# mine\n[other]\nhost=x\n[shop]\nhost=db\ndbname = cellar\n',
    };
    const environment = { HOME: '/home/me', PGUSER: 'ada', PGPASSWORD: 'pw', PGHOST: 'not' };
    const store = found(
      { ...shop, name: '', ...options({ service: 'shop' }) },
      { files, environment },
    );
    expect(store.url).toBe('postgres://ada@db/cellar');
    expect(store.password).toEqual({ text: 'pw', from: 'env:PGPASSWORD' });
    const elsewhere = { '/etc/pg/s.conf': '[shop]\nhost=h2\npassword=sp' };
    const named = found(
      { ...shop, ...options({ service: 'shop' }) },
      { files: elsewhere, environment: { PGSERVICEFILE: '/etc/pg/s.conf' } },
    );
    expect(named).toMatchObject({
      url: 'postgres://h2/shop',
      password: { text: 'sp', from: '/etc/pg/s.conf' },
    });
  });

  it('takes the password of the first line of a password file that fits', () => {
    const text = '#c\nother:5432:*:ada:no\n*:5432:shop:ada:a\\:b\\\\c\n*:*:*:*:later\n';
    const query = { ...shop, host: 'db', user: 'ada' };
    const password = (more: Partial<Database>, parts: MachineParts) =>
      found({ ...query, ...more }, parts).password;
    expect(password(options({ passfile: '/etc/pass' }), { files: { '/etc/pass': text } })).toEqual({
      text: 'a:b\\c',
      from: '/etc/pass',
    });
    const home = { environment: { HOME: '/h' }, files: { '/h/.pgpass': text } };
    expect(password({ user: 'bob' }, home)?.text).toBe('later');
    expect(password({ password: 'own' }, home)?.text).toBe('own');
  });

  it('has the folder in which there is a socket', () => {
    const files = { '/tmp/.s.PGSQL.5432': '' };
    expect(found(shop, { files }).url).toBe('postgres://%2Ftmp/shop');
    expect(found(shop, { environment: { PGHOST: 'h' } }).url).toBe('postgres://h/shop');
  });
});

describe('MySQL', () => {
  const shop: Database = { engine: `${BACKENDS}.mysql`, name: 'shop', user: 'ada' };
  const socket = { files: { '/run/mysqld/mysqld.sock': '' } };

  it.each<[Partial<Database>, MachineParts, string]>([
    [{ host: 'db', port: '3307' }, {}, 'mysql://ada@db:3307/shop'],
    [{}, {}, 'mysql://ada@127.0.0.1:3306/shop'],
    [{}, socket, 'mysql://ada@localhost/shop?socket=/run/mysqld/mysqld.sock'],
    [{ host: 'localhost' }, socket, 'mysql://ada@localhost/shop?socket=/run/mysqld/mysqld.sock'],
    [{ host: 'localhost' }, {}, 'mysql://ada@localhost/shop'],
    [{ host: 'localhost', port: '3307' }, socket, 'mysql://ada@localhost:3307/shop'],
    [{ host: '127.0.0.1' }, socket, 'mysql://ada@127.0.0.1/shop'],
    [{ host: '/x/my sock' }, {}, 'mysql://ada@localhost/shop?socket=/x/my%20sock'],
    [options({ unix_socket: '/x/s' }), socket, 'mysql://ada@localhost/shop?socket=/x/s'],
    [{ host: 'no', ...options({ host: 'h', user: 'bob', db: 'd' }) }, {}, 'mysql://bob@h/d'],
    [
      {
        host: 'h',
        ...options({
          ssl_mode: 'VERIFY_CA',
          ssl: new Map([
            ['ca', 'ca.pem'],
            ['key', '/k'],
          ]),
        }),
      },
      {},
      'mysql://ada@h/shop?ssl-mode=VERIFY_CA&ssl-ca=/srv/site/ca.pem&ssl-key=/k',
    ],
    [
      { engine: 'mysql.connector.django', host: 'h', ...options({ ssl_ca: '/ca' }) },
      {},
      'mysql://ada@h/shop?ssl-ca=/ca',
    ],
    [{ engine: 'x.y', vendor: 'mysql', host: '::1' }, {}, 'mysql://ada@[::1]/shop'],
  ])('with %j and %j is the store %s', (more, parts, url) => {
    expect(found({ ...shop, ...more }, parts).url).toBe(url);
  });

  it('takes from an option file what the settings do not say', () => {
    const text =
      '[mysqld]\nuser=root\n[client]\nuser = \'bob\'\npassword="p#w"\nhost=db\nport=3308\nssl_ca=/ca\n!include x\n[shop]\ndatabase=cellar\n';
    const file = options({ read_default_file: '~/my.cnf', read_default_group: 'shop' });
    const parts = { files: { '/h/my.cnf': text }, environment: { HOME: '/h' } };
    const database = { engine: `${BACKENDS}.mysql`, name: '', ...file };
    expect(found(database, parts)).toMatchObject({
      url: 'mysql://bob@db:3308/cellar?ssl-ca=/ca',
      label: 'mysql cellar',
      password: { text: 'p#w', from: '/h/my.cnf' },
    });
    expect(found({ ...database, ...shop, password: 'own' }, parts)).toMatchObject({
      url: 'mysql://ada@db:3308/shop?ssl-ca=/ca',
      password: { text: 'own', from: 'setting' },
    });
  });
});

it.each([
  [{ engine: `${BACKENDS}.sqlite3`, name: ':memory:' }, /memory of the app/],
  [{ engine: `${BACKENDS}.sqlite3`, name: 'file:x?mode=memory&cache=shared' }, /memory of the app/],
  [{ engine: `${BACKENDS}.dummy`, name: '' }, /no database/],
  [{ engine: `${BACKENDS}.mysql`, name: '' }, /no name/],
  [{ engine: 'my.backend', name: 'x' }, /not known/],
  [{ engine: 'mssql', vendor: 'microsoft', name: 'x' }, /not known/],
])('%j is no store, for a reason', (database, reason) => {
  const store = databaseStore(database, machineWith());
  expect(store.kind === 'none' ? store.reason : '').toMatch(reason);
});
