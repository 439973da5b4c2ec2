/**
 * The table `auth_user`, and the hash that ties a session to a password. Passwords come and go
 * encoded; who is logged in is decided in authentication.ts.
 */
import type { SqliteDatabase, SqliteRow, SqliteStatement } from '../stores/sqlite-engine.js';
import { databaseDate } from './schema.js';
import { saltedHmac } from './signing.js';

/** The columns of one row that the app works with. */
export interface User {
  readonly id: number;
  readonly username: string;
  /** The column as it stands: `pbkdf2_sha256$...`. */
  readonly password: string;
  readonly isStaff: boolean;
  readonly isSuperuser: boolean;
}

const AUTH_HASH_SALT = 'django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash';

/**
 * `user.get_session_auth_hash()`, 64 hex digits: changes with the password column, which is how a
 * password change ends the user's other sessions (django/contrib/auth/base_user.py, SHA-256 since 4.0).
 */
export function sessionAuthHash(user: Pick<User, 'password'>, secretKey: string): string {
  return saltedHmac(AUTH_HASH_SALT, user.password, secretKey).toString('hex');
}

/** Reads and writes users. A user who is not active is as good as absent, as ModelBackend has it. */
export class UserTable {
  readonly #byName: SqliteStatement;
  readonly #byId: SqliteStatement;
  readonly #setPassword: SqliteStatement;
  readonly #setLastLogin: SqliteStatement;

  constructor(database: SqliteDatabase) {
    const select = 'SELECT * FROM "auth_user" WHERE "is_active" = 1 AND';
    this.#byName = database.prepare(`${select} "username" = ?`);
    this.#byId = database.prepare(`${select} "id" = ?`);
    this.#setPassword = database.prepare('UPDATE "auth_user" SET "password" = ? WHERE "id" = ?');
    this.#setLastLogin = database.prepare('UPDATE "auth_user" SET "last_login" = ? WHERE "id" = ?');
  }

  byName(username: string): User | undefined {
    return userOf(this.#byName.get(username));
  }

  /** `id` as the session has it, in text. */
  byId(id: string): User | undefined {
    return userOf(this.#byId.get(id));
  }

  /** Stores an encoded password and returns the user with it. */
  setPassword(user: User, encoded: string): User {
    this.#setPassword.run(encoded, user.id);
    return { ...user, password: encoded };
  }

  recordLogin(user: User, nowMs: number): void {
    this.#setLastLogin.run(databaseDate(nowMs), user.id);
  }
}

function userOf(row: SqliteRow | undefined): User | undefined {
  if (row === undefined) return undefined;
  return {
    id: Number(row['id']),
    username: String(row['username']),
    password: String(row['password']),
    isStaff: Number(row['is_staff']) === 1,
    isSuperuser: Number(row['is_superuser']) === 1,
  };
}
