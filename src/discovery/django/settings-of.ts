/** Facts as the settings that the adapter reads: Django's under its own names, ours in lower case. Pure. */
import type { SettingValue } from '../../model/settings.js';
import type { Found } from '../discovery.js';
import type { DjangoFacts, Place } from './facts.js';
import { cacheKind } from './stores/cache-store.js';

/** What was not asked, and what is None in Python, is left out: that is unknown or Django's default. */
export function settingsOf(
  facts: DjangoFacts,
  where: (at: Place | undefined) => string,
): ReadonlyMap<string, Found<SettingValue>> {
  const settings = new Map<string, Found<SettingValue>>();
  for (const [name, { value, at }] of facts.settings) {
    if (value !== null) settings.set(name, { value, where: where(at) });
  }
  const ours = { ...ofSessions(facts), ...ofUsers(facts), ...ofGroups(facts) };
  for (const [name, value] of Object.entries(ours)) {
    if (value !== undefined) settings.set(name, { value, where: 'the project' });
  }
  return settings;
}

type OwnSettings = Readonly<Record<string, string | boolean | undefined>>;

const COLUMNS = ['session_key', 'session_data', 'expire_date'];

function ofSessions({
  version,
  engine,
  sessionTable,
  cache,
  redisSessions,
  settings,
}: DjangoFacts): OwnSettings {
  const isOwnEngine =
    engine.base !== undefined && engine.base !== settings.get('SESSION_ENGINE')?.value;
  const columns = (sessionTable?.columns ?? []).map((name, index) =>
    name === COLUMNS[index] ? undefined : name,
  );
  return {
    django_version: version,
    session_engine: isOwnEngine ? engine.base : undefined,
    session_table: sessionTable?.table,
    session_key_column: columns[0],
    session_data_column: columns[1],
    session_expiry_column: columns[2],
    session_salt: engine.salt,
    session_cache_prefix: engine.cachePrefix,
    cache_key_format: cache?.keyFormat,
    cache_table:
      cache !== undefined && cacheKind(cache) === 'database' ? tableOf(cache) : undefined,
    SESSION_REDIS_PREFIX: redisSessions?.prefix,
  };
}

const tableOf = ({ table, locations }: NonNullable<DjangoFacts['cache']>): string | undefined =>
  table?.name ?? locations[0];

const ofUsers = ({ users }: DjangoFacts): OwnSettings => ({
  user_table: users?.table,
  user_pk_column: users?.key,
  user_pk_type: users?.keyType,
  user_name_column: users?.name,
  user_password_column: users?.password,
  user_active_column: users?.active,
  user_staff_column: users?.staff,
  user_hash_is_own: users?.isHashOwn,
});

/** The empty table: there are no groups. */
const ofGroups = ({ groups }: DjangoFacts): OwnSettings => ({
  user_groups_table: groups?.table,
  user_groups_user_column: groups?.userColumn,
  user_groups_group_column: groups?.groupColumn,
  group_table: groups?.groupTable,
  group_pk_column: groups?.groupKey,
  group_name_column: groups?.groupName,
});
