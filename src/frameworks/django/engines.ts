/**
 * Session engines by their module, and where each keeps its sessions: Django's own and the third-party
 * ones that keep Django's formats. An engine that is not in the table may be anywhere.
 */
import type { Settings } from '../../model/settings.js';
import { textSetting } from './settings.js';

export interface Engine {
  /** Table of its rows. */
  readonly table?: string;
  /** What it puts before the id in the keys of Django's cache. */
  readonly cachePrefix?: string;
  /** One file per session. */
  readonly inFiles?: boolean;
  /** The session is in the cookie itself. */
  readonly inCookie?: boolean;
  /** Redis keys of its own, past Django's cache. */
  readonly inRedis?: boolean;
}

const CACHE = 'django.contrib.sessions.cache';

const ENGINES: ReadonlyMap<string, Engine> = new Map<string, Engine>([
  ['django.contrib.sessions.backends.db', { table: 'django_session' }],
  [
    'django.contrib.sessions.backends.cached_db',
    { table: 'django_session', cachePrefix: 'django.contrib.sessions.cached_db' },
  ],
  ['django.contrib.sessions.backends.cache', { cachePrefix: CACHE }],
  ['django.contrib.sessions.backends.file', { inFiles: true }],
  ['django.contrib.sessions.backends.signed_cookies', { inCookie: true }],
  ['user_sessions.backends.db', { table: 'user_sessions_session' }],
  ['qsessions.backends.db', { table: 'qsessions_session' }],
  [
    'qsessions.backends.cached_db',
    { table: 'qsessions_session', cachePrefix: 'qsessions.q_cached_db' },
  ],
  ['redis_sessions.session', { inRedis: true }],
]);

const ANY_ENGINE: Engine = {
  table: 'django_session',
  cachePrefix: CACHE,
  inFiles: true,
  inCookie: true,
};

/** The engine of SESSION_ENGINE, or its base; one that may be anywhere where neither is known. */
export function engineOf(settings: Settings): Engine {
  const name = textSetting(settings, 'session_engine') ?? textSetting(settings, 'SESSION_ENGINE');
  const engine = ENGINES.get(name ?? '') ?? ANY_ENGINE;
  const prefix = settings.get('session_cache_prefix');
  const isOwnPrefix = typeof prefix === 'string' && engine.cachePrefix !== undefined;
  return isOwnPrefix ? { ...engine, cachePrefix: prefix } : engine;
}

/** Whether only Django's cache holds its sessions, so that records are cache values. */
export const isCacheOnly = (engine: Engine): boolean =>
  engine.cachePrefix !== undefined && engine.table === undefined;
