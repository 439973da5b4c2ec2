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
      /** Names of the user's groups, sorted; absent where they are not known. */
      readonly groups?: readonly string[];
      /** What checked the password, as the framework names it. */
      readonly backend?: string;
      /** One user acts as another, and this session says so. */
      readonly impersonation?: Impersonation;
    }
  /** Something could not be read; `because` says what. */
  | { readonly kind: 'unknown'; readonly because: Problem };

export interface Impersonation {
  /** What the other one is to the session's user: who acts as them, or as whom they act. */
  readonly role: 'impersonator' | 'target';
  readonly userId: string;
  readonly name?: string;
  /** The package that does it: `django-hijack`. */
  readonly by: string;
}

export const ANONYMOUS: Identity = { kind: 'anonymous' };

/** A user as a short text: the name, else `#id`, else `anonymous` or `unknown`; `admin as grace`. */
export function identityLabel(identity: Identity): string {
  switch (identity.kind) {
    case 'anonymous':
      return 'anonymous';
    case 'unknown':
      return 'unknown';
    case 'authenticated': {
      const own = nameOrId(identity);
      if (identity.impersonation === undefined) return own;
      const other = nameOrId(identity.impersonation);
      return identity.impersonation.role === 'target' ? `${own} as ${other}` : `${other} as ${own}`;
    }
    default:
      return identity satisfies never;
  }
}

const nameOrId = ({ name, userId }: { readonly name?: string; readonly userId: string }): string =>
  name ?? `#${userId}`;

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
