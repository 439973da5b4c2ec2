/** A proxy that stops: what is under way may finish, within its grace; what never ends is cut. */
import { expect, it } from 'vitest';

import { closingAfterEach } from '../../support/behind-proxy.js';
import { connectRaw, get } from '../../support/raw-client.js';
import { ok } from '../../support/raw-origin.js';

const { start } = closingAfterEach();
/** Far beyond the time limit of a test: a close that waited for it would fail. */
const LONG = 600_000;

it('lets an exchange under way finish, then closes', async () => {
  const { origin, proxy, port } = await start();
  const client = await connectRaw(port);
  client.send(get('/slow'));
  const { received, socket } = await origin.connection(0);
  await received.until('\r\n\r\n');
  const closed = proxy.close(LONG);
  await expect(connectRaw(port)).rejects.toThrow();
  socket.write(ok('done'));
  expect(await client.received.whole()).toMatch(/done$/);
  await closed;
  expect((await proxy.ended(1))[0]!.outcome.kind).toBe('completed');
});

it('closes idle connections at once', async () => {
  const { proxy, port } = await start(ok('hi'));
  const fresh = await connectRaw(port);
  const used = await connectRaw(port);
  used.send(get('/'));
  await used.received.until('\r\n\r\nhi');
  await proxy.ended(1);
  await proxy.close(LONG);
  await fresh.received.whole();
  await used.received.whole();
});

it('cuts what is still under way when the grace is over', async () => {
  const { origin, proxy, port } = await start();
  const client = await connectRaw(port);
  client.send(get('/slow'));
  await origin.connection(0);
  await proxy.close(20);
  await client.received.whole();
  expect((await proxy.ended(1))[0]!.outcome.kind).toBe('client-aborted');
  await (
    await origin.connection(0)
  ).closed;
});

it('does not wait for event streams and tunnels, which never end', async () => {
  const { origin, proxy, port } = await start(({ socket, received }) => {
    received.onChange(() => {
      if (received.count('\r\n\r\n') !== 1) return;
      socket.write(
        received.text.includes('websocket')
          ? 'HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'
          : 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n',
      );
    });
  });
  const stream = await connectRaw(port);
  stream.send(get('/events'));
  await stream.received.until('\r\n\r\n');
  const tunnel = await connectRaw(port);
  tunnel.send(get('/ws', 'Connection: Upgrade\r\nUpgrade: websocket\r\n'));
  await tunnel.received.until('\r\n\r\n');
  await proxy.close(LONG);
  expect((await proxy.ended(2)).map(({ outcome }) => outcome.kind).sort()).toEqual([
    'client-aborted',
    'upgraded',
  ]);
  await (
    await origin.connection(0)
  ).closed;
  await (
    await origin.connection(1)
  ).closed;
});

it('has reported every end when it is closed, and may be closed twice', async () => {
  const { proxy, port } = await start();
  const clients = await Promise.all(Array.from({ length: 20 }, () => connectRaw(port)));
  for (const client of clients) client.send(get('/1') + get('/2'));
  while (proxy.events.filter(({ kind }) => kind === 'request-head').length < 40) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.all([proxy.close(0), proxy.close(LONG)]);
  expect(proxy.events.filter(({ kind }) => kind === 'exchange-ended')).toHaveLength(40);
  expect(proxy.events.filter(({ kind }) => kind === 'connection-closed')).toHaveLength(20);
});
