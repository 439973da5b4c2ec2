import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseSetCookie } from '../../../src/cookies/set-cookie.js';
import { readEntry } from '../../../src/har/read-entry.js';
import { TextPool } from '../../../src/har/text-pool.js';
import type { ForeignExchange } from '../../../src/har/read-foreign.js';
import { fieldValue, fieldValues } from '../../../src/http/fields.js';

const FIXTURES = new URL('../../../fixtures/har/', import.meta.url);

const readOne = (entry: unknown): ReturnType<typeof readEntry> =>
  readEntry(entry, { maxContentBytes: 1 << 20, parseSetCookie, pool: new TextPool() });

function foreign(entry: unknown): ForeignExchange {
  const read = readOne(entry);
  if (read.kind !== 'foreign') throw new Error(read.kind);
  return read;
}

function fixture(name: string): ForeignExchange[] {
  const text = readFileSync(new URL(name, FIXTURES), 'utf8').replace('\ufeff', '');
  // Written as in fixtures/har/README.md.
  return (JSON.parse(text) as { log: { entries: unknown[] } }).log.entries.map(foreign);
}

const textOf = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString();

const request = { method: 'GET', url: 'http://a.example/x?y#z', headers: [] };

describe('an entry of another tool', () => {
  it('of Chrome: HTTP/2 fields as HTTP/1.1 has them, decoded content, what went wrong', () => {
    const [page, login, , refused, elsewhere] = fixture('chrome.har');
    expect(page?.exchange.request).toMatchObject({ target: '/counter/', httpVersion: '2' });
    expect(page?.exchange.request.headers[0]).toEqual(['Host', 'shop.example']);
    expect(page?.exchange.request.headers.some(([name]) => name.startsWith(':'))).toBe(false);
    expect(page?.connectionKey).toBe('id 553');
    expect(textOf(page?.exchange.response?.content.bytes)).toBe('<p>count 6 – été</p>');
    expect(page?.exchange.response?.content.isDecoded).toBe(true);
    expect(page?.exchange.server).toEqual({ address: '2001:db8::1', port: 443, reused: true });
    expect(textOf(login?.exchange.request.content.bytes)).toContain('username=ada');
    expect(fieldValues(login?.exchange.response?.headers ?? [], 'set-cookie')).toHaveLength(2);
    expect(refused?.exchange).not.toHaveProperty('response');
    expect(refused?.exchange.outcome).toMatchObject({
      kind: 'server-failed',
      code: 'net::ERR_CONNECTION_REFUSED',
    });
    expect(elsewhere).toMatchObject({ origin: 'https://cdn.example' });
    expect(elsewhere?.exchange.request).toMatchObject({ target: '/x.js', httpVersion: '3' });
  });

  it('of Firefox: lines that were joined, base64 text, a connection that is a port', () => {
    const [page, login] = fixture('firefox.har');
    expect(textOf(page?.exchange.response?.content.bytes)).toBe('<h1>6</h1>');
    expect(page?.connectionKey).toBe('page page_1 http://localhost:8000 127.0.0.1');
    const set = fieldValues(login?.exchange.response?.headers ?? [], 'set-cookie');
    expect(set.map((line) => line.split('=', 1)[0])).toEqual(['sessionid', 'seen']);
  });

  it('of HTTP Toolkit: content that is no text, and a client that left', () => {
    const [upload, left] = fixture('http-toolkit.har');
    expect(upload?.exchange.request.content.bytes).toEqual(Uint8Array.of(0, 1, 2, 255));
    expect(upload?.exchange.timings).toEqual({ send: 2.5, wait: 15, receive: 3, total: 20.5 });
    expect(left?.exchange.outcome).toEqual({ kind: 'client-aborted' });
  });

  it('of Charles: numbers as texts, cookies and form in their lists alone', () => {
    const [login] = fixture('charles.har');
    const { exchange, startedAt } = login ?? foreign({});
    expect(exchange.response?.status).toBe(302);
    expect(exchange.timings).toEqual({ send: 1, wait: 31, receive: 1, total: 33 });
    expect(fieldValue(exchange.request.headers, 'cookie')).toMatch(/^sessionid=/);
    expect(fieldValue(exchange.response?.headers ?? [], 'set-cookie')).toMatch(
      /^sessionid=.*; Path=\/; Expires=Wed, 09 Dec 2026 00:00:00 GMT; HttpOnly$/,
    );
    expect(textOf(exchange.request.content.bytes)).toBe('username=ada&password=correct%20horse');
    expect(new Date(startedAt ?? 0).toISOString()).toBe('2026-11-22T20:31:08.000Z');
  });

  it('groups by page, origin and server where no connection is given', () => {
    expect(foreign({ request }).connectionKey).toBe('page  http://a.example ');
    expect(foreign({ request, connection: '80' }).connectionKey).toContain('page');
    expect(foreign({ request, connection: '52114' }).connectionKey).toBe('id 52114');
    expect(foreign({ request, connection: '80', _connectionId: 9 }).connectionKey).toBe('id 9');
  });

  it('needs a URL of HTTP and nothing else', () => {
    expect(foreign({ request: { url: 'HTTP://A.example' } })).toMatchObject({
      origin: 'http://a.example',
      exchange: {
        request: { method: 'GET', target: '/', headers: [['Host', 'a.example']] },
        outcome: { kind: 'server-failed' },
        timings: { total: 0 },
      },
    });
    for (const url of [undefined, 7, '', '/x', 'data:,x', 'chrome-extension://a/b', 'http://']) {
      expect(readOne({ request: { url } }).kind).toBe('unusable');
    }
    for (const entry of [undefined, null, 'x', [], [[]], 12]) {
      expect(readOne(entry).kind).toBe('unusable');
    }
  });

  it('counts what passed through a web socket', () => {
    const messages = [
      { type: 'send', data: 'abc' },
      { type: 'receive', data: 'defgh' },
      { type: '__proto__', data: 'x' },
    ];
    const socket = foreign({
      request: { url: 'wss://a.example/s', headers: [] },
      response: { status: 101, headers: [{ name: 'Upgrade', value: 'websocket' }] },
      _webSocketMessages: messages,
    });
    expect(socket.origin).toBe('https://a.example');
    expect(socket.exchange.outcome).toEqual({
      kind: 'upgraded',
      closed: true,
      traffic: { protocol: 'websocket', clientBytes: 3, serverBytes: 5 },
    });
  });

  it('takes whatever stands there, within bounds', () => {
    const odd = [null, -1, 1e400, '1e400', 'x', [], {}, true, '2026-13-45', [[[[]]]], { name: 1 }];
    for (const value of odd) {
      const entry = {
        startedDateTime: value,
        time: value,
        timings: { send: value, wait: value, connect: value, ssl: value },
        connection: value,
        serverIPAddress: value,
        request: {
          method: value,
          url: request.url,
          httpVersion: value,
          headers: value,
          cookies: value,
          postData: value,
          bodySize: value,
        },
        response: {
          status: value,
          headers: value,
          cookies: value,
          content: value,
          bodySize: value,
        },
      };
      const { exchange } = foreign(entry);
      expect(Number.isFinite(exchange.timings.total)).toBe(true);
      expect(Number.isSafeInteger(exchange.request.content.sizeBytes)).toBe(true);
    }
    const headers = Array.from({ length: 1_000_000 }, () => ({ name: 'X', value: 'y' }));
    const { exchange, problems } = foreign({ request: { ...request, headers } });
    expect(exchange.request.headers).toHaveLength(2001);
    expect(problems).toMatchObject([{ code: 'recording' }]);
    const long = { name: '__proto__', value: 'é'.repeat(1 << 20) };
    const [, line] = foreign({ request: { ...request, headers: [long] } }).exchange.request.headers;
    expect(line?.[1]).toHaveLength(64 * 1024);
  });

  it('cuts content and says so', () => {
    const content = { size: 10, mimeType: 'text/plain', text: '0123456789' };
    const read = readEntry(
      { request, response: { status: 200, headers: [], content } },
      { maxContentBytes: 4, parseSetCookie, pool: new TextPool() },
    );
    expect(read).toMatchObject({
      exchange: { response: { content: { sizeBytes: 10, truncated: true } } },
    });
  });
});
