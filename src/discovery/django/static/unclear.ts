/** Settings that a file has but does not tell. Pure. */
import type { Assignment, ModuleNames } from '../../python/module.js';
import { entriesOf, isList, isUntold, type PythonValue } from '../../python/values.js';
import type { EngineKind } from '../facts.js';
import { PLACES as CACHE_PLACES } from './caches.js';
import { PLACES as DATABASE_PLACES } from './databases.js';
import { hasUntold } from './plain-values.js';

const PLAIN = [
  'SESSION_COOKIE_NAME',
  'SESSION_ENGINE',
  'SESSION_SERIALIZER',
  'SESSION_COOKIE_AGE',
  'SESSION_FILE_PATH',
  'CSRF_COOKIE_NAME',
  'USE_TZ',
  'TIME_ZONE',
  'DEFAULT_HASHING_ALGORITHM',
  'AUTHENTICATION_BACKENDS',
  'SECRET_KEY',
  'SECRET_KEY_FALLBACKS',
];

/** What every project has; with `isOpen`, parts of the settings may be where we do not look. */
const NEVER_ABSENT = ['SECRET_KEY', 'SESSION_ENGINE', 'DATABASES'];

type Check = readonly [string, (value: PythonValue) => boolean];

/** Names of those that matter to the engine. */
export function unclearSettings(
  names: ModuleNames,
  kind: EngineKind | undefined,
  isOpen: boolean,
): readonly string[] {
  const ofCache: readonly Check[] = [
    ['SESSION_CACHE_ALIAS', isUnclear],
    ['CACHES', (value) => isCacheUnclear(value, aliasOf(names))],
  ];
  const checks: readonly Check[] = [
    ...PLAIN.map((name): Check => [name, isUnclear]),
    ['DATABASES', (value) => isEntryUnclear(value, 'default', DATABASE_KEYS, DATABASE_OPTIONS)],
    // Where there are routers, only running them tells which database sessions and users are in.
    ['DATABASE_ROUTERS', (value) => !isList(value) || value.length > 0],
    ['AUTH_USER_MODEL', isUnclear],
    ...(kind === 'cache' || kind === 'cached_db' ? ofCache : []),
    ...(kind === 'redis'
      ? [['SESSION_REDIS', (value: PythonValue) => hasUntold(value)] as const]
      : []),
  ];
  return checks.flatMap(([name, check]) => {
    const assignment: Assignment | undefined = names.get(name);
    if (assignment === undefined) return isOpen && NEVER_ABSENT.includes(name) ? [name] : [];
    return check(assignment.value) ? [name] : [];
  });
}

const isUnclear = (value: PythonValue): boolean =>
  isList(value) ? value.some(isUntold) : isUntold(value);

const DATABASE_KEYS = ['ENGINE', 'NAME', 'HOST', 'PORT', 'USER', 'PASSWORD'];
const DATABASE_OPTIONS = [
  ...DATABASE_PLACES,
  'password',
  'passwd',
  'passfile',
  'sslmode',
  'ssl_mode',
];
const CACHE_KEYS = ['BACKEND', 'LOCATION', 'KEY_PREFIX', 'VERSION'];
const CACHE_OPTIONS = [...CACHE_PLACES, 'PASSWORD', 'password', 'ssl_cert_reqs', 'ssl_ca_certs'];

function isEntryUnclear(
  value: PythonValue,
  alias: string,
  keys: readonly string[],
  options: readonly string[],
): boolean {
  const entries = entriesOf(entriesOf(value)?.get(alias));
  if (entries === undefined || keys.some((key) => hasUntold(entries.get(key) ?? null))) return true;
  return hasUntold(entries.get('OPTIONS') ?? null, options);
}

/** A KEY_FUNCTION must be run. */
function isCacheUnclear(value: PythonValue, alias: string): boolean {
  const entry = entriesOf(entriesOf(value)?.get(alias));
  const hasFunction = (entry?.get('KEY_FUNCTION') ?? null) !== null;
  return hasFunction || isEntryUnclear(value, alias, CACHE_KEYS, CACHE_OPTIONS);
}

function aliasOf(names: ModuleNames): string {
  const alias = names.get('SESSION_CACHE_ALIAS')?.value ?? 'default';
  return typeof alias === 'string' ? alias : 'default';
}
