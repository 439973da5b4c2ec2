/**
 * The `_sessionspy` field of an entry: what the exchange means for cookies, session and user.
 * schema/sessionspy-har.schema.json describes the same in JSON Schema; a test keeps both together.
 * `null` stands for "there is none", so that a reader finds each name in each entry.
 */

import type { JsonValue } from '../model/payload-json.js';

export interface SessionspyEntry {
  /** Version of this extension. */
  readonly v: 1;
  /** Position in the journal of the run, from 1. */
  readonly seq: number;
  readonly id: string;
  readonly connection: string;
  readonly client: string;
  readonly outcome:
    'in-progress' | 'completed' | 'upgraded' | 'client-aborted' | 'server-failed' | 'refused';
  /** Who wrote the response; null without one. */
  readonly author: 'server' | 'sessionspy' | null;
  readonly upgrade: HarUpgrade | null;
  readonly session: HarSession | null;
  readonly user: HarUser;
  readonly events: readonly string[];
  readonly cookies: readonly HarCookieChange[];
  readonly rewrites: readonly HarRewrite[];
  readonly body: { readonly request: HarBody; readonly response: HarBody };
  readonly problems: readonly HarProblem[];
}

export interface HarUpgrade {
  readonly protocol: string;
  readonly clientBytes: number;
  readonly serverBytes: number;
  readonly closed: boolean;
  /** Whole messages from the client; null where they were not looked at. */
  readonly clientMessages: number | null;
  readonly serverMessages: number | null;
  /** The first close frame; null without one. */
  readonly close: HarWebSocketClose | null;
  /** Why messages could not be read from some point on, as a sentence; null where they could. */
  readonly unreadable: string | null;
}

export interface HarWebSocketClose {
  readonly from: 'client' | 'server';
  readonly code: number | null;
  readonly reason: string;
}

export interface HarUser {
  readonly kind: 'anonymous' | 'authenticated' | 'unknown';
  readonly id: string | null;
  readonly name: string | null;
  readonly via: 'payload' | 'directory' | null;
  readonly verified: boolean | null;
  readonly staff: boolean | null;
  readonly superuser: boolean | null;
  readonly groups: readonly string[] | null;
  /** What checked the password, as the framework names it. */
  readonly backend: string | null;
  readonly impersonation: HarImpersonation | null;
  /** `unknown` only: why, as a sentence. */
  readonly reason: string | null;
}

/** One user acts as another, and the session says so. */
export interface HarImpersonation {
  /** What the other one is to the session's user. */
  readonly role: 'impersonator' | 'target';
  readonly id: string;
  readonly name: string | null;
  /** The package that does it. */
  readonly by: string;
}

export interface HarSessionSide {
  readonly tag: string;
  readonly state: string;
  readonly user: HarUser;
}

/** The session as the response left it, or as the request found it where the response ended it. */
export interface HarSession {
  readonly tag: string;
  readonly state: string;
  readonly cookie: string;
  readonly framework: string;
  readonly store: string;
  readonly integrity: string;
  readonly format: string | null;
  /** Only in the entry of the exchange that created it. */
  readonly createdAt?: string;
  /** When its content was last signed, where the signature says so. */
  readonly signedAt?: string;
  readonly expiresAt: string | null;
  /** null where it could not be read, or there is none. */
  readonly data: JsonValue;
  readonly changed: readonly HarChange[];
  readonly concurrent: boolean;
  readonly before: HarSessionSide | null;
  readonly after: HarSessionSide | null;
  readonly problems: readonly HarProblem[];
}

export interface HarChange {
  readonly op: 'added' | 'removed' | 'changed';
  readonly path: readonly string[];
  /** Absent for `added`. */
  readonly before?: JsonValue;
  /** Absent for `removed`. */
  readonly after?: JsonValue;
}

export interface HarCookieChange {
  readonly name: string;
  readonly op:
    'stored' | 'replaced' | 'renewed' | 'removed' | 'refused' | 'introduced' | 'withheld';
  readonly why: string | null;
}

export interface HarRewrite {
  readonly side: 'request' | 'response';
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly why: string;
}

export interface HarBody {
  /** Bytes kept, content coding included. */
  readonly captured: number;
  /** Bytes that passed, content coding included. */
  readonly total: number;
  /** Whether the entry holds less than what passed. */
  readonly truncated: boolean;
  /** Only where it was kept at first and given up for memory before this was written. */
  readonly dropped?: true;
  /** Of the captured bytes; null where content was redacted, since a hash of it could be guessed at. */
  readonly sha256: string | null;
}

export interface HarProblem {
  readonly code: string;
  readonly severity: 'note' | 'warning' | 'error';
  readonly message: string;
  readonly remedy?: string;
}
