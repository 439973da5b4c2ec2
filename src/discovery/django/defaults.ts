/** What Django does where a project says nothing and could not be asked: tables by their names. Pure. */
import type { DjangoFacts, EngineKind, SessionEngine, SessionTable, UserTable } from './facts.js';

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

/** The engine of that name, where it is one that we know. */
export function engineNamed(name: string): SessionEngine {
  const kind = ENGINES.get(name);
  return kind === undefined ? {} : { kind, base: name };
}

/** What holds without SESSION_ENGINE, in every Django. */
export const DEFAULT_ENGINE = `${BACKENDS}.db`;

const TABLES: ReadonlyMap<string, string> = new Map([
  ['user_sessions', 'user_sessions_session'],
  ['qsessions', 'qsessions_session'],
]);

/** The table of an engine that keeps rows; undefined for any other. */
export function defaultSessionTable({
  engine,
}: Pick<DjangoFacts, 'engine'>): SessionTable | undefined {
  if (engine.kind !== 'db' && engine.kind !== 'cached_db') return undefined;
  return { table: TABLES.get(engine.base?.split('.')[0] ?? '') ?? 'django_session' };
}

/** The table of AUTH_USER_MODEL as Django names it unless the model says otherwise. */
export function defaultUserTable(model: string): UserTable | undefined {
  if (!/^\w+\.\w+$/.test(model)) return undefined;
  return { table: model.toLowerCase().replace('.', '_') };
}

/** Facts of a project whose settings could be loaded and whose apps could not. */
export function withDefaults(facts: DjangoFacts): DjangoFacts {
  const model = facts.settings.get('AUTH_USER_MODEL')?.value;
  const name = facts.settings.get('SESSION_ENGINE')?.value;
  const isLoaded = facts.engine.className !== undefined || typeof name !== 'string';
  const engine = isLoaded ? facts.engine : engineNamed(name);
  const sessionTable = facts.sessionTable ?? defaultSessionTable({ engine });
  const users = facts.users ?? (typeof model === 'string' ? defaultUserTable(model) : undefined);
  return {
    ...facts,
    engine,
    ...(sessionTable === undefined ? {} : { sessionTable }),
    ...(users === undefined ? {} : { users }),
  };
}
