/** Nothing is held back and nothing is piled up, in either direction. */
import { expect, it } from 'vitest';

import { closingAfterEach } from '../../support/behind-proxy.js';
import { connectRaw, get } from '../../support/raw-client.js';
import type { OriginConnection } from '../../support/raw-origin.js';

const { start } = closingAfterEach();

it('passes the head of a silent event stream on at once, bytes above ASCII intact', async () => {
  const { proxy, port } = await start(
    'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nX-Latin: caf\xe9\r\n\r\n',
  );
  const client = await connectRaw(port);
  client.send(get('/events'));
  expect(await client.received.until('\r\n\r\n')).toContain('X-Latin: caf\xe9\r\n');
  expect((await proxy.event('response-head')).head.status).toBe(200);
  client.socket.destroy();
});

it('passes each event on while the stream stays open', async () => {
  const { origin, port } = await start(
    'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n',
  );
  const client = await connectRaw(port);
  client.send(get('/events'));
  await client.received.until('\r\n\r\n');
  const { socket } = await origin.connection(0);
  for (const event of ['one', 'two', 'three']) {
    socket.write(`data: ${event}\n\n`);
    await client.received.until(`data: ${event}\n\n`);
  }
  client.socket.destroy();
});

it.each([
  ['Content-Length: 5', 'first'],
  ['Transfer-Encoding: chunked', '5\r\nfirst\r\n0\r\n\r\n'],
])('passes the head of an upload on before its content (%s)', async (framing, content) => {
  const { origin, port } = await start();
  const client = await connectRaw(port);
  client.send(`POST /up HTTP/1.1\r\nHost: a\r\nX-Latin: \xe9\r\n${framing}\r\n\r\n`);
  const { received } = await origin.connection(0);
  expect(await received.until('\r\n\r\n')).toContain('X-Latin: \xe9\r\n');
  client.send(content);
  expect(await received.until(content)).toMatch(new RegExp(`\r\n\r\n${content}$`));
  client.socket.destroy();
});

const MEGABYTE = Buffer.alloc(1024 * 1024, 'x');
const MEGABYTES = 48;

it('holds the app back while the client does not read', async () => {
  let handedOver = 0;
  const pour = ({ socket, received }: OriginConnection): void => {
    received.onChange(() => {
      if (received.count('\r\n\r\n') !== 1 || handedOver > 0) return;
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${MEGABYTES * MEGABYTE.length}\r\n\r\n`);
      const next = (): void => {
        while (handedOver < MEGABYTES) {
          handedOver += 1;
          if (!socket.write(MEGABYTE)) break;
        }
      };
      socket.on('drain', next);
      next();
    });
  };
  const { origin, proxy, port } = await start(pour);
  const client = await connectRaw(port);
  client.socket.pause();
  client.send(get('/large'));
  const { socket } = await origin.connection(0);
  await standsStill(() => socket.bytesWritten - socket.writableLength);
  // What fits into the kernel's buffers of two connections, and no more.
  expect(handedOver).toBeLessThan(MEGABYTES / 2);
  client.socket.resume();
  const [exchange] = await proxy.ended(1);
  expect(exchange!.response!.content.sizeBytes).toBe(MEGABYTES * MEGABYTE.length);
  client.socket.destroy();
});

it('holds the client back while the app does not read', async () => {
  const { origin, proxy, port } = await start(({ socket }) => socket.pause());
  const client = await connectRaw(port);
  client.send(
    `PUT /large HTTP/1.1\r\nHost: a\r\nContent-Length: ${MEGABYTES * MEGABYTE.length}\r\n\r\n`,
  );
  for (let i = 0; i < MEGABYTES; i += 1) client.socket.write(MEGABYTE);
  await standsStill(() => client.socket.bytesWritten - client.socket.writableLength);
  expect(client.socket.writableLength).toBeGreaterThan((MEGABYTES / 2) * MEGABYTE.length);
  (await origin.connection(0)).socket.resume();
  await (
    await origin.connection(0)
  ).received.until((text) => text.length > MEGABYTES * MEGABYTE.length);
  client.socket.destroy();
  await proxy.ended(1);
});

/** Resolves once a number has not moved for a while: what flows, moves. */
async function standsStill(read: () => number): Promise<void> {
  let before = -1;
  for (let still = 0; still < 10;) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    const now = read();
    still = now === before && now > 0 ? still + 1 : 0;
    before = now;
  }
}
