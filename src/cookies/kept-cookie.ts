/** A held cookie together with what was noticed about it since it got its value. */
import type { HeldCookie } from '../model/cookie.js';
import type { ConnectionId } from '../model/ids.js';
import type { EpochMs } from '../model/time.js';

/** When and on which connection something was seen. */
export interface Moment {
  readonly now: EpochMs;
  readonly connection: ConnectionId;
}

export interface KeptCookie {
  readonly cookie: HeldCookie;
  /** When it got this value. */
  readonly since: Moment;
  /** Who gave it the value: a Set-Cookie of the app, or the user agent by sending it. */
  readonly by: 'app' | 'user-agent';
  /** The user agent has sent it back. */
  confirmed: boolean;
  /** That it was withheld has been said. */
  saidWithheld: boolean;
}

/**
 * How long a request may take to reach us from another connection: until then its user agent may not
 * yet have received what was set meanwhile.
 */
const CROSSING_MS = 1000;

/**
 * Whether a request seen at `moment` may have crossed a change made at `since`, so that it proves
 * nothing about it. On one connection it cannot: HTTP/1.1 clients wait for the response.
 */
export const mayHaveCrossed = (since: Moment, moment: Moment): boolean =>
  since.connection !== moment.connection && moment.now - since.now < CROSSING_MS;
