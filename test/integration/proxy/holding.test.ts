/** Exchanges that wait until they are released: what the app and the client see meanwhile. */
import { afterEach, describe, expect, it } from 'vitest';
import { exchangeId } from '../../../src/model/ids.js';
import { Holds } from '../../../src/proxy/holds.js';
import { connectRaw, get, type RawClient } from '../../support/raw-client.js';
import { answering, ok, startRawOrigin, type RawOrigin } from '../../support/raw-origin.js';
import { startRecordedProxy, type RecordedProxy } from '../../support/recorded-proxy.js';

const first = exchangeId(1);
/** No test waits as long. */
const NEVER = 600_000;

interface Held {
  readonly holds: Holds;
  readonly origin: RawOrigin;
  readonly proxy: RecordedProxy;
  readonly client: RawClient;
}

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

async function start(serve: Parameters<typeof startRawOrigin>[0]): Promise<Held> {
  const holds = new Holds(NEVER);
  const origin = await startRawOrigin(serve);
  const options = { holdUntilRead: true };
  const proxy = await startRecordedProxy(origin.port, options, undefined, holds);
  const client = await connectRaw(proxy.port);
  open.push(origin, proxy, { close: () => client.socket.destroy() });
  return { holds, origin, proxy, client };
}

/** Everything that was on its way when it is called has come. */
const quiet = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));

describe('a request that is held', () => {
  it('is sent on once it is released', async () => {
    const { holds, origin, client } = await start(answering(ok('hello')));
    client.send(get('/', 'Cookie: sessionid=abc\r\n'));
    await quiet();
    expect(origin.connections).toHaveLength(0);
    holds.release(first, 'request');
    await origin.connection(0);
    holds.release(first, 'response');
    await client.received.until('hello');
  });

  it('takes its content along', async () => {
    const { holds, origin, client } = await start(answering(ok('taken')));
    client.send(
      'POST / HTTP/1.1\r\nHost: app.test\r\nCookie: a=b\r\nContent-Length: 7\r\n\r\ncontent',
    );
    await quiet();
    expect(origin.connections).toHaveLength(0);
    holds.release(first, 'request');
    const connection = await origin.connection(0);
    await connection.received.until('content');
    holds.release(first, 'response');
    await client.received.until('taken');
  });

  it('is not held without cookies', async () => {
    const { origin, client } = await start(answering(ok('hello')));
    client.send(get('/'));
    const connection = await origin.connection(0);
    await connection.received.until('\r\n\r\n');
  });

  it('is forgotten when the client leaves', async () => {
    const { holds, origin, proxy, client } = await start(answering(ok('hello')));
    client.send(get('/', 'Cookie: sessionid=abc\r\n'));
    await proxy.event('request-head');
    client.reset();
    const [exchange] = await proxy.ended(1);
    expect(exchange?.outcome).toEqual({ kind: 'client-aborted' });
    holds.release(first, 'request');
    await quiet();
    expect(origin.connections).toHaveLength(0);
  });
});

describe('the end of an answer that is held', () => {
  it.each([
    ['the last bytes of a sized one', ok('hello'), '\r\n\r\n', 'hello'],
    [
      'the last chunk of a chunked one',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
      'hello\r\n',
      '\r\n0\r\n\r\n',
    ],
    [
      'the head of an empty one',
      'HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n',
      '',
      'HTTP/1.1 302',
    ],
    ['the head of a 204', 'HTTP/1.1 204 No Content\r\n\r\n', '', 'HTTP/1.1 204'],
  ])('is %s', async (_what, answer, passes, held) => {
    const { holds, proxy, client } = await start(answering(answer));
    client.send(get('/'));
    if (passes !== '') await client.received.until(passes);
    await proxy.event('response-end');
    await quiet();
    expect(client.received.text).not.toContain(held);
    holds.release(first, 'response');
    await client.received.until(held);
    await proxy.ended(1);
  });

  it('is the close of the connection where that marks it', async () => {
    const { holds, proxy, client } = await start(({ socket, received }) => {
      void received.until('\r\n\r\n').then(() => socket.end('HTTP/1.0 200 OK\r\n\r\nhello'));
    });
    client.send('GET / HTTP/1.0\r\n\r\n');
    await client.received.until('hello');
    await proxy.event('response-end');
    await quiet();
    expect(client.received.isEnded).toBe(false);
    holds.release(first, 'response');
    expect(await client.received.whole()).toContain('hello');
  });

  it('leaves trailers where they belong', async () => {
    const { holds, proxy, client } = await start(
      answering(
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 7\r\n\r\n',
      ),
    );
    client.send(get('/'));
    await proxy.event('response-end');
    holds.release(first, 'response');
    await client.received.until('0\r\nX-Sum: 7\r\n\r\n');
  });

  it('is not held where the answer does not end by itself', async () => {
    const { client } = await start(
      answering(
        'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 9\r\n\r\ndata: 1\n\n',
      ),
    );
    client.send(get('/'));
    await client.received.until('data: 1\n\n');
  });

  it('does not keep a client that leaves', async () => {
    const { proxy, client } = await start(answering(ok('hello')));
    client.send(get('/'));
    await proxy.event('response-end');
    client.reset();
    const [exchange] = await proxy.ended(1);
    expect(exchange?.outcome).toEqual({ kind: 'client-aborted' });
  });

  it('keeps pipelined answers in order', async () => {
    const { holds, client } = await start(answering(ok('hello')));
    client.send(get('/one') + get('/two'));
    await quiet();
    holds.release(exchangeId(2), 'response');
    await quiet();
    expect(client.received.count('hello')).toBe(0);
    holds.release(first, 'response');
    await client.received.until((text) => text.split('hello').length === 3);
  });
});
