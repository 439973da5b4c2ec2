/** One request and what came back (RFC 9110 section 3.4). A revision is a new value; ids never change. */
import type { ConnectionId, ExchangeId } from './ids.js';
import type { HeaderSection, RequestRecord, ResponseHead, ResponseRecord } from './message.js';
import type { EpochMs } from './time.js';
import type { WebSocketRecord } from './web-socket.js';

/**
 * Milliseconds, with fractions, spent in each phase; `undefined` where the phase did not happen or
 * was not seen (a reused server connection has no `connect`).
 */
export interface PhaseTimings {
  /** From the request head to a server connection being asked for. */
  readonly blocked?: number;
  readonly dns?: number;
  /** TCP and, for https targets, TLS: `tls` is a part of it. */
  readonly connect?: number;
  readonly tls?: number;
  /** Sending the request, until its last byte was handed to the server's socket. */
  readonly send?: number;
  /** From there to the response head. */
  readonly wait?: number;
  /** From the response head to the last byte handed on to the client. */
  readonly receive?: number;
  /** From the request head to the end of the exchange. */
  readonly total?: number;
}

/** Counts of what passed after an upgrade. */
export interface UpgradeTraffic {
  readonly protocol: string;
  readonly clientBytes: number;
  readonly serverBytes: number;
}

export type ExchangeOutcome =
  | { readonly kind: 'in-progress' }
  | { readonly kind: 'completed' }
  /** A 101 was passed on; `closed` once the tunnel ended. */
  | { readonly kind: 'upgraded'; readonly traffic: UpgradeTraffic; readonly closed: boolean }
  /** The client went away before it had the whole response. */
  | { readonly kind: 'client-aborted' }
  /** The app could not be reached, broke off, or was too slow. `code` as Node names it, e.g. ECONNREFUSED. */
  | { readonly kind: 'server-failed'; readonly code: string; readonly message: string }
  /** Refused by sessionspy as ambiguous or not HTTP; never forwarded. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };

export interface Exchange {
  readonly id: ExchangeId;
  readonly connectionId: ConnectionId;
  /** Which request of its connection this is, from 1. */
  readonly ordinal: number;
  readonly startedAt: EpochMs;
  readonly endedAt?: EpochMs;
  readonly request: RequestRecord;
  /** 1xx responses that were passed on, 101 excepted. */
  readonly interim: readonly ResponseHead[];
  readonly response?: ResponseRecord;
  readonly timings: PhaseTimings;
  readonly outcome: ExchangeOutcome;
  /** After an upgrade to a WebSocket. */
  readonly webSocket?: WebSocketRecord;
  /** The server side: where the request went; `reused` when on a connection kept alive. */
  readonly server?: { readonly address: string; readonly port: number; readonly reused: boolean };
  /** Fields that were sent on otherwise than received, hop-by-hop ones aside, and why. */
  readonly rewrites: readonly Rewrite[];
}

export interface Rewrite {
  readonly side: 'request' | 'response';
  readonly name: string;
  readonly before?: string;
  readonly after?: string;
  readonly why: string;
}

export const isOpenEnded = (headers: HeaderSection): boolean =>
  headers.some(
    ([name, value]) =>
      name.toLowerCase() === 'content-type' && /^\s*text\/event-stream\b/i.test(value),
  );
