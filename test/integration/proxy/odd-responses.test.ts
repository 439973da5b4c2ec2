/** Answers that http-proxy dies of, hangs on or passes on wrongly; after each one the proxy goes on. */
import { describe, expect, it } from 'vitest';

import { closingAfterEach } from '../../support/behind-proxy.js';
import { exchangeRaw, get } from '../../support/raw-client.js';

const { start } = closingAfterEach();
const CLOSE = 'Connection: close\r\n';

const cases: readonly [name: string, response: string, code: string][] = [
  ['status 000', 'HTTP/1.1 000 x\r\nContent-Length: 2\r\n\r\nhi', 'STATUS_INVALID'],
  ['status 099', 'HTTP/1.1 099 x\r\nContent-Length: 2\r\n\r\nhi', 'STATUS_INVALID'],
  ['a status of two digits', 'HTTP/1.1 42 x\r\nContent-Length: 2\r\n\r\nhi', 'HPE_'],
  ['a status of four digits', 'HTTP/1.1 9999 x\r\nContent-Length: 2\r\n\r\nhi', 'HPE_'],
  [
    'an unasked 101',
    'HTTP/1.1 101 x\r\nUpgrade: foo\r\nConnection: Upgrade\r\n\r\n',
    'UPGRADE_UNASKED',
  ],
  [
    'another transfer coding',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nhi',
    'TRANSFER_CODING_UNKNOWN',
  ],
  [
    'length and coding',
    'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n',
    'HPE_',
  ],
  ['no HTTP at all', 'SSH-2.0-OpenSSH\r\n', 'HPE_'],
  [
    'a header section too large',
    `HTTP/1.1 200 OK\r\nX: ${'v'.repeat(70_000)}\r\n\r\n`,
    'HPE_HEADER_OVERFLOW',
  ],
];

describe('answers 502 and names the reason for', () => {
  it.each(cases)('%s', async (_name, response, code) => {
    const { origin, proxy, port } = await start(response);
    const answer = await exchangeRaw(port, get('/', CLOSE));
    expect(answer).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n/);
    expect(answer).toContain(`http://127.0.0.1:${origin.port}`);
    const [exchange] = await proxy.ended(1);
    expect(exchange!.outcome).toMatchObject({
      kind: 'server-failed',
      code: expect.stringContaining(code) as unknown,
    });
    expect(exchange!.response).toMatchObject({ status: 502, author: 'sessionspy' });
    await exchangeRaw(port, get('/again', CLOSE));
    expect(await proxy.ended(2)).toHaveLength(2);
  });
});

it('takes control bytes out of a reason phrase', async () => {
  const { proxy, port } = await start('HTTP/1.1 200 O\x01K\r\nContent-Length: 2\r\n\r\nhi');
  const answer = await exchangeRaw(port, get('/', CLOSE));
  expect(answer).toMatch(/^HTTP\/1\.1 200 O K\r\n[^]*\r\n\r\nhi$/);
  expect((await proxy.ended(1))[0]!.response!.reason).toBe('O\x01K');
});

it.each(['299 ', '418 I am a teapot', '599 x', '999 Request denied'])(
  'passes the status line %s on',
  async (line) => {
    const { port } = await start(`HTTP/1.1 ${line}\r\nContent-Length: 2\r\n\r\nhi`);
    const answer = await exchangeRaw(port, get('/', CLOSE));
    expect(answer.startsWith(`HTTP/1.1 ${line}\r\n`)).toBe(true);
    expect(answer.endsWith('\r\n\r\nhi')).toBe(true);
  },
);

it('passes a response with a Trailer field and a known length on without it', async () => {
  const { port } = await start('HTTP/1.1 200 OK\r\nTrailer: X\r\nContent-Length: 2\r\n\r\nhi');
  const answer = await exchangeRaw(port, get('/', CLOSE));
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(answer).not.toMatch(/^trailer/im);
});

it('passes the answer to a HEAD request on when the app wrongly adds content to it', async () => {
  const { proxy, port } = await start('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi');
  const answer = await exchangeRaw(port, `HEAD / HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\n`);
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\nContent-Length: 2\r\n[^]*\r\n\r\n$/);
  expect((await proxy.ended(1))[0]!.outcome.kind).toBe('completed');
});
