/** `sessionspy --target URL`: the proxy, with the screen or headless. */
import type { RawLayer } from '../../config/resolve.js';
import { startSpy } from '../../spy.js';
import { hasScreen, presenter, writeLine } from '../present.js';
import { runUntilStopped } from '../run-until-stopped.js';
import { setUpSpy } from '../spy-setup.js';

/** Runs until stopped; the exit code. */
export async function watch(flags: RawLayer): Promise<number> {
  const { config, resolved, spy: options, notices } = await setUpSpy(flags);
  const spy = await startSpy(options);
  const onScreen = hasScreen(config.headless);
  if (!onScreen) for (const notice of notices) writeLine(`sessionspy: ${notice}`);
  if (config.verbose && !onScreen) {
    for (const [name, { from, where }] of Object.entries(resolved)) {
      if (from !== 'default') writeLine(`sessionspy: ${name} by ${where}`);
    }
  }
  const code = await runUntilStopped(spy, presenter({ ...config, hints: notices }));
  if (config.har !== undefined && !config.quiet) {
    writeLine(`sessionspy: the recording is ${config.har}`);
  }
  return code;
}
