/**
 * The request to the app, as http-proxy made it: its head is replaced by the exact one, and the
 * moments of its connection are reported.
 */
import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';

import type { Rewrite } from '../model/exchange.js';
import type { ExchangeTap } from './exchange-tap.js';
import type { Inbound } from './inbound.js';
import type { ProxyOptions } from './options.js';
import { fieldsToServer } from './rewrite.js';
import { authorityOf } from './target.js';

/**
 * The two methods by which Node's OutgoingMessage writes a head: not in its documentation, the same
 * from Node 0.x to 26. The documented way, setHeader(), cannot keep two spellings of one name or
 * duplicates that stand apart; test/integration/proxy/field-fidelity.test.ts fails if this breaks.
 */
interface HeadWriter {
  _implicitHeader(): void;
  _storeHeader(requestLine: string, fields: readonly string[]): void;
}

/** Decides what the head will be when Node comes to write it. Returns what differs from the client's. */
export function settleHead(
  serverRequest: ClientRequest,
  { fields, facts, upgrade }: Inbound,
  { hostHeader, target }: ProxyOptions,
): readonly Rewrite[] {
  // Should Node ever change the order of its events: better a 502 than a head of its own making.
  if (serverRequest.headersSent) throw new Error('the head was sent before it was settled');
  const policy = { hostHeader, targetAuthority: authorityOf(target) };
  const sent = fieldsToServer(fields, facts, policy, upgrade !== undefined);
  setExactHead(serverRequest, facts.target, sent.fields);
  return sent.rewrites;
}

/** `fields` flat. */
function setExactHead(
  serverRequest: ClientRequest,
  target: string,
  fields: readonly string[],
): void {
  // Else Node adds `Content-Length: 0` to a POST that came without any framing.
  serverRequest.useChunkedEncodingByDefault = false;
  // Proven by the tests named above: every ClientRequest has both methods.
  const writer = serverRequest as unknown as HeadWriter;
  writer._implicitHeader = () => {
    writer._storeHeader(`${serverRequest.method} ${target} HTTP/1.1\r\n`, fields);
  };
}

/** Reports lookup, connect and TLS of a new connection, or that a kept one is used again. */
export function watchServerSocket(serverRequest: ClientRequest, tap: ExchangeTap): void {
  if (serverRequest.socket === null) serverRequest.once('socket', watch);
  else watch(serverRequest.socket);

  function watch(socket: Socket): void {
    if (serverRequest.reusedSocket || !socket.connecting) report(socket);
    else watchConnecting(socket);
  }

  function watchConnecting(socket: Socket): void {
    const onLookup = (): void => {
      tap.mark('lookup-done');
    };
    socket.once('lookup', onLookup);
    socket.once('connect', () => {
      socket.removeListener('lookup', onLookup);
      tap.mark('connected');
      report(socket);
    });
    if ('encrypted' in socket) {
      socket.once('secureConnect', () => {
        tap.mark('secure-connected');
      });
    }
  }

  function report(socket: Socket): void {
    const { remoteAddress = '', remotePort = 0 } = socket;
    tap.serverSocket(remoteAddress, remotePort, serverRequest.reusedSocket);
  }
}
