/** A fault of the observer never becomes a fault of the traffic. */
import { expect, it } from 'vitest';

import { PROXY_DEFAULTS } from '../../../src/proxy/options.js';
import { createProxy } from '../../../src/proxy/server.js';
import { parseTarget } from '../../../src/proxy/target.js';
import { closingAfterEach } from '../../support/behind-proxy.js';
import { connectRaw, exchangeRaw, get } from '../../support/raw-client.js';
import { answering, ok, startRawOrigin } from '../../support/raw-origin.js';

const { also } = closingAfterEach();

it('serves as ever while every event is thrown back', async () => {
  const origin = also(await startRawOrigin(answering(ok('hi'))));
  let thrown = 0;
  const proxy = also(
    await createProxy(
      { ...PROXY_DEFAULTS, port: 0, target: parseTarget(`127.0.0.1:${origin.port}`) },
      () => {
        thrown += 1;
        throw new Error('the observer is broken');
      },
    ),
  );
  for (const content of ['', 'body']) {
    const answer = await exchangeRaw(
      proxy.port,
      `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${content.length}\r\nConnection: close\r\n\r\n${content}`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*hi$/);
  }
  expect(await exchangeRaw(proxy.port, 'nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  const client = await connectRaw(proxy.port);
  client.send(get('/'));
  await client.received.until('\r\n\r\nhi');
  client.reset();
  await proxy.close();
  expect(thrown).toBeGreaterThan(20);
});
