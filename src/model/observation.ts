/** An exchange with all that was learnt about it: what the journal holds and every reader shows. */
import type { CookieReport } from './cookie.js';
import type { Exchange } from './exchange.js';
import type { ClientId, PageId } from './ids.js';
import type { Problem } from './problem.js';
import type { SessionTransition } from './session.js';

export interface Observation {
  /** Position in the journal, from 1; stable for the exchange's life. */
  readonly seq: number;
  readonly exchange: Exchange;
  readonly client: ClientId;
  /** The step of a test during which it started; absent before the first. */
  readonly page?: PageId;
  readonly cookies: CookieReport;
  /** Absent until looked at; for a finished exchange without any session, present with ANONYMOUS actor. */
  readonly session?: SessionTransition;
  readonly problems: readonly Problem[];
  /** No further revision will come. */
  readonly settled: boolean;
}
