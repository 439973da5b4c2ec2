/** An answer that breaks off at the app breaks off at the client: never hung, never made to look whole. */
import { expect, it } from 'vitest';

import { closingAfterEach } from '../../support/behind-proxy.js';
import { connectRaw, exchangeRaw, get } from '../../support/raw-client.js';
import type { OriginConnection } from '../../support/raw-origin.js';

const { start } = closingAfterEach();

const sending =
  (bytes: string, then: (connection: OriginConnection) => void) =>
  (connection: OriginConnection): void => {
    connection.received.onChange(() => {
      if (connection.received.count('\r\n\r\n') !== 1) return;
      connection.socket.write(Buffer.from(bytes, 'latin1'), () => {
        then(connection);
      });
    });
  };

const KNOWN_LENGTH = 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhello';
const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n';

it.each([
  ['a known length', KNOWN_LENGTH],
  ['chunks', CHUNKED],
])('cuts the client off when the app ends within %s', async (_name, bytes) => {
  const { proxy, port } = await start(sending(bytes, ({ socket }) => socket.end()));
  const answer = await exchangeRaw(port, get('/'));
  expect(answer).toContain('hello');
  expect(answer).not.toMatch(/0\r\n\r\n$/);
  const [exchange] = await proxy.ended(1);
  expect(exchange!.outcome).toMatchObject({ kind: 'server-failed', code: 'ECONNRESET' });
  expect(exchange!.response!.status).toBe(200);
});

it('cuts the client off when the app resets in the middle', async () => {
  const { origin, proxy, port } = await start(sending(CHUNKED, () => undefined));
  const client = await connectRaw(port);
  client.send(get('/'));
  await client.received.until('hello');
  (await origin.connection(0)).socket.resetAndDestroy();
  expect(await client.received.whole()).not.toMatch(/0\r\n\r\n$/);
  expect((await proxy.ended(1))[0]!.outcome).toMatchObject({ kind: 'server-failed' });
});

it('survives a chunk size that is none, right behind the head', async () => {
  const bad = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n';
  const { proxy, port } = await start(sending(bad, () => undefined));
  await exchangeRaw(port, get('/'));
  const [exchange] = await proxy.ended(1);
  expect(exchange!.outcome).toMatchObject({
    kind: 'server-failed',
    code: expect.stringContaining('HPE_') as unknown,
  });
  // And goes on serving.
  await exchangeRaw(port, get('/again'));
  expect(await proxy.ended(2)).toHaveLength(2);
});

it('survives a broken chunk after good ones', async () => {
  const { proxy, port } = await start(sending(`${CHUNKED}zz\r\n`, () => undefined));
  const answer = await exchangeRaw(port, get('/'));
  expect(answer).not.toMatch(/0\r\n\r\n$/);
  expect((await proxy.ended(1))[0]!.outcome.kind).toBe('server-failed');
});

it('passes a body that ends with the connection on as complete', async () => {
  const { proxy, port } = await start(
    sending('HTTP/1.0 200 OK\r\nX: 1\r\n\r\nall of it', ({ socket }) => socket.end()),
  );
  const client = await connectRaw(port);
  client.send(get('/'));
  expect(await client.received.until('0\r\n\r\n')).toMatch(
    /Transfer-Encoding: chunked\r\n[^]*9\r\nall of it\r\n0\r\n\r\n$/,
  );
  client.socket.destroy();
  expect((await proxy.ended(1))[0]!.outcome.kind).toBe('completed');
});
