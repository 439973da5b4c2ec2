/**
 * A client that leaves takes the app's request with it. Bare http-proxy never notices (Node >= 16), and
 * every abandoned stream or long poll stays open at the app for ever.
 */
import { expect, it } from 'vitest';

import { closingAfterEach } from '../../support/behind-proxy.js';
import { connectRaw, get } from '../../support/raw-client.js';

const { start } = closingAfterEach();

it('drops the request at the app when the client leaves before the answer', async () => {
  const { origin, proxy, port } = await start();
  const client = await connectRaw(port);
  client.send(get('/slow'));
  const connection = await origin.connection(0);
  await connection.received.until('\r\n\r\n');
  client.socket.destroy();
  await connection.closed;
  const [exchange] = await proxy.ended(1);
  expect(exchange!.outcome).toEqual({ kind: 'client-aborted' });
  expect(exchange!.response).toBeUndefined();
});

it('drops the request at the app when the client leaves in the middle of the answer', async () => {
  const { origin, proxy, port } = await start(({ socket, received }) => {
    received.onChange(() => {
      if (received.count('\r\n\r\n') === 1) {
        socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n');
      }
    });
  });
  const client = await connectRaw(port);
  client.send(get('/stream'));
  await client.received.until('hello');
  client.reset();
  await (
    await origin.connection(0)
  ).closed;
  const [exchange] = await proxy.ended(1);
  expect(exchange!.outcome).toEqual({ kind: 'client-aborted' });
  expect(exchange!.response!.content.sizeBytes).toBe(5);
});

it('drops the request at the app when the client breaks off its upload', async () => {
  const { origin, proxy, port } = await start();
  const client = await connectRaw(port);
  client.send('POST /up HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nhalf');
  const connection = await origin.connection(0);
  await connection.received.until('half');
  client.socket.destroy();
  await connection.closed;
  expect((await proxy.ended(1))[0]!.outcome).toEqual({ kind: 'client-aborted' });
});

it('leaves no connection to the app behind when many clients leave', async () => {
  const { origin, proxy, port } = await start();
  const clients = await Promise.all(Array.from({ length: 100 }, () => connectRaw(port)));
  for (const client of clients) client.send(get('/silent'));
  const connections = await Promise.all(clients.map((_, i) => origin.connection(i)));
  for (const client of clients) client.reset();
  await Promise.all(connections.map(({ closed }) => closed));
  const exchanges = await proxy.ended(100);
  expect(exchanges.every(({ outcome }) => outcome.kind === 'client-aborted')).toBe(true);
});

it('reports the end of a connection after the ends of its exchanges', async () => {
  const { origin, proxy, port } = await start();
  const client = await connectRaw(port);
  client.send(get('/first') + get('/second'));
  await (await origin.connection(0)).received.until('/first');
  client.reset();
  await proxy.event('connection-closed');
  const kinds = proxy.events.map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === 'exchange-ended')).toHaveLength(2);
  expect(kinds.at(-1)).toBe('connection-closed');
  expect(kinds[0]).toBe('connection-opened');
});
