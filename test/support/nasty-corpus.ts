/**
 * Traffic of every odd kind, as a table: what a client sends, byte for byte, and what the app answers. Each
 * request names its case in `X-Case`, by which the app knows what to do and a test finds the entry.
 * It knows nothing of HAR; `recordCorpus` (recorded-corpus.ts) sends it all through a spy.
 */
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import * as zlib from 'node:zlib';

import type { RawClient } from './raw-client.js';
import type { OriginConnection } from './raw-origin.js';

export type Bytes = string | Buffer;

export interface NastyCase {
  readonly name: string;
  /** What the client sends; a plain GET where absent. */
  readonly request?: Bytes;
  /** What the app answers; where absent, it says nothing. */
  readonly answer?: Bytes | ((connection: OriginConnection) => void);
  /** What the client does besides sending and reading to the end; it is closed after that. */
  readonly drive?: (client: RawClient, app: () => Promise<OriginConnection>) => Promise<void>;
  /** The client stays connected until the recording is saved. */
  readonly staysOpen?: true;
  /** The status that the entry must have; 0: no response. */
  readonly status: number;
  /** Content that the entry must hold, byte for byte, coding undone; absent: it is not judged. */
  readonly received?: Bytes;
  /** The same of the request. */
  readonly sent?: Bytes;
  /** How many requests it makes; 1. */
  readonly count?: number;
}

export const bufferFrom = (bytes: Bytes): Buffer =>
  typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;

const joined = (...parts: readonly Bytes[]): Buffer => Buffer.concat(parts.map(bufferFrom));

interface RequestParts {
  readonly method?: string;
  readonly target?: string;
  readonly fields?: Bytes;
  readonly body?: Bytes;
  readonly version?: string;
  readonly close?: boolean;
}

/** A request of a case: its name in a field, a length where there is a body. */
export function requestOf(name: string, parts: RequestParts = {}): Buffer {
  const { method = 'GET', target = `/c/${name}`, fields = '', body, version = '1.1' } = parts;
  return joined(
    `${method} ${target} HTTP/${version}\r\nHost: app.test:8080\r\nX-Case: ${name}\r\n`,
    parts.close === false ? '' : 'Connection: close\r\n',
    body === undefined ? '' : `Content-Length: ${bufferFrom(body).length}\r\n`,
    fields,
    '\r\n',
    body ?? '',
  );
}

/** A response with a length. */
function responseOf(status: string, fields: Bytes, body: Bytes = ''): Buffer {
  return joined(
    `HTTP/1.1 ${status}\r\nContent-Length: ${bufferFrom(body).length}\r\n`,
    fields,
    '\r\n',
    body,
  );
}

const typed = (type: string, body: Bytes, more: Bytes = ''): Buffer =>
  responseOf('200 OK', joined(`Content-Type: ${type}\r\n`, more), body);

const chunk = (bytes: Bytes): Buffer =>
  joined(`${bufferFrom(bytes).length.toString(16)}\r\n`, bytes, '\r\n');

/** A response that needs no second thought. */
const DONE = typed('text/plain', 'done');

const EVERY_BYTE = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const TEXT = 'The quick brown fox jumps over the lazy dog. '.repeat(20);

const REDIRECTS: readonly NastyCase[] = [
  ['301 Moved Permanently', '/elsewhere'],
  ['302 Found', 'http://other.test/a?b=c#d'],
  ['302 Found', 'm\xf6bel?q=\xe9'],
  ['302 Found', ''],
  ['302 Found', '//[::1]:8080/x'],
  ['303 See Other', '../up?x=%zz'],
  ['307 Temporary Redirect', '?only=query'],
  ['308 Permanent Redirect', 'javascript:alert(1)'],
].map(([status = '', location = ''], index) => ({
  name: `redirect-${index}`,
  answer: responseOf(status, `Location: ${location}\r\n`),
  status: Number(status.slice(0, 3)),
  received: '',
}));

const STATUSES: readonly NastyCase[] = [
  { name: 'ok', answer: DONE, status: 200, received: 'done' },
  { name: 'created', answer: responseOf('201 Created', 'Location: /c/new\r\n'), status: 201 },
  {
    name: 'partial',
    answer: responseOf('206 ', 'Content-Range: bytes 0-3/9\r\n', 'part'),
    status: 206,
  },
  { name: 'no-content', answer: 'HTTP/1.1 204 No Content\r\n\r\n', status: 204, received: '' },
  {
    name: 'not-modified',
    answer:
      'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\nContent-Length: 99\r\nContent-Encoding: gzip\r\n\r\n',
    status: 304,
    received: '',
  },
  {
    name: 'head',
    request: requestOf('head', { method: 'HEAD' }),
    answer:
      'HTTP/1.1 200 OK\r\nContent-Length: 9999\r\nContent-Type: text/html\r\nContent-Encoding: br\r\n\r\n',
    status: 200,
    received: '',
  },
  {
    name: 'early-hints',
    answer: joined('HTTP/1.1 103 Early Hints\r\nLink: </s.css>; rel=preload\r\n\r\n', DONE),
    status: 200,
    received: 'done',
  },
  {
    name: 'expect-continue',
    request: requestOf('expect-continue', {
      method: 'PUT',
      fields: 'Expect: 100-continue\r\n',
      body: 'go',
    }),
    answer: joined('HTTP/1.1 100 Continue\r\n\r\n', DONE),
    status: 200,
    sent: 'go',
  },
  { name: 'teapot', answer: responseOf("418 I'm \xff a t\xe9apot", ''), status: 418 },
  { name: 'no-reason', answer: responseOf('500', '', 'oops'), status: 500, received: 'oops' },
  { name: 'odd-status', answer: responseOf('799 Odd', ''), status: 799 },
];

const cutAfter =
  (bytes: Bytes) =>
  ({ socket }: OriginConnection) => {
    socket.write(bufferFrom(bytes), () => socket.end());
  };

const FAILURES: readonly NastyCase[] = [
  { name: 'closed-before-head', answer: ({ socket }) => void socket.end(), status: 502 },
  { name: 'reset-before-head', answer: ({ socket }) => void socket.resetAndDestroy(), status: 502 },
  { name: 'bad-status', answer: cutAfter('HTTP/1.1 abc Nope\r\n\r\n'), status: 502 },
  { name: 'not-http', answer: cutAfter('SSH-2.0-OpenSSH_9.2\r\n'), status: 502 },
  {
    name: 'cut-mid-body',
    answer: cutAfter(
      'HTTP/1.1 200 OK\r\nContent-Length: 100\r\nContent-Type: text/plain\r\n\r\nonly this',
    ),
    status: 200,
    received: 'only this',
  },
  {
    name: 'cut-mid-chunk',
    answer: cutAfter(
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nff\r\nhalf',
    ),
    status: 200,
  },
  {
    name: 'aborts-before-head',
    drive: async (client, app) => {
      await app();
      client.reset();
    },
    status: 0,
  },
  {
    name: 'aborts-mid-body',
    answer: 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nContent-Type: text/plain\r\n\r\nbegun',
    drive: async (client) => {
      await client.received.until('begun');
      client.reset();
    },
    status: 200,
    received: 'begun',
  },
  {
    name: 'aborts-uploading',
    request: joined(
      'POST /c/aborts-uploading HTTP/1.1\r\nHost: app.test\r\nX-Case: aborts-uploading\r\n',
      'Content-Type: text/plain\r\nContent-Length: 1000\r\n\r\nhalf an upload',
    ),
    drive: async (client, app) => {
      await (await app()).received.until('half an upload');
      client.reset();
    },
    status: 0,
  },
];

const STREAMS: readonly NastyCase[] = [
  {
    name: 'chunked',
    answer: joined(
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/plain\r\n\r\n',
      chunk('one '),
      chunk('two'),
      '0\r\n\r\n',
    ),
    status: 200,
    received: 'one two',
  },
  {
    name: 'trailers',
    request: requestOf('trailers', { fields: 'TE: trailers\r\n' }),
    answer: joined(
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: Digest\r\n\r\n',
      chunk('x'),
      '0\r\nDigest: sha-256=abc\r\n\r\n',
    ),
    status: 200,
    received: 'x',
  },
  {
    name: 'chunked-upload',
    request: joined(
      requestOf('chunked-upload', {
        method: 'POST',
        fields: 'Transfer-Encoding: chunked\r\nContent-Type: application/json\r\n',
      }),
      chunk('{"a":'),
      chunk('1}'),
      '0\r\n\r\n',
    ),
    answer: DONE,
    status: 200,
    sent: '{"a":1}',
  },
  {
    name: 'sse-ended',
    answer: joined(
      'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n',
      chunk('data: 1\n\n'),
      '0\r\n\r\n',
    ),
    status: 200,
    received: 'data: 1\n\n',
  },
  {
    name: 'sse-open',
    answer: joined(
      'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n',
      chunk('data: still here\n\n'),
    ),
    drive: async (client) => {
      await client.received.until('still here');
    },
    staysOpen: true,
    status: 200,
  },
  {
    name: 'until-close',
    answer: cutAfter('HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nto the end'),
    status: 200,
    received: 'to the end',
  },
  {
    name: 'http10',
    request: 'GET /c/http10 HTTP/1.0\r\nX-Case: http10\r\n\r\n',
    answer: cutAfter('HTTP/1.0 200 OK\r\n\r\nold'),
    status: 200,
    received: 'old',
  },
  {
    name: 'websocket',
    request: requestOf('websocket', { close: false, fields: upgradeFields() }),
    answer: joined(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n',
      'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n\x81\x02hi',
    ),
    drive: async (client) => {
      await client.received.until('\x81\x02hi');
    },
    status: 101,
  },
  {
    name: 'websocket-refused',
    request: requestOf('websocket-refused', { close: false, fields: upgradeFields() }),
    answer: responseOf('403 Forbidden', 'Connection: close\r\n', 'no'),
    status: 403,
    received: 'no',
  },
];

function upgradeFields(): string {
  return (
    'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'
  );
}

/** `received` absent: a coding that cannot be undone, whose content stays as it came. */
const coded = (name: string, coding: string, body: Buffer, received?: Bytes): NastyCase => ({
  name: `coded-${name}`,
  answer: typed('text/plain', body, `Content-Encoding: ${coding}\r\n`),
  status: 200,
  received: received ?? body,
});

/** Where this Node has it: 22.15 and later; the types are those of Node 20. */
function zstd(): readonly NastyCase[] {
  const compress: unknown = Reflect.get(zlib, 'zstdCompressSync');
  if (typeof compress !== 'function')
    return [coded('zstd', 'zstd', Buffer.from('(\xb5/\xfd', 'latin1'))];
  const body: unknown = Reflect.apply(compress, zlib, [Buffer.from(TEXT)]);
  return body instanceof Uint8Array ? [coded('zstd', 'zstd', Buffer.from(body), TEXT)] : [];
}

const CODINGS: readonly NastyCase[] = [
  coded('gzip', 'gzip', gzipSync(TEXT), TEXT),
  coded('x-gzip', 'X-GZip', gzipSync(TEXT), TEXT),
  coded('br', 'br', brotliCompressSync(TEXT), TEXT),
  coded('deflate', 'deflate', deflateSync(TEXT), TEXT),
  coded('deflate-raw', 'deflate', deflateRawSync(TEXT), TEXT),
  coded('identity', 'identity', Buffer.from(TEXT), TEXT),
  coded('double', 'gzip, br', brotliCompressSync(gzipSync(TEXT)), TEXT),
  coded('unknown', 'rot13', Buffer.from('uryyb')),
  coded('wrong-label', 'gzip', Buffer.from('this is no gzip')),
  coded('empty', 'gzip', Buffer.alloc(0), ''),
  {
    name: 'coded-cut',
    answer: cutAfter(
      joined(
        'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\nContent-Length: 4000\r\n\r\n',
        gzipSync(TEXT).subarray(0, 60),
      ),
    ),
    status: 200,
  },
  {
    name: 'coded-request',
    request: requestOf('coded-request', {
      method: 'POST',
      fields: 'Content-Type: application/json\r\nContent-Encoding: gzip\r\n',
      body: gzipSync('{"a":"b"}'),
    }),
    answer: DONE,
    status: 200,
    sent: '{"a":"b"}',
  },
  ...zstd(),
];

/** A response whose content must come back byte for byte. */
const content = (name: string, type: string | undefined, body: Bytes): NastyCase => ({
  name: `content-${name}`,
  answer: type === undefined ? responseOf('200 OK', '', body) : typed(type, body),
  status: 200,
  received: body,
});

const CONTENTS: readonly NastyCase[] = [
  content('every-byte', 'application/octet-stream', EVERY_BYTE),
  content('every-byte-untyped', undefined, EVERY_BYTE),
  content('every-byte-as-text', 'text/plain', EVERY_BYTE),
  content('pixel', 'image/png', PIXEL),
  content('svg', 'image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"/>'),
  content('empty-typed', 'text/html; charset=utf-8', ''),
  content('untyped', undefined, 'who knows'),
  content('bad-type', ';;;', 'who knows'),
  content('latin1', 'text/html; charset=ISO-8859-1', 'caf\xe9 \x80 \x9f'),
  content('windows-1252', 'text/plain; charset=windows-1252', '\x80 \x93quoted\x94 \xe9'),
  content('utf16le', 'text/plain; charset=utf-16le', Buffer.from('\ufeffhällo', 'utf16le')),
  content('utf16-unpaired', 'text/plain; charset=utf-16le', Buffer.from('a\ud800b', 'utf16le')),
  content('shift-jis', 'text/plain; charset=Shift_JIS', '\x83n\x83\x8d\x81[ \\'),
  content('unknown-charset', 'text/plain; charset=martian', 'h\xe4llo'),
  content('bad-utf8', 'text/plain; charset=utf-8', 'ok \xc3\x28 \xed\xa0\x80 \xff'),
  content('utf8-bom', 'application/json; charset=utf-8', Buffer.from('\ufeff{"é":1}')),
  content('nul', 'text/plain', 'a\x00b\r\nc\x1b[31m'),
  content('separators', 'text/javascript', Buffer.from('"\u2028\u2029\u0085\ufffd\u{1f600}"')),
  content('json-surrogates', 'application/json', '{"a":"\\ud800","b":"\\udc00\\ud800"}'),
  content(
    'multipart-mixed',
    'multipart/mixed; boundary=b',
    joined('--b\r\n\r\n', EVERY_BYTE, '\r\n--b--\r\n'),
  ),
];

/** A request whose content must come back byte for byte. */
const upload = (
  name: string,
  method: string,
  type: string | undefined,
  body: Bytes,
): NastyCase => ({
  name: `upload-${name}`,
  request: requestOf(`upload-${name}`, {
    method,
    body,
    ...(type === undefined ? {} : { fields: `Content-Type: ${type}\r\n` }),
  }),
  answer: DONE,
  status: 200,
  sent: body,
});

const UPLOADS: readonly NastyCase[] = [
  upload('put', 'PUT', 'text/plain', 'put'),
  upload('patch', 'PATCH', 'application/merge-patch+json', '{"a":null}'),
  upload('delete', 'DELETE', 'application/json', '["x"]'),
  upload('get', 'GET', 'application/json', '{"query":{}}'),
  upload('untyped', 'POST', undefined, 'a=b'),
  upload('empty', 'POST', 'application/json', ''),
  upload('binary', 'POST', 'application/octet-stream', EVERY_BYTE),
  upload('image', 'PUT', 'image/png', PIXEL),
  upload(
    'form',
    'POST',
    'application/x-www-form-urlencoded',
    'a=1&a=2&=empty&&b&c=%zz&d=%E9&%F0%9F%98%80=+x',
  ),
  upload('form-binary', 'POST', 'application/x-www-form-urlencoded', 'a=\xff\x00'),
  upload('form-odd-type', 'POST', 'APPLICATION/X-WWW-Form-URLEncoded ; charset=UTF-8', 'a=1&a=2'),
  upload(
    'multipart-mixed',
    'POST',
    'multipart/mixed; boundary=b',
    '--b\r\nContent-Disposition: form-data; name="t"\r\n\r\nplain\r\n--b--\r\n',
  ),
  upload('json-surrogates', 'POST', 'application/json', '{"a":"\\ud83d"}'),
  upload('latin1', 'POST', 'text/plain; charset=iso-8859-1', 'caf\xe9'),
  upload(
    'multipart',
    'POST',
    'multipart/form-data; boundary="b d"',
    joined(
      '--b d\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n',
      '--b d\r\nContent-Disposition: form-data; name="a"\r\n\r\n2\r\n',
      '--b d\r\nContent-Disposition: form-data; name=""\r\n\r\n\r\n',
      '--b d\r\nContent-Disposition: form-data; name="f"; filename="na\xffme.bin"\r\n',
      'Content-Type: application/octet-stream\r\n\r\n',
      EVERY_BYTE,
      '\r\n--b d--\r\n',
    ),
  ),
  upload(
    'multipart-text',
    'POST',
    'multipart/form-data; boundary=b',
    '--b\r\nContent-Disposition: form-data; name="t"\r\n\r\nplain\r\n--b--\r\n',
  ),
  upload('multipart-broken', 'POST', 'multipart/form-data', '--?\r\nno end'),
];

const setting = (name: string, lines: readonly string[]): NastyCase => ({
  name: `cookies-${name}`,
  answer: typed('text/plain', 'done', lines.map((line) => `Set-Cookie: ${line}\r\n`).join('')),
  status: 200,
});

const COOKIES: readonly NastyCase[] = [
  setting('several', ['a=1', 'b=2; Path=/; HttpOnly', 'a=3; Path=/c', 'a=4; Domain=.App.Test']),
  setting('deleted', [
    'sessionid=""; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; SameSite=Lax',
    'old=; Expires=Thu, 01-Jan-1970 00:00:01 GMT; path=/',
    'gone=x; Max-Age=0',
    'past=x; Max-Age=-99999999999',
    'ancient=x; Expires=Mon, 01 Jan 1601 00:00:00 GMT',
    'forever=x; Expires=Fri, 31 Dec 9999 23:59:59 GMT',
    'beyond=x; Max-Age=99999999999999999999',
  ]),
  setting('odd', [
    'nameless',
    '=noname',
    '',
    '; Path=/',
    'q="a b, c"',
    '\xe9=caf\xe9',
    'a=b=c',
    ' spaced = v ; path = / ',
  ]),
  setting('prefixed', [
    '__Host-a=1; Secure; Path=/; Partitioned; SameSite=None',
    '__Secure-b=2; Domain=app.test',
    'huge=' + 'x'.repeat(9000),
  ]),
  {
    name: 'cookies-sent',
    request: requestOf('cookies-sent', {
      fields:
        'Cookie: a=1; a=2; flag; =nameless; q="x y"; \xe9=\xff; z=a=b;; \r\nCookie: second=line\r\n',
    }),
    answer: DONE,
    status: 200,
  },
];

/** The target may be anything that a request line can hold. */
const target = (name: string, text: string, method = 'GET'): NastyCase => ({
  name: `target-${name}`,
  request: requestOf(`target-${name}`, { method, target: text }),
  answer: DONE,
  status: 200,
});

const TARGETS: readonly NastyCase[] = [
  target('query', '/q?a=1&a=2&=x&&b&c=%zz&d=%E9&e=+%2B&f[]=1&g={}|^`"<>'),
  target('question-marks', '/?a?b=c?d#not-a-fragment?'),
  target('percent', '/%00/%2F/%zz/%C3%A9?%'),
  target('dots', '/a/../b/./c//d/;p=1;q'),
  target('slashes', '//evil.test/x'),
  target('backslash', '/a\\b?c\\d'),
  // Node's parser takes no such byte.
  { ...target('latin1', '/m\xf6bel?\xff=\xfe'), status: 400 },
  target('absolute', 'http://other.test:81/abs?x=1'),
  target('absolute-bad', 'http://other.test:99999/abs'),
  target('absolute-worse', 'http://[::1/abs'),
  target('absolute-user', 'http://user:pw@other.test/abs'),
  target('long', `/long/${'x'.repeat(6000)}?q=${'y'.repeat(6000)}`),
  target('asterisk', '*', 'OPTIONS'),
  target('options', '/c/options', 'OPTIONS'),
  target('method', '/c/method', 'PROPFIND'),
];

/** The Host as sent; the field of `requestOf` is taken out. */
const hosted = (name: string, host: string): NastyCase => ({
  name: `host-${name}`,
  request: requestOf(`host-${name}`)
    .toString('latin1')
    .replace('Host: app.test:8080', `Host: ${host}`),
  answer: DONE,
  status: 200,
});

const FIELDS: readonly NastyCase[] = [
  {
    name: 'fields-odd',
    request: requestOf('fields-odd', {
      fields:
        'x-LOWER-Upper: 1\r\nX-Dup: a\r\nx-dup: b\r\nX-Dup: \r\nX-Bytes: \xff\xfe\x80\r\nX-Tab: a\tb\r\nAccept: */*\r\n',
    }),
    answer: joined(
      'HTTP/1.1 200 OK\r\nx-LOWER-Upper: 1\r\nX-Dup: a\r\nx-dup: b\r\nX-Dup:\r\n',
      'X-Bytes: \xff\xfe\x80\r\nVary: a\r\nvary: b\r\nContent-Length: 0\r\n\r\n',
    ),
    status: 200,
  },
  hosted('empty', ''),
  hosted('with-path', 'app.test/x'),
  hosted('ipv6', '[::1]:9000'),
  hosted('port-out-of-range', 'app.test:99999'),
  hosted('percent', 'app%2etest'),
  hosted('idn', 'xn--mnchen-3ya.test'),
  hosted('underscore', 'my_app.test'),
  hosted('dots', 'app..test'),
  hosted('numbers', '1.2.3.4.5'),
  hosted('octal', '0300.1'),
  {
    name: 'keep-alive',
    request: requestOf('keep-alive', { close: false }),
    answer: DONE,
    drive: async (client) => {
      await client.received.until('done');
      client.send(requestOf('keep-alive', { target: '/c/keep-alive/second' }));
      await client.received.whole();
    },
    status: 200,
    count: 2,
  },
  {
    name: 'pipelined',
    request: joined(
      requestOf('pipelined', { close: false, target: '/c/pipelined/1' }),
      requestOf('pipelined', {
        close: false,
        target: '/c/pipelined/2',
        method: 'POST',
        body: 'two',
      }),
      requestOf('pipelined', { target: '/c/pipelined/3' }),
    ),
    answer: DONE,
    status: 200,
    count: 3,
  },
];

/** Refused without being sent on; what cannot be read has no field to be found by. */
const REFUSED: readonly NastyCase[] = [
  {
    name: 'refused-connect',
    request: requestOf('refused-connect', { method: 'CONNECT', target: 'app.test:443' }),
    status: 405,
  },
  {
    name: 'refused-garbage',
    request: '\x16\x03\x01\x00\xffgarbage\r\n\r\n',
    status: 400,
    count: 0,
  },
  { name: 'refused-version', request: 'GET / HTTP/9.9\r\n\r\n', status: 400, count: 0 },
  {
    name: 'refused-ambiguous',
    request: requestOf('refused-ambiguous', {
      method: 'POST',
      fields: 'Content-Length: 3\r\nContent-Length: 4\r\n',
    }),
    status: 400,
  },
];

/** What the browser says a request is for, in the words of Fetch Metadata, by the word of Chrome's tools. */
export const DESTINATIONS: ReadonlyMap<string, string> = new Map([
  ['document', 'document'],
  ['iframe', 'document'],
  ['style', 'stylesheet'],
  ['script', 'script'],
  ['worker', 'script'],
  ['image', 'image'],
  ['font', 'font'],
  ['video', 'media'],
  ['track', 'texttrack'],
  ['manifest', 'manifest'],
  ['empty', 'fetch'],
]);

const TYPED: readonly NastyCase[] = [...DESTINATIONS.keys()].map((destination) => ({
  name: `for-${destination}`,
  request: requestOf(`for-${destination}`, { fields: `Sec-Fetch-Dest: ${destination}\r\n` }),
  answer: DONE,
  status: 200,
}));

/** Every case, each with a name of its own. */
export const NASTY_CASES: readonly NastyCase[] = [
  ...STATUSES,
  ...REDIRECTS,
  ...FAILURES,
  ...STREAMS,
  ...CODINGS,
  ...CONTENTS,
  ...UPLOADS,
  ...COOKIES,
  ...TARGETS,
  ...FIELDS,
  ...REFUSED,
  ...TYPED,
];
