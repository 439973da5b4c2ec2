/**
 * From what the user said to what values are examined with: keys, settings, adapters. The project in
 * the folder is asked for them only where no secret was given.
 */
import { adaptersFor } from '../../adapters-for.js';
import type { Config } from '../../config/options.js';
import type { RawLayer } from '../../config/resolve.js';
import { readSecrets } from '../../config/secrets.js';
import { discover } from '../../discovery/discover.js';
import type { FrameworkAdapter } from '../../frameworks/adapter.js';
import type { KeyRing } from '../../model/keyring.js';
import type { Settings } from '../../model/settings.js';
import { foundSecrets, settingsFor } from '../found-settings.js';
import { problemText } from '../headless.js';
import { resolveOptions } from '../resolved-options.js';

export interface DecodeSetup {
  readonly config: Config;
  readonly candidates: readonly FrameworkAdapter[];
  readonly keys: KeyRing;
  readonly settings: Settings;
  /** Lines for stderr. */
  readonly notices: readonly string[];
}

/** `flags` as parsed from the command line. Throws SpyError for what cannot be used. */
export async function setUpDecoding(flags: RawLayer): Promise<DecodeSetup> {
  const { config, resolved, warnings } = await resolveOptions(flags);
  const candidates = adaptersFor(config.framework);
  const secrets = await readSecrets(resolved.secret);
  const isAsked = config.discover && secrets.keys.length === 0;
  const found = isAsked ? await discover(config.project, { run: true }) : undefined;
  const notices = [
    ...warnings,
    ...secrets.warnings,
    ...(found === undefined || config.quiet ? [] : [found.summary]),
    ...(found?.problems ?? []).map(problemText),
  ];
  return {
    config,
    candidates,
    keys: secrets.keys.length > 0 ? secrets.keys : foundSecrets(found),
    settings: new Map(Object.entries(settingsFor(config, found))),
    notices,
  };
}
