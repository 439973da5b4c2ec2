/**
 * Django's database session engine (django/contrib/sessions/backends/base.py and db.py, 4.2): lazy
 * loading, modified and accessed, ids that are cycled and flushed. Knows its table, no cookie and no
 * user. As in Django, the last request to save wins the whole session.
 */
import type { SqliteDatabase, SqliteStatement } from '../stores/sqlite-engine.js';
import { randomString } from './random-string.js';
import { databaseDate } from './schema.js';
import { dumps, type JsonValue, loads } from './signing.js';

/** SESSION_COOKIE_AGE: two weeks. */
export const SESSION_AGE_SECONDS = 1_209_600;

const SALT = 'django.contrib.sessions.SessionStore';
const KEY_ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';
const KEY_LENGTH = 32;
/** Django takes a shorter key for no key. */
const MIN_KEY_LENGTH = 8;

const FIND =
  'SELECT "session_data" FROM "django_session" WHERE "session_key" = ? AND "expire_date" > ?';
const INSERT = `INSERT INTO "django_session" ("session_data", "expire_date", "session_key")
  VALUES (?, ?, ?) ON CONFLICT DO NOTHING RETURNING 1`;
const UPDATE = `UPDATE "django_session" SET "session_data" = ?, "expire_date" = ?
  WHERE "session_key" = ? RETURNING 1`;

type SessionData = Map<string, JsonValue>;

/** The session's row went away during the request: Django answers 400. */
export class SessionInterrupted extends Error {
  override readonly name = 'SessionInterrupted';
}

/** The table `django_session` with its payloads signed. */
export class SessionTable {
  readonly #secretKey: string;
  readonly #now: () => number;
  readonly #find: SqliteStatement;
  readonly #insert: SqliteStatement;
  readonly #update: SqliteStatement;
  readonly #delete: SqliteStatement;

  constructor(database: SqliteDatabase, secretKey: string, now: () => number) {
    this.#secretKey = secretKey;
    this.#now = now;
    this.#find = database.prepare(FIND);
    this.#insert = database.prepare(INSERT);
    this.#update = database.prepare(UPDATE);
    this.#delete = database.prepare('DELETE FROM "django_session" WHERE "session_key" = ?');
  }

  /** undefined: no such row, or an expired one. A payload that does not verify is an empty session. */
  find(key: string): SessionData | undefined {
    const row = this.#find.get(key, databaseDate(this.#now()));
    if (row === undefined) return undefined;
    const data = loads(String(row['session_data']), SALT, this.#secretKey);
    const isObject = typeof data === 'object' && data !== null && !Array.isArray(data);
    return new Map(isObject ? Object.entries(data) : []);
  }

  /** false: the key is taken. */
  insert(key: string, data: SessionData): boolean {
    return this.#write(this.#insert, key, data);
  }

  /** false: there is no such row. */
  update(key: string, data: SessionData): boolean {
    return this.#write(this.#update, key, data);
  }

  delete(key: string): void {
    this.#delete.run(key);
  }

  /** Whether the statement returned the row that it wrote. */
  #write(statement: SqliteStatement, key: string, data: SessionData): boolean {
    const now = this.#now();
    const text = dumps(Object.fromEntries(data), SALT, this.#secretKey, now);
    const expires = databaseDate(now + SESSION_AGE_SECONDS * 1000);
    return statement.get(text, expires, key) !== undefined;
  }
}

/** `request.session` of one request. Nothing is read before a view asks. */
export class Session {
  readonly #table: SessionTable;
  #key: string | undefined;
  #data: SessionData | undefined;
  #isModified = false;
  #isAccessed = false;

  constructor(table: SessionTable, key: string | undefined) {
    this.#table = table;
    this.#key = key !== undefined && key.length >= MIN_KEY_LENGTH ? key : undefined;
  }

  get key(): string | undefined {
    return this.#key;
  }

  /** Whether the answer depends on the session (`Vary: Cookie`). */
  get isAccessed(): boolean {
    return this.#isAccessed;
  }

  /** Whether it must be saved and its cookie sent. A change inside a value does not count. */
  get isModified(): boolean {
    return this.#isModified;
  }

  /** Neither key nor data: such a session is not stored, and its cookie is removed. */
  get isEmpty(): boolean {
    return this.#key === undefined && (this.#data === undefined || this.#data.size === 0);
  }

  get(name: string): JsonValue | undefined {
    return this.#load().get(name);
  }

  set(name: string, value: JsonValue): void {
    this.#load().set(name, value);
    this.#isModified = true;
  }

  /** A new id, the data kept, the old row gone: what keeps a planted id from becoming a login. */
  cycleKey(): void {
    const data = this.#load();
    const oldKey = this.#key;
    this.#create(data);
    if (oldKey !== undefined) this.#table.delete(oldKey);
  }

  /** No data, no row, no id. */
  flush(): void {
    if (this.#key !== undefined) this.#table.delete(this.#key);
    this.#key = undefined;
    this.#data = new Map();
    this.#isAccessed = true;
    this.#isModified = true;
  }

  /** Writes the row and returns its key. Throws SessionInterrupted when the row has gone meanwhile. */
  save(): string {
    const data = this.#load();
    if (this.#key === undefined) return this.#create(data);
    if (!this.#table.update(this.#key, data)) {
      throw new SessionInterrupted('The session was deleted before the request completed.');
    }
    return this.#key;
  }

  #create(data: SessionData): string {
    let key = randomString(KEY_LENGTH, KEY_ALPHABET);
    while (!this.#table.insert(key, data)) key = randomString(KEY_LENGTH, KEY_ALPHABET);
    this.#key = key;
    this.#isModified = true;
    return key;
  }

  #load(): SessionData {
    this.#isAccessed = true;
    if (this.#data !== undefined) return this.#data;
    const found = this.#key === undefined ? undefined : this.#table.find(this.#key);
    if (found === undefined) this.#key = undefined;
    this.#data = found ?? new Map<string, JsonValue>();
    return this.#data;
  }
}
