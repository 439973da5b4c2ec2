/** Who is logged in. `unknown` is never shown as `anonymous`: the first is our limit, the second a fact. */
import type { SessionTag } from './ids.js';
import type { Problem } from './problem.js';

export type Identity =
  /** The session was read and names nobody, or there is no session. */
  | { readonly kind: 'anonymous' }
  | {
      readonly kind: 'authenticated';
      /** The user's primary key as text. */
      readonly userId: string;
      /** Absent where the user table could not be asked. */
      readonly name?: string;
      /** `payload`: the session alone says so; `directory`: the user's row was found as well. */
      readonly via: 'payload' | 'directory';
      /** Whether a signature proved the payload, or the app's own store held it unsigned. */
      readonly verified: boolean;
      readonly isStaff?: boolean;
      readonly isSuperuser?: boolean;
    }
  /** Something could not be read; `because` says what. */
  | { readonly kind: 'unknown'; readonly because: Problem };

export const ANONYMOUS: Identity = { kind: 'anonymous' };

/** A user as a short text: the name, else `#id`, else `anonymous` or `unknown`. */
export function identityLabel(identity: Identity): string {
  switch (identity.kind) {
    case 'anonymous':
      return 'anonymous';
    case 'unknown':
      return 'unknown';
    case 'authenticated':
      return identity.name ?? `#${identity.userId}`;
    default:
      return identity satisfies never;
  }
}

/**
 * Who speaks on one connection. A browser opens six connections on one jar, and a test runner may
 * put many users on one: so it is an aggregate, with the latest first.
 */
export interface ConnectionIdentity {
  /** Of the exchange with the highest sequence number. */
  readonly current?: {
    readonly seq: number;
    readonly identity: Identity;
    readonly session?: SessionTag;
  };
  /** Every distinct authenticated user seen on the connection, latest first. */
  readonly users: readonly string[];
}
