/** Connections to the app: kept alive, never limited, and no stale one becomes the client's problem. */
import { expect, it } from 'vitest';

import type { Clock, EpochMs, MonoMs } from '../../../src/model/time.js';
import { closingAfterEach } from '../../support/behind-proxy.js';
import { connectRaw, exchangeRaw, get } from '../../support/raw-client.js';
import { ok, type OriginConnection } from '../../support/raw-origin.js';

const { start } = closingAfterEach();
const CLOSE = 'Connection: close\r\n';

it('uses a connection to the app again, and says so', async () => {
  const { origin, proxy, port } = await start(ok('hi'));
  for (let i = 0; i < 5; i += 1) await exchangeRaw(port, get(`/${i}`, CLOSE));
  expect(origin.connections).toHaveLength(1);
  const exchanges = await proxy.ended(5);
  expect(exchanges.map(({ server }) => server?.reused)).toEqual([false, true, true, true, true]);
  expect(exchanges[0]!.server).toMatchObject({ address: '127.0.0.1', port: origin.port });
  expect(exchanges[0]!.timings.connect).toBeGreaterThanOrEqual(0);
  expect(exchanges[1]!.timings).not.toHaveProperty('connect');
});

it('lets many slow requests starve nobody', async () => {
  const { origin, port } = await start(({ socket, received }) => {
    received.onChange(() => {
      if (received.text.startsWith('GET /fast') && received.count('\r\n\r\n') === 1) {
        socket.write(ok('fast'));
      }
    });
  });
  const slow = await Promise.all(Array.from({ length: 300 }, () => connectRaw(port)));
  for (const client of slow) client.send(get('/slow'));
  await origin.connection(299);
  expect(await exchangeRaw(port, get('/fast', CLOSE))).toMatch(/fast$/);
  for (const client of slow) client.reset();
});

/** Answers once, then resets the connection as soon as the next request comes: as if it had timed out. */
const closesWhenIdle = ({ socket, received }: OriginConnection): void => {
  let answered = false;
  received.onChange(() => {
    if (received.text === '') return;
    if (answered) {
      socket.resetAndDestroy();
    } else if (received.count('\r\n\r\n') > 0) {
      answered = true;
      socket.write(ok('hi'));
    }
  });
};

it.each(['GET', 'HEAD', 'OPTIONS'])(
  'sends %s again when the kept connection is stale',
  async (method) => {
    const { origin, proxy, port } = await start(closesWhenIdle);
    await exchangeRaw(port, get('/first', CLOSE));
    const answer = await exchangeRaw(port, `${method} /second HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(origin.connections).toHaveLength(2);
    const exchanges = await proxy.ended(2);
    expect(exchanges[1]).toMatchObject({
      outcome: { kind: 'completed' },
      server: { reused: false },
    });
    expect(exchanges[1]!.rewrites).toEqual([]);
  },
);

it.each([
  ['POST', 'Content-Length: 2\r\n', 'ab'],
  ['DELETE', '', ''],
  ['GET', 'Content-Length: 2\r\n', 'ab'],
])('never sends %s (%j) twice', async (method, fields, content) => {
  const { origin, proxy, port } = await start(closesWhenIdle);
  await exchangeRaw(port, get('/first', CLOSE));
  const answer = await exchangeRaw(
    port,
    `${method} /second HTTP/1.1\r\nHost: a\r\n${fields}${CLOSE}\r\n${content}`,
  );
  expect(answer).toMatch(/^HTTP\/1\.1 502 /);
  expect(origin.connections).toHaveLength(1);
  expect((await proxy.ended(2))[1]!.outcome).toMatchObject({ kind: 'server-failed' });
});

it('does not send a request again that the app answered with a reset on a new connection', async () => {
  const { origin, port } = await start(({ socket, received }) => {
    received.onChange(() => {
      if (received.text !== '') socket.resetAndDestroy();
    });
  });
  expect(await exchangeRaw(port, get('/', CLOSE))).toMatch(/^HTTP\/1\.1 502 /);
  expect(origin.connections).toHaveLength(1);
});

it.each([
  [900, true],
  [1100, false],
])('sends a POST on a connection that was idle for %i ms: %s', async (idleMs, reused) => {
  let nowMs = 1000;
  // A clock that stands still between the requests.
  const clock: Clock = { now: () => nowMs as EpochMs, mono: () => nowMs as MonoMs };
  const { proxy, port } = await start(ok('hi'), {}, clock);
  await exchangeRaw(port, get('/first', CLOSE));
  await proxy.ended(1);
  nowMs += idleMs;
  await exchangeRaw(port, `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n${CLOSE}\r\nab`);
  expect((await proxy.ended(2))[1]!.server!.reused).toBe(reused);
});
