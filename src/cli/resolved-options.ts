/** The options of a command, from flags, environment and configuration file together. */
import type { Config } from '../config/options.js';
import {
  resolveConfig,
  valuesOf,
  type RawLayer,
  type RawLayers,
  type Resolved,
} from '../config/resolve.js';
import { readConfigFile, readEnvironment } from '../config/sources.js';

export interface ResolvedOptions {
  readonly config: Config;
  readonly resolved: Resolved;
  /** Sentences about variables that are no options. */
  readonly warnings: readonly string[];
}

/** `flags` as parsed from the command line. Throws SpyError for what cannot be used. */
export async function resolveOptions(flags: RawLayer): Promise<ResolvedOptions> {
  const environment = readEnvironment(process.env);
  const named = flags.get('config') ?? environment.layer.get('config');
  const file = await readConfigFile(named?.texts[0], process.cwd());
  const layers: RawLayers = { flag: flags, environment: environment.layer, file: file.layer };
  const resolved = resolveConfig(layers);
  return { config: valuesOf(resolved), resolved, warnings: environment.warnings };
}
