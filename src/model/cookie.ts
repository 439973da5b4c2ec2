/** Cookies in rfc6265bis' words: what was sent, what was set, and what a user agent now holds. */
import type { EpochMs } from './time.js';

/** One pair of a Cookie field, verbatim; order and duplicates are kept by the list they stand in. */
export interface CookiePair {
  /** The empty string for a pair without `=`. */
  readonly name: string;
  readonly value: string;
}

/** A set-cookie-string as parsed (rfc6265bis section 5.6); `raw` is the field value as received. */
export interface SetCookie {
  readonly raw: string;
  readonly name: string;
  readonly value: string;
  /** As written, before any rule was applied; absent attributes are absent. */
  readonly attributes: readonly CookieAttribute[];
  readonly expires?: EpochMs;
  readonly maxAgeSeconds?: number;
  readonly domain?: string;
  readonly path?: string;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly sameSite?: 'Strict' | 'Lax' | 'None';
  readonly partitioned: boolean;
}

export interface CookieAttribute {
  readonly name: string;
  /** Absent for a flag. */
  readonly value?: string;
}

/** A cookie in a user agent's store (rfc6265bis section 5.7). */
export interface HeldCookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  readonly hostOnly: boolean;
  readonly path: string;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly sameSite?: 'Strict' | 'Lax' | 'None';
  /** Absent: until the browser closes. */
  readonly expiresAt?: EpochMs;
}

/** What happened to one cookie in one exchange, as its user agent would see it. */
export type CookieChange =
  /** New in the jar. */
  | { readonly kind: 'stored'; readonly cookie: HeldCookie }
  /** Same cookie, another value. */
  | { readonly kind: 'replaced'; readonly before: HeldCookie; readonly after: HeldCookie }
  /** Same value; set again, perhaps with another expiry or attributes. */
  | { readonly kind: 'renewed'; readonly before: HeldCookie; readonly after: HeldCookie }
  /** Expired by the app; `before` is absent where the jar did not hold it. */
  | { readonly kind: 'removed'; readonly name: string; readonly before?: HeldCookie }
  /** A user agent would not store it. */
  | { readonly kind: 'refused'; readonly setCookie: SetCookie; readonly reason: string }
  /** Sent by the client, never seen set by the app. */
  | { readonly kind: 'introduced'; readonly pair: CookiePair }
  /** Held and in scope, yet not sent; `why` where it can be told. */
  | { readonly kind: 'withheld'; readonly before: HeldCookie; readonly why?: string };

/** All that one exchange says about cookies. */
export interface CookieReport {
  readonly sent: readonly CookiePair[];
  readonly set: readonly SetCookie[];
  readonly changes: readonly CookieChange[];
}

/** The name of the cookie a change is about. */
export function cookieNameOf(change: CookieChange): string {
  switch (change.kind) {
    case 'stored':
      return change.cookie.name;
    case 'replaced':
    case 'renewed':
      return change.after.name;
    case 'removed':
      return change.name;
    case 'refused':
      return change.setCookie.name;
    case 'introduced':
      return change.pair.name;
    case 'withheld':
      return change.before.name;
    default:
      return change satisfies never;
  }
}
