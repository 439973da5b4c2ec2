/**
 * What a framework must tell us to have its sessions read. An adapter is pure: it recognises, opens,
 * locates, reads and identifies; it never does I/O, never throws, and knows no store driver.
 *
 * The life of a look-up: recognise (which cookies) -> open (what is in them) -> locate (where the
 * rest lives) -> [the store is asked] -> read (bytes to payload) -> identify (who) -> userRow
 * -> [the user table is asked] -> judge (would the framework accept that user).
 * Apart from all that, `examine` says what one value is that somebody came upon.
 */
import type { CookiePair } from '../model/cookie.js';
import type { Impersonation } from '../model/identity.js';
import type { ExaminedValue, Examination, ExamineOptions } from '../model/examination.js';
import type { KeyRing } from '../model/keyring.js';
import type { PayloadValue } from '../model/payload.js';
import type { Problem } from '../model/problem.js';
import type { FrameworkName, Integrity, StoreKind } from '../model/session.js';
import type {
  LinkedNames,
  Row,
  RowQuery,
  StoreAddress,
  StoreRecord,
  StoreSample,
} from '../model/store.js';
import type { SettingValue, Settings } from '../model/settings.js';
import type { EpochMs } from '../model/time.js';

/** One setting an adapter reads: feeds discovery and docs/options.md. */
export interface SettingSpec {
  readonly name: string;
  readonly default: SettingValue;
  readonly description: string;
}

export interface SessionCookie {
  readonly framework: FrameworkName;
  /** Name of the cookie that carries the id or the payload. */
  readonly name: string;
  /** Its value, chunks joined, as the framework would see it (unquoted). */
  readonly value: string;
}

export type OpenedCookie =
  /** The cookie is a key into a store. */
  | { readonly kind: 'session-id'; readonly id: string; readonly integrity: Integrity }
  /** The cookie is the session. */
  | ({ readonly kind: 'payload' } & ReadPayload)
  /** Not even an id: malformed. The framework would start an empty session. */
  | { readonly kind: 'unreadable'; readonly problem: Problem };

export interface ReadPayload {
  readonly integrity: Integrity;
  /** Absent when the content could not be read; `problems` then says why. */
  readonly payload?: PayloadValue;
  readonly format?: string;
  readonly signedAt?: EpochMs;
  /** When the framework will stop accepting it. */
  readonly expiresAt?: EpochMs;
  readonly problems: readonly Problem[];
}

/** Whom a payload names. */
export type IdentityClaim =
  | { readonly kind: 'nobody' }
  | {
      readonly kind: 'user';
      /** The primary key as text. */
      readonly userId: string;
      /** Where the payload itself holds a name. */
      readonly name?: string;
      /** What checked the password. */
      readonly backend?: string;
      readonly impersonation?: Omit<Impersonation, 'name'>;
    };

/** What a user's row says of the user, whether or not the framework accepts the session. */
export interface UserDescription {
  readonly name?: string;
  readonly isStaff?: boolean;
  readonly isSuperuser?: boolean;
}

/** What the user's row says about the claim. */
export type UserVerdict =
  | {
      readonly kind: 'accepted';
      /** What the session says of the user was signed with our key: it is the app's. */
      readonly keyFits?: true;
      readonly problems: readonly Problem[];
    }
  /** The framework would treat the request as anonymous. */
  | { readonly kind: 'rejected'; readonly problem: Problem };

export interface FrameworkAdapter {
  readonly name: FrameworkName;
  readonly settings: readonly SettingSpec[];
  /** When the app has saved the session: the store is read then, not before. */
  readonly settlesAt: 'response-head' | 'response-end';
  /**
   * Whether each save shows in the response as a Set-Cookie of the session. Then, of several
   * exchanges in flight, one that set no cookie is not taken for the one that wrote.
   */
  readonly announcesSaves: boolean;
  /** The session cookie among those sent (or, with one pair, among those set), if any. */
  recognise(cookies: readonly CookiePair[], settings: Settings): SessionCookie | undefined;
  /** What the cookie holds. Tries every key. `now` judges expiry. */
  open(cookie: SessionCookie, keys: KeyRing, settings: Settings, now: EpochMs): OpenedCookie;
  /** Where a session may live in a store of this kind, in the order of asking; empty: not there. */
  locate(id: string, kind: StoreKind, settings: Settings): readonly StoreAddress[];
  /** Where any session may be found in a store of this kind. */
  samples(kind: StoreKind, settings: Settings): readonly StoreSample[];
  /** The stored bytes as a payload. */
  read(record: StoreRecord, keys: KeyRing, settings: Settings, now: EpochMs): ReadPayload;
  identify(payload: PayloadValue, settings: Settings): IdentityClaim;
  /** The row that turns the claim's id into a name; undefined where there is no conventional table. */
  userRow(userId: string, settings: Settings): RowQuery | undefined;
  describeUser(row: Row, settings: Settings): UserDescription;
  /** Where the names of the user's groups are; undefined where there is no such thing. */
  userGroups(userId: string, settings: Settings): LinkedNames | undefined;
  /** What the framework makes of the user; `row` undefined: no such row. */
  judge(
    claim: IdentityClaim & { kind: 'user' },
    payload: PayloadValue,
    row: Row | undefined,
    keys: KeyRing,
    settings: Settings,
  ): UserVerdict;
  /** What a value by itself is, with nothing but keys at hand; undefined: nothing of this framework's. */
  examine(
    value: ExaminedValue,
    keys: KeyRing,
    settings: Settings,
    options: ExamineOptions,
  ): Examination | undefined;
  /** What `examine` knows, each as a noun with its article: for whom it found nothing. */
  readonly examines: readonly string[];
}
