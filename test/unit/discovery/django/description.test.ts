import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { describeDjango } from '../../../../src/discovery/django/description.js';
import type { Cache, Database, DjangoFacts } from '../../../../src/discovery/django/facts.js';

const FACTS: DjangoFacts = {
  version: '4.2.11',
  settings: new Map(),
  secrets: [],
  engine: {},
  databases: new Map(),
  environment: new Map(),
  files: [],
};
const SQLITE: Database = { engine: 'sqlite3', name: '/srv/site/db.sqlite3' };
const USERS = { users: { table: 'auth_user', alias: 'default' } };
const AT = { file: '/srv/site/mysite/settings.py', line: 3 };

const described = (more: Partial<DjangoFacts>, python = '/usr/bin/python3') =>
  describeDjango(
    { ...FACTS, databases: new Map([['default', SQLITE]]), ...more },
    {
      python,
      problems: [],
      machine: {
        folder: '/srv/site',
        environment: new Map(),
        readText: () => undefined,
        isThere: () => false,
      },
    },
  );

const stores = (more: Partial<DjangoFacts>) =>
  described(more).stores.map(({ url, use }) => (use === undefined ? url : [url, use]));
const messages = (more: Partial<DjangoFacts>) =>
  described(more).problems.map(({ message }) => message);

const cacheOf = (backend: string, more: Partial<Cache> = {}): Cache => ({
  backend,
  bases: [backend],
  locations: [],
  options: new Map(),
  ...more,
});
const REDIS = cacheOf('x.RedisCache', { locations: ['redis://:hunter2@h/1'], at: AT });
const LOCMEM = cacheOf('x.LocMemCache');

describe('the stores', () => {
  it('are one where sessions and users are in one database', () => {
    expect(stores({ engine: { kind: 'db' }, ...USERS })).toEqual(['sqlite:///srv/site/db.sqlite3']);
  });

  it("are the sessions', then the users' for users alone", () => {
    const users = ['sqlite:///srv/site/db.sqlite3', 'users'];
    const file = { engine: { kind: 'file' }, sessionFolder: '/var/s' } as const;
    expect(stores({ ...file, ...USERS })).toEqual(['file:/var/s', users]);
    expect(stores({ engine: { kind: 'signed_cookies' }, ...USERS })).toEqual(['cookie', users]);
    expect(stores({ engine: { kind: 'cache' }, cache: REDIS, ...USERS })).toEqual([
      'redis://h:6379/1',
      users,
    ]);
  });

  it('are kept apart where users are in another database', () => {
    const databases = new Map([
      ['default', SQLITE],
      ['people', { ...SQLITE, name: '/srv/people.db' }],
    ]);
    const users = { table: 'auth_user', alias: 'people' };
    expect(stores({ engine: { kind: 'db' }, databases, users })).toEqual([
      ['sqlite:///srv/site/db.sqlite3', 'sessions'],
      ['sqlite:///srv/people.db', 'users'],
    ]);
    const sessionTable = { table: 't', alias: 'people' };
    expect(stores({ engine: { kind: 'db' }, databases, users, sessionTable })).toEqual([
      'sqlite:///srv/people.db',
    ]);
  });

  it('are the cache and then the rows behind it', () => {
    const both = { engine: { kind: 'cached_db' }, ...USERS } as const;
    expect(stores({ ...both, cache: REDIS })).toEqual([
      'redis://h:6379/1',
      'sqlite:///srv/site/db.sqlite3',
    ]);
    const table = { name: 'cached', alias: 'default' };
    const database = cacheOf('django.core.cache.backends.db.DatabaseCache', { table });
    expect(stores({ ...both, cache: database })).toEqual(['sqlite:///srv/site/db.sqlite3']);
    expect(described({ ...both, cache: database }).settings.get('cache_table')?.value).toBe(
      'cached',
    );
  });

  it('are the rows alone, without complaint, where the cache is in memory', () => {
    const more = { engine: { kind: 'cached_db' }, cache: LOCMEM, ...USERS } as const;
    expect(stores(more)).toEqual(['sqlite:///srv/site/db.sqlite3']);
    expect(messages(more)).toEqual([]);
    const hashed = { ...more, cache: { ...REDIS, keyFunction: 'mysite.keys.hashed' } };
    expect(stores(hashed)).toEqual(['sqlite:///srv/site/db.sqlite3']);
    expect(messages(hashed)[0]).toMatch(
      /mysite\.keys\.hashed.*only the database behind it is read/,
    );
  });

  it('have their passwords apart, with where they stood', () => {
    const [store] = described({ engine: { kind: 'cache' }, cache: REDIS }).stores;
    expect(store?.password?.origin).toBe('mysite/settings.py:3');
    expect(Buffer.from(store?.password?.bytes() ?? []).toString()).toBe('hunter2');
    expect(
      inspect(described({ engine: { kind: 'cache' }, cache: REDIS }), { depth: 9 }),
    ).not.toContain('hunter2');
  });
});

describe('the settings', () => {
  const settings = (more: Partial<DjangoFacts>) =>
    Object.fromEntries([...described(more).settings].map(([name, { value }]) => [name, value]));

  it("have the adapter's own names for what no setting of Django's says", () => {
    expect(
      settings({
        engine: {
          kind: 'cached_db',
          base: 'django.contrib.sessions.backends.cached_db',
          salt: 's',
          cachePrefix: 'p',
        },
        settings: new Map([['SESSION_ENGINE', { value: 'mysite.engine' }]]),
        sessionTable: { table: 't', columns: ['session_key', 'data', 'expire_date'] },
        cache: { ...REDIS, keyFormat: 'x:{}' },
        users: {
          table: 'u',
          key: 'k',
          name: 'n',
          password: '',
          active: 'a',
          staff: '',
          isHashOwn: true,
        },
        groups: { table: '' },
      }),
    ).toEqual({
      SESSION_ENGINE: 'mysite.engine',
      session_engine: 'django.contrib.sessions.backends.cached_db',
      session_table: 't',
      session_data_column: 'data',
      session_salt: 's',
      session_cache_prefix: 'p',
      cache_key_format: 'x:{}',
      user_table: 'u',
      user_pk_column: 'k',
      user_name_column: 'n',
      user_password_column: '',
      user_active_column: 'a',
      user_staff_column: '',
      user_hash_is_own: true,
      user_groups_table: '',
      django_version: '4.2.11',
    });
  });

  it('have no name for an engine that SESSION_ENGINE names itself', () => {
    const base = 'user_sessions.backends.db';
    const engine = { kind: 'db', base } as const;
    expect(
      settings({ engine, settings: new Map([['SESSION_ENGINE', { value: base }]]) }),
    ).not.toHaveProperty('session_engine');
    expect(
      settings({ redisSessions: { servers: [], hasSentinels: false, prefix: 'mine' } }),
    ).toMatchObject({ SESSION_REDIS_PREFIX: 'mine' });
  });
});

describe('the summary', () => {
  it('says in one line what was found, by which Python, and what is missing', () => {
    expect(
      described({ engine: { kind: 'signed_cookies' } }, '/srv/site/.venv/bin/python').summary,
    ).toBe(
      'Django 4.2 in /srv/site (loaded with .venv/bin/python): sessions in signed cookies, no SECRET_KEY',
    );
    const databases = new Map([['default', { engine: 'postgresql', name: 'site', at: AT }]]);
    const secrets = [{ key: 'k', at: AT }];
    expect(described({ engine: { kind: 'db' }, databases, secrets }).summary).toBe(
      'Django 4.2 in /srv/site (loaded with /usr/bin/python3): sessions in the database (postgres site), SECRET_KEY from mysite/settings.py',
    );
    expect(described({ engine: { kind: 'cached_db' }, cache: REDIS }).summary).toContain(
      'sessions in the cache (redis h:6379/1) and in the database (sqlite ',
    );
  });
});

describe('the problems', () => {
  it('say why a store cannot be read, and what to do', () => {
    const engine = { value: 'mysite.sessions' };
    expect(messages({ settings: new Map([['SESSION_ENGINE', engine]]) })[0]).toMatch(
      /^Sessions are kept by mysite\.sessions, which is not known here\.$/,
    );
    expect(messages({ engine: { className: 'mysite.sessions.Store' } })[0]).toMatch(
      /^Sessions are kept by mysite\.sessions\.Store, which has none of the session engines/,
    );
    const [inMemory] = described({ engine: { kind: 'cache' }, cache: LOCMEM }).problems;
    expect(inMemory).toMatchObject({
      code: 'no-store',
      message: 'Sessions are in the memory of the app (LocMemCache).',
      remedy: expect.stringContaining('set SESSION_ENGINE to') as unknown,
    });
    const keyFunction = 'mysite.keys.hashed';
    expect(messages({ engine: { kind: 'cache' }, cache: { ...REDIS, keyFunction } })[0]).toBe(
      "The cache's keys come from mysite.keys.hashed, which hashes or changes them, so no session's key can be told.",
    );
    expect(messages({ engine: { kind: 'file' }, sessionFolder: '/tmp' })[0]).toContain(
      'SESSION_FILE_PATH is not set',
    );
  });

  it('are told once where sessions and users have the same', () => {
    const databases = new Map([['default', { engine: 'my.backend', name: 'x' }]]);
    expect(messages({ engine: { kind: 'db' }, databases, ...USERS })).toEqual([
      'The database engine my.backend is not known.',
    ]);
  });
});
