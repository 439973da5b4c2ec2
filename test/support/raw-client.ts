/** A client made of bytes: what it sends is written down exactly, and what it gets is kept. */
import { connect, type Socket } from 'node:net';

import { ByteLog } from './sockets.js';

export interface RawClient {
  readonly socket: Socket;
  readonly received: ByteLog;
  /** Latin1 text or bytes. */
  send(bytes: string | Uint8Array): void;
  /** Leaves without a word (RST). */
  reset(): void;
}

/** Connects to a port of this machine. */
export async function connectRaw(port: number, host = '127.0.0.1'): Promise<RawClient> {
  const socket = connect({ port, host });
  socket.on('error', () => undefined);
  const received = new ByteLog(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  return {
    socket,
    received,
    send: (bytes) => {
      socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
    },
    reset: () => {
      socket.resetAndDestroy();
    },
  };
}

/** Sends on a connection of its own and resolves to everything that comes until it is closed. */
export async function exchangeRaw(port: number, bytes: string): Promise<string> {
  const client = await connectRaw(port);
  client.send(bytes);
  const whole = await client.received.whole();
  client.socket.destroy();
  return whole;
}

/** A plain GET. */
export const get = (path: string, fields = ''): string =>
  `GET ${path} HTTP/1.1\r\nHost: app.test\r\n${fields}\r\n`;
