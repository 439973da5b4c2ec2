/** Fields arrive as sent, both ways: names, order, case, duplicates and bytes. */
import { expect, it } from 'vitest';

import { closingAfterEach } from '../../support/behind-proxy.js';
import { ok } from '../../support/raw-origin.js';
import { connectRaw, exchangeRaw } from '../../support/raw-client.js';

const { start } = closingAfterEach();

const REQUEST_FIELDS = [
  'hOsT: app.test:9000',
  'X-One: 1',
  'Cookie: a=1; b="2"; a=3',
  'x-one: 2',
  'X-Two:',
  'X-ONE: 3',
  'X-Latin: caf\xe9 \xff',
  'Cookie: second=line',
];

it('sends request fields in the order, case and number in which they came', async () => {
  const { origin, proxy } = await start(ok('hi'));
  await exchangeRaw(
    proxy.port,
    `GET /a HTTP/1.1\r\n${REQUEST_FIELDS.join('\r\n')}\r\nConnection: close\r\n\r\n`,
  );
  const lines = (await (await origin.connection(0)).received.until('\r\n\r\n')).split('\r\n');
  expect(lines[0]).toBe('GET /a HTTP/1.1');
  expect(lines.slice(1, 1 + REQUEST_FIELDS.length)).toEqual(
    REQUEST_FIELDS.map((line) => (line === 'X-Two:' ? 'X-Two: ' : line)),
  );
  // Behind them only what belongs to this hop.
  expect(lines.slice(1 + REQUEST_FIELDS.length)).toEqual(['Connection: keep-alive', '', '']);
});

it('records request fields as they came', async () => {
  const { proxy } = await start(ok('hi'));
  await exchangeRaw(
    proxy.port,
    `GET /a HTTP/1.1\r\n${REQUEST_FIELDS.join('\r\n')}\r\nConnection: close\r\n\r\n`,
  );
  const [exchange] = await proxy.ended(1);
  expect(
    exchange!.request.headers.map(([name, value]) => `${name}:${value && ` ${value}`}`),
  ).toEqual([...REQUEST_FIELDS, 'Connection: close']);
  expect(exchange!.rewrites).toEqual([]);
});

const RESPONSE_FIELDS = [
  'SERVER: x',
  'Set-Cookie: a=1; Path=/',
  'x-one: 1',
  'set-cookie: b=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT',
  'X-One: 2',
  'Set-Cookie: a=1; Path=/',
  'X-Latin: caf\xe9',
  'Content-Length: 2',
];

it('sends response fields in the order, case and number in which they came', async () => {
  const { proxy } = await start(
    `HTTP/1.1 203 Gro\xdfartig\r\n${RESPONSE_FIELDS.join('\r\n')}\r\n\r\nhi`,
  );
  const client = await connectRaw(proxy.port);
  client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  const lines = (await client.received.until('\r\n\r\nhi')).split('\r\n');
  client.socket.destroy();
  expect(lines[0]).toBe('HTTP/1.1 203 Gro\xdfartig');
  expect(lines.slice(1, 1 + RESPONSE_FIELDS.length)).toEqual(RESPONSE_FIELDS);
  expect(lines.slice(1 + RESPONSE_FIELDS.length)).toEqual([
    'Connection: keep-alive',
    'Keep-Alive: timeout=60',
    '',
    'hi',
  ]);
  const [exchange] = await proxy.ended(1);
  expect(exchange!.response!.headers.map(([name, value]) => `${name}: ${value}`)).toEqual(
    RESPONSE_FIELDS,
  );
});

it('adds neither Date nor X-Forwarded fields nor Via', async () => {
  const { origin, proxy } = await start(ok('hi'));
  const answer = await exchangeRaw(
    proxy.port,
    'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
  );
  expect(answer).not.toMatch(/^(date|via|x-forwarded)/im);
  expect((await origin.connection(0)).received.text).not.toMatch(/^(via|forwarded|x-forwarded)/im);
});

it('keeps sixty Set-Cookie lines apart and in order', async () => {
  const cookies = Array.from({ length: 60 }, (_, i) => `Set-Cookie: c${i}=${i}, x; Path=/`);
  const { proxy } = await start(
    `HTTP/1.1 200 OK\r\n${cookies.join('\r\n')}\r\nContent-Length: 0\r\n\r\n`,
  );
  const answer = await exchangeRaw(
    proxy.port,
    'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
  );
  expect(answer.split('\r\n').filter((line) => line.startsWith('Set-Cookie'))).toEqual(cookies);
});

it('sends a POST without content without giving it a length', async () => {
  const { origin, proxy } = await start(ok('hi'));
  await exchangeRaw(proxy.port, 'POST /p HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  expect((await origin.connection(0)).received.text).not.toMatch(
    /content-length|transfer-encoding/i,
  );
});

it('passes header sections of 60 kB both ways', async () => {
  const large = `X-Large: ${'v'.repeat(60_000)}`;
  const { origin, proxy } = await start(`HTTP/1.1 200 OK\r\n${large}\r\nContent-Length: 0\r\n\r\n`);
  const answer = await exchangeRaw(
    proxy.port,
    `GET / HTTP/1.1\r\nHost: a\r\n${large}\r\nConnection: close\r\n\r\n`,
  );
  expect(answer).toContain(large);
  expect((await origin.connection(0)).received.text).toContain(large);
});

it('passes two thousand fields of a request', async () => {
  const many = Array.from({ length: 2000 }, (_, i) => `X-${i}: ${i}`).join('\r\n');
  const { origin, proxy } = await start(ok('hi'));
  await exchangeRaw(
    proxy.port,
    `GET / HTTP/1.1\r\nHost: a\r\n${many}\r\nConnection: close\r\n\r\n`,
  );
  expect((await origin.connection(0)).received.text).toContain(many);
});
