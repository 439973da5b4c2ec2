/** What passed over a WebSocket (RFC 6455): whole messages, unmasked and decompressed, within a bound. */
import type { Content } from './message.js';
import type { EpochMs } from './time.js';

export interface WebSocketMessage {
  readonly from: 'client' | 'server';
  /** When the last byte of its last frame passed. */
  readonly at: EpochMs;
  /** `text`: UTF-8. */
  readonly kind: 'text' | 'binary';
  /**
   * Its first bytes, and the length of the whole; where it was compressed and not inflated to its end, no
   * less than the length on the wire.
   */
  readonly content: Content;
}

/** A close frame: who sent it first, and what it said (RFC 6455 section 7.4). */
export interface WebSocketClose {
  readonly from: 'client' | 'server';
  readonly code?: number;
  readonly reason: string;
}

export interface WebSocketRecord {
  /** The first thousand, in the order in which they were complete; contents as far as their bound goes. */
  readonly messages: readonly WebSocketMessage[];
  /** Whole messages that passed, kept or not. */
  readonly clientMessages: number;
  readonly serverMessages: number;
  readonly close?: WebSocketClose;
  /** Why messages could not be read from some point on; what passed was not affected. */
  readonly unreadable?: string;
}
