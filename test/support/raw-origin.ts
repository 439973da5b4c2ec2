/**
 * An app made of bytes: a TCP server that answers each request with what the test says, so that odd
 * and broken answers can be written down exactly. Keeps what it received.
 */
import { createServer, type Server, type Socket } from 'node:net';

import { ByteLog, listenOn } from './sockets.js';

export interface RawOrigin {
  readonly port: number;
  /** Every connection so far, in order. */
  readonly connections: readonly OriginConnection[];
  /** The n-th connection, from 0, as soon as there is one. */
  connection(index: number): Promise<OriginConnection>;
  close(): Promise<void>;
}

export interface OriginConnection {
  readonly socket: Socket;
  readonly received: ByteLog;
  /** Resolves once the connection is closed, from whichever side. */
  readonly closed: Promise<void>;
}

/** `serve` is called for each connection; without it the origin is silent. */
export async function startRawOrigin(
  serve: (connection: OriginConnection) => void = () => undefined,
  address: { readonly host?: string; readonly port?: number; readonly path?: string } = {},
): Promise<RawOrigin> {
  const connections: OriginConnection[] = [];
  const waiting: (() => void)[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const connection = open(socket);
    connections.push(connection);
    for (const wake of waiting.splice(0)) wake();
    serve(connection);
  });
  const port = await listenOn(server, address);
  return {
    port,
    connections,
    async connection(index) {
      for (;;) {
        const found = connections[index];
        if (found !== undefined) return found;
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
    close: () => closeAll(server, connections),
  };
}

/** Answers every request head that arrives, one after another, with the same bytes. */
export const answering =
  (response: string | Buffer) =>
  ({ socket, received }: OriginConnection): void => {
    let answered = 0;
    received.onChange(() => {
      for (; answered < received.count('\r\n\r\n'); answered += 1) {
        socket.write(typeof response === 'string' ? Buffer.from(response, 'latin1') : response);
      }
    });
  };

/** A plain 200 with the given text. */
export const ok = (text: string): string =>
  `HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`;

function open(socket: Socket): OriginConnection {
  socket.on('error', () => undefined);
  const received = new ByteLog(socket);
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      resolve();
    });
  });
  // The client's end is answered in kind, once the test has had a chance to see it.
  socket.once('end', () => socket.end());
  return { socket, received, closed };
}

async function closeAll(server: Server, connections: readonly OriginConnection[]): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  for (const { socket } of connections) socket.destroy();
  await closed;
}
