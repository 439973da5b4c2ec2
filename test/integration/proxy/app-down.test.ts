/** An app that cannot be reached or does not answer: one sentence says what and why, and what to do. */
import { createServer } from 'node:https';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { closingAfterEach } from '../../support/behind-proxy.js';
import { connectRaw, exchangeRaw, get } from '../../support/raw-client.js';
import { answering, ok, startRawOrigin } from '../../support/raw-origin.js';
import { startRecordedProxy } from '../../support/recorded-proxy.js';
import { SELF_SIGNED } from '../../support/self-signed.js';
import { listenOn } from '../../support/sockets.js';

const { start, also } = closingAfterEach();
const CLOSE = 'Connection: close\r\n';
const HTML = `Accept: text/html,*/*;q=0.8\r\n${CLOSE}`;

describe('an app that does not run', () => {
  it('is answered for with 502 and one sentence, as plain text', async () => {
    const { origin, proxy, port } = await start();
    await origin.close();
    const answer = await exchangeRaw(port, get('/', CLOSE));
    const sentence = `Nothing listens on http://127.0.0.1:${origin.port} (connection refused): start the app, then reload.`;
    expect(answer).toMatch(
      /^HTTP\/1\.1 502 Bad Gateway\r\nContent-Type: text\/plain; charset=utf-8\r\n/,
    );
    expect(answer.split('\r\n\r\n')[1]).toBe(`502 Bad Gateway\n${sentence}\n`);
    const [exchange] = await proxy.ended(1);
    expect(exchange!.outcome).toEqual({
      kind: 'server-failed',
      code: 'ECONNREFUSED',
      message: sentence,
    });
    expect(exchange!.response).toMatchObject({ status: 502, author: 'sessionspy' });
  });

  it('is answered for with a page when the client asked for HTML', async () => {
    const { origin, port } = await start();
    await origin.close();
    const answer = await exchangeRaw(port, get('/', HTML));
    expect(answer).toContain('Content-Type: text/html; charset=utf-8\r\n');
    expect(answer).toContain(
      `<p>Nothing listens on http://127.0.0.1:${origin.port} (connection refused)`,
    );
  });

  it('is answered for without content when the client asked HEAD', async () => {
    const { origin, port } = await start();
    await origin.close();
    const answer = await exchangeRaw(port, `HEAD / HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 502 [^]*\r\nContent-Length: \d+\r\n[^]*\r\n\r\n$/);
  });

  it('is reached again as soon as it is back, on the same connection', async () => {
    const { origin, port } = await start();
    await origin.close();
    const client = await connectRaw(port);
    client.send(get('/'));
    await client.received.until('then reload.');
    also(await startRawOrigin(answering(ok('back')), { port: origin.port }));
    client.send(get('/'));
    await client.received.until('back');
    client.socket.destroy();
  });

  it.each(['before', 'after'])(
    'has an upload that is sent %s the answer read to its end, so that the client sees it',
    async (when) => {
      const { origin, proxy, port } = await start();
      await origin.close();
      const client = await connectRaw(port);
      const content = Buffer.alloc(5_000_000, 'x');
      client.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000\r\n\r\n');
      if (when === 'before') client.send(content);
      await client.received.until('then reload.');
      if (when === 'after') client.send(content);
      client.send(get('/second', CLOSE));
      expect((await client.received.whole()).match(/^HTTP\/1\.1 502 /gm)).toHaveLength(2);
      expect(await proxy.ended(2)).toHaveLength(2);
    },
  );

  it('is named as the user wrote it when it is known by name', async () => {
    const { origin } = await start();
    await origin.close();
    const proxy = also(await startRecordedProxy(`localhost:${origin.port}`));
    expect(await exchangeRaw(proxy.port, get('/', CLOSE))).toContain(
      `Nothing listens on http://localhost:${origin.port} (connection refused): start the app, then reload.`,
    );
  });

  it('is told from a name that does not exist', async () => {
    const proxy = also(await startRecordedProxy('no-such-host.invalid:80'));
    const answer = await exchangeRaw(proxy.port, get('/', CLOSE));
    expect(answer).toMatch(/^HTTP\/1\.1 502 [^]*http:\/\/no-such-host\.invalid does not resolve/);
  });
});

describe('an app that is too slow', () => {
  it('is answered for with 504, and its request is dropped', async () => {
    const { origin, proxy, port } = await start(undefined, { timeoutMs: 100 });
    const answer = await exchangeRaw(port, get('/', CLOSE));
    expect(answer).toMatch(/^HTTP\/1\.1 504 Gateway Timeout\r\n/);
    expect(answer).toContain('did not answer within 0.1 s');
    await (
      await origin.connection(0)
    ).closed;
    expect((await proxy.ended(1))[0]!.outcome).toMatchObject({ code: 'ETIMEDOUT' });
  });

  it('may take its time once it has begun to answer', async () => {
    const { origin, port } = await start('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n', {
      timeoutMs: 100,
    });
    // A second exchange runs into the limit after the first one would have.
    const client = await connectRaw(port);
    client.send(get('/slow-content'));
    await client.received.until('\r\n\r\n');
    const { socket } = await origin.connection(0);
    const silent = also(await startRawOrigin());
    const other = also(await startRecordedProxy(silent.port, { timeoutMs: 300 }));
    expect(await exchangeRaw(other.port, get('/', CLOSE))).toMatch(/^HTTP\/1\.1 504 /);
    socket.write('done');
    await client.received.until('\r\n\r\ndone');
    client.socket.destroy();
  });

  it('is not blamed for a slow upload', async () => {
    const { port } = await start(
      ({ socket, received }) => {
        received.onChange(() => {
          if (received.text.endsWith('rest')) socket.write(ok('got it'));
        });
      },
      { timeoutMs: 100 },
    );
    const client = await connectRaw(port);
    client.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\nhalf');
    const silent = also(await startRawOrigin());
    const other = also(await startRecordedProxy(silent.port, { timeoutMs: 300 }));
    expect(await exchangeRaw(other.port, get('/', CLOSE))).toMatch(/^HTTP\/1\.1 504 /);
    client.send('rest');
    await client.received.until('got it');
    client.socket.destroy();
  });
});

describe('an https target', () => {
  async function startTls(): Promise<number> {
    const server = createServer(SELF_SIGNED, (_req, res) => res.end('secret'));
    also({
      close: () =>
        new Promise((resolve) => {
          server.close(resolve);
          server.closeAllConnections();
        }),
    });
    return listenOn(server, {});
  }

  it('with a certificate nobody trusts is not used, and the sentence names --insecure', async () => {
    const proxy = also(await startRecordedProxy(`https://127.0.0.1:${await startTls()}`));
    const answer = await exchangeRaw(proxy.port, get('/', CLOSE));
    expect(answer).toMatch(/^HTTP\/1\.1 502 /);
    expect(answer).toMatch(/is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\): .*--insecure/);
  });

  it('is used all the same with insecure, with its TLS timed', async () => {
    const proxy = also(
      await startRecordedProxy(`https://localhost:${await startTls()}`, { insecure: true }),
    );
    expect(await exchangeRaw(proxy.port, get('/', CLOSE))).toMatch(/secret/);
    const [exchange] = await proxy.ended(1);
    const { connect = -1, tls = -1 } = exchange!.timings;
    expect(tls).toBeGreaterThan(0);
    expect(connect).toBeGreaterThanOrEqual(tls);
  });

  it('that speaks plain HTTP is told apart', async () => {
    const { origin } = await start(({ socket }) => {
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    });
    const proxy = also(await startRecordedProxy(`https://127.0.0.1:${origin.port}`));
    expect(await exchangeRaw(proxy.port, get('/', CLOSE))).toContain('give an http:// target');
  });
});

describe('where an app listens', () => {
  it('may be a Unix socket', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sessionspy-'));
    also({ close: () => rm(folder, { recursive: true }) });
    const path = join(folder, 'app.sock');
    const proxy = also(await startRecordedProxy(`unix:${path}`));
    expect(await exchangeRaw(proxy.port, get('/', CLOSE))).toContain(
      `There is no socket at unix:${path}`,
    );
    const origin = also(await startRawOrigin(answering(ok('from the socket')), { path }));
    expect(await exchangeRaw(proxy.port, get('//x', CLOSE))).toMatch(/from the socket$/);
    expect((await origin.connection(0)).received.text).toMatch(
      /^GET \/\/x HTTP\/1\.1\r\nHost: app\.test\r\n/,
    );
    expect((await proxy.ended(2))[1]!.server).toEqual({ address: '', port: 0, reused: false });
  });

  it.each(['127.0.0.1', '::1'])('may be %s alone when the target says localhost', async (host) => {
    const origin = also(await startRawOrigin(answering(ok('found')), { host }));
    const proxy = also(await startRecordedProxy(`localhost:${origin.port}`));
    expect(await exchangeRaw(proxy.port, get('/', CLOSE))).toMatch(/found$/);
    expect((await proxy.ended(1))[0]!.server!.address).toBe(host);
  });

  it('may be an IPv6 address', async () => {
    const origin = also(await startRawOrigin(answering(ok('found')), { host: '::1' }));
    const proxy = also(await startRecordedProxy(`[::1]:${origin.port}`));
    expect(await exchangeRaw(proxy.port, get('/', CLOSE))).toMatch(/found$/);
  });
});
