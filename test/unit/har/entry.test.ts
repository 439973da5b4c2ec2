import { createHash } from 'node:crypto';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { SetCookie } from '../../../src/model/cookie.js';
import type { ExchangeOutcome } from '../../../src/model/exchange.js';
import type { EpochMs } from '../../../src/model/time.js';
import { harEntry, type HarContext } from '../../../src/har/entry.js';
import { harEntryText, harHead, harTail } from '../../../src/har/log.js';
import { harProblems } from '../../support/har-validity.js';
import {
  answer,
  content,
  context,
  NO_COOKIES,
  observation,
  post,
  request,
  response,
  START,
} from './observation-fixture.js';
import type { Observation } from '../../../src/model/observation.js';

/** The entry, after a HAR of it alone has been found valid. */
function entryOf(from: Observation, rules: HarContext = context()) {
  const entry = harEntry(from, rules);
  const text = harHead('1.0', rules.redactor.mode) + harEntryText(entry) + harTail([]);
  expect(harProblems(JSON.parse(text))).toEqual([]);
  return entry;
}

const setCookie = (raw: string, more: Partial<SetCookie> = {}): SetCookie => ({
  raw,
  name: 'theme',
  value: 'dark',
  attributes: [],
  secure: false,
  httpOnly: false,
  partitioned: false,
  ...more,
});

describe('harEntry', () => {
  it('has the fields of the format, and those other tools know', () => {
    expect(entryOf(observation())).toMatchObject({
      startedDateTime: '2026-01-02T03:04:05.678Z',
      time: 40,
      cache: {},
      connection: 'c1',
      serverIPAddress: '127.0.0.1',
      _serverPort: 8000,
      request: {
        method: 'GET',
        url: 'http://localhost:9000/me/?page=2',
        httpVersion: 'HTTP/1.1',
        cookies: [],
        headers: [{ name: 'Host', value: 'localhost:9000' }],
        queryString: [{ name: 'page', value: '2' }],
        headersSize: 'GET /me/?page=2 HTTP/1.1\r\nHost: localhost:9000\r\n\r\n'.length,
        bodySize: 0,
      },
      response: {
        status: 200,
        statusText: 'OK',
        cookies: [],
        redirectURL: '',
        content: { size: 12, mimeType: 'text/html; charset=utf-8', text: '<p>Hello</p>' },
        bodySize: 12,
      },
    });
  });

  it.each([
    ['server-failed', { kind: 'server-failed', code: 'ECONNREFUSED', message: 'refused' }],
    ['client-aborted', { kind: 'client-aborted' }],
    ['refused', { kind: 'refused', code: 'X', message: 'ambiguous' }],
    ['in-progress', { kind: 'in-progress' }],
  ] satisfies [string, ExchangeOutcome][])('is valid without a response: %s', (_, outcome) => {
    const {
      endedAt: _ended,
      response: _response,
      server: _server,
      ...rest
    } = observation().exchange;
    const from = observation();
    const entry = entryOf({ ...from, exchange: { ...rest, timings: {}, outcome } });
    expect(entry.response).toMatchObject({
      status: 0,
      content: { size: 0, mimeType: 'x-unknown' },
      headersSize: -1,
      bodySize: -1,
    });
    expect(entry.response._error).toMatch(/./);
    expect(entry).not.toHaveProperty('serverIPAddress');
  });

  it('keeps what the client saw of a page that sessionspy wrote, with the cause', () => {
    const outcome = {
      kind: 'server-failed',
      code: 'ECONNREFUSED',
      message: 'It is down.',
    } as const;
    const page = response({ status: 502, reason: 'Bad Gateway', author: 'sessionspy' });
    const entry = entryOf(observation({ response: page, outcome }));
    expect(entry.response).toMatchObject({ status: 502, _error: 'ECONNREFUSED: It is down.' });
    expect(entry._sessionspy).toMatchObject({ outcome: 'server-failed', author: 'sessionspy' });
  });

  it.each([
    ['[::1]', '::1'],
    ['::1', '::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['10.0.0.1', '10.0.0.1'],
    ['/run/app.sock', undefined],
    ['', undefined],
  ])('writes the server address %s as %s', (address, expected) => {
    const entry = entryOf(observation({ server: { address, port: 1, reused: false } }));
    expect(entry.serverIPAddress).toBe(expected);
  });

  it.each([
    ['/a b"<é>', 'localhost:9000', 'http://localhost:9000/a%20b%22%3C%E9%3E'],
    ['/a|b?x={1}', 'localhost:9000', 'http://localhost:9000/a|b?x={1}'],
    ['http://other:1/x?y', 'localhost:9000', 'http://other:1/x?y'],
    ['*', 'localhost:9000', 'http://localhost:9000'],
    ['/x', '[::1]:9000', 'http://[::1]:9000/x'],
    ['/x', 'bad host/..', 'http://127.0.0.1:9000/x'],
    ['/x', '', 'http://127.0.0.1:9000/x'],
    ['//double', 'h', 'http://h//double'],
    ['/x', 'my_app.test.:8080', 'http://my_app.test.:8080/x'],
    ['/x', 'h:99999', 'http://127.0.0.1:9000/x'],
    ['/x', 'a..b', 'http://127.0.0.1:9000/x'],
    ['/x', 'a%2eb', 'http://127.0.0.1:9000/x'],
    ['/x', '1.2.3.4.5', 'http://127.0.0.1:9000/x'],
    ['http://h:99999/x', 'h', 'http://127.0.0.1:9000/http://h:99999/x'],
    ['http://[::1/x', 'h', 'http://127.0.0.1:9000/http://[::1/x'],
    ['http://user:pw@h/x', 'h', 'http://user:pw@h/x'],
  ])('gives target %s on host %s the URL %s', (target, host, url) => {
    const method = target === '*' ? 'OPTIONS' : 'GET';
    const headers = host === '' ? [] : [['Host', host] as const];
    const written = entryOf(
      observation({ request: request({ method, target, headers }) }),
      context('off'),
    );
    expect(written.request.url).toBe(url);
    expect(URL.canParse(url)).toBe(true);
  });

  it('names the method of bytes that are no request', () => {
    const nothing = request({ method: '', target: '', httpVersion: '', headers: [] });
    expect(entryOf(observation({ request: nothing })).request).toMatchObject({
      method: 'UNKNOWN',
      httpVersion: 'unknown',
      url: 'http://127.0.0.1:9000/',
    });
  });

  it('lists every attribute of a cookie, and no empty date', () => {
    const set = [
      setCookie('theme=dark; Path=/; Max-Age=60; Expires=x; Secure; SameSite=Lax; Partitioned', {
        path: '/',
        maxAgeSeconds: 60,
        expires: 0 as EpochMs,
        secure: true,
        sameSite: 'Lax',
        partitioned: true,
      }),
      setCookie('theme=dark'),
      setCookie('theme=dark; Max-Age=99999999999999', { maxAgeSeconds: 99_999_999_999_999 }),
      setCookie('theme=; Max-Age=-1', { value: '', maxAgeSeconds: -Number(START) }),
    ];
    const entry = entryOf(observation({}, { cookies: { ...NO_COOKIES, set } }));
    expect(entry.response.cookies).toEqual([
      {
        name: 'theme',
        value: 'dark',
        path: '/',
        expires: '2026-01-02T03:05:05.678Z',
        httpOnly: false,
        secure: true,
        sameSite: 'Lax',
        _maxAge: 60,
        _partitioned: true,
        _raw: 'theme=dark; Path=/; Max-Age=60; Expires=x; Secure; SameSite=Lax; Partitioned',
      },
      { name: 'theme', value: 'dark', httpOnly: false, secure: false, _raw: 'theme=dark' },
      expect.objectContaining({ expires: '9999-12-31T23:59:59.999Z' }),
      expect.objectContaining({ value: '', expires: '1601-01-01T00:00:00.000Z' }),
    ]);
  });

  it('dates a deleted cookie as it was sent, and by Max-Age where the two disagree', () => {
    const [epoch, future] = [0 as EpochMs, (START + 60_000) as EpochMs];
    const set = [
      setCookie('a=; Expires=1970; Max-Age=0', { expires: epoch, maxAgeSeconds: 0 }),
      setCookie('a=; Max-Age=0', { maxAgeSeconds: 0 }),
      setCookie('a=; Expires=1970', { expires: epoch }),
      setCookie('a=; Expires=future; Max-Age=0', { expires: future, maxAgeSeconds: 0 }),
      setCookie('a=; Expires=1970; Max-Age=60', { expires: epoch, maxAgeSeconds: 60 }),
    ];
    const entry = entryOf(observation({}, { cookies: { ...NO_COOKIES, set } }));
    const [start, later] = [START, future].map((date) => new Date(date).toISOString());
    expect(entry.response.cookies.map(({ expires }) => expires)).toEqual([
      '1970-01-01T00:00:00.000Z',
      start,
      '1970-01-01T00:00:00.000Z',
      start,
      later,
    ]);
  });

  it('keeps duplicates and the order of field lines and queries', () => {
    const headers = [
      ['A', '1'],
      ['a', '2'],
      ['A', '1'],
    ] as const;
    const entry = entryOf(
      observation({ request: request({ target: '/?b=1&a&b=2+3%21', headers }) }),
    );
    expect(entry.request.headers.map(({ value }) => value)).toEqual(['1', '2', '1']);
    expect(entry.request.queryString).toEqual([
      { name: 'b', value: '1' },
      { name: 'a', value: '' },
      { name: 'b', value: '2 3!' },
    ]);
  });
});

describe('content', () => {
  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ])('is decoded from %s, with both lengths', (coding, compress) => {
    const plain = '{"a":"bcdef"}'.repeat(50);
    const bytes = compress(plain);
    const entry = entryOf(answer('application/json', bytes, [['Content-Encoding', coding]]));
    expect(entry.response.bodySize).toBe(bytes.length);
    expect(entry.response.content).toMatchObject({
      size: plain.length,
      compression: plain.length - bytes.length,
      text: plain,
    });
  });

  it('is base64 where it is no text', () => {
    const png = Buffer.from([0x89, 0x50, 0, 0xff]);
    const { content: written } = entryOf(answer('image/png', png)).response;
    expect(written).toEqual({
      size: 4,
      mimeType: 'image/png',
      text: png.toString('base64'),
      encoding: 'base64',
    });
  });

  it('is base64 where it is not in the charset it says, so that no byte is lost', () => {
    const bytes = Buffer.from([0x61, 0xe9, 0x62]);
    expect(entryOf(answer('text/plain; charset=utf-8', bytes)).response.content).toMatchObject({
      text: bytes.toString('base64'),
      encoding: 'base64',
    });
    const latin1 = entryOf(answer('text/plain; charset=iso-8859-1', bytes)).response.content;
    expect(latin1.text).toBe('aéb');
  });

  it('is text where an unknown type holds text, and base64 where it does not', () => {
    expect(entryOf(answer('application/octet-stream', 'plain')).response.content.text).toBe(
      'plain',
    );
    const zero = entryOf(answer('application/octet-stream', 'a\0b')).response.content;
    expect(zero.encoding).toBe('base64');
    expect(entryOf(answer('nonsense', 'plain')).response.content.text).toBe('plain');
  });

  it('is marked where it was cut, without half a character or half a secret at its end', () => {
    const bytes = Buffer.from('{"ok": "héé');
    const cut = content(bytes.subarray(0, -1), { sizeBytes: 5_000_000, truncated: true });
    const headers = [['Content-Type', 'application/json']] as const;
    const entry = entryOf(observation({ response: response({ headers, content: cut }) }));
    expect(entry.response.content).toMatchObject({ size: 5_000_000, text: '{"ok": "hé' });
    expect(entry._sessionspy.body.response).toMatchObject({
      captured: bytes.length - 1,
      total: 5_000_000,
      truncated: true,
    });
    const off = entryOf(
      observation({ response: response({ headers, content: cut }) }),
      context('off'),
    );
    expect(off.response.content.text).toBe('{"ok": "hé');
    const word = content('see abcdef', { sizeBytes: 99, truncated: true });
    const plain = observation({ response: response({ headers: [], content: word }) });
    expect(entryOf(plain).response.content.text).toBe('see ');
    expect(entryOf(plain, context('off')).response.content.text).toBe('see abcdef');
  });

  it('says where it was given up before, whatever its coding', () => {
    const gone = content('', { sizeBytes: 12, truncated: true, dropped: true });
    for (const coding of [
      [],
      [['Content-Encoding', 'gzip']],
      [['Content-Encoding', 'secret']],
    ] as const) {
      const headers = [['Content-Type', 'text/html'], ...coding] as const;
      const entry = entryOf(observation({ response: response({ headers, content: gone }) }));
      expect(entry.response.content).not.toHaveProperty('text');
      expect(entry.response.content.comment).toMatch(/given up for memory/);
      const record = { captured: 0, total: 12, truncated: true, dropped: true, sha256: null };
      expect(entry._sessionspy.body.response).toEqual(record);
      expect(entry._sessionspy.body.request).not.toHaveProperty('dropped');
    }
  });

  it('is cut at the limit for what is looked through', () => {
    const bomb = gzipSync(Buffer.alloc(3_000_000, 'a b '));
    const from = answer('text/plain', bomb, [['Content-Encoding', 'gzip']]);
    const entry = entryOf(from, context('safe', { maxContentBytes: 10_000 }));
    expect(entry.response.content.text).toMatch(/^(?:a b )+$/);
    expect(entry.response.content.text?.length).toBeLessThanOrEqual(10_000);
    expect(entry.response.content).not.toHaveProperty('compression');
    expect(entry._sessionspy.body.response.truncated).toBe(true);
  });

  it('is not kept where its coding hides it from the search, unless nothing is to be hidden', () => {
    const from = answer('text/html', 'xyz', [['Content-Encoding', 'compress']]);
    const { content: safe } = entryOf(from).response;
    expect(safe).not.toHaveProperty('text');
    expect(safe.comment).toContain('compress');
    expect(entryOf(from, context('off')).response.content).toMatchObject({ encoding: 'base64' });
  });

  it('is left out, and said to be, when the recording keeps none', () => {
    const entry = entryOf(answer('text/html', 'xyz'), context('safe', { keepContent: false }));
    expect(entry.response.content).toMatchObject({
      size: 3,
      comment: expect.any(String) as string,
    });
    expect(entry.response.content).not.toHaveProperty('text');
  });

  it('has a hash only where the entry holds it as received', () => {
    const hash = createHash('sha256').update('hello').digest('hex');
    expect(entryOf(answer('text/plain', 'hello'))._sessionspy.body.response.sha256).toBe(hash);
    const form = 'application/x-www-form-urlencoded';
    const login = entryOf(post(form, 'password=hunter2'));
    expect(login._sessionspy.body.request.sha256).toBeNull();
    const off = entryOf(post(form, 'password=hunter2'), context('off'));
    expect(off._sessionspy.body.request.sha256).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('posted content', () => {
  it('lists the fields of a form', () => {
    const entry = entryOf(post('application/x-www-form-urlencoded', 'a=1&b=x+y&a=2'));
    expect(entry.request.postData).toEqual({
      mimeType: 'application/x-www-form-urlencoded',
      params: [
        { name: 'a', value: '1' },
        { name: 'b', value: 'x y' },
        { name: 'a', value: '2' },
      ],
      text: 'a=1&b=x+y&a=2',
    });
  });

  it('lists the parts of a multipart form, and keeps its bytes where they are no text', () => {
    const part = 'Content-Disposition: form-data; name="f"; filename="a.bin"';
    const body = Buffer.from(`--B\r\n${part}\r\n\r\n\xff\xfe\r\n--B--\r\n`, 'latin1');
    const entry = entryOf(post('multipart/form-data; boundary=B', body));
    expect(entry.request.postData?.params).toEqual([{ name: 'f', fileName: 'a.bin', value: '' }]);
    expect(Buffer.from(entry.request._content?.text ?? '', 'base64').equals(body)).toBe(true);
  });

  it('writes pairs so that they may be decoded once more', () => {
    const text = 'off=100%25&a%3D=%E9';
    const entry = entryOf(post('application/x-www-form-urlencoded', text));
    expect(entry.request.postData).toMatchObject({
      text,
      params: [
        { name: 'off', value: '100%25' },
        { name: 'a=', value: '%25E9' },
      ],
    });
    const asked = entryOf(observation({ request: request({ target: '/?q=50%25+off' }) }));
    expect(asked.request.queryString).toEqual([{ name: 'q', value: '50%25 off' }]);
  });

  it('has params for forms alone, of which the type is written in lower case', () => {
    const form = entryOf(post('Application/X-WWW-Form-URLEncoded ; charset=UTF-8', 'a=1'));
    expect(form.request.postData).toMatchObject({
      mimeType: 'application/x-www-form-urlencoded; charset=UTF-8',
      params: [{ name: 'a', value: '1' }],
    });
    const part = '--B\r\nContent-Disposition: form-data; name="f"\r\n\r\nx\r\n--B--\r\n';
    const mixed = entryOf(post('multipart/mixed; boundary=B', part));
    expect(mixed.request.postData).toMatchObject({ params: [], text: part });
  });

  it('uses HTTP Toolkit’s notation for binary content', () => {
    const entry = entryOf(post('application/octet-stream', Buffer.from([0, 1, 2])));
    expect(entry.request).not.toHaveProperty('postData');
    expect(entry.request).toMatchObject({
      _requestBodyStatus: 'discarded:not-representable',
      _content: { text: 'AAEC', size: 3, encoding: 'base64' },
    });
  });

  it('says so where it could not be decoded', () => {
    const entry = entryOf(post('application/json', 'no gzip', [['Content-Encoding', 'gzip']]));
    expect(entry.request._requestBodyStatus).toBe('discarded:not-decodable');
  });
});
