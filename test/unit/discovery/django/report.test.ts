import { describe, expect, it } from 'vitest';
import { reportFrom } from '../../../../src/discovery/django/report/report.js';

const base64 = (text: string) => ({ base64: Buffer.from(text).toString('base64') });

const factsOf = (parts: Record<string, unknown>) => {
  const report = reportFrom({ version: '4.2', parts });
  if (report.kind !== 'facts') throw new Error(report.kind);
  return report.facts;
};

describe("the script's answer", () => {
  it.each([undefined, null, 1, 'x', [], {}, { parts: [] }])('%j is odd', (answer) => {
    expect(reportFrom(answer)).toEqual({ kind: 'odd' });
  });

  it('counts what has a wrong type as unknown', () => {
    const parts = {
      values: { USE_TZ: { value: true, at: ['/s/settings.py', 'x'] }, ODD: { value: { a: 1 } } },
      secrets: { keys: [{ base64: 'YWI=' }, 1], at: null },
      session_store: { kind: 'other', salt: '' },
      session_table: { table: 5, alias: 1 },
      session_cache: { backend: 1 },
      session_redis: [],
      databases: { default: { engine: 1 }, other: null },
      environment: { PGHOST: 'h' },
      users: [],
      groups: { table: null },
      files: [1],
    };
    expect(reportFrom({ version: 6, parts, notes: 5 })).toEqual({
      kind: 'facts',
      notes: [],
      isPartial: false,
      facts: {
        settings: new Map([['USE_TZ', { value: true, at: { file: '/s/settings.py' } }]]),
        secrets: [{ key: new Uint8Array([97, 98]) }],
        engine: {},
        databases: new Map(),
        environment: new Map(),
        files: [],
      },
    });
  });

  it('may be that there is no Django, or an error of the project', () => {
    expect(reportFrom({ noDjango: true })).toEqual({ kind: 'no-django' });
    expect(
      reportFrom({
        version: '4.2',
        error: { type: 'KeyError', message: "'X'", file: 'a.py', line: 3 },
      }),
    ).toEqual({
      kind: 'error',
      version: '4.2',
      error: { type: 'KeyError', message: "'X'", at: { file: 'a.py', line: 3 } },
    });
    expect(reportFrom({ stage: 'settings', parts: {} })).toMatchObject({ isPartial: true });
  });

  it('has databases with passwords, options and places', () => {
    const { databases, environment } = factsOf({
      databases: {
        default: {
          engine: 'e',
          vendor: 'mysql',
          name: 'n',
          host: '',
          port: 3306,
          user: 'u',
          password: base64('pä'),
          options: { ssl: { ca: '/ca' }, list: [1, null] },
          at: ['/s.py', 3],
        },
      },
      environment: { PGUSER: base64('ada') },
    });
    expect(databases.get('default')).toEqual({
      engine: 'e',
      vendor: 'mysql',
      name: 'n',
      port: '3306',
      user: 'u',
      password: 'pä',
      options: new Map<string, unknown>([
        ['ssl', new Map([['ca', '/ca']])],
        ['list', [1, null]],
      ]),
      at: { file: '/s.py', line: 3 },
    });
    expect(environment).toEqual(new Map([['PGUSER', 'ada']]));
  });

  it('has a key format that is certain, or what makes keys', () => {
    const session_cache = { backend: 'b', bases: ['b'], locations: ['l'], options: {} };
    const cache = (cache_keys: unknown) => factsOf({ session_cache, cache_keys }).cache;
    expect(cache({ format: ':1:{}', function: 'f' })).toMatchObject({ keyFormat: ':1:{}' });
    expect(cache({ format: ':1:{}', function: 'f' })).not.toHaveProperty('keyFunction');
    expect(cache({ format: null, function: 'f' })).toMatchObject({ keyFunction: 'f' });
    expect(
      factsOf({ session_cache, cache_table: { table: 't', alias: 'a' } }).cache?.table,
    ).toEqual({ name: 't', alias: 'a' });
  });

  it('has the servers of django-redis-sessions', () => {
    const redis = (session_redis: unknown) => factsOf({ session_redis }).redisSessions;
    expect(redis({ host: 'h', pool: null, sentinels: false, prefix: 'p', at: null })).toMatchObject(
      {
        servers: [
          new Map<string, unknown>([
            ['host', 'h'],
            ['pool', null],
            ['sentinels', false],
            ['prefix', 'p'],
            ['at', null],
          ]),
        ],
        prefix: 'p',
        hasSentinels: false,
      },
    );
    expect(redis({ pool: [{ host: 'a' }, { host: 'b' }], sentinels: true })).toMatchObject({
      servers: [new Map([['host', 'a']]), new Map([['host', 'b']])],
      hasSentinels: true,
    });
  });

  it('tells a column that there is not from one that is not known', () => {
    const { users, groups } = factsOf({
      users: { table: 't', password: '', name: '', isHashOwn: true },
      groups: { table: '' },
    });
    expect(users).toEqual({ table: 't', password: '', isHashOwn: true });
    expect(groups).toEqual({ table: '' });
  });
});
