/** The path and query reach the app exactly as sent; other forms become the one an app expects. */
import { expect, it } from 'vitest';

import { closingAfterEach } from '../../support/behind-proxy.js';
import { exchangeRaw } from '../../support/raw-client.js';
import { ok } from '../../support/raw-origin.js';

const { start } = closingAfterEach();

const requestLine = async (line: string): Promise<string> => {
  const { origin, port } = await start(ok('hi'));
  await exchangeRaw(port, `${line} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
  return (await origin.connection(0)).received.text.split('\r\n')[0]!;
};

it.each([
  '/',
  '//a//b',
  '/a/../b/./c',
  '/a\\b',
  '/a?',
  '/a??b=?c&d=//e',
  '/%2e%2E/%zz/%00',
  '/{}"<>|^`',
  '/a;b=c?x=http://y//z',
  '//host/path',
])('passes %s on unchanged', async (target) => {
  expect(await requestLine(`GET ${target}`)).toBe(`GET ${target} HTTP/1.1`);
});

it.each([
  ['GET http://other.test/x//y?z', 'GET /x//y?z HTTP/1.1'],
  ['GET HTTP://user:pass@other.test:81/x', 'GET /x HTTP/1.1'],
  ['GET http://other.test', 'GET / HTTP/1.1'],
  ['GET http://other.test?q', 'GET /?q HTTP/1.1'],
  ['GET http://a:99999999/x', 'GET /x HTTP/1.1'],
  ['OPTIONS http://other.test', 'OPTIONS * HTTP/1.1'],
  ['OPTIONS *', 'OPTIONS * HTTP/1.1'],
])('sends %s as %s', async (line, expected) => {
  expect(await requestLine(line)).toBe(expected);
});

it('takes the Host from an absolute-form target, and records that', async () => {
  const { origin, proxy, port } = await start(ok('hi'));
  await exchangeRaw(
    port,
    'GET http://other.test:81/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
  );
  expect((await origin.connection(0)).received.text).toMatch(/^Host: other\.test:81\r$/m);
  const [exchange] = await proxy.ended(1);
  expect(exchange!.request.target).toBe('http://other.test:81/x');
  expect(exchange!.rewrites).toMatchObject([{ name: 'Host', before: 'a', after: 'other.test:81' }]);
});

it('refuses a target of another scheme', async () => {
  const { origin, proxy, port } = await start(ok('hi'));
  const answer = await exchangeRaw(port, 'GET ftp://x/y HTTP/1.1\r\nHost: a\r\n\r\n');
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect((await proxy.ended(1))[0]!.outcome).toMatchObject({
    kind: 'refused',
    code: 'TARGET_FORM',
  });
  expect(origin.connections).toEqual([]);
});

it('keeps Host as the client sent it', async () => {
  const { origin, port } = await start(ok('hi'));
  await exchangeRaw(port, 'GET / HTTP/1.1\r\nHost: LocalHost:9000\r\nConnection: close\r\n\r\n');
  expect((await origin.connection(0)).received.text).toMatch(/^Host: LocalHost:9000\r$/m);
});

it('writes the target into Host when asked to, and records that', async () => {
  const { origin, proxy, port } = await start(ok('hi'), { hostHeader: 'target' });
  await exchangeRaw(
    port,
    'GET / HTTP/1.1\r\nX: 1\r\nHost: localhost:9000\r\nY: 2\r\nConnection: close\r\n\r\n',
  );
  const host = `127.0.0.1:${origin.port}`;
  expect((await origin.connection(0)).received.text).toContain(`X: 1\r\nHost: ${host}\r\nY: 2`);
  const [exchange] = await proxy.ended(1);
  expect(exchange!.rewrites).toMatchObject([
    { side: 'request', name: 'Host', before: 'localhost:9000', after: host },
  ]);
});

it('gives an HTTP/1.0 request without Host the one that HTTP/1.1 needs', async () => {
  const { origin, proxy, port } = await start(ok('hi'));
  await exchangeRaw(port, 'GET / HTTP/1.0\r\n\r\n');
  expect((await origin.connection(0)).received.text).toMatch(
    new RegExp(`^Host: 127\\.0\\.0\\.1:${origin.port}\r$`, 'm'),
  );
  expect((await proxy.ended(1))[0]!.rewrites).toHaveLength(1);
});
