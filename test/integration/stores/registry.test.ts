import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SpyError } from '../../../src/errors.js';
import { openStore } from '../../../src/stores/registry.js';

const FIXTURES = fileURLToPath(new URL('../../../fixtures/stores/django', import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sessionspy-registry-'));
  await writeFile(join(folder, 'database'), '');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const refusal = (url: string): string => {
  try {
    openStore(url);
  } catch (error) {
    if (error instanceof SpyError && error.code === 'SPY_STORE_INVALID') return error.message;
  }
  throw new Error('not refused as SPY_STORE_INVALID');
};

describe('a store', () => {
  it.each([
    ['sqlite:db.sqlite3', 'rows', 'sqlite db.sqlite3'],
    ['SQLITE:///srv/app/db.sqlite3', 'rows', 'sqlite /srv/app/db.sqlite3'],
    ['db.sqlite3', 'rows', 'sqlite db.sqlite3'],
    ['./data/site.db', 'rows', 'sqlite data/site.db'],
    ['postgres://ada@db/shop', 'rows', 'postgres shop on db:5432'],
    ['POSTGRESQL://ada@db:5433/shop', 'rows', 'postgres shop on db:5433'],
    ['mysql://ada@db/shop', 'rows', 'mysql shop on db:3306'],
    ['mariadb://ada@[::1]:3307/shop', 'rows', 'mysql shop on [::1]:3307'],
    ['file:sessions', 'files', 'folder sessions'],
    ['file:///srv/sessions', 'files', 'folder /srv/sessions'],
    ['redis://cache.local/1', 'keys', 'redis cache.local:6379/1'],
    ['memcached://cache.local', 'keys', 'memcached cache.local:11211'],
    ['cookie', 'cookie', 'cookie'],
    ['cookie:', 'cookie', 'cookie'],
  ])('%s is opened as %s', (url, kind, label) => {
    expect(openStore(url)).toMatchObject({ kind, label });
  });

  it('may be the bare path of a file without a telling name', () => {
    expect(openStore(join(folder, 'database')).kind).toBe('rows');
  });

  it('of an unknown kind is refused with the kinds there are, its password unsaid', () => {
    const message = refusal('oracle://scott:tiger@db/orcl');
    expect(message).toBe(
      'There is no store driver for oracle: write sqlite:FILE, postgres://USER@HOST/NAME, mysql://USER@HOST/NAME, redis://HOST/DB, memcached://HOST:PORT, file:FOLDER or cookie.',
    );
  });

  it('that is a folder, or nothing at all, is refused with the right form', () => {
    expect(refusal(folder)).toContain('file:FOLDER');
    expect(refusal('nothing-here')).toContain('sqlite:FILE');
    expect(refusal('sqlite:')).toContain('sqlite:db.sqlite3');
    expect(refusal('file:')).toContain('file:/path');
    expect(refusal('cookie:x')).toContain('write cookie');
  });
});

describe('a database that Django made', () => {
  it.each([
    ['auth-1.4.22.sqlite3', 'auth_user', 'id', '1', 'username', 'ada'],
    ['auth-4.2.30.sqlite3', 'auth_user', 'id', '1', 'username', 'ada'],
  ])('of %s gives its users', async (file, table, keyColumn, key, column, value) => {
    const store = openStore(`sqlite:${join(FIXTURES, 'sqlite', file)}`);
    if (store.kind !== 'rows') throw new Error('SQLite has rows');
    const query = { table, keyColumn, key, columns: [column] };
    const row = await store.rows.findRow(query, new AbortController().signal);
    expect(row).toEqual(new Map([[column, value]]));
    await store.close();
  });
});
