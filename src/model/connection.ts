/** A client's TCP connection to the proxy. */
import type { ConnectionId } from './ids.js';
import type { EpochMs } from './time.js';

export interface Endpoint {
  /** An IP address without brackets; the empty string where the socket had none. */
  readonly address: string;
  readonly port: number;
}

export interface Connection {
  readonly id: ConnectionId;
  readonly remote: Endpoint;
  readonly local: Endpoint;
  readonly openedAt: EpochMs;
  readonly closedAt?: EpochMs;
}
