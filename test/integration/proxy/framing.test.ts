/** Messages without content, HTTP/1.0, persistence and pipelining. */
import { describe, expect, it } from 'vitest';

import { closingAfterEach } from '../../support/behind-proxy.js';
import { connectRaw, exchangeRaw, get } from '../../support/raw-client.js';
import { ok } from '../../support/raw-origin.js';

const { start } = closingAfterEach();
const CLOSE = 'Connection: close\r\n';

describe('a response without content keeps its fields and the connection', () => {
  it.each([
    ['HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n', 'Content-Length: 1000'],
    ['HEAD', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', 'Transfer-Encoding: chunked'],
    ['HEAD', 'HTTP/1.1 200 OK\r\nX: 1\r\n\r\n', 'X: 1'],
    ['GET', 'HTTP/1.1 204 No Content\r\nX: 1\r\n\r\n', 'X: 1'],
    ['GET', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 77\r\n\r\n', 'Content-Length: 77'],
    ['GET', 'HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n', '304'],
    ['GET', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', 'Content-Length: 0'],
  ])('%s answered %j', async (method, response, field) => {
    const { port } = await start(response);
    const request = `${method} / HTTP/1.1\r\nHost: a\r\n\r\n`;
    const client = await connectRaw(port);
    client.send(request);
    const first = await client.received.until('\r\n\r\n');
    expect(first).toContain(field);
    expect(first.endsWith('\r\n\r\n')).toBe(true);
    client.send(request);
    await client.received.until((text) => text.length === 2 * first.length);
    expect(client.received.text).toBe(first + first);
    client.socket.destroy();
  });
});

it('does not send chunks to an HTTP/1.0 client', async () => {
  const { port } = await start(
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n5\r\nhello\r\n0\r\nX: 1\r\n\r\n',
  );
  const answer = await exchangeRaw(port, 'GET / HTTP/1.0\r\nHost: a\r\n\r\n');
  expect(answer).not.toMatch(/^(transfer-encoding|trailer)/im);
  expect(answer).toMatch(/^Connection: close\r$/m);
  expect(answer.endsWith('\r\n\r\nhello')).toBe(true);
});

it('keeps the connection of an HTTP/1.0 client that asks for it', async () => {
  const { port } = await start(ok('hi'));
  const client = await connectRaw(port);
  client.send('GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n');
  expect(await client.received.until('\r\n\r\nhi')).toMatch(/^Connection: keep-alive\r$/m);
  client.send('GET / HTTP/1.0\r\nHost: a\r\n\r\n');
  expect((await client.received.whole()).match(/\r\n\r\nhi/g)).toHaveLength(2);
});

it('keeps many requests on one connection apart, with ordinals', async () => {
  const { proxy, port } = await start(ok('hi'));
  const client = await connectRaw(port);
  for (let i = 1; i <= 5; i += 1) {
    client.send(get(`/${i}`));
    await client.received.until((text) => text.split('\r\n\r\nhi').length === i + 1);
  }
  client.socket.destroy();
  const exchanges = await proxy.ended(5);
  expect(exchanges.map(({ ordinal, request }) => [ordinal, request.target])).toEqual([
    [1, '/1'],
    [2, '/2'],
    [3, '/3'],
    [4, '/4'],
    [5, '/5'],
  ]);
  expect(new Set(exchanges.map(({ connectionId }) => connectionId)).size).toBe(1);
});

it('forwards pipelined requests one after another, in order', async () => {
  const order: string[] = [];
  const { origin, port } = await start(({ socket, received }) => {
    received.onChange(() => {
      const paths = received.text.match(/(?<=^(?:GET|POST) )\S+/gm) ?? [];
      const path = paths.at(-1);
      if (path === undefined || order.includes(path)) return;
      order.push(path);
      // Only one request may be here before it is answered.
      setImmediate(() => socket.write(ok(path)));
    });
  });
  const post = 'POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabc\r\n';
  const answer = await exchangeRaw(port, get('/1') + post + get('/3', CLOSE));
  expect(answer.match(/(?<=\r\n\r\n)\/\d/g)).toEqual(['/1', '/2', '/3']);
  expect(order).toEqual(['/1', '/2', '/3']);
  expect(origin.connections).toHaveLength(1);
});

it('takes a thousand pipelined requests', async () => {
  const { port, proxy } = await start(ok('hi'));
  const answer = await exchangeRaw(port, get('/').repeat(999) + get('/', CLOSE));
  expect(answer.match(/\r\n\r\nhi/g)).toHaveLength(1000);
  expect(await proxy.ended(1000)).toHaveLength(1000);
});
