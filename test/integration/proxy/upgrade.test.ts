/** WebSocket handshakes and tunnels, and upgrades that are not passed on. */
import { describe, expect, it } from 'vitest';

import { closingAfterEach } from '../../support/behind-proxy.js';
import { connectRaw, exchangeRaw, get } from '../../support/raw-client.js';
import { ok, type OriginConnection } from '../../support/raw-origin.js';
import { startRecordedProxy } from '../../support/recorded-proxy.js';

const { start, also } = closingAfterEach();

const HANDSHAKE = get(
  '//chat?x',
  'UPGRADE: websocket\r\nX-One: \xe9\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Key: k==\r\nx-one: 2\r\n',
);
const SWITCHING =
  'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nConnection: Upgrade\r\n' +
  'Sec-WebSocket-Accept: a=\r\nSet-Cookie: a=1\r\nset-cookie: b=\xe9\r\n\r\n';

/** Accepts the handshake, then sends everything back in capitals. */
const accepting =
  (early = '') =>
  ({ socket, received }: OriginConnection): void => {
    let done = 0;
    received.onChange(() => {
      const head = received.text.indexOf('\r\n\r\n') + 4;
      if (head === 3) return;
      if (done === 0) socket.write(Buffer.from(SWITCHING + early, 'latin1'));
      done = Math.max(done, head);
      const fresh = received.text.slice(done);
      done += fresh.length;
      if (fresh !== '') socket.write(fresh.toUpperCase());
    });
  };

describe('a WebSocket', () => {
  it('gets its handshake through both ways as sent', async () => {
    const { origin, port } = await start(accepting());
    const client = await connectRaw(port);
    client.send(HANDSHAKE);
    expect(await client.received.until('\r\n\r\n')).toBe(SWITCHING);
    expect((await origin.connection(0)).received.text).toBe(
      HANDSHAKE.replace('keep-alive, Upgrade', 'Upgrade'),
    );
    client.socket.destroy();
  });

  it('gets its bytes through both ways, early ones included, and they are counted', async () => {
    const { proxy, port } = await start(accepting('early server'));
    const client = await connectRaw(port);
    client.send(`${HANDSHAKE}early client`);
    await client.received.until('EARLY CLIENT');
    expect(client.received.text).toContain('early server');
    client.send('later');
    await client.received.until('LATER');
    client.socket.end();
    const [exchange] = await proxy.ended(1);
    expect(exchange!.outcome).toEqual({
      kind: 'upgraded',
      closed: true,
      traffic: { protocol: 'websocket', clientBytes: 17, serverBytes: 29 },
    });
    expect(exchange!.response).toMatchObject({ status: 101, author: 'server' });
  });

  it('gets five megabytes through unharmed', async () => {
    const { port } = await start(accepting());
    const client = await connectRaw(port);
    client.send(HANDSHAKE);
    await client.received.until('\r\n\r\n');
    client.send(Buffer.alloc(5_000_000, 'a'));
    await client.received.until((text) => text.length === SWITCHING.length + 5_000_000);
    expect(client.received.text.slice(SWITCHING.length)).toBe('A'.repeat(5_000_000));
    client.socket.destroy();
  });

  it('takes the app connection with it when the client leaves', async () => {
    const { origin, port } = await start(accepting());
    const client = await connectRaw(port);
    client.send(HANDSHAKE);
    await client.received.until('\r\n\r\n');
    client.reset();
    await (
      await origin.connection(0)
    ).closed;
  });

  it('delivers the last bytes of an app that closes', async () => {
    const { origin, proxy, port } = await start(accepting());
    const client = await connectRaw(port);
    client.send(HANDSHAKE);
    await client.received.until('\r\n\r\n');
    (await origin.connection(0)).socket.end('goodbye');
    expect(await client.received.whole()).toMatch(/goodbye$/);
    expect((await proxy.ended(1))[0]!.outcome).toMatchObject({ kind: 'upgraded', closed: true });
  });
});

describe('during the handshake', () => {
  it.each(['reset', 'end'] as const)('a client that leaves (%s) is survived', async (how) => {
    const { origin, proxy, port } = await start();
    const client = await connectRaw(port);
    client.send(HANDSHAKE);
    const connection = await origin.connection(0);
    await connection.received.until('\r\n\r\n');
    if (how === 'reset') client.reset();
    else client.socket.end();
    await connection.closed;
    expect((await proxy.ended(1))[0]!.outcome).toEqual({ kind: 'client-aborted' });
  });

  it('an app that is down is answered for with 502', async () => {
    const { origin, proxy, port } = await start();
    await origin.close();
    const answer = await exchangeRaw(port, HANDSHAKE);
    expect(answer).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n/);
    expect(answer).toContain(`Nothing listens on http://127.0.0.1:${origin.port}`);
    expect((await proxy.ended(1))[0]!.outcome).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('an app that resets is answered for with 502', async () => {
    const { port } = await start(({ socket, received }) => {
      received.onChange(() => {
        if (received.text !== '') socket.resetAndDestroy();
      });
    });
    expect(await exchangeRaw(port, HANDSHAKE)).toMatch(/^HTTP\/1\.1 502 /);
  });

  it('an app that does not answer is answered for with 504', async () => {
    const { port } = await start(undefined, { timeoutMs: 100 });
    expect(await exchangeRaw(port, HANDSHAKE)).toMatch(/^HTTP\/1\.1 504 /);
  });
});

it.each([
  ['of known length', 'Content-Length: 2\r\n\r\nno', 'no'],
  ['in chunks', 'Transfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n', '2\r\nno\r\n0\r\n\r\n'],
])("passes the app's refusal on, %s", async (_name, rest, content) => {
  const { proxy, port } = await start(`HTTP/1.1 403 Forbidden\r\nX-Why: \xe9\r\n${rest}`);
  const answer = await exchangeRaw(port, HANDSHAKE);
  expect(answer).toMatch(/^HTTP\/1\.1 403 Forbidden\r\nX-Why: \xe9\r\n/);
  expect(answer).toMatch(/^Connection: close\r$/m);
  expect(answer.endsWith(`\r\n\r\n${content}`)).toBe(true);
  expect((await proxy.ended(1))[0]!).toMatchObject({
    outcome: { kind: 'completed' },
    response: { status: 403 },
  });
});

it('passes a large refusal on to a slow client', async () => {
  const body = 'x'.repeat(3_000_000);
  const { port } = await start(ok(body));
  const client = await connectRaw(port);
  client.socket.pause();
  client.send(HANDSHAKE);
  setTimeout(() => client.socket.resume(), 100);
  expect((await client.received.whole()).endsWith(`\r\n\r\n${body}`)).toBe(true);
});

it('refuses a handshake with content', async () => {
  const { origin, proxy, port } = await start(accepting());
  const answer = await exchangeRaw(
    port,
    HANDSHAKE.replace('\r\n\r\n', '\r\nContent-Length: 5\r\n\r\nhello'),
  );
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect((await proxy.ended(1))[0]!.outcome).toMatchObject({ code: 'UPGRADE_WITH_CONTENT' });
  expect(origin.connections).toEqual([]);
});

describe('another upgrade, such as h2c, is a plain request', () => {
  const OFFER =
    'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n';

  it('without content, and the connection goes on', async () => {
    const { origin, proxy, port } = await start(ok('hi\n'));
    const answer = await exchangeRaw(
      port,
      get('/first', OFFER) + get('/second', 'Connection: close\r\n'),
    );
    expect(answer.match(/^HTTP\/1\.1 200 OK/gm)).toHaveLength(2);
    const { text } = (await origin.connection(0)).received;
    expect(text).not.toMatch(/h2c|http2-settings/i);
    const exchanges = await proxy.ended(2);
    expect(exchanges.map(({ request }) => request.target)).toEqual(['/first', '/second']);
    expect(exchanges[0]!.request.headers).toContainEqual(['Upgrade', 'h2c']);
    expect(exchanges[1]!.request.headers).not.toContainEqual(['Upgrade', 'h2c']);
    expect(new Set(exchanges.map(({ connectionId }) => connectionId)).size).toBe(1);
  });

  it.each([
    ['Content-Length: 4\r\n', 'body'],
    ['Transfer-Encoding: chunked\r\n', '4\r\nbody\r\n0\r\n\r\n'],
  ])('with content (%j)', async (framing, content) => {
    const { origin, proxy, port } = await start(({ socket, received }) => {
      received.onChange(() => {
        if (received.text.endsWith(content)) socket.write(ok('hi'));
      });
    });
    const client = await connectRaw(port);
    client.send(`POST /up HTTP/1.1\r\nHost: a\r\n${OFFER}${framing}\r\n${content.slice(0, 2)}`);
    await (await origin.connection(0)).received.until('\r\n\r\n');
    client.send(content.slice(2));
    await client.received.until('\r\n\r\nhi');
    client.socket.destroy();
    const [exchange] = await proxy.ended(1);
    expect(Buffer.from(exchange!.request.content.bytes).toString()).toBe('body');
  });

  it('and its connection is counted once', async () => {
    const { proxy, port } = await start(ok('hi'));
    await exchangeRaw(port, get('/', OFFER).replace('Upgrade, ', 'close, Upgrade, '));
    await proxy.event('connection-closed');
    expect(proxy.events.filter(({ kind }) => kind === 'connection-opened')).toHaveLength(1);
    expect(proxy.events.filter(({ kind }) => kind === 'connection-closed')).toHaveLength(1);
  });
});

it('does not crash on an upgrade behind an unanswered request', async () => {
  const { proxy, port } = await start();
  await exchangeRaw(port, get('/slow') + HANDSHAKE);
  expect((await proxy.ended(1))[0]!.outcome).toEqual({ kind: 'client-aborted' });
});

it('passes a WebSocket to an app that is known by name', async () => {
  const { origin } = await start(accepting());
  const proxy = also(await startRecordedProxy(`localhost:${origin.port}`));
  const client = await connectRaw(proxy.port);
  client.send(HANDSHAKE);
  expect(await client.received.until('\r\n\r\n')).toBe(SWITCHING);
  client.socket.destroy();
});
