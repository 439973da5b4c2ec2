/** The proxy in its own thread, as an ExchangeSource; from the build, as threads start from files. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { beforeAll, describe, expect, it, vi } from 'vitest';

import type { Exchange } from '../../../src/model/exchange.js';
import { PROXY_DEFAULTS, type ProxyOptions } from '../../../src/proxy/options.js';
import type { ProxySource } from '../../../src/proxy/proxy-source.js';
import { parseTarget } from '../../../src/proxy/target.js';
import type { SourceEvent } from '../../../src/source.js';
import { closingAfterEach } from '../../support/behind-proxy.js';
import { importProxySource } from '../../support/dist.js';
import { freePort } from '../../support/free-port.js';
import { connectRaw, exchangeRaw, get } from '../../support/raw-client.js';
import { answering, ok, startRawOrigin } from '../../support/raw-origin.js';

const { also } = closingAfterEach();
const CLOSE = 'Connection: close\r\n';

let module: Awaited<ReturnType<typeof importProxySource>>;
beforeAll(async () => {
  module = await importProxySource();
});

interface Started {
  readonly source: ProxySource;
  readonly port: number;
  readonly events: readonly SourceEvent[];
}

async function startThread(target: number, options: Partial<ProxyOptions> = {}): Promise<Started> {
  const events: SourceEvent[] = [];
  const all = {
    ...PROXY_DEFAULTS,
    port: 0,
    target: parseTarget(`127.0.0.1:${target}`),
    ...options,
  };
  const source = also(await module.startProxy(all, (batch) => events.push(...batch)));
  return { source, port: Number(new URL(source.url).port), events };
}

const exchangesOf = (events: readonly SourceEvent[], kind: SourceEvent['kind']): Exchange[] =>
  events.flatMap((event) => (event.kind === kind && 'exchange' in event ? [event.exchange] : []));

it('delivers each exchange at its start, its response head and its end', async () => {
  const origin = also(await startRawOrigin(answering(ok('hello'))));
  const { source, port, events } = await startThread(origin.port);
  expect(source.url).toBe(`http://127.0.0.1:${port}`);
  await exchangeRaw(port, `POST /p?q HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n${CLOSE}\r\nbody`);
  await source.quiet();
  expect(events.map(({ kind }) => kind).filter((kind) => kind !== 'connection-closed')).toEqual([
    'connection-opened',
    'exchange-started',
    'exchange-responded',
    'exchange-ended',
  ]);
  const [exchange] = exchangesOf(events, 'exchange-ended');
  expect(exchange).toMatchObject({
    id: 'x1',
    connectionId: 'c1',
    ordinal: 1,
    request: { method: 'POST', target: '/p?q', content: { sizeBytes: 4, truncated: false } },
    response: { status: 200, content: { sizeBytes: 5, truncated: false } },
    outcome: { kind: 'completed' },
  });
  expect(Buffer.from(exchange!.request.content.bytes).toString()).toBe('body');
  expect(Buffer.from(exchange!.response!.content.bytes).toString()).toBe('hello');
  // A revision keeps its own bytes when later ones are handed over.
  const [responded] = exchangesOf(events, 'exchange-responded');
  expect(Buffer.from(responded!.request.content.bytes).toString()).toBe('body');
});

it('hands over buffers of the right size', async () => {
  const origin = also(await startRawOrigin(answering(ok('hello'))));
  const { source, port, events } = await startThread(origin.port, { maxBodyBytes: 3 });
  await exchangeRaw(port, get('/', CLOSE));
  await source.quiet();
  const { content } = exchangesOf(events, 'exchange-ended')[0]!.response!;
  expect(content).toMatchObject({ sizeBytes: 5, truncated: true });
  expect(content.bytes.buffer.byteLength).toBe(3);
});

it('lets other work in between two batches, however many wait', async () => {
  let turn = 0;
  let ticking = setImmediate(function tick() {
    turn += 1;
    ticking = setImmediate(tick);
  });
  const turns: number[] = [];
  const source = also(
    await module.startProxy(
      { ...PROXY_DEFAULTS, port: 0, target: parseTarget(`127.0.0.1:${await freePort()}`) },
      (batch) => {
        if (!batch.some(({ kind }) => kind.startsWith('exchange'))) return;
        turns.push(turn);
        // The thread answers meanwhile that the app is down, and its records wait.
        if (turns.length === 1) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
      },
    ),
  );
  const client = await connectRaw(Number(new URL(source.url).port));
  client.send(get('/').repeat(200));
  await vi.waitFor(() => {
    expect(client.received.text.split('HTTP/1.1 502').length).toBe(201);
  });
  await source.quiet();
  clearImmediate(ticking);
  client.reset();
  expect(turns.length).toBeGreaterThan(2);
  expect(new Set(turns).size).toBe(turns.length);
});

describe('quiet', () => {
  it('waits for an exchange under way, and for its records', async () => {
    const origin = also(await startRawOrigin());
    const { source, port, events } = await startThread(origin.port);
    const client = await connectRaw(port);
    client.send(get('/slow'));
    const { socket, received } = await origin.connection(0);
    await received.until('\r\n\r\n');
    let isQuiet = false;
    const quiet = source.quiet().then(() => {
      isQuiet = true;
    });
    // A second call is answered in order behind the first one, if that were answered early.
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n');
    await client.received.until('\r\n\r\n');
    expect(isQuiet).toBe(false);
    socket.write('done');
    await quiet;
    expect(exchangesOf(events, 'exchange-ended')).toHaveLength(1);
    client.socket.destroy();
  });

  it('does not wait for an event stream or a tunnel', async () => {
    const origin = also(
      await startRawOrigin(
        answering('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n\r\n'),
      ),
    );
    const { source, port, events } = await startThread(origin.port);
    const client = await connectRaw(port);
    client.send(get('/events'));
    await client.received.until('\r\n\r\n');
    await source.quiet();
    expect(exchangesOf(events, 'exchange-responded')).toHaveLength(1);
    expect(exchangesOf(events, 'exchange-ended')).toHaveLength(0);
    client.socket.destroy();
  });

  it('is at once when nothing was ever asked', async () => {
    const { source } = await startThread(1);
    await source.quiet();
  });
});

describe('close', () => {
  it('delivers every end before it resolves, and may be called twice', async () => {
    const origin = also(await startRawOrigin());
    const { source, port, events } = await startThread(origin.port);
    const clients = await Promise.all(Array.from({ length: 10 }, () => connectRaw(port)));
    for (const client of clients) client.send(get('/'));
    await Promise.all(clients.map((_, i) => origin.connection(i)));
    await Promise.all([source.close(), source.close(600_000)]);
    expect(exchangesOf(events, 'exchange-ended').map(({ outcome }) => outcome.kind)).toEqual(
      Array(10).fill('client-aborted'),
    );
    expect(events.filter(({ kind }) => kind === 'connection-closed')).toHaveLength(10);
    await source.quiet();
  });
});

describe('what goes wrong in the thread', () => {
  it('comes as a SpyError with code and sentence when it cannot listen', async () => {
    const origin = also(await startRawOrigin());
    await expect(startThread(1, { port: origin.port })).rejects.toMatchObject({
      name: 'SpyError',
      code: 'SPY_CANNOT_LISTEN',
      message: expect.stringContaining('another program listens there') as unknown,
    });
    await expect(startThread(origin.port, { port: origin.port })).rejects.toMatchObject({
      code: 'SPY_TARGET_LOOP',
    });
  });

  it('comes as SPY_PROXY_DIED when it cannot start at all', async () => {
    // What no caller with types could pass.
    const broken = { target: undefined } as unknown as Partial<ProxyOptions>;
    await expect(startThread(1, broken)).rejects.toMatchObject({ code: 'SPY_PROXY_DIED' });
  });

  it('rejects what was pending and is told when the thread ends later', async () => {
    const post = vi.spyOn(Worker.prototype, 'postMessage');
    const origin = also(await startRawOrigin());
    const { source, port } = await startThread(origin.port);
    (await connectRaw(port)).send(get('/'));
    await origin.connection(0);
    const death = new Promise((resolve) => {
      source.onDied(resolve);
    });
    const pending = source.quiet();
    // The thread behind this source, ended behind its back.
    const thread = post.mock.contexts.at(-1) as Worker;
    post.mockRestore();
    await Promise.all([
      expect(pending).rejects.toMatchObject({ code: 'SPY_PROXY_DIED' }),
      expect(death).resolves.toMatchObject({ code: 'SPY_PROXY_DIED', exitCode: 1 }),
      thread.terminate(),
    ]);
    await expect(source.quiet()).rejects.toMatchObject({ code: 'SPY_PROXY_DIED' });
    let told = 0;
    source.onDied(() => {
      told += 1;
    });
    expect(told).toBe(1);
    await source.close();
  });

  it('does not include a listener that throws', async () => {
    const origin = also(await startRawOrigin(answering(ok('hi'))));
    const options = { ...PROXY_DEFAULTS, port: 0, target: parseTarget(`127.0.0.1:${origin.port}`) };
    const source = also(
      await module.startProxy(options, () => {
        throw new Error('the listener is broken');
      }),
    );
    const port = Number(new URL(source.url).port);
    for (let i = 0; i < 3; i += 1) expect(await exchangeRaw(port, get('/', CLOSE))).toMatch(/hi$/);
    await source.quiet();
  });
});

/** An app and its clients in a thread of their own, as this one is going to be blocked. */
const BUSY_CLIENTS = `
  const { parentPort, workerData } = require('node:worker_threads');
  const http = require('node:http');
  const server = http.createServer((req, res) => res.end('x'.repeat(10000)));
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
  parentPort.once('message', async (url) => {
    const done = new Int32Array(workerData);
    for (let i = 0; i < 300; i += 1) {
      await fetch(url + '/' + i).then((res) => res.text()).then(
        (text) => { if (text.length === 10000) Atomics.add(done, 1, 1); },
        () => undefined,
      );
    }
    Atomics.store(done, 0, 1);
    Atomics.notify(done, 0);
    server.close();
    server.closeAllConnections();
  });
`;

it('serves while the main thread is blocked, keeps a bounded number of records and counts the rest', async () => {
  const done = new Int32Array(new SharedArrayBuffer(8));
  const clients = new Worker(BUSY_CLIENTS, { eval: true, workerData: done.buffer });
  const [appPort] = (await once(clients, 'message')) as [number];
  const { source, events } = await startThread(appPort, { queueRecords: 150, queueBytes: 400_000 });
  clients.postMessage(source.url);
  // Nothing of this thread runs until the clients have been served.
  expect(Atomics.wait(done, 0, 0, 20_000)).not.toBe('timed-out');
  expect(Atomics.load(done, 1)).toBe(300);
  await source.quiet();
  await source.close();
  await clients.terminate();
  const started = exchangesOf(events, 'exchange-started');
  const ended = exchangesOf(events, 'exchange-ended');
  const lost = events.reduce((sum, e) => sum + (e.kind === 'records-lost' ? e.count : 0), 0);
  expect(started.length).toBeLessThan(300);
  expect(started.length + lost).toBeGreaterThanOrEqual(300);
  // What was begun is ended.
  expect(ended.map(({ id }) => id)).toEqual(started.map(({ id }) => id));
  // Contents go first, and say so.
  const cut = ended.filter(({ response }) => response!.content.truncated);
  expect(cut.length).toBeGreaterThan(0);
  expect(cut.every(({ response }) => response!.content.sizeBytes === 10_000)).toBe(true);
  expect(ended[0]!.response!.content.truncated).toBe(false);
});
