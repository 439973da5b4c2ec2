/** Facts about a Django project as a Discovery: settings, secrets, stores, one line, problems. Pure. */
import { isAbsolute, relative } from 'node:path';
import { Secret } from '../../model/keyring.js';
import { problem, type Problem } from '../../model/problem.js';
import type { SettingValue } from '../../model/settings.js';
import type { Database, DjangoFacts, Place } from './facts.js';
import type { Discovery, Found } from '../discovery.js';
import { cacheUrl, databaseUrl } from './store-urls.js';

export interface Circumstances {
  /** Whether the project was run, or only its files read. */
  readonly isRun: boolean;
  readonly problems: readonly Problem[];
}

export function describeDjango(
  folder: string,
  facts: DjangoFacts,
  { isRun, problems }: Circumstances,
): Discovery {
  const where = (at: Place | undefined): string => placeText(folder, at, facts);
  const secrets = facts.secrets.map(({ key, at }) => ({
    secret: new Secret(key, where(at)),
    where: where(at),
  }));
  const sessions = sessionStore(facts, where);
  const users = usersStore(facts, where);
  const stores = [sessions.store, users.store].filter((store) => store !== undefined);
  const found = [...problems, ...sessions.problems, ...users.problems];
  return {
    framework: 'django',
    isRun,
    watched: [],
    settings: settingsOf(facts, where),
    secrets,
    stores: stores.filter(
      ({ url }, index) => stores.findIndex((each) => each.url === url) === index,
    ),
    summary: summaryOf(folder, facts, isRun, sessions.words, secrets[0]?.where),
    problems: found.filter(
      (one, index) => found.findIndex((each) => each.message === one.message) === index,
    ),
  };
}

/** `mysite/settings.py:23`; for what no file says, whose default it is. */
function placeText(folder: string, at: Place | undefined, { version }: DjangoFacts): string {
  if (at === undefined)
    return `default of Django${version === undefined ? '' : ` ${short(version)}`}`;
  const way = relative(folder, at.file);
  const file = way.startsWith('..') || isAbsolute(way) ? at.file : way;
  return at.line === undefined ? file : `${file}:${at.line}`;
}

function settingsOf(
  facts: DjangoFacts,
  where: (at: Place | undefined) => string,
): ReadonlyMap<string, Found<SettingValue>> {
  const settings = new Map<string, Found<SettingValue>>();
  for (const [name, { value, at }] of facts.settings) {
    if (value !== null) settings.set(name, { value, where: where(at) });
  }
  const model = 'the project';
  const ours: Readonly<Record<string, string | undefined>> = {
    session_table: facts.sessionTable,
    session_salt: facts.sessionSalt,
    cache_key_format:
      facts.cacheKeyFormat?.includes('{}') === true ? facts.cacheKeyFormat : undefined,
    cache_table: isDatabaseCache(facts) ? facts.cache?.location : undefined,
    user_table: facts.users?.table,
    user_pk_column: facts.users?.key,
    user_pk_type: facts.users?.keyType,
    user_name_column: facts.users?.name,
    user_password_column: facts.users?.password,
    django_version: facts.version,
  };
  for (const [name, value] of Object.entries(ours)) {
    if (value !== undefined) settings.set(name, { value, where: model });
  }
  return settings;
}

interface StoreFinding {
  readonly store?: Discovery['stores'][number];
  /** `in the database (sqlite db.sqlite3)`. */
  readonly words: string;
  readonly problems: readonly Problem[];
}

function sessionStore(facts: DjangoFacts, where: (at: Place | undefined) => string): StoreFinding {
  switch (facts.engine) {
    case 'db':
    case 'cached_db':
      return databaseStore(facts.sessionDatabase, where);
    case 'signed_cookies':
      return {
        store: { url: 'cookie', where: where(facts.settings.get('SESSION_ENGINE')?.at) },
        words: 'in signed cookies',
        problems: [],
      };
    case 'file':
      return fileStore(facts, where);
    case 'cache':
      return cacheStore(facts, where);
    case undefined:
      return unknownEngine(facts);
    default:
      return facts.engine satisfies never;
  }
}

function databaseStore(
  database: Database | undefined,
  where: (at: Place | undefined) => string,
): StoreFinding {
  if (database === undefined) return { words: 'in a database', problems: [] };
  const url = databaseUrl(database);
  if (url.kind !== 'url') return { words: 'in a database', problems: [noStore(url.reason)] };
  return {
    store: { url: url.url, where: where(database.at) },
    words: `in the database (${url.label})`,
    problems: [],
  };
}

function fileStore(facts: DjangoFacts, where: (at: Place | undefined) => string): StoreFinding {
  const folder = facts.sessionFolder;
  if (folder === undefined) return { words: 'in files', problems: [] };
  const isGuess = (facts.settings.get('SESSION_FILE_PATH')?.value ?? null) === null;
  const unsure = problem(
    'note',
    'settings-uncertain',
    `SESSION_FILE_PATH is not set, so sessions are taken to be in ${folder}.`,
    'If the server has another TMPDIR, give that folder: --store file:DIR.',
  );
  return {
    store: { url: `file:${folder}`, where: where(facts.settings.get('SESSION_FILE_PATH')?.at) },
    words: `in files (${folder})`,
    problems: isGuess ? [unsure] : [],
  };
}

function cacheStore(facts: DjangoFacts, where: (at: Place | undefined) => string): StoreFinding {
  const { cache } = facts;
  if (cache === undefined) return { words: 'in the cache', problems: [] };
  if (isDatabaseCache(facts)) return databaseStore(facts.users?.database, where);
  const url = cacheUrl(cache.backend, cache.location);
  if (url.kind !== 'url') return { words: 'in the cache', problems: [noStore(url.reason)] };
  return {
    store: { url: url.url, where: where(cache.at) },
    words: `in the cache (${url.label})`,
    problems: [],
  };
}

const isDatabaseCache = ({ cache }: DjangoFacts): boolean =>
  cache?.backend.endsWith('.DatabaseCache') === true;

function unknownEngine(facts: DjangoFacts): StoreFinding {
  const engine = facts.settings.get('SESSION_ENGINE')?.value;
  if (typeof engine !== 'string') return { words: 'somewhere unknown', problems: [] };
  return {
    words: `kept by ${engine}`,
    problems: [noStore(`Sessions are kept by ${engine}, which is not one of Django's own engines`)],
  };
}

function usersStore(facts: DjangoFacts, where: (at: Place | undefined) => string): StoreFinding {
  return facts.users === undefined
    ? { words: '', problems: [] }
    : databaseStore(facts.users.database, where);
}

const noStore = (reason: string): Problem =>
  problem('warning', 'no-store', `${reason}.`, 'Give a store that can be read with --store.');

function summaryOf(
  folder: string,
  facts: DjangoFacts,
  isRun: boolean,
  sessions: string,
  secretFrom: string | undefined,
): string {
  const way = relative('', folder);
  const place =
    way === '' ? 'this folder' : way.startsWith('..') || isAbsolute(way) ? folder : `./${way}`;
  const version = facts.version === undefined ? '' : ` ${short(facts.version)}`;
  const secret =
    secretFrom === undefined
      ? 'no SECRET_KEY'
      : `SECRET_KEY from ${secretFrom.replace(/:\d+$/, '')}`;
  return `Django${version} in ${place}${isRun ? '' : ' (files read, not run)'}: sessions ${sessions}, ${secret}`;
}

/** `3.2` of `3.2.25`. */
const short = (version: string): string => version.split('.').slice(0, 2).join('.');
