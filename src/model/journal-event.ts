/** The only input of sinks and of the screen: numbered, in order, plain data. */
import type { Connection } from './connection.js';
import type { ConnectionId } from './ids.js';
import type { Observation } from './observation.js';
import type { Page } from './page.js';
import type { Problem } from './problem.js';
import type { EpochMs } from './time.js';

export type JournalEvent =
  | { readonly kind: 'connection-opened'; readonly connection: Connection }
  | { readonly kind: 'connection-closed'; readonly id: ConnectionId; readonly closedAt: EpochMs }
  /** A new exchange or a new revision of a known one (same `seq`). */
  | { readonly kind: 'observed'; readonly observation: Observation }
  /** A test has begun its next step. */
  | { readonly kind: 'page-started'; readonly page: Page }
  /** Every exchange so far was forgotten, as the user wished; recordings keep theirs. */
  | { readonly kind: 'cleared' }
  /** Said once when the observer's own state changes: a store went away, came back, records were lost. */
  | { readonly kind: 'status'; readonly at: EpochMs; readonly status: SpyStatus };

/** The observer's own condition, as the header and logs show it. */
export interface SpyStatus {
  readonly framework?: string;
  /** How the store is, in a few words: `sqlite db.sqlite3`. */
  readonly store?: string;
  /** `false`: sessions cannot be verified. */
  readonly hasSecret: boolean;
  readonly problems: readonly Problem[];
  /** Records that the observer could not keep up with; traffic was not affected. */
  readonly lost: number;
}
