import { describe, expect, it } from 'vitest';
import { reportFrom } from '../../../../src/discovery/django/report.js';
import { describeDjango } from '../../../../src/discovery/django/description.js';
import type { DjangoFacts } from '../../../../src/discovery/django/facts.js';

describe("the script's answer", () => {
  it.each([undefined, null, 1, 'x', [], {}, { parts: [] }])('%j is odd', (answer) => {
    expect(reportFrom(answer)).toEqual({ kind: 'odd' });
  });

  it('counts what has a wrong type as unknown', () => {
    const parts = {
      values: { USE_TZ: { value: true, at: ['/s/settings.py', 'x'] }, ODD: { value: { a: 1 } } },
      secrets: { keys: [{ base64: 'YWI=' }, 1], at: null },
      session_store: { kind: 'other', salt: '' },
      session_table: { table: 5, database: { engine: 1 } },
      users: [],
    };
    expect(reportFrom({ version: 6, parts, notes: 5 })).toEqual({
      kind: 'facts',
      notes: [],
      facts: {
        settings: new Map([['USE_TZ', { value: true, at: { file: '/s/settings.py' } }]]),
        secrets: [{ key: new Uint8Array([97, 98]) }],
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
  });
});

describe('a description', () => {
  const facts: DjangoFacts = { version: '4.2.11', settings: new Map(), secrets: [] };
  const describe_ = (more: Partial<DjangoFacts>) =>
    describeDjango('/srv/site', { ...facts, ...more }, { isRun: true, problems: [] });

  it('has the store of the sessions before that of the users, each once', () => {
    const sqlite = { engine: 'sqlite3', name: '/srv/site/db.sqlite3' };
    const users = { table: 'auth_user', database: sqlite };
    const urls = (more: Partial<DjangoFacts>) => describe_(more).stores.map(({ url }) => url);
    expect(urls({ engine: 'db', sessionDatabase: sqlite, users })).toEqual([
      'sqlite:///srv/site/db.sqlite3',
    ]);
    expect(urls({ engine: 'file', sessionFolder: '/var/s', users })).toEqual([
      'file:/var/s',
      'sqlite:///srv/site/db.sqlite3',
    ]);
    expect(urls({ engine: 'signed_cookies', users })[0]).toBe('cookie');
    expect(urls({ engine: 'cache', cache: { backend: 'x.RedisCache' }, users })[0]).toBe(
      'redis://localhost:6379',
    );
  });

  it('says in one line what was found, and what is missing', () => {
    expect(describe_({ engine: 'signed_cookies' }).summary).toBe(
      'Django 4.2 in /srv/site: sessions in signed cookies, no SECRET_KEY',
    );
    expect(
      describe_({
        engine: 'db',
        sessionDatabase: { engine: 'postgresql', name: 'site' },
        secrets: [{ key: 'k', at: { file: '/srv/site/mysite/settings.py', line: 3 } }],
      }).summary,
    ).toBe(
      'Django 4.2 in /srv/site: sessions in the database (postgres site), SECRET_KEY from mysite/settings.py',
    );
  });

  it('says why a store cannot be read', () => {
    const messages = (more: Partial<DjangoFacts>) => describe_(more).problems.map((p) => p.message);
    const engine = { value: 'redis_sessions.session' };
    expect(messages({ settings: new Map([['SESSION_ENGINE', engine]]) })).toEqual([
      "Sessions are kept by redis_sessions.session, which is not one of Django's own engines.",
    ]);
    expect(messages({ engine: 'cache', cache: { backend: 'x.LocMemCache' } })).toEqual([
      'Sessions are in the memory of the app (LocMemCache).',
    ]);
    expect(messages({ engine: 'file', sessionFolder: '/tmp' })[0]).toContain(
      'SESSION_FILE_PATH is not set',
    );
  });
});
