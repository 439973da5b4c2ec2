/** The address of the proxy: what was asked for or nothing, and never the target's own. */
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';

import { closingAfterEach } from '../../support/behind-proxy.js';
import { connectRaw, get } from '../../support/raw-client.js';
import { ok } from '../../support/raw-origin.js';
import { startRecordedProxy } from '../../support/recorded-proxy.js';
import { listenOn } from '../../support/sockets.js';

const { start, also } = closingAfterEach();

async function takenPort(host = '127.0.0.1'): Promise<number> {
  return listenOn(also(createServer()), { host });
}

describe('a port that was asked for', () => {
  it('is refused when taken, with cause and fix', async () => {
    const port = await takenPort();
    await expect(startRecordedProxy(1, { port })).rejects.toMatchObject({
      code: 'SPY_CANNOT_LISTEN',
      exitCode: 4,
      message: `Cannot listen on 127.0.0.1:${port}: another program listens there; stop it, or choose another port with --listen PORT.`,
    });
  });

  it('is refused when it is none', async () => {
    await expect(startRecordedProxy(1, { port: 70_000 })).rejects.toMatchObject({
      code: 'SPY_CANNOT_LISTEN',
      message: expect.stringContaining('a number from 0 to 65535') as unknown,
    });
  });

  it('is refused at an address of another machine', async () => {
    await expect(startRecordedProxy(1, { host: '192.0.2.1' })).rejects.toMatchObject({
      code: 'SPY_CANNOT_LISTEN',
      message: expect.stringContaining('no address of this machine') as unknown,
    });
  });

  it('is refused at a name that does not resolve', async () => {
    await expect(startRecordedProxy(1, { host: 'no-such-host.invalid' })).rejects.toMatchObject({
      code: 'SPY_CANNOT_LISTEN',
      message: expect.stringContaining('does not resolve') as unknown,
    });
  });
});

describe('without a port', () => {
  it('the next free one from 9000 on is taken, past the target', async () => {
    const first = also(await startRecordedProxy('127.0.0.1:1', { port: undefined }));
    expect(first.port).toBeGreaterThanOrEqual(9000);
    const second = also(await startRecordedProxy('127.0.0.1:1', { port: undefined }));
    expect(second.port).toBeGreaterThan(first.port);
    expect(second.port).toBeLessThanOrEqual(9100);
    await second.close();
    const third = also(await startRecordedProxy(`127.0.0.1:${second.port}`, { port: undefined }));
    expect(third.port).toBeGreaterThan(second.port);
  });
});

describe('a target that is the proxy itself is refused', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['localhost', '127.0.0.1'],
    ['localhost', '::1'],
    ['0.0.0.0', '127.0.0.1'],
    ['[::]', '127.0.0.1'],
    ['127.0.0.1', '0.0.0.0'],
    ['localhost', '::'],
    ['[::ffff:127.0.0.1]', '127.0.0.1'],
  ])('%s, listening on %s', async (target, host) => {
    const probe = createServer();
    const port = await listenOn(probe, {});
    probe.close();
    await expect(startRecordedProxy(`${target}:${port}`, { port, host })).rejects.toMatchObject({
      code: 'SPY_TARGET_LOOP',
      exitCode: 2,
      message: expect.stringContaining(`:${port}`) as unknown,
    });
  });

  it('but not another address with the same port', async () => {
    const { origin } = await start(ok('hi'));
    const proxy = also(
      await startRecordedProxy(`127.0.0.1:${origin.port}`, {
        port: origin.port,
        host: '127.0.0.2',
      }),
    );
    expect(proxy.port).toBe(origin.port);
  });
});

it('listens on IPv6 as well', async () => {
  const { origin } = await start(ok('hi'));
  const proxy = also(await startRecordedProxy(origin.port, { host: '::1' }));
  const client = await connectRaw(proxy.port, '::1');
  client.send(get('/'));
  await client.received.until('\r\n\r\nhi');
  client.socket.destroy();
  expect(proxy.events[0]).toMatchObject({ connection: { remote: { address: '::1' } } });
});
