/**
 * What the screen, the sinks and the library may do with the journal: look rows up for what they show,
 * and follow what is added. They never copy the whole.
 */
import type { Connection } from '../model/connection.js';
import type { ConnectionIdentity, Identity } from '../model/identity.js';
import type { ConnectionId, SessionTag } from '../model/ids.js';
import type { JournalEvent, SpyStatus } from '../model/journal-event.js';
import type { Observation } from '../model/observation.js';
import type { Page } from '../model/page.js';
import type { FrameworkName, SessionState } from '../model/session.js';
import type { Summary } from '../model/summary.js';
import type { EpochMs } from '../model/time.js';
import type { SeqList } from './seq-list.js';

export interface ConnectionRow {
  readonly connection: Connection;
  /** Its exchanges still held, oldest first. */
  readonly exchanges: SeqList;
  /** How many exchanges it has carried, evicted ones included. */
  readonly requestCount: number;
  readonly inFlight: number;
  readonly identity: ConnectionIdentity;
  /** Another number each time that an exchange of it came, changed or went. */
  readonly revision: number;
}

/** One session id, for as long as any exchange with it is held. */
export interface SessionRow {
  readonly tag: SessionTag;
  readonly framework: FrameworkName;
  /** Whom it names, as last read. */
  readonly identity: Identity;
  /** As last read; `ended`: an exchange left it behind, by logout, login or rotation. */
  readonly state: SessionState | 'ended';
  /** Absent when it was there before we looked. */
  readonly createdAt?: EpochMs;
  readonly expiresAt?: EpochMs;
  readonly exchanges: SeqList;
  /** How many different ones have carried it. */
  readonly connections: number;
  readonly lastSeenAt: EpochMs;
  readonly lastChange?: { readonly at: EpochMs; readonly text: string };
  /** Another number each time that an exchange of it came, changed or went. */
  readonly revision: number;
}

/** `authenticated ada`, `anonymous`, `unknown`: one row of the users. */
export type UserKey = string;

/** Everybody of one label; `anonymous` and `unknown` are such rows, too. */
export interface UserRow {
  readonly key: UserKey;
  readonly label: string;
  /** As last seen. */
  readonly identity: Identity;
  readonly exchanges: SeqList;
  readonly sessions: number;
  readonly connections: number;
  readonly firstSeenAt: EpochMs;
  readonly lastSeenAt: EpochMs;
  /** Method and target of the latest request. */
  readonly lastRequest: string;
  /** Another number each time that an exchange of it came, changed or went. */
  readonly revision: number;
}

export interface JournalReader {
  /** The lowest sequence number still held; above `lastSeq` when empty. */
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly status: SpyStatus;
  /** The steps of the test so far, in order. */
  readonly pages: readonly Page[];
  /** Memory that it takes now, in bytes, estimated where it cannot be known. */
  readonly bytes: number;
  /** The latest revision; of an old one, contents may have been given up (`Content.dropped`). */
  get(seq: number): Observation | undefined;
  /** Of each exchange that is held; quick, where `get` of an old one may take milliseconds. */
  summary(seq: number): Summary | undefined;
  /** How many rows of each kind there are. */
  readonly counts: {
    readonly connections: number;
    readonly sessions: number;
    readonly users: number;
  };
  /** In the order they were opened; closed ones stay while any of their exchanges is held. */
  readonly connectionIds: readonly ConnectionId[];
  /** Those that are open now. */
  readonly openConnections: ReadonlySet<ConnectionId>;
  connection(id: ConnectionId): ConnectionRow | undefined;
  /** In the order they were first seen. */
  readonly sessionTags: readonly SessionTag[];
  session(tag: SessionTag): SessionRow | undefined;
  readonly userKeys: readonly UserKey[];
  user(key: UserKey): UserRow | undefined;
  /** Calls back for each event from now on, in order; returns how to stop. A listener must not throw. */
  subscribe(listener: (event: JournalEvent) => void): () => void;
}
