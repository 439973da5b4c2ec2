/** 100-continue, other interim responses, and trailers: http-proxy drops or skips all of them. */
import { expect, it } from 'vitest';

import { closingAfterEach } from '../../support/behind-proxy.js';
import { connectRaw, exchangeRaw, get } from '../../support/raw-client.js';
import { answering, ok } from '../../support/raw-origin.js';

const { start } = closingAfterEach();
const CLOSE = 'Connection: close\r\n';

it('tells a client that expects it to continue, and forwards its exact fields', async () => {
  const { origin, proxy, port } = await start(ok('hi'));
  const client = await connectRaw(port);
  client.send(
    'PUT //x HTTP/1.1\r\nhOST: a\r\nExpect: 100-continue\r\nX-One: \xe9\r\nContent-Length: 4\r\n\r\n',
  );
  await client.received.until('HTTP/1.1 100 Continue\r\n\r\n');
  client.send('body');
  await client.received.until('\r\n\r\nhi');
  client.socket.destroy();
  const text = await (await origin.connection(0)).received.until('body');
  expect(text).toMatch(/^PUT \/\/x HTTP\/1\.1\r\nhOST: a\r\nX-One: \xe9\r\nContent-Length: 4\r\n/);
  expect((await proxy.ended(1))[0]!.rewrites).toMatchObject([
    { side: 'request', name: 'Expect', before: '100-continue' },
  ]);
});

it('forwards a request with another expectation', async () => {
  const { origin, port } = await start(ok('hi'));
  expect(await exchangeRaw(port, get('/', `Expect: wonders\r\n${CLOSE}`))).toMatch(/hi$/);
  expect((await origin.connection(0)).received.text).toContain('Expect: wonders\r\n');
});

it('passes 103 Early Hints on as they are', async () => {
  const hints =
    'HTTP/1.1 103 Early Hints\r\nlink: </a.css>; rel=preload\r\nLINK: </b.css>\r\nX-Latin: \xe9\r\n\r\n';
  const { proxy, port } = await start(hints + ok('hi'));
  const answer = await exchangeRaw(port, get('/', CLOSE));
  expect(answer.startsWith(hints)).toBe(true);
  expect(answer.slice(hints.length)).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nhi$/);
  const [exchange] = await proxy.ended(1);
  expect(exchange!.interim.map(({ status }) => status)).toEqual([103]);
  expect(exchange!.interim[0]!.headers).toContainEqual(['LINK', '</b.css>']);
});

it('keeps interim responses from an HTTP/1.0 client', async () => {
  const { port } = await start(`HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${ok('hi')}`);
  const answer = await exchangeRaw(port, 'GET / HTTP/1.0\r\nHost: a\r\n\r\n');
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
});

it('passes trailers of a response on, without those that frame a message', async () => {
  const { proxy, port } = await start(
    'HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n' +
      '2\r\nhi\r\n0\r\nX-Sum: 1\r\nx-sum: \xe9\r\nHost: b\r\n\r\n',
  );
  const answer = await exchangeRaw(port, get('/', CLOSE));
  expect(answer).toContain('Trailer: X-Sum\r\n');
  expect(answer).toMatch(/\r\n\r\n2\r\nhi\r\n0\r\nX-Sum: 1\r\nx-sum: \xe9\r\n\r\n$/);
  const [exchange] = await proxy.ended(1);
  expect(exchange!.response!.trailers).toContainEqual(['x-sum', '\xe9']);
});

it('passes trailers of a request on', async () => {
  const { origin, proxy, port } = await start(({ socket, received }) => {
    received.onChange(() => {
      if (received.text.endsWith('X-Sum: \xe9\r\n\r\n')) socket.write(ok('hi'));
    });
  });
  await exchangeRaw(
    port,
    `POST / HTTP/1.1\r\nHost: a\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n${CLOSE}\r\n` +
      '2\r\nhi\r\n0\r\nX-Sum: \xe9\r\n\r\n',
  );
  const { text } = (await origin.connection(0)).received;
  expect(text).toContain('Trailer: X-Sum\r\n');
  expect(text).toMatch(/2\r\nhi\r\n0\r\nX-Sum: \xe9\r\n\r\n$/);
  expect((await proxy.ended(1))[0]!.request.trailers).toEqual([['X-Sum', '\xe9']]);
});

it('survives an app that answers before the upload is complete', async () => {
  const { proxy, port } = await start(({ socket, received }) => {
    received.onChange(() => {
      if (received.count('\r\n\r\n') === 1) {
        socket.end('HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      }
    });
  });
  const client = await connectRaw(port);
  client.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n');
  await client.received.until('413 Too Large');
  expect((await proxy.ended(1))[0]!.outcome.kind).toBe('completed');
  // The client may go on: the rest is read and dropped, and the connection serves the next request.
  client.send(Buffer.alloc(3_000_000, 'x'));
  client.send(get('/next', CLOSE));
  expect(await client.received.whole()).toMatch(/413[^]*413/);
});

it('serves requests one by one again after an interim response', async () => {
  const { port } = await start(answering(`HTTP/1.1 102 Processing\r\n\r\n${ok('hi\n')}`));
  const answer = await exchangeRaw(port, get('/1') + get('/2', CLOSE));
  expect(answer.match(/^HTTP\/1\.1 \d+/gm)).toEqual([
    'HTTP/1.1 102',
    'HTTP/1.1 200',
    'HTTP/1.1 102',
    'HTTP/1.1 200',
  ]);
});
