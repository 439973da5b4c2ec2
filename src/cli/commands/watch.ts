/** `sessionspy --target URL`: the proxy, with the screen or headless. */
import type { RawLayer } from '../../config/resolve.js';
import { startSpy } from '../../spy.js';
import { hasScreen, presenter, writeLine } from '../present.js';
import { runUntilStopped } from '../run-until-stopped.js';
import { followSettings } from '../settings-following.js';
import { setUpSpy } from '../spy-setup.js';

/** Runs until stopped; the exit code. */
export async function watch(flags: RawLayer): Promise<number> {
  const setup = await setUpSpy(flags);
  const { config, resolved, notices } = setup;
  const [present, spy] = await Promise.all([
    presenter({ ...config, hints: notices }),
    startSpy(setup.spy),
  ]);
  const onScreen = hasScreen(config.headless);
  const tell = (text: string): void => {
    if (!onScreen) writeLine(`sessionspy: ${text}`);
  };
  notices.forEach(tell);
  if (config.verbose) {
    for (const [name, { from, where }] of Object.entries(resolved)) {
      if (from !== 'default') tell(`${name} by ${where}`);
    }
  }
  const stopFollowing = await followSettings(spy, setup, tell);
  const code = await runUntilStopped(spy, present);
  stopFollowing();
  if (config.har !== undefined && config.har !== '-' && !config.quiet) {
    writeLine(`sessionspy: the recording is ${config.har}`);
  }
  // Outputs have waited for their reader by now; one who takes nothing must not keep the process.
  if (process.stdout.writableLength > 0) process.exit(code);
  return code;
}
