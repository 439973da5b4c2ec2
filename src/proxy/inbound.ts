/** A request as the forwarder is given it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import type { RawFields } from '../http/hop-by-hop.js';
import type { RequestFacts } from '../http/request-head.js';
import type { ExchangeTap } from './exchange-tap.js';

/** A request from a client, examined and ready to be forwarded. */
export interface Inbound {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** As to be forwarded; `req.rawHeaders` unless Node had to be worked around. */
  readonly fields: RawFields;
  readonly facts: RequestFacts;
  readonly tap: ExchangeTap;
  /** For a WebSocket handshake: the client's socket and what it has sent behind the head. */
  readonly upgrade?: { readonly socket: Socket; readonly head: Buffer };
}

/** Whether it may be sent a second time without changing anything (RFC 9110 section 9.2.2). */
export function isRepeatable({ req, facts, upgrade }: Inbound): boolean {
  const safe = req.method === 'GET' || req.method === 'HEAD' || req.method === 'OPTIONS';
  return safe && !facts.hasContent && upgrade === undefined;
}

/** Whether it may belong to a session. */
export const hasCookies = (fields: RawFields): boolean =>
  fields.some((text, index) => index % 2 === 0 && text.toLowerCase() === 'cookie');
