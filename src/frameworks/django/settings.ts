/**
 * The settings that decide how Django keeps and reads a session, under Django's own names; those in
 * lower case are ours, for what no setting of Django's says. Absent means unknown, and every reader
 * then looks at the value itself instead.
 */
import type { Settings } from '../../model/settings.js';
import type { SettingSpec } from '../adapter.js';

export const SETTINGS: readonly SettingSpec[] = [
  {
    name: 'SESSION_COOKIE_NAME',
    default: 'sessionid',
    description: 'Name of the session cookie; the file engine begins its file names with it.',
  },
  {
    name: 'SESSION_ENGINE',
    default: null,
    description: 'Module that keeps sessions; when unknown, every store given is asked.',
  },
  {
    name: 'SESSION_SERIALIZER',
    default: null,
    description:
      'Class that serialises sessions; the value itself tells as well which one wrote it.',
  },
  {
    name: 'SESSION_COOKIE_AGE',
    default: 1_209_600,
    description: 'Seconds after which a session in a file or in the cookie itself has expired.',
  },
  {
    name: 'SESSION_FILE_PATH',
    default: null,
    description: 'Folder of the file engine; the temporary folder of the app when unknown.',
  },
  {
    name: 'USE_TZ',
    default: null,
    description: 'When false, expiry dates are local to TIME_ZONE; otherwise they are UTC.',
  },
  {
    name: 'TIME_ZONE',
    default: 'America/Chicago',
    description: "The app's time zone, for expiry dates without one.",
  },
  {
    name: 'AUTHENTICATION_BACKENDS',
    default: null,
    description: 'Backends whose logins count; when unknown, every backend does.',
  },
  {
    name: 'SESSION_REDIS_PREFIX',
    default: null,
    description: 'What django-redis-sessions puts before a session id, without the colon.',
  },
  {
    name: 'session_engine',
    default: null,
    description:
      'Engine that SESSION_ENGINE is a subclass of, where that is one of the project; a module as there.',
  },
  {
    name: 'session_cache_prefix',
    default: null,
    description:
      "What the engine puts before a session id in the cache; the engine's own when unknown.",
  },
  {
    name: 'session_table',
    default: null,
    description: 'Table of the sessions; that of the engine, mostly django_session, when unknown.',
  },
  {
    name: 'session_key_column',
    default: 'session_key',
    description: 'Column of the session id in that table.',
  },
  {
    name: 'session_data_column',
    default: 'session_data',
    description: 'Column of the session itself.',
  },
  {
    name: 'session_expiry_column',
    default: 'expire_date',
    description: 'Column of the date on which the session expires.',
  },
  {
    name: 'session_salt',
    default: null,
    description: "The session store's key_salt, where a subclass or a class of its own changes it.",
  },
  {
    name: 'cache_key_format',
    default: ':1:{}',
    description: 'A cache key of the session cache, with {} for the key that Django gives it.',
  },
  {
    name: 'cache_table',
    default: null,
    description: 'Table of the database cache, where that holds the sessions.',
  },
  {
    name: 'user_table',
    default: 'auth_user',
    description: 'Table of the users.',
  },
  {
    name: 'user_pk_column',
    default: 'id',
    description: "The user table's primary key column.",
  },
  {
    name: 'user_pk_type',
    default: null,
    description: 'Type of that column: uuid where it holds UUIDs; anything else otherwise.',
  },
  {
    name: 'user_name_column',
    default: 'username',
    description: 'Column of the name that users log in by.',
  },
  {
    name: 'user_password_column',
    default: 'password',
    description: 'Column of the password hash, against which a login is checked.',
  },
  {
    name: 'user_active_column',
    default: 'is_active',
    description: 'Column that says whether the user may log in, where the model has one.',
  },
  {
    name: 'user_staff_column',
    default: 'is_staff',
    description: 'Column that says whether the user is staff, where the model has one.',
  },
  {
    name: 'user_hash_is_own',
    default: null,
    description:
      'Whether the user model overrides get_session_auth_hash, which then cannot be checked.',
  },
  {
    name: 'user_groups_table',
    default: null,
    description:
      "Table that links users and groups; auth_user_groups for Django's own user model. Empty: there is none.",
  },
  {
    name: 'user_groups_user_column',
    default: 'user_id',
    description: "That table's column of the user's key.",
  },
  {
    name: 'user_groups_group_column',
    default: 'group_id',
    description: "That table's column of the group's key.",
  },
  {
    name: 'group_table',
    default: 'auth_group',
    description: 'Table of the groups.',
  },
  {
    name: 'group_pk_column',
    default: 'id',
    description: "The group table's primary key column.",
  },
  {
    name: 'group_name_column',
    default: 'name',
    description: "Column of a group's name.",
  },
  {
    name: 'django_version',
    default: null,
    description:
      "The app's Django version, such as 4.2.11, for rules that changed between versions.",
  },
];

const DEFAULTS = new Map(SETTINGS.map((spec) => [spec.name, spec.default]));

/** A setting that is text; undefined when it is unknown or empty. */
export function textSetting(settings: Settings, name: string): string | undefined {
  const value = valueOf(settings, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A setting whose default is text. */
export const nameSetting = (settings: Settings, name: string): string =>
  textSetting(settings, name) ?? String(DEFAULTS.get(name) ?? '');

/** SESSION_COOKIE_AGE in milliseconds. */
export function cookieAgeMs(settings: Settings): number {
  const seconds = Number(valueOf(settings, 'SESSION_COOKIE_AGE'));
  return (Number.isFinite(seconds) ? seconds : 1_209_600) * 1000;
}

/** USE_TZ; undefined when unknown. */
export function usesTimeZones(settings: Settings): boolean | undefined {
  const value = valueOf(settings, 'USE_TZ');
  return typeof value === 'boolean' ? value : undefined;
}

/** Whether the user model makes its session auth hash in a way of its own. */
export const hasOwnAuthHash = (settings: Settings): boolean =>
  valueOf(settings, 'user_hash_is_own') === true;

/** AUTHENTICATION_BACKENDS; undefined when unknown. */
export function authenticationBackends(settings: Settings): readonly string[] | undefined {
  const value = valueOf(settings, 'AUTHENTICATION_BACKENDS');
  if (typeof value === 'string') return value === '' ? undefined : [value];
  return typeof value === 'object' && value !== null && value.length > 0 ? value : undefined;
}

const valueOf = (settings: Settings, name: string): ReturnType<Settings['get']> =>
  settings.get(name) ?? DEFAULTS.get(name);
