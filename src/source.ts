/**
 * The seam between whatever produces exchanges (the proxy's thread, a recording) and all that
 * comes after. Everything behind this interface is the same for each source.
 */
import type { Connection } from './model/connection.js';
import type { Exchange } from './model/exchange.js';
import type { ConnectionId, ExchangeId, PageId } from './model/ids.js';
import type { Observation } from './model/observation.js';
import type { Page } from './model/page.js';
import type { EpochMs } from './model/time.js';

/**
 * Ordered, clone-safe. An exchange comes at its start, at its response head and at its end; a WebSocket
 * also in between, while messages pass.
 */
export type SourceEvent =
  | { readonly kind: 'connection-opened'; readonly connection: Connection }
  | { readonly kind: 'connection-closed'; readonly id: ConnectionId; readonly closedAt: EpochMs }
  /** `page`: of a recording, what it says the exchange belongs to. */
  | { readonly kind: 'exchange-started'; readonly exchange: Exchange; readonly page?: PageId }
  | { readonly kind: 'exchange-responded'; readonly exchange: Exchange }
  /** The app's answer is here to its end, which waits for `ExchangeSource.release`. */
  | { readonly kind: 'exchange-held'; readonly exchange: Exchange }
  | { readonly kind: 'exchange-continued'; readonly exchange: Exchange }
  | { readonly kind: 'exchange-ended'; readonly exchange: Exchange }
  /** Of a recording of our own: an exchange with all that was learnt of it. Nothing further is looked up. */
  | { readonly kind: 'exchange-restored'; readonly observation: Omit<Observation, 'seq'> }
  /** Of a recording: a page that it names. */
  | { readonly kind: 'page-started'; readonly page: Page }
  /** Records dropped because the reader fell behind; the count is since the last such event. */
  | { readonly kind: 'records-lost'; readonly count: number };

export type SourceListener = (batch: readonly SourceEvent[]) => void;

export interface ExchangeSource {
  /** Where clients connect, e.g. `http://127.0.0.1:9000`; no trailing slash. */
  readonly url: string;
  /**
   * Resolves when no exchange is in flight that will end by itself (upgraded and event-stream ones do
   * not count) and every event up to then has been delivered.
   */
  quiet(): Promise<void>;
  /**
   * Where exchanges wait for their sessions to be read: this one was, as its request finds it or as its
   * response leaves it. What is not held, or is over, is let be.
   */
  release?(id: ExchangeId, side: 'request' | 'response'): void;
  /** Stops accepting, lets exchanges in flight finish for `graceMs`, then cuts them. Idempotent. */
  close(graceMs?: number): Promise<void>;
}
