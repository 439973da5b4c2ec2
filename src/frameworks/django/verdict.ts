/**
 * What Django makes of a user whom a session names (contrib/auth/__init__.py `get_user`): the backend,
 * the row, `is_active` and the session's auth hash decide, by rules that depend on the version.
 */
import type { KeyRing } from '../../model/keyring.js';
import { entryOf, type PayloadValue } from '../../model/payload.js';
import { problem, type Problem } from '../../model/problem.js';
import type { Settings } from '../../model/settings.js';
import type { Row } from '../../model/store.js';
import type { UserVerdict } from '../adapter.js';
import { fitsSessionAuthHash } from './session-auth-hash.js';
import { authenticationBackends, hasOwnAuthHash, nameSetting } from './settings.js';
import { activeColumn, flag } from './users.js';
import { isDjangoAtLeast } from './version.js';

/** Backends whose `get_user` refuses inactive users. */
const REFUSE_INACTIVE = new Set([
  'django.contrib.auth.backends.ModelBackend',
  'django.contrib.auth.backends.RemoteUserBackend',
]);

/** `row` undefined: there is no such user. */
export function verdictOn(
  payload: PayloadValue,
  row: Row | undefined,
  keys: KeyRing,
  settings: Settings,
): UserVerdict {
  const backend = textEntry(payload, '_auth_user_backend') ?? '';
  const refused =
    refusedBackend(backend, settings) ??
    (row === undefined ? NO_SUCH_USER : undefined) ??
    refusedInactive(backend, row, settings) ??
    refusedHash(payload, row, keys, settings);
  if (refused !== undefined) return { kind: 'rejected', problem: refused };
  return {
    kind: 'accepted',
    ...(isHashGood(payload, row, keys, settings) ? { keyFits: true } : {}),
    problems: [...hashNotes(payload, row, settings), ...ownHashNotes(payload, row, keys, settings)],
  };
}

function textEntry(payload: PayloadValue, key: string): string | undefined {
  const value = entryOf(payload, key);
  return typeof value === 'string' ? value : undefined;
}

const NO_SUCH_USER = problem(
  'warning',
  'user-not-found',
  'The session names a user who is not in the user table; Django takes the visitor for anonymous.',
);

/** Since 1.6 only backends of AUTHENTICATION_BACKENDS count. */
function refusedBackend(backend: string, settings: Settings): Problem | undefined {
  const backends = authenticationBackends(settings);
  if (backends === undefined || backends.includes(backend)) return undefined;
  if (isDjangoAtLeast(settings, '1.6') === false) return undefined;
  return problem(
    'warning',
    'backend-unknown',
    'The login was made by a backend that AUTHENTICATION_BACKENDS does not list, so Django ignores it.',
  );
}

/** Since 1.10. */
function refusedInactive(
  backend: string,
  row: Row | undefined,
  settings: Settings,
): Problem | undefined {
  const isActive = flag(row?.get(activeColumn(settings)));
  if (isActive !== false || !REFUSE_INACTIVE.has(backend)) return undefined;
  if (isDjangoAtLeast(settings, '1.10') === false) return undefined;
  return problem(
    'warning',
    'user-inactive',
    'The user is not active any more; Django takes the visitor for anonymous.',
  );
}

/** Since 1.7, and only judged where both a key and the password column are at hand. */
function refusedHash(
  payload: PayloadValue,
  row: Row | undefined,
  keys: KeyRing,
  settings: Settings,
): Problem | undefined {
  const password = passwordOf(row, settings);
  if (isDjangoAtLeast(settings, '1.7') === false || password === undefined) return undefined;
  const hash = textEntry(payload, '_auth_user_hash');
  if (hash === undefined) {
    return isDjangoAtLeast(settings, '1.10') === true ? HASH_MISSING : undefined;
  }
  const isGood =
    keys.length === 0 || hasOwnAuthHash(settings) || isHashGood(payload, row, keys, settings);
  return isGood ? undefined : HASH_MISMATCH;
}

function isHashGood(
  payload: PayloadValue,
  row: Row | undefined,
  keys: KeyRing,
  settings: Settings,
): boolean {
  const password = passwordOf(row, settings);
  const hash = textEntry(payload, '_auth_user_hash');
  if (hash === undefined || password === undefined) return false;
  return fitsSessionAuthHash(hash, password, keys, settings);
}

const HASH_MISSING = problem(
  'warning',
  'session-hash-mismatch',
  'The session has no _auth_user_hash, so Django logs it out; the login did not go through auth.login.',
);

const HASH_MISMATCH = problem(
  'warning',
  'session-hash-mismatch',
  "The session's _auth_user_hash does not fit: the password changed or the key rotated since the login, and Django logs this session out.",
);

/** Which Django it is decides what a missing hash means. */
function hashNotes(payload: PayloadValue, row: Row | undefined, settings: Settings): Problem[] {
  const isJudged = isDjangoAtLeast(settings, '1.10') !== undefined;
  if (isJudged || passwordOf(row, settings) === undefined) return [];
  if (textEntry(payload, '_auth_user_hash') !== undefined) return [];
  return [
    problem(
      'note',
      'session-hash-mismatch',
      'The session has no _auth_user_hash; Django 1.10 and later would log it out.',
    ),
  ];
}

/** What a model of its own makes of passwords and keys, only it can check. */
function ownHashNotes(
  payload: PayloadValue,
  row: Row | undefined,
  keys: KeyRing,
  settings: Settings,
): Problem[] {
  if (!hasOwnAuthHash(settings) || textEntry(payload, '_auth_user_hash') === undefined) return [];
  return isHashGood(payload, row, keys, settings) ? [] : [HASH_UNVERIFIABLE];
}

const HASH_UNVERIFIABLE = problem(
  'note',
  'hash-unverifiable',
  'The user model has a get_session_auth_hash of its own, so whether a password change has ended this session cannot be told.',
);

function passwordOf(row: Row | undefined, settings: Settings): string | undefined {
  const password = row?.get(nameSetting(settings, 'user_password_column'));
  return typeof password === 'string' ? password : undefined;
}
