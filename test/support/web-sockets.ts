/** A real WebSocket server that sends back what it gets, and real clients of it. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer, type PerMessageDeflateOptions, type RawData } from 'ws';

export interface EchoServer {
  readonly port: number;
  readonly sockets: ReadonlySet<WebSocket>;
  close(): void;
}

export async function startEchoServer(
  perMessageDeflate: boolean | PerMessageDeflateOptions = false,
): Promise<EchoServer> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate });
  server.on('connection', (socket) => {
    socket.on('error', () => undefined);
    socket.on('message', (data, isBinary) => {
      socket.send(data, { binary: isBinary });
    });
  });
  await once(server, 'listening');
  return {
    // It listens on a port, so it has such an address.
    port: (server.address() as AddressInfo).port,
    sockets: server.clients,
    close() {
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
}

export interface EchoClient {
  readonly socket: WebSocket;
  /** Sends, and waits for what comes back. */
  echo(data: string | Uint8Array): Promise<Buffer>;
  /** Closes, and waits until that is done. */
  close(code?: number, reason?: string): Promise<void>;
}

export async function connectEcho(
  port: number,
  perMessageDeflate: boolean | PerMessageDeflateOptions = false,
  path = '/',
): Promise<EchoClient> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { perMessageDeflate });
  await once(socket, 'open');
  return {
    socket,
    async echo(data) {
      const answer = once(socket, 'message');
      socket.send(data);
      // The first argument of `message`; a Buffer, as nothing else was asked for.
      const [back] = (await answer) as [RawData];
      return back as Buffer;
    },
    async close(code, reason) {
      const closed = once(socket, 'close');
      socket.close(code, reason);
      await closed;
    },
  };
}
