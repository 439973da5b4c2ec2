/** Where the facts say that sessions and users are: stores in the order of asking, problems, words. Pure. */
import { problem, type Problem } from '../../model/problem.js';
import type { Cache, DjangoFacts, Place } from './facts.js';
import { cacheKind, cacheStores, redisSessionStores } from './stores/cache-store.js';
import { databaseStore } from './stores/database-store.js';
import type { Machine } from './stores/machine.js';
import { noStore, type NoStore, type StoreUrl } from './stores/store-urls.js';

/** A store and the place in the settings that says so. */
export interface PlacedStore {
  readonly store: StoreUrl;
  readonly at: Place | undefined;
}

export interface StoresFound {
  readonly stores: readonly PlacedStore[];
  /** `in the database (sqlite db.sqlite3)`. */
  readonly words: string;
  readonly problems: readonly Problem[];
}

const nowhere = (words: string, ...problems: readonly Problem[]): StoresFound => ({
  stores: [],
  words,
  problems,
});

export function sessionStores(facts: DjangoFacts, machine: Machine): StoresFound {
  const { kind } = facts.engine;
  switch (kind) {
    case 'db':
      return rows(facts, facts.sessionTable?.alias, machine);
    case 'cached_db':
      return cachedRows(facts, machine);
    case 'cache':
      return cached(facts, machine);
    case 'redis':
      return inRedis(facts, machine);
    case 'signed_cookies': {
      const store: StoreUrl = { kind: 'url', url: 'cookie', label: 'cookie' };
      const at = facts.settings.get('SESSION_ENGINE')?.at;
      return { stores: [{ store, at }], words: 'in signed cookies', problems: [] };
    }
    case 'file':
      return inFiles(facts);
    case undefined:
      return unknownEngine(facts);
    default:
      return kind satisfies never;
  }
}

/** Nothing where the project has no users. */
export function userStore(facts: DjangoFacts, machine: Machine): StoresFound {
  return facts.users === undefined ? nowhere('') : rows(facts, facts.users.alias, machine);
}

/** `alias` undefined: unknown, which mostly means that there is only one. */
function rows(facts: DjangoFacts, alias = 'default', machine: Machine): StoresFound {
  const database = facts.databases.get(alias);
  if (database === undefined) return nowhere('in a database');
  const store = databaseStore(database, machine);
  if (store.kind === 'none') return nowhere('in a database', missing(store));
  return {
    stores: [{ store, at: database.at }],
    words: `in the database (${store.label})`,
    problems: [],
  };
}

function cached(facts: DjangoFacts, machine: Machine): StoresFound {
  const found = cacheOf(facts, machine);
  return 'kind' in found ? nowhere('in the cache', missing(found)) : found;
}

/** The cache first, as it is asked first; where it cannot be read, the rows are as good. */
function cachedRows(facts: DjangoFacts, machine: Machine): StoresFound {
  const behind = rows(facts, facts.sessionTable?.alias, machine);
  const cache = cacheOf(facts, machine);
  if ('kind' in cache) {
    const isWorthSaying = cache.isMemory !== true && behind.stores.length > 0;
    const note = problem(
      'note',
      'settings-uncertain',
      `${cache.reason}, so only the database behind it is read.`,
    );
    return { ...behind, problems: isWorthSaying ? [note] : behind.problems };
  }
  return {
    stores: [...cache.stores, ...behind.stores],
    words: [cache, behind].map(({ words }) => words).join(' and '),
    problems: [...cache.problems, ...behind.problems],
  };
}

function cacheOf(facts: DjangoFacts, machine: Machine): StoresFound | NoStore {
  const { cache } = facts;
  if (cache === undefined) return nowhere('in the cache');
  const { keyFunction } = cache;
  const kind = cacheKind(cache);
  if (keyFunction !== undefined && kind !== 'memory') return hashedKeys(keyFunction);
  if (kind === 'database') return rows(facts, cache.table?.alias, machine);
  const found = cacheStores(cache, machine);
  return 'kind' in found ? found : placed(found, cache, 'in the cache');
}

const hashedKeys = (keyFunction: string): NoStore =>
  noStore(
    `The cache's keys come from ${keyFunction}, which hashes or changes them, so no session's key can be told`,
    'While debugging, use a KEY_FUNCTION that keeps the key in it, or set SESSION_ENGINE to db or cached_db.',
  );

function placed(found: readonly StoreUrl[], { at }: Pick<Cache, 'at'>, words: string): StoresFound {
  const labels = found.map(({ label }) => label).join(', ');
  const stores = found.map((store) => ({ store, at }));
  return { stores, words: `${words} (${labels})`, problems: [] };
}

function inRedis({ redisSessions }: DjangoFacts, machine: Machine): StoresFound {
  if (redisSessions === undefined) return nowhere('in Redis');
  const found = redisSessionStores(redisSessions, machine);
  return 'kind' in found
    ? nowhere('in Redis', missing(found))
    : placed(found, redisSessions, 'in Redis');
}

function inFiles({ sessionFolder: folder, settings }: DjangoFacts): StoresFound {
  if (folder === undefined) return nowhere('in files');
  const isGuess = (settings.get('SESSION_FILE_PATH')?.value ?? null) === null;
  const unsure = problem(
    'note',
    'settings-uncertain',
    `SESSION_FILE_PATH is not set, so sessions are taken to be in ${folder}.`,
    'If the server has another TMPDIR, give that folder: --store file:DIR.',
  );
  const store: StoreUrl = { kind: 'url', url: `file:${folder}`, label: folder };
  return {
    stores: [{ store, at: settings.get('SESSION_FILE_PATH')?.at }],
    words: `in files (${folder})`,
    problems: isGuess ? [unsure] : [],
  };
}

function unknownEngine({ engine, settings }: DjangoFacts): StoresFound {
  const name = engine.className ?? settings.get('SESSION_ENGINE')?.value;
  if (typeof name !== 'string') return nowhere('somewhere unknown');
  const what =
    engine.className === undefined
      ? 'is not known here'
      : 'has none of the session engines that are known among its bases';
  const reason = `Sessions are kept by ${name}, which ${what}`;
  const remedy =
    "If it keeps Django's formats, give its place with --store, such as sqlite:FILE, postgres://, redis:// or file:FOLDER.";
  return nowhere(`kept by ${name}`, missing(noStore(reason, remedy)));
}

const missing = ({ reason, remedy }: NoStore): Problem =>
  problem('warning', 'no-store', `${reason}.`, remedy);
