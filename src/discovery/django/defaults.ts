/** What Django does where a project says nothing and could not be asked: tables by their names. Pure. */
import type { DjangoFacts, SessionTable, UserTable } from './facts.js';

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
  const sessionTable = facts.sessionTable ?? defaultSessionTable(facts);
  const users = facts.users ?? (typeof model === 'string' ? defaultUserTable(model) : undefined);
  return {
    ...facts,
    ...(sessionTable === undefined ? {} : { sessionTable }),
    ...(users === undefined ? {} : { users }),
  };
}
