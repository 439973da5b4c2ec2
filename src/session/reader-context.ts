/** All that reading a session needs besides the cookie itself. */
import type { KeyRing } from '../model/keyring.js';
import type { Settings } from '../model/settings.js';
import type { EpochMs } from '../model/time.js';
import type { SessionStores } from './session-stores.js';
import type { UserDirectory } from './user-directory.js';

/** What has been found out about the keys at hand, from any session. */
export interface KeyEvidence {
  /** Something the app signed verifies with them, so what does not verify is not for want of a key. */
  areTheApps: boolean;
}

export interface ReaderContext {
  readonly settings: Settings;
  readonly keys: KeyRing;
  readonly stores: SessionStores;
  readonly users: UserDirectory;
  readonly keyEvidence: KeyEvidence;
  readonly now: () => EpochMs;
}
