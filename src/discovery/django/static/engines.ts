/** SESSION_ENGINE as an engine that we know, by its name alone. Pure. */
import type { PythonValue } from '../../python/values.js';
import type { EngineKind, SessionEngine } from '../facts.js';

const BACKENDS = 'django.contrib.sessions.backends';

const ENGINES: ReadonlyMap<string, EngineKind> = new Map<string, EngineKind>([
  [`${BACKENDS}.db`, 'db'],
  [`${BACKENDS}.cached_db`, 'cached_db'],
  [`${BACKENDS}.cache`, 'cache'],
  [`${BACKENDS}.file`, 'file'],
  [`${BACKENDS}.signed_cookies`, 'signed_cookies'],
  ['user_sessions.backends.db', 'db'],
  ['qsessions.backends.db', 'db'],
  ['qsessions.backends.cached_db', 'cached_db'],
  ['redis_sessions.session', 'redis'],
]);

/** Without SESSION_ENGINE, the database, as in every Django. */
export function engineOf(value: PythonValue | undefined): SessionEngine {
  const name = value === undefined ? `${BACKENDS}.db` : value;
  const kind = typeof name === 'string' ? ENGINES.get(name) : undefined;
  return typeof name !== 'string' || kind === undefined ? {} : { kind, base: name };
}
