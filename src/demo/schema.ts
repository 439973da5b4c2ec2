/**
 * The demo's SQLite file: Django's own tables, as `migrate` leaves them since Django 3.1, and the
 * people in them. Knows SQL and the text form of Django's dates; knows no request. Names, types and
 * indexes are Django's, so that a Django project pointed at this file finds what it expects.
 */
import type { SqliteDatabase } from '../stores/sqlite-engine.js';
import { hashPassword } from './passwords.js';

/** A populated user, for the page, the terminal and the scripted visit. */
export interface DemoUser {
  readonly name: string;
  readonly password: string;
}

/** Everybody a new database has; the first one is superuser. */
export const DEMO_USERS: readonly DemoUser[] = ['ada', 'grace', 'linus'].map((name) => ({
  name,
  password: `${name}-password`,
}));

const TABLES = `
  CREATE TABLE IF NOT EXISTS "auth_user" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "password" varchar(128) NOT NULL,
    "last_login" datetime NULL,
    "is_superuser" bool NOT NULL,
    "username" varchar(150) NOT NULL UNIQUE,
    "last_name" varchar(150) NOT NULL,
    "email" varchar(254) NOT NULL,
    "is_staff" bool NOT NULL,
    "is_active" bool NOT NULL,
    "date_joined" datetime NOT NULL,
    "first_name" varchar(150) NOT NULL
  );
  CREATE TABLE IF NOT EXISTS "django_session" (
    "session_key" varchar(40) NOT NULL PRIMARY KEY,
    "session_data" text NOT NULL,
    "expire_date" datetime NOT NULL
  );
  CREATE INDEX IF NOT EXISTS "django_session_expire_date_a5c62663"
    ON "django_session" ("expire_date");
`;

const FULL_NAMES: Readonly<Record<string, readonly [first: string, last: string]>> = {
  ada: ['Ada', 'Lovelace'],
  grace: ['Grace', 'Hopper'],
  linus: ['Linus', 'Pauling'],
};

/** Creates the tables that are missing. */
export function createTables(database: SqliteDatabase): void {
  database.exec(TABLES);
}

/** Adds the users that are missing, ada as number one; those who are there stay as they are. */
export async function addUsers(database: SqliteDatabase, nowMs: number): Promise<void> {
  const known = database.prepare('SELECT 1 FROM "auth_user" WHERE "username" = ?');
  const missing = DEMO_USERS.filter(({ name }) => known.get(name) === undefined);
  const hashed = await Promise.all(
    missing.map(async ({ name, password }) => [name, await hashPassword(password)] as const),
  );
  for (const [name, password] of hashed) insertUser(database, name, password, nowMs);
}

/**
 * A moment as Django writes it to SQLite with USE_TZ: UTC, microseconds, and no fraction at all on a
 * full second: `2026-12-06 20:29:32.811000`. Texts of this form sort as the moments do.
 */
export function databaseDate(epochMs: number): string {
  const [date, time] = new Date(epochMs).toISOString().slice(0, -1).split('T');
  const [seconds, milliseconds] = (time ?? '').split('.');
  return `${date ?? ''} ${seconds ?? ''}${milliseconds === '000' ? '' : `.${milliseconds ?? ''}000`}`;
}

function insertUser(database: SqliteDatabase, name: string, password: string, nowMs: number): void {
  const [first, last] = FULL_NAMES[name] ?? ['', ''];
  const isAdmin = name === 'ada' ? 1 : 0;
  const joined = databaseDate(nowMs);
  database
    .prepare(
      `INSERT INTO "auth_user" ("username", "password", "first_name", "last_name", "email",
         "is_superuser", "is_staff", "is_active", "date_joined") VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?)`,
    )
    .run(name, password, first, last, `${name}@example.com`, isAdmin, isAdmin, joined);
}
