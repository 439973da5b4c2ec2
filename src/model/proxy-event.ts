/**
 * Everything proxy/ ever says: plain, ordered, clone-safe data. capture/ folds it into Exchanges.
 * `at` is monotonic time of the proxy's thread.
 */
import type { Connection } from './connection.js';
import type { ExchangeOutcome, Rewrite, UpgradeTraffic } from './exchange.js';
import type { ConnectionId, ExchangeId } from './ids.js';
import type { HeaderSection, RequestHead, ResponseHead } from './message.js';
import type { EpochMs, MonoMs } from './time.js';

/** A moment on the server side of an exchange. */
export type ServerMark =
  'server-asked' | 'lookup-done' | 'connected' | 'secure-connected' | 'request-sent';

type OfExchange<Kind extends string, Rest = object> = {
  readonly kind: Kind;
  readonly id: ExchangeId;
  readonly at: MonoMs;
} & Readonly<Rest>;

export type ProxyEvent =
  | { readonly kind: 'connection-opened'; readonly connection: Connection }
  | {
      readonly kind: 'connection-closed';
      readonly id: ConnectionId;
      readonly closedAt: EpochMs;
    }
  | OfExchange<
      'request-head',
      { connectionId: ConnectionId; ordinal: number; startedAt: EpochMs; head: RequestHead }
    >
  | OfExchange<'request-data', { bytes: Uint8Array }>
  | OfExchange<'request-end', { trailers: HeaderSection }>
  | OfExchange<'rewritten', { rewrite: Rewrite }>
  | OfExchange<'server-mark', { mark: ServerMark }>
  | OfExchange<'server-socket', { address: string; port: number; reused: boolean }>
  | OfExchange<'interim-response', { head: ResponseHead }>
  | OfExchange<'response-head', { head: ResponseHead; author: 'server' | 'sessionspy' }>
  | OfExchange<'response-data', { bytes: Uint8Array }>
  | OfExchange<'response-end', { trailers: HeaderSection }>
  | OfExchange<'upgrade-data', { from: 'client' | 'server'; bytes: Uint8Array; passedAt: EpochMs }>
  /** From time to time while something passes. */
  | OfExchange<'upgrade-traffic', { traffic: UpgradeTraffic }>
  /** The last event of an exchange. */
  | OfExchange<'exchange-ended', { outcome: ExchangeOutcome; endedAt: EpochMs }>;
