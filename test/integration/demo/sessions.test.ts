/** The session engine on a real SQLite file. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createTables } from '../../../src/demo/schema.js';
import { Session, SessionInterrupted, SessionTable } from '../../../src/demo/sessions.js';
import { openSqlite, type SqliteDatabase } from '../../../src/stores/sqlite-engine.js';

const START = Date.UTC(2026, 10, 22, 20, 0, 0, 250);
const TWO_WEEKS_MS = 1_209_600_000;

let folder: string;
let database: SqliteDatabase;
let table: SessionTable;
let now: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sessionspy-demo-'));
  database = await openSqlite(join(folder, 'demo.sqlite3'), { readOnly: false });
  createTables(database);
  now = START;
  table = new SessionTable(database, 'secret', () => now);
});
afterEach(async () => {
  await database.release();
  await rm(folder, { recursive: true, force: true });
});

function savedSession(): string {
  const session = new Session(table, undefined);
  session.set('count', 1);
  return session.save();
}

function rows(): readonly unknown[] {
  return database.prepare('SELECT * FROM "django_session"').all();
}

it('is empty and stores nothing until something is put into it', () => {
  const session = new Session(table, undefined);
  expect([session.isEmpty, session.isModified, session.isAccessed]).toEqual([true, false, false]);
  expect(session.get('count')).toBeUndefined();
  expect([session.isEmpty, session.isModified, session.isAccessed]).toEqual([true, false, true]);
  expect(rows()).toEqual([]);
});

it('is stored in one row, with an id, a signed payload and a date two weeks on', () => {
  const key = savedSession();
  expect(key).toMatch(/^[a-z0-9]{32}$/);
  expect(rows()).toMatchObject([
    {
      session_key: key,
      session_data: expect.stringMatching(/^eyJjb3VudCI6MX0:[0-9A-Za-z]{6}:[\w-]{43}$/) as unknown,
      expire_date: '2026-12-06 20:00:00.250000',
    },
  ]);
});

it('is there again under its id, and not read before it is asked for', () => {
  const session = new Session(table, savedSession());
  expect([session.isEmpty, session.isAccessed]).toEqual([false, false]);
  expect(session.get('count')).toBe(1);
  expect(session.isModified).toBe(false);
});

it('ends at its expiry date, not before', () => {
  const key = savedSession();
  now = START + TWO_WEEKS_MS - 1;
  expect(new Session(table, key).get('count')).toBe(1);
  now = START + TWO_WEEKS_MS;
  const expired = new Session(table, key);
  expect(expired.get('count')).toBeUndefined();
  expect([expired.isEmpty, expired.key]).toEqual([true, undefined]);
});

it('never takes over an id that it does not know', () => {
  const session = new Session(table, 'chosen-by-the-client-1234567890ab');
  session.set('count', 1);
  expect(session.save()).not.toBe('chosen-by-the-client-1234567890ab');
});

it('takes an id of less than eight characters for none', () => {
  expect(new Session(table, 'short').isEmpty).toBe(true);
});

it('is an empty one, under its id, when the payload was signed with another secret', () => {
  const key = savedSession();
  const session = new Session(new SessionTable(database, 'other', () => now), key);
  expect(session.get('count')).toBeUndefined();
  expect(session.key).toBe(key);
});

it('keeps its data under a new id when cycled, and leaves no row behind', () => {
  const key = savedSession();
  const session = new Session(table, key);
  session.cycleKey();
  session.save();
  expect(session.key).not.toBe(key);
  expect(rows()).toMatchObject([{ session_key: session.key }]);
  expect(new Session(table, session.key).get('count')).toBe(1);
});

it('leaves neither row nor data when flushed, and may begin anew', () => {
  const key = savedSession();
  const session = new Session(table, key);
  session.flush();
  expect(rows()).toEqual([]);
  expect([session.isEmpty, session.isModified]).toEqual([true, true]);
  session.set('count', 7);
  expect(session.save()).not.toBe(key);
});

it('refuses to bring back a row that was deleted meanwhile', () => {
  const key = savedSession();
  const session = new Session(table, key);
  session.set('count', 2);
  new Session(table, key).flush();
  expect(() => session.save()).toThrow(SessionInterrupted);
  expect(rows()).toEqual([]);
});
