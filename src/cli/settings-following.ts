/**
 * A project's settings change while the program runs, and the app restarts with them: then they are found
 * again. A project that cannot be loaded right now, in the middle of an edit say, changes nothing.
 */
import { watchFiles } from '../discovery/settings-watch.js';
import { SpyError } from '../errors.js';
import { Secret } from '../model/keyring.js';
import type { Spy } from '../spy.js';
import type { SessionOptions } from '../spy-options.js';
import { setUpSessions, type SessionSetup } from './session-setup.js';
import type { SpySetup } from './spy-setup.js';

/** Follows them until the returned function is called. `tell` is given lines for the user. */
export async function followSettings(
  spy: Spy,
  { config, resolved, sessions }: SpySetup,
  tell: (text: string) => void,
): Promise<() => void> {
  const files = sessions.found?.watched ?? [];
  if (files.length === 0) return () => undefined;
  let current: SessionSetup = sessions;
  return watchFiles({
    files,
    onChange: async () => {
      try {
        const next = await setUpSessions(config, resolved);
        if (current.found?.isRun === true && next.found?.isRun !== true) {
          tell('The settings have changed and cannot be loaded; those from before are kept.');
          return;
        }
        if (isSame(current.options, next.options)) return;
        await spy.reconfigure(next.options);
        current = next;
        tell('The settings have changed and were found again.');
        next.notices.forEach(tell);
      } catch (error) {
        if (!(error instanceof SpyError)) throw error;
        tell(`The settings have changed and cannot be used: ${error.message}`);
      }
    },
  });
}

const isSame = (one: SessionOptions, other: SessionOptions): boolean =>
  fingerprint(one) === fingerprint(other);

/** Secrets compare by their fingerprints, everything else by its text. */
const fingerprint = ({ secrets = [], stores = [], ...rest }: SessionOptions): string =>
  JSON.stringify([
    rest,
    secrets.map(secretText),
    stores.map((store) =>
      typeof store === 'string' ? store : [store.url, store.use, secretText(store.password)],
    ),
  ]);

const secretText = (secret: string | Secret | undefined): string | undefined =>
  secret instanceof Secret ? secret.fingerprint() : secret;
