/**
 * django.contrib.auth for one request (4.2): who is logged in, login, logout, and what a password
 * change does to the session. It works on the session, the CSRF secret and the user table it is given.
 */
import type { Csrf } from './csrf.js';
import { checkPassword, hashPassword } from './passwords.js';
import type { Session } from './sessions.js';
import { constantTimeEquals } from './signing.js';
import { sessionAuthHash, type User, type UserTable } from './users.js';

const SESSION_KEYS = {
  userId: '_auth_user_id',
  backend: '_auth_user_backend',
  hash: '_auth_user_hash',
} as const;
const BACKEND = 'django.contrib.auth.backends.ModelBackend';

/** The user with this name and password; undefined for a wrong name as slowly as for a wrong password. */
export async function authenticate(
  users: UserTable,
  username: string,
  password: string,
): Promise<User | undefined> {
  const user = users.byName(username);
  if (user === undefined) {
    await hashPassword(password);
    return undefined;
  }
  return (await checkPassword(password, user.password)) ? user : undefined;
}

/** `request.user` and what may be done with it. The user is looked up when first asked for. */
export class Authentication {
  readonly #session: Session;
  readonly #csrf: Csrf;
  readonly #users: UserTable;
  readonly #secretKey: string;
  #user: User | undefined;
  #isLookedUp = false;

  constructor(session: Session, csrf: Csrf, users: UserTable, secretKey: string) {
    this.#session = session;
    this.#csrf = csrf;
    this.#users = users;
    this.#secretKey = secretKey;
  }

  /** undefined: anonymous. A session whose hash does not match the user's password is flushed. */
  get user(): User | undefined {
    if (!this.#isLookedUp) {
      this.#user = this.#lookUp();
      this.#isLookedUp = true;
    }
    return this.#user;
  }

  /** A new session id and a new CSRF secret; another user's session is not inherited. */
  login(user: User, nowMs: number): void {
    const hash = sessionAuthHash(user, this.#secretKey);
    const currentId = this.#session.get(SESSION_KEYS.userId);
    if (currentId === undefined) this.#session.cycleKey();
    else if (currentId !== String(user.id) || !this.#hasHash(hash)) this.#session.flush();
    this.#session.set(SESSION_KEYS.userId, String(user.id));
    this.#session.set(SESSION_KEYS.backend, BACKEND);
    this.#session.set(SESSION_KEYS.hash, hash);
    this.#become(user);
    this.#csrf.rotate();
    this.#users.recordLogin(user, nowMs);
  }

  logout(): void {
    this.#session.flush();
    this.#become(undefined);
  }

  /** `update_session_auth_hash`: this session goes on under a new id, the user's others end. */
  passwordChanged(user: User): void {
    this.#session.cycleKey();
    this.#session.set(SESSION_KEYS.hash, sessionAuthHash(user, this.#secretKey));
    this.#become(user);
  }

  #become(user: User | undefined): void {
    this.#user = user;
    this.#isLookedUp = true;
  }

  #lookUp(): User | undefined {
    const id = this.#session.get(SESSION_KEYS.userId);
    if (typeof id !== 'string' || this.#session.get(SESSION_KEYS.backend) !== BACKEND) {
      return undefined;
    }
    const user = this.#users.byId(id);
    if (user === undefined || this.#hasHash(sessionAuthHash(user, this.#secretKey))) return user;
    this.#session.flush();
    return undefined;
  }

  #hasHash(expected: string): boolean {
    const hash = this.#session.get(SESSION_KEYS.hash);
    return typeof hash === 'string' && constantTimeEquals(hash, expected);
  }
}
