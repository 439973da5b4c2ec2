/** Messages of real WebSockets, recorded as they pass. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PerMessageDeflateOptions } from 'ws';

import type { Exchange } from '../../../src/model/exchange.js';
import type { ProxyOptions } from '../../../src/proxy/options.js';
import { PROXY_DEFAULTS } from '../../../src/proxy/options.js';
import { parseTarget } from '../../../src/proxy/target.js';
import { closingAfterEach } from '../../support/behind-proxy.js';
import { importProxySource } from '../../support/dist.js';
import { startRecordedProxy, type RecordedProxy } from '../../support/recorded-proxy.js';
import { connectEcho, startEchoServer } from '../../support/web-sockets.js';

const { also } = closingAfterEach();

async function start(
  perMessageDeflate: boolean | PerMessageDeflateOptions = false,
  options: Partial<ProxyOptions> = {},
): Promise<RecordedProxy> {
  const server = also(await startEchoServer(perMessageDeflate));
  return also(await startRecordedProxy(server.port, options));
}

const told = ({ webSocket }: Exchange): string[] =>
  webSocket!.messages.map(
    ({ from, kind, content }) => `${from} ${kind} ${Buffer.from(content.bytes).toString()}`,
  );

const LONG = 'All that was said, and more of it. '.repeat(100);

describe('messages of a WebSocket', () => {
  it.each([
    ['without compression', false],
    ['with context takeover', { threshold: 0 }],
    [
      'without context takeover',
      { threshold: 0, serverNoContextTakeover: true, clientNoContextTakeover: true },
    ],
    ['in small windows', { threshold: 0, serverMaxWindowBits: 9, clientMaxWindowBits: 9 }],
  ])('are recorded %s', async (_name, deflate) => {
    const proxy = await start(deflate);
    const client = await connectEcho(proxy.port, deflate);
    for (const words of ['Hello', LONG, `${LONG}again`, '{"a":1}', '']) {
      expect((await client.echo(words)).toString()).toBe(words);
    }
    await client.echo(Buffer.of(0x31, 0x32));
    client.socket.ping('not kept');
    await client.close(4000, 'Enough');
    const [exchange] = await proxy.ended(1);
    expect(told(exchange!)).toEqual(
      [
        'text Hello',
        `text ${LONG}`,
        `text ${LONG}again`,
        'text {"a":1}',
        'text ',
        'binary 12',
      ].flatMap((words) => [`client ${words}`, `server ${words}`]),
    );
    expect(exchange!.webSocket).toMatchObject({
      clientMessages: 6,
      serverMessages: 6,
      close: { from: 'client', code: 4000, reason: 'Enough' },
    });
    expect(exchange!.webSocket).not.toHaveProperty('unreadable');
    expect(exchange!.outcome).toMatchObject({ kind: 'upgraded', closed: true });
  });

  it.each([false, true])('of five megabytes pass byte for byte (deflate: %s)', async (deflate) => {
    const proxy = await start(deflate, { maxBodyBytes: 1000 });
    const client = await connectEcho(proxy.port, deflate);
    const sent = Buffer.concat([Buffer.alloc(2_500_000, 'abc'), randomBytes(2_500_000)]);
    expect((await client.echo(sent)).equals(sent)).toBe(true);
    expect((await client.echo('after')).toString()).toBe('after');
    await client.close();
    const [exchange] = await proxy.ended(1);
    const { messages, clientMessages, serverMessages } = exchange!.webSocket!;
    expect([clientMessages, serverMessages]).toEqual([2, 2]);
    const [first] = messages;
    expect(first!.content.truncated).toBe(true);
    expect(sent.indexOf(first!.content.bytes)).toBe(0);
    const kept = messages.reduce((sum, { content }) => sum + content.bytes.length, 0);
    expect(kept).toBeLessThanOrEqual(1000);
  });

  it('of a hundred sockets at once keep apart', async () => {
    const proxy = await start({ threshold: 0 });
    const talk = async (number: number): Promise<void> => {
      const client = await connectEcho(proxy.port, { threshold: 0 }, `/${number}`);
      for (const word of ['one', 'two', 'three']) await client.echo(`${number} ${word}`);
      await client.close(1000, `${number}`);
    };
    await Promise.all(Array.from({ length: 100 }, (_, number) => talk(number)));
    for (const exchange of await proxy.ended(100)) {
      const number = exchange.request.target.slice(1);
      expect(told(exchange)).toEqual(
        ['one', 'two', 'three'].flatMap((word) => [
          `client text ${number} ${word}`,
          `server text ${number} ${word}`,
        ]),
      );
      expect(exchange.webSocket!.close?.reason).toBe(number);
    }
  });
});

describe('a WebSocket that stays open', () => {
  let module: Awaited<ReturnType<typeof importProxySource>>;
  beforeAll(async () => {
    module = await importProxySource();
  });

  it('is told of while messages pass, and not when none do', async () => {
    const server = also(await startEchoServer());
    const revisions: Exchange[] = [];
    const changed = new EventTarget();
    const options = { ...PROXY_DEFAULTS, port: 0, target: parseTarget(`127.0.0.1:${server.port}`) };
    const source = also(
      await module.startProxy(options, (batch) => {
        for (const event of batch) {
          if (event.kind === 'exchange-continued') revisions.push(event.exchange);
          if (event.kind === 'exchange-ended') changed.dispatchEvent(new Event('ended'));
        }
        changed.dispatchEvent(new Event('change'));
      }),
    );
    const until = async (count: number): Promise<void> => {
      while ((revisions.at(-1)?.webSocket?.serverMessages ?? 0) < count) {
        await once(changed, 'change');
      }
    };
    const client = await connectEcho(Number(new URL(source.url).port));
    await client.echo('first');
    await until(1);
    for (let i = 0; i < 200; i += 1) await client.echo(`next ${i}`);
    // Without a further message, the last of them are told of.
    await until(201);
    const { length } = revisions;
    expect(length).toBeLessThan(100);
    client.socket.ping();
    await once(client.socket, 'pong');
    const ended = once(changed, 'ended');
    await client.close();
    await ended;
    expect(revisions[0]!.webSocket!.messages[0]!.content.bytes).toEqual(
      Uint8Array.from(Buffer.from('first')),
    );
    expect(revisions.at(-1)!.outcome).toMatchObject({ kind: 'upgraded', closed: false });
  });
});
