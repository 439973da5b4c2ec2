/** Hop-by-hop fields end at the proxy (RFC 9110 section 7.6.1), both ways; end-to-end ones never do. */
import { expect, it } from 'vitest';

import { closingAfterEach } from '../../support/behind-proxy.js';
import { exchangeRaw } from '../../support/raw-client.js';
import { ok } from '../../support/raw-origin.js';

const { start } = closingAfterEach();

it('removes hop-by-hop fields and those that Connection names from a request', async () => {
  const { origin, port } = await start(ok('hi'));
  await exchangeRaw(
    port,
    'GET / HTTP/1.1\r\nHost: a\r\nKeep-Alive: timeout=9\r\nProxy-Connection: keep-alive\r\n' +
      'TE: trailers\r\nX-Hop: 1\r\nx-HOP: 2\r\nX-Stay: 3\r\nConnection: x-hop, close\r\n\r\n',
  );
  const { text } = (await origin.connection(0)).received;
  expect(text).not.toMatch(/^(x-hop|keep-alive|proxy-connection|te):/im);
  expect(text).toContain('X-Stay: 3');
});

it('never lets Connection take away Host, cookies or the length', async () => {
  const { origin, port } = await start(ok('hi'));
  await exchangeRaw(
    port,
    'POST / HTTP/1.1\r\nHost: a\r\nCookie: sid=1\r\nContent-Length: 3\r\n' +
      'Connection: host, cookie, content-length, close\r\n\r\nabc',
  );
  const { text } = (await origin.connection(0)).received;
  expect(text).toMatch(/^Host: a\r$/m);
  expect(text).toMatch(/^Cookie: sid=1\r$/m);
  expect(text).toMatch(/^Content-Length: 3\r$/m);
  expect(text.endsWith('\r\n\r\nabc')).toBe(true);
});

it('removes hop-by-hop fields and those that Connection names from a response', async () => {
  const { port } = await start(
    'HTTP/1.1 200 OK\r\nX-Hop: 1\r\nKeep-Alive: timeout=77\r\nProxy-Connection: x\r\nUpgrade: h2c\r\n' +
      'Set-Cookie: a=1\r\nX-Stay: 2\r\nConnection: X-Hop, Set-Cookie\r\nContent-Length: 2\r\n\r\nhi',
  );
  const answer = await exchangeRaw(port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  expect(answer).not.toMatch(/^(x-hop|keep-alive|proxy-connection|upgrade):/im);
  expect(answer).toContain('Set-Cookie: a=1\r\nX-Stay: 2\r\n');
});

it('records what it removed', async () => {
  const { proxy, port } = await start(ok('hi'));
  await exchangeRaw(port, 'GET / HTTP/1.1\r\nHost: a\r\nTE: trailers\r\nConnection: close\r\n\r\n');
  const [exchange] = await proxy.ended(1);
  expect(exchange!.request.headers).toContainEqual(['TE', 'trailers']);
});
