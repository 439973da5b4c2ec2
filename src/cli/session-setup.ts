/**
 * How sessions are to be read: what the user said, and for all else what the project's folder says. Asked
 * once at the start and again when the project's settings have changed.
 */
import type { Config } from '../config/options.js';
import type { Resolved, ResolvedValue } from '../config/resolve.js';
import { readSecrets } from '../config/secrets.js';
import { discover, type Discovery } from '../discovery/discover.js';
import { SpyError } from '../errors.js';
import type { SessionOptions, StoreOption } from '../spy-options.js';
import { openStore, storeDrivers } from '../stores/registry.js';
import { foundSecrets, settingsFor } from './found-settings.js';
import { problemText } from './headless.js';

export interface SessionSetup {
  readonly options: SessionOptions;
  /** undefined: nothing was looked for, or no project is there. */
  readonly found: Discovery | undefined;
  /** Lines for the user: what was found, what to beware of. */
  readonly notices: readonly string[];
}

/**
 * Throws SpyError for what cannot be used. `needsProject`: to say so where nothing tells how sessions are
 * to be read.
 */
export async function setUpSessions(
  config: Config,
  resolved: Resolved,
  needsProject = true,
): Promise<SessionSetup> {
  const found = config.discover ? await discover(config.project, { run: true }) : undefined;
  const secrets = await readSecrets(resolved.secret);
  const stores = storesFor(resolved.store, found);
  return {
    found,
    notices: [
      ...secrets.warnings,
      ...passwordWarnings(resolved.store),
      ...(found !== undefined ? [found.summary] : needsProject ? missingProject(config) : []),
      ...(found?.problems ?? []).map(problemText),
      ...stores.notices,
    ],
    options: {
      secrets: secrets.keys.length > 0 ? secrets.keys : foundSecrets(found),
      stores: stores.stores,
      settings: settingsFor(config, found),
      framework: config.framework === 'auto' ? (found?.framework ?? 'auto') : config.framework,
    },
  };
}

/** Said only where nothing else tells how sessions are to be read. */
const missingProject = (config: Config): readonly string[] =>
  config.store.length > 0 || config.secret.length > 0
    ? []
    : [
        'No project with settings to read was found here: go to its folder or name it with --project, or give --secret and --store.',
      ];

const schemeOf = (url: string): string => url.split(':', 1)[0]?.toLowerCase() ?? '';

const isKnownStore = (url: string): boolean =>
  storeDrivers.some(({ schemes }) => schemes.includes(schemeOf(url)));

interface Stores {
  readonly stores: readonly StoreOption[];
  readonly notices: readonly string[];
}

/** The user's stores, else the project's as far as there is a driver for them. */
function storesFor(given: ResolvedValue<readonly string[]>, found: Discovery | undefined): Stores {
  const ofProject = found?.stores ?? [];
  if (given.value.length > 0) {
    return { stores: given.value.map((url) => withFoundPassword(url, ofProject)), notices: [] };
  }
  const faults = ofProject.map(({ url }) => faultOf(url));
  return {
    stores: ofProject.filter((_store, index) => faults[index] === undefined),
    notices: faults.filter((fault) => fault !== undefined),
  };
}

/** Why a store that was found cannot be read; the program starts all the same, and says so. */
function faultOf(url: string): string | undefined {
  if (!isKnownStore(url)) {
    return `This version cannot read sessions or users from ${schemeOf(url)}.`;
  }
  try {
    void openStore(url).close();
    return undefined;
  } catch (error) {
    if (error instanceof SpyError) return `A store of the project cannot be used: ${error.message}`;
    throw error;
  }
}

/**
 * A store reached by another way than the project's, through a published port say, has the password
 * that the project's settings hold for the same kind of store, user and database.
 */
function withFoundPassword(url: string, ofProject: Discovery['stores']): StoreOption {
  const same = ofProject.find(
    (store) => store.password !== undefined && sameAccount(url, store.url),
  );
  return same?.password === undefined ? { url } : { url, password: same.password };
}

function sameAccount(one: string, other: string): boolean {
  if (!URL.canParse(one) || !URL.canParse(other)) return false;
  const [a, b] = [new URL(one), new URL(other)];
  return a.protocol === b.protocol && a.username === b.username && a.pathname === b.pathname;
}

/** A password in a flag leaks just as a secret does. */
function passwordWarnings({ value, from }: ResolvedValue<readonly string[]>): readonly string[] {
  const hasPassword = value.some((url) => URL.canParse(url) && new URL(url).password !== '');
  return from === 'flag' && hasPassword ? [PASSWORD_WARNING] : [];
}

const PASSWORD_WARNING =
  'A password on the command line can be read by everyone in the list of processes: leave it out of --store and export PGPASSWORD, MYSQL_PWD or REDISCLI_AUTH, or put the whole store into SESSIONSPY_STORE.';
