/**
 * Whatever bytes come from either side, the proxy goes on serving and every exchange gets its end. An
 * exception that nobody catches would fail the run.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';

import { closingAfterEach } from '../../support/behind-proxy.js';
import { connectRaw, exchangeRaw, get } from '../../support/raw-client.js';
import { answering, ok, startRawOrigin } from '../../support/raw-origin.js';
import { startRecordedProxy } from '../../support/recorded-proxy.js';

const { also } = closingAfterEach();
const CLOSE = 'Connection: close\r\n';

const piece = (...texts: string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...texts) },
    {
      weight: 1,
      arbitrary: fc.uint8Array({ maxLength: 6 }).map((b) => Buffer.from(b).toString('latin1')),
    },
  );
const message = (...texts: string[]): fc.Arbitrary<string> =>
  fc.array(piece(...texts), { maxLength: 12 }).map((pieces) => pieces.join(''));

const RESPONSES = message(
  ...[
    'HTTP/1.1 200 OK\r\n',
    'HTTP/1.1 101 x\r\n',
    'HTTP/1.1 103 x\r\n',
    'HTTP/1.0 304 \r\n',
    '\r\n',
  ],
  ...['Content-Length: 3\r\n', 'Transfer-Encoding: chunked\r\n', 'Connection: close\r\n', 'abc'],
  ...['3\r\nabc\r\n', '0\r\n', 'Trailer: X\r\n', 'X: \xe9\r\n', 'Upgrade: websocket\r\n', 'zz\r\n'],
);
const REQUESTS = message(
  ...['GET / HTTP/1.1\r\n', 'POST /x HTTP/1.1\r\n', 'HEAD * HTTP/1.0\r\n', 'Host: a\r\n', '\r\n'],
  ...['Content-Length: 3\r\n', 'Transfer-Encoding: chunked\r\n', 'Connection: Upgrade\r\n', 'abc'],
  ...[
    'Upgrade: websocket\r\n',
    'Upgrade: h2c\r\n',
    '3\r\nabc\r\n',
    '0\r\n',
    'Expect: 100-continue\r\n',
  ],
  ...['CONNECT a:1 HTTP/1.1\r\n', 'Trailer: X\r\n'],
);

it('survives any answer of an app, to plain requests and handshakes', async () => {
  let next = '';
  const origin = also(
    await startRawOrigin(({ socket }) => {
      socket.once('data', () => socket.end(Buffer.from(next, 'latin1')));
    }),
  );
  const proxy = also(await startRecordedProxy(origin.port));
  let count = 0;
  await fc.assert(
    fc.asyncProperty(RESPONSES, fc.boolean(), async (response, upgrade) => {
      next = response;
      const fields = upgrade ? 'Connection: Upgrade\r\nUpgrade: websocket\r\n' : CLOSE;
      const client = await connectRaw(proxy.port);
      client.send(get('/', fields));
      client.socket.once('end', () => client.socket.end());
      await client.received.whole();
      client.socket.destroy();
      count += 1;
      expect((await proxy.ended(count)).at(-1)!.endedAt).toBeDefined();
    }),
    { numRuns: 150 },
  );
});

it('survives any request of a client', async () => {
  const origin = also(await startRawOrigin(answering(ok('hi'))));
  const proxy = also(await startRecordedProxy(origin.port));
  await fc.assert(
    fc.asyncProperty(REQUESTS, async (request) => {
      const client = await connectRaw(proxy.port);
      client.send(request);
      client.socket.end();
      await client.received.whole();
      client.socket.destroy();
    }),
    { numRuns: 150 },
  );
  expect(await exchangeRaw(proxy.port, get('/still-there', CLOSE))).toMatch(/hi$/);
  await proxy.close();
  const begun = proxy.events.filter(({ kind }) => kind === 'request-head').length;
  expect(begun).toBeGreaterThan(20);
  expect(await proxy.ended(begun)).toHaveLength(begun);
});
