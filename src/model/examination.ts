/**
 * What a value turned out to be when it was looked at by itself: a cookie, a stored text, the bytes of
 * a cache. Nothing is asked of a store; what cannot be told from the value alone is not in here.
 */
import type { CookiePair } from './cookie.js';
import type { PayloadValue } from './payload.js';
import type { Problem } from './problem.js';
import type { FrameworkName, Integrity } from './session.js';
import type { EpochMs } from './time.js';

/**
 * Characters or bytes of the longest value that is looked at: no session needs as much, and every
 * check of a signature reads all of it.
 */
export const MAX_EXAMINED_LENGTH = 2 * 1024 * 1024;

export type ExaminedValue =
  | {
      readonly kind: 'text';
      readonly text: string;
      /** Set where it was the value of a cookie; then it is verbatim, quotes and all. */
      readonly cookie?: NamedCookie;
    }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array };

export interface NamedCookie {
  readonly name: string;
  /** All the cookies of the line it stood in, itself among them. */
  readonly line: readonly CookiePair[];
}

export interface ExamineOptions {
  /** The moment by which ages are judged. */
  readonly now: EpochMs;
  /** A salt to try before those that the framework uses itself, as its signer was given it. */
  readonly salt?: string;
  /** How old a signature may be; absent: as the framework's settings have it. */
  readonly maxAgeSeconds?: number;
}

/** How sure it is that the value is what it is said to be. */
export type Certainty =
  /** Its form can be nothing else, or a key has proven it. */
  | 'certain'
  /** Such values look like this, and few others do. */
  | 'likely'
  /** It fits, as many things do. */
  | 'possible';

export interface Examination {
  readonly framework: FrameworkName;
  /** `session`: it is one; `session-id`: it leads to one; `other`: neither. */
  readonly holds: 'session' | 'session-id' | 'other';
  /** In words, as a noun with its article. */
  readonly what: string;
  readonly certainty: Certainty;
  /** How it was written: `signing, json`, `hmac-sha1, pickle protocol 2`. */
  readonly format?: string;
  /** From the outside to the inside. */
  readonly layers: readonly Layer[];
  readonly integrity: Integrity;
  /** Present exactly where a key has fitted. */
  readonly signedWith?: SignedWith;
  readonly signedAt?: EpochMs;
  /** When the framework stops accepting it, as far as the value says. */
  readonly expiresAt?: EpochMs;
  /** Absent where there is none or it could not be read; `problems` then says why. */
  readonly payload?: PayloadValue;
  /** Whom it names, proven or not: `integrity` says which. */
  readonly user?: ExaminedUser;
  readonly facts: readonly Fact[];
  readonly problems: readonly Problem[];
}

/** One wrapping that was taken off. */
export interface Layer {
  /** `signature`, `base64url`, `zlib`. */
  readonly name: string;
  readonly detail: string;
}

export interface SignedWith {
  /** Which key of the ring, from 0. */
  readonly keyIndex: number;
  readonly origin: string;
  /** Absent where the scheme has none. */
  readonly salt?: string;
}

export interface ExaminedUser {
  /** The primary key as text. */
  readonly id: string;
  /** What checked the password. */
  readonly backend?: string;
}

/** Something worth knowing about this kind of value: `masked`, `iterations`. */
export interface Fact {
  /** In camelCase. */
  readonly name: string;
  readonly value: boolean | number | string | readonly string[];
}
