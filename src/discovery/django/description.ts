/** Facts about a Django project as a Discovery: settings, secrets, stores, one line, problems. Pure. */
import { isAbsolute, relative } from 'node:path';
import { Secret } from '../../model/keyring.js';
import type { Problem } from '../../model/problem.js';
import type { Discovery, FoundStore } from '../discovery.js';
import type { DjangoFacts, Place } from './facts.js';
import { sessionStores, userStore, type PlacedStore } from './session-stores.js';
import { settingsOf } from './settings-of.js';
import type { Machine } from './stores/machine.js';
import { FROM_SETTINGS } from './stores/store-urls.js';

export interface Circumstances {
  /** The interpreter that ran the project; absent: only its files were read. */
  readonly python?: string;
  readonly problems: readonly Problem[];
  readonly machine: Machine;
}

/** `machine.folder` is the project's. */
export function describeDjango(
  facts: DjangoFacts,
  { python, problems, machine }: Circumstances,
): Omit<Discovery, 'watched'> {
  const { folder } = machine;
  const where = (at: Place | undefined): string => placeText(folder, at, facts);
  const secrets = facts.secrets.map(({ key, at }) => ({
    secret: new Secret(key, where(at)),
    where: where(at),
  }));
  const sessions = sessionStores(facts, machine);
  const users = userStore(facts, machine);
  const found = [...problems, ...sessions.problems, ...users.problems];
  return {
    framework: 'django',
    isRun: python !== undefined,
    settings: settingsOf(facts, where),
    secrets,
    stores: foundStores(sessions.stores, users.stores[0], where),
    summary: summaryOf(folder, facts, python, sessions.words, secrets[0]?.where),
    problems: found.filter(
      (one, index) => found.findIndex((each) => each.message === one.message) === index,
    ),
  };
}

/** `mysite/settings.py:23`; for what no file says, whose default it is. */
function placeText(folder: string, at: Place | undefined, { version }: DjangoFacts): string {
  if (at === undefined)
    return `default of Django${version === undefined ? '' : ` ${short(version)}`}`;
  const file = wayTo(folder, at.file);
  return at.line === undefined ? file : `${file}:${at.line}`;
}

function wayTo(folder: string, file: string): string {
  const way = relative(folder, file);
  return way.startsWith('..') || isAbsolute(way) ? file : way;
}

/**
 * Each once, the sessions' in the order of asking. Rows of sessions in another database than the users
 * are not asked for users: there may be another table of that name.
 */
function foundStores(
  sessions: readonly PlacedStore[],
  users: PlacedStore | undefined,
  where: (at: Place | undefined) => string,
): readonly FoundStore[] {
  const urls = sessions.map(({ store }) => store.url);
  const once = sessions.filter(({ store }, index) => urls.indexOf(store.url) === index);
  const found = once.map((placed) => {
    const isApart = users !== undefined && users.store.url !== placed.store.url;
    return foundStore(placed, where, isApart && isDatabase(placed) ? 'sessions' : undefined);
  });
  const isBeside = users === undefined || urls.includes(users.store.url);
  return isBeside ? found : [...found, foundStore(users, where, 'users')];
}

const isDatabase = ({ store }: PlacedStore): boolean =>
  /^(?:sqlite|postgres|mysql|oracle):/.test(store.url);

function foundStore(
  { store, at }: PlacedStore,
  where: (at: Place | undefined) => string,
  use: FoundStore['use'],
): FoundStore {
  const { url, password } = store;
  const origin = password?.from === FROM_SETTINGS ? where(at) : (password?.from ?? '');
  return {
    url,
    where: where(at),
    ...(password === undefined ? {} : { password: new Secret(password.text, origin) }),
    ...(use === undefined ? {} : { use }),
  };
}

function summaryOf(
  folder: string,
  facts: DjangoFacts,
  python: string | undefined,
  sessions: string,
  secretFrom: string | undefined,
): string {
  const way = relative('', folder);
  const place =
    way === '' ? 'this folder' : way.startsWith('..') || isAbsolute(way) ? folder : `./${way}`;
  const version = facts.version === undefined ? '' : ` ${short(facts.version)}`;
  const how = python === undefined ? 'files read, not run' : `loaded with ${wayTo(folder, python)}`;
  const secret =
    secretFrom === undefined
      ? 'no SECRET_KEY'
      : `SECRET_KEY from ${secretFrom.replace(/:\d+$/, '')}`;
  return `Django${version} in ${place} (${how}): sessions ${sessions}, ${secret}`;
}

/** `3.2` of `3.2.25`. */
const short = (version: string): string => version.split('.').slice(0, 2).join('.');
