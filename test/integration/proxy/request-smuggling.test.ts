/**
 * The app must see exactly the requests that the client sent: no second one made of a body
 * (CVE-2026-29057 in http-proxy), nothing that can be cut at two places. Judged by the bytes the app
 * received.
 */
import { describe, expect, it } from 'vitest';

import { closingAfterEach } from '../../support/behind-proxy.js';
import { connectRaw, exchangeRaw, get } from '../../support/raw-client.js';
import { ok } from '../../support/raw-origin.js';

const { start } = closingAfterEach();

const SMUGGLED = 'GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n';
const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;

describe.each(['DELETE', 'OPTIONS', 'GET', 'HEAD', 'POST', 'PATCH'])('%s', (method) => {
  it('keeps a chunked body a body', async () => {
    const { origin, port } = await start(ok('hi'));
    await exchangeRaw(
      port,
      `${method} /real HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n` +
        `${chunk(SMUGGLED)}0\r\n\r\n`,
    );
    const { text } = (await origin.connection(0)).received;
    expect(text).toMatch(/^Transfer-Encoding: chunked\r$/m);
    expect(text).not.toMatch(/^content-length/im);
    expect(text.slice(text.indexOf('\r\n\r\n') + 4)).toBe(`${chunk(SMUGGLED)}0\r\n\r\n`);
    expect(origin.connections).toHaveLength(1);
  });

  it('keeps a body of known length a body', async () => {
    const { origin, port } = await start(ok('hi'));
    await exchangeRaw(
      port,
      `${method} /real HTTP/1.1\r\nHost: a\r\nContent-Length: ${SMUGGLED.length}\r\nConnection: close\r\n\r\n${SMUGGLED}`,
    );
    const { text } = (await origin.connection(0)).received;
    expect(text).toMatch(new RegExp(`^Content-Length: ${SMUGGLED.length}\r$`, 'm'));
    expect(text.slice(text.indexOf('\r\n\r\n') + 4)).toBe(SMUGGLED);
  });
});

const TE = 'Transfer-Encoding';
const ambiguous: readonly [name: string, head: string, code: string][] = [
  [
    'another coding before chunked',
    `HTTP/1.1\r\nHost: a\r\n${TE}: gzip, chunked`,
    'TRANSFER_CODING_UNKNOWN',
  ],
  [
    'identity before chunked',
    `HTTP/1.1\r\nHost: a\r\n${TE}: identity, chunked`,
    'TRANSFER_CODING_UNKNOWN',
  ],
  [
    'two codings on two lines',
    `HTTP/1.1\r\nHost: a\r\n${TE}: identity\r\n${TE}: chunked`,
    'TRANSFER_CODING_UNKNOWN',
  ],
  ['a coding in HTTP/1.0', `HTTP/1.0\r\nHost: a\r\n${TE}: chunked`, 'TRANSFER_CODING_IN_HTTP_1_0'],
  ['two Host lines', 'HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: 0', 'TWO_HOSTS'],
  ['no Host', 'HTTP/1.1\r\nContent-Length: 0', 'NO_HOST'],
  [
    'a length beside a coding',
    `HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n${TE}: chunked`,
    'HPE_',
  ],
  [
    'a coding beside a length',
    `HTTP/1.1\r\nHost: a\r\n${TE}: chunked\r\nContent-Length: 4`,
    'HPE_',
  ],
  ['two lengths', 'HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 0', 'HPE_'],
  ['a signed length', 'HTTP/1.1\r\nHost: a\r\nContent-Length: +4', 'HPE_'],
  ['a space before the colon', `HTTP/1.1\r\nHost: a\r\n${TE} : chunked`, 'HPE_'],
  ['a folded line', 'HTTP/1.1\r\nHost: a\r\nX: a\r\n b', 'HPE_'],
  [
    'a chunked not written out',
    `HTTP/1.1\r\nHost: a\r\n${TE}: xchunked`,
    'TRANSFER_CODING_UNKNOWN',
  ],
];

describe('refuses with 400, closes and forwards nothing:', () => {
  it.each(ambiguous)('%s', async (_name, head, code) => {
    const { origin, proxy, port } = await start(ok('hi'));
    const answer = await exchangeRaw(port, `POST /p ${head}\r\n\r\n0\r\n\r\n${SMUGGLED}`);
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(answer).toMatch(/^connection: close\r$/im);
    expect(answer.match(/^HTTP\/1\.1 \d/gm)).toHaveLength(1);
    const [exchange, ...more] = await proxy.ended(1);
    expect(more).toEqual([]);
    expect(exchange!.outcome).toMatchObject({
      kind: 'refused',
      code: expect.stringContaining(code) as unknown,
    });
    expect(exchange!.request).toMatchObject({ method: 'POST', target: '/p' });
    expect(exchange!.response).toMatchObject({ status: 400, author: 'sessionspy' });
    expect(origin.connections).toEqual([]);
  });
});

it('records a request that is no HTTP at all, without a request line', async () => {
  const { proxy, port } = await start(ok('hi'));
  const answer = await exchangeRaw(port, '\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03');
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  const [exchange] = await proxy.ended(1);
  expect(exchange!.request.method).toBe('');
  expect(exchange!.outcome.kind).toBe('refused');
});

it('answers the good request before a bad one in the same packet, then refuses', async () => {
  const { origin, proxy, port } = await start(ok('hi'));
  const answer = await exchangeRaw(port, `${get('/good')}GET /bad HTTP/1.1\r\nA B: c\r\n\r\n`);
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK[^]*\r\n\r\nhiHTTP\/1\.1 400 Bad Request\r\n/);
  const [good, bad] = await proxy.ended(2);
  expect(good!.outcome.kind).toBe('completed');
  expect(bad).toMatchObject({
    request: { target: '/bad' },
    outcome: { kind: 'refused' },
    ordinal: 2,
  });
  expect((await origin.connection(0)).received.text).not.toContain('/bad');
});

it('cuts off the app when a body breaks the rules half-way', async () => {
  const { origin, proxy, port } = await start();
  const client = await connectRaw(port);
  client.send('POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n');
  const connection = await origin.connection(0);
  await connection.received.until('abc');
  client.send('zz\r\n');
  expect(await client.received.whole()).toMatch(/^HTTP\/1\.1 400 /);
  await connection.closed;
  expect(connection.received.text).not.toContain('0\r\n\r\n');
  const [exchange] = await proxy.ended(1);
  expect(exchange!.outcome).toMatchObject({
    kind: 'refused',
    code: expect.stringContaining('HPE_') as unknown,
  });
});

it('answers CONNECT with 405 and says what is allowed', async () => {
  const { origin, proxy, port } = await start(ok('hi'));
  const answer = await exchangeRaw(port, 'CONNECT other:443 HTTP/1.1\r\nHost: other:443\r\n\r\n');
  expect(answer).toMatch(/^HTTP\/1\.1 405 Method Not Allowed\r\n[^]*^Allow: GET, /m);
  const [exchange] = await proxy.ended(1);
  expect(exchange).toMatchObject({
    request: { method: 'CONNECT', target: 'other:443' },
    outcome: { kind: 'refused', code: 'METHOD_CONNECT' },
  });
  expect(origin.connections).toEqual([]);
});

it('answers a header section that is too large with 431', async () => {
  const { origin, proxy, port } = await start(ok('hi'));
  const answer = await exchangeRaw(port, get('/', `X: ${'v'.repeat(70_000)}\r\n`));
  expect(answer).toMatch(/^HTTP\/1\.1 431 /);
  const [exchange] = await proxy.ended(1);
  expect(exchange!.outcome).toMatchObject({ kind: 'refused', code: 'HPE_HEADER_OVERFLOW' });
  expect(origin.connections).toEqual([]);
});
