/** All that reading a session needs besides the cookie itself. */
import type { KeyRing } from '../model/keyring.js';
import type { Settings } from '../model/settings.js';
import type { EpochMs } from '../model/time.js';
import type { SessionStores } from './session-stores.js';
import type { UserDirectory } from './user-directory.js';

export interface ReaderContext {
  readonly settings: Settings;
  readonly keys: KeyRing;
  readonly stores: SessionStores;
  readonly users: UserDirectory;
  readonly now: () => EpochMs;
}
