/**
 * A WebSocket handshake, once http-proxy has made the request for it: the app's 101 goes to the client
 * as it came and a tunnel follows; any other answer is relayed like every response.
 */
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

import type { Forwarding } from './forwarding.js';
import type { Inbound } from './inbound.js';
import { headBytes } from './own-response.js';
import { printableReason, responseHead } from './relay-response.js';
import { fieldsOfUpgrade } from './rewrite.js';
import { openTunnel } from './tunnel.js';

/** http-proxy's own handlers give way to ours: they merge fields and garble a chunked refusal. */
export function superviseUpgrade(
  serverRequest: ClientRequest,
  forwarding: Forwarding,
  client: Socket,
): void {
  for (const event of ['upgrade', 'response', 'error']) serverRequest.removeAllListeners(event);
  serverRequest.on('error', (error) => {
    forwarding.failed(error);
  });
  const forget = watchDeparture(client);
  serverRequest.once('response', (response) => {
    forget();
    forwarding.guard(() => {
      forwarding.responded(response);
    });
  });
  serverRequest.once('upgrade', (response, server, head) => {
    server.on('error', () => undefined);
    forget();
    if (!forwarding.handOver() || client.destroyed) {
      server.destroy();
      client.destroy();
      return;
    }
    if (head.length > 0) server.unshift(head);
    upgraded(response, forwarding.inbound, client, server);
  });
}

function upgraded(
  response: IncomingMessage,
  { res, tap }: Inbound,
  client: Socket,
  server: Socket,
): void {
  const head = responseHead(response);
  res.detachSocket(client);
  client.write(
    headBytes(head.status, printableReason(head.reason), fieldsOfUpgrade(response.rawHeaders)),
  );
  tap.responseHead(head, 'server');
  const protocol = response.headers.upgrade ?? '';
  openTunnel(client, server, {
    passed: (from, bytes) => {
      tap.upgradeData(from, bytes);
    },
    traffic: (bytes) => {
      tap.upgradeTraffic({ protocol, ...bytes });
    },
    closed: (bytes) => {
      tap.end({ kind: 'upgraded', traffic: { protocol, ...bytes }, closed: true });
    },
  });
}

/** A client that ends before the handshake is answered has left; Node lets the end through unread. */
function watchDeparture(client: Socket): () => void {
  const gone = (): void => {
    client.destroy();
  };
  client.once('end', gone);
  return () => {
    client.removeListener('end', gone);
  };
}
