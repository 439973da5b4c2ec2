/**
 * From what the user said, and what the project's folder says, to what a spy is started with. Does
 * not start anything; says on the way what the user should know.
 */
import { listenWarning } from '../config/listen-address.js';
import type { Config } from '../config/options.js';
import {
  resolveConfig,
  valuesOf,
  type RawLayer,
  type RawLayers,
  type Resolved,
} from '../config/resolve.js';
import { readSecrets } from '../config/secrets.js';
import { readConfigFile, readEnvironment } from '../config/sources.js';
import { discover, type Discovery } from '../discovery/discover.js';
import { SpyError } from '../errors.js';
import type { Secret } from '../model/keyring.js';
import type { SettingValue } from '../model/settings.js';
import type { SpyOptions } from '../spy-options.js';
import { storeDrivers } from '../stores/registry.js';
import { problemText } from './headless.js';

export interface SpySetup {
  readonly config: Config;
  readonly resolved: Resolved;
  readonly spy: SpyOptions;
  /** Lines for the user, in order: what was found, what to beware of. */
  readonly notices: readonly string[];
}

/** `flags` as parsed from the command line. Throws SpyError for what cannot be used. */
export async function setUpSpy(flags: RawLayer): Promise<SpySetup> {
  const environment = readEnvironment(process.env);
  const named = flags.get('config') ?? environment.layer.get('config');
  const file = await readConfigFile(named?.texts[0], process.cwd());
  const layers: RawLayers = { flag: flags, environment: environment.layer, file: file.layer };
  const resolved = resolveConfig(layers);
  const config = valuesOf(resolved);
  if (config.target === undefined) {
    throw new SpyError(
      'SPY_USAGE',
      'Say where the app listens: sessionspy --target localhost:8000 (or try sessionspy demo).',
    );
  }
  const found = config.discover ? await discover(config.project, { run: true }) : undefined;
  const secrets = await readSecrets(resolved.secret);
  const notices = [
    ...environment.warnings,
    ...secrets.warnings,
    ...(config.listen === undefined ? [] : [listenWarning(config.listen) ?? []].flat()),
    ...(found === undefined ? missingProject(config) : [found.summary]),
    ...(found?.problems ?? []).map(problemText),
  ];
  const stores = storesFor(config, found);
  return {
    config,
    resolved,
    notices: [...notices, ...stores.notices],
    spy: spyOptions(config, config.target, {
      secrets: secrets.keys.length > 0 ? secrets.keys : foundSecrets(found),
      stores: stores.stores,
      settings: settingsFor(config, found),
      framework: config.framework === 'auto' ? (found?.framework ?? 'auto') : config.framework,
    }),
  };
}

const spyOptions = (
  config: Config,
  target: string,
  found: Pick<SpyOptions, 'secrets' | 'stores' | 'settings' | 'framework'>,
): SpyOptions => ({
  target,
  listen: config.listen ?? { port: undefined },
  ...found,
  ...(config.har === undefined ? {} : { har: config.har }),
  redact: config.redact,
  maxBodyBytes: config.maxBody,
  timeoutMs: config.timeout,
  insecure: config.insecure,
  hostHeader: config.hostHeader,
  maxExchanges: config.maxExchanges,
});

/** Said only where nothing else tells how sessions are to be read. */
const missingProject = (config: Config): readonly string[] =>
  config.store.length > 0 || config.secret.length > 0
    ? []
    : [
        'No project with settings to read was found here: go to its folder or name it with --project, or give --secret and --store.',
      ];

const foundSecrets = (found: Discovery | undefined): readonly Secret[] =>
  found?.secrets.map(({ secret }) => secret) ?? [];

const isKnownStore = (url: string): boolean =>
  storeDrivers.some(({ schemes }) => schemes.includes(url.split(':')[0] ?? ''));

/** The user's stores, else the project's as far as there is a driver for them. */
function storesFor(
  config: Config,
  found: Discovery | undefined,
): { readonly stores: NonNullable<SpyOptions['stores']>; readonly notices: readonly string[] } {
  if (config.store.length > 0) return { stores: config.store, notices: [] };
  const stores = found?.stores ?? [];
  const unread = stores.flatMap(({ url }) => (isKnownStore(url) ? [] : [url.split(':')[0] ?? '']));
  return {
    stores: stores.filter(({ url }) => isKnownStore(url)),
    notices: unread.map((scheme) => `This version cannot read sessions or users from ${scheme}.`),
  };
}

function settingsFor(
  config: Config,
  found: Discovery | undefined,
): Readonly<Record<string, SettingValue>> {
  const settings = [...(found?.settings ?? [])].map(([name, { value }]) => [name, value] as const);
  const given = config.cookieName === undefined ? [] : [['SESSION_COOKIE_NAME', config.cookieName]];
  // Names of settings are Django's and ours, never a prototype's.
  return Object.fromEntries([...settings, ...given]) as Readonly<Record<string, SettingValue>>;
}
