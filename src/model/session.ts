/** A session as it stood at one moment, and what an exchange did to it. */
import type { Identity } from './identity.js';
import type { ExchangeId, SessionTag } from './ids.js';
import type { PayloadValue } from './payload.js';
import type { Problem } from './problem.js';
import type { EpochMs } from './time.js';

/**
 * What a check of signature or encryption said. Independent of whether the content could be read:
 * a payload with a bad signature is still shown, as such.
 */
export type Integrity =
  'verified' | 'not-signed' | 'no-key' | 'bad-signature' | 'expired' | 'undecryptable';

export type FrameworkName = string;

/** Where a session lives. */
export type StoreKind = 'cookie' | 'rows' | 'keys' | 'files';

export type SessionState =
  /** Read, and the app would accept it. */
  | 'live'
  /** The id leads nowhere: no row, no file, no key. */
  | 'missing'
  | 'expired'
  /** Its signature is not of any key we have. */
  | 'bad-signature'
  /** There, but could not be read; `problems` says why. */
  | 'unreadable';

export interface SessionSnapshot {
  readonly tag: SessionTag;
  readonly framework: FrameworkName;
  /** Name of the cookie that leads to it. */
  readonly cookieName: string;
  readonly exchangeId: ExchangeId;
  readonly readAt: EpochMs;
  /** `before`: as the request found it; `after`: as the response left it. */
  readonly phase: 'before' | 'after';
  /** Another exchange of the same session was in flight: which of them wrote cannot be known. */
  readonly concurrent: boolean;
  readonly heldIn: StoreKind;
  readonly state: SessionState;
  readonly integrity: Integrity;
  /** How it was written: `signing, json`, `hmac-sha1, pickle protocol 2`. */
  readonly format?: string;
  readonly payload?: PayloadValue;
  readonly signedAt?: EpochMs;
  readonly expiresAt?: EpochMs;
  readonly identity: Identity;
  readonly problems: readonly Problem[];
}

/** One difference between two payloads, by path. */
export interface PayloadChange {
  readonly op: 'added' | 'removed' | 'changed';
  /** Keys and indexes from the root; a key that is not text is printed in Python's notation. */
  readonly path: readonly string[];
  readonly before?: PayloadValue;
  readonly after?: PayloadValue;
}

export type TransitionKind =
  | 'created'
  | 'changed'
  /** New session id, payload carried over: the defence against fixation. */
  | 'rotated'
  | 'logged-in'
  | 'logged-out'
  | 'user-switched'
  /** The app ended it: cookie deleted or row gone. */
  | 'destroyed'
  | 'expired';

/** What one exchange did to the session. Several kinds may hold at once: a login rotates and logs in. */
export interface SessionTransition {
  /** Empty when nothing changed. */
  readonly kinds: readonly TransitionKind[];
  readonly before?: SessionSnapshot;
  readonly after?: SessionSnapshot;
  readonly changes: readonly PayloadChange[];
  /** See SessionSnapshot.concurrent; true when either side is. */
  readonly concurrent: boolean;
  /** The user behind the request: who logged in, or who logged out, or who simply asked. */
  readonly actor: Identity;
}
