/**
 * From what the user said to what a spy is started with. Does not start anything; says on the way what
 * the user should know.
 */
import { listenWarning } from '../config/listen-address.js';
import type { Config } from '../config/options.js';
import type { RawLayer } from '../config/resolve.js';
import { SpyError } from '../errors.js';
import type { SpyOptions } from '../spy-options.js';
import { outputOptions, type OutputOptions } from './output-options.js';
import { resolveOptions, type ResolvedOptions } from './resolved-options.js';
import { setUpSessions, type SessionSetup } from './session-setup.js';

export interface SpySetup extends ResolvedOptions {
  readonly spy: SpyOptions;
  readonly sessions: SessionSetup;
  /** Lines for the user, in order: what was found, what to beware of. */
  readonly notices: readonly string[];
}

/** `flags` as parsed from the command line. Throws SpyError for what cannot be used. */
export async function setUpSpy(flags: RawLayer): Promise<SpySetup> {
  const choices = await resolveOptions(flags);
  const { config, resolved, warnings } = choices;
  if (config.target === undefined) {
    throw new SpyError(
      'SPY_USAGE',
      'Say where the app listens: sessionspy --target localhost:8000 (or try sessionspy demo).',
    );
  }
  const [sessions, outputs] = await Promise.all([
    setUpSessions(config, resolved),
    outputOptions(config),
  ]);
  const open = config.listen === undefined ? undefined : listenWarning(config.listen);
  return {
    ...choices,
    sessions,
    notices: [...warnings, ...(open === undefined ? [] : [open]), ...sessions.notices],
    spy: spyOptions(config, config.target, sessions, outputs),
  };
}

const spyOptions = (
  config: Config,
  target: string,
  sessions: SessionSetup,
  outputs: OutputOptions,
): SpyOptions => ({
  target,
  listen: config.listen ?? { port: undefined },
  ...sessions.options,
  ...outputs,
  snapshot: config.snapshot,
  maxBodyBytes: config.maxBody,
  timeoutMs: config.timeout,
  insecure: config.insecure,
  hostHeader: config.hostHeader,
  maxExchanges: config.maxExchanges,
  maxMemoryBytes: config.maxMemory,
});
