import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Content, HeaderSection } from '../../../../src/model/message.js';
import { contentRows } from '../../../../src/tui/view/content-preview.js';
import { content } from '../traffic.js';
import { options, textOf, unfolded, valuesOf } from './rows.js';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const rowsFor = (
  type: string,
  body: string | Uint8Array | Content,
  { coding, width = 84, turned = [] }: { coding?: string; width?: number; turned?: string[] } = {},
) => {
  const headers: HeaderSection = [
    ['Content-Type', type],
    ...(coding === undefined ? [] : [['Content-Encoding', coding] as const]),
  ];
  const kept = typeof body === 'string' || body instanceof Uint8Array ? content(body) : body;
  return contentRows(
    { headers, content: kept },
    'body',
    options({ width, turned: new Set(turned) }),
  );
};

const shown = (...args: Parameters<typeof rowsFor>): string => textOf(rowsFor(...args));

describe('contentRows', () => {
  it('lays JSON out as a tree and copies it whole', () => {
    const rows = rowsFor('application/json', '{"id":12345678901234567890,"tags":["a"]}');
    expect(textOf(rows)).toBe(
      '\n Content\n   application/json, 40 B\n   id    12345678901234567890\n ▾ tags  1 item\n     0  "a"',
    );
    expect(rows[1]?.value).toBe('{\n  "id": 12345678901234567890,\n  "tags": [\n    "a"\n  ]\n}');
  });

  it('finds JSON that is not called so, and says when what is called so is none', () => {
    expect(shown('application/octet-stream', '{"a":1}')).toContain('\n   a  1');
    expect(shown('application/json', '{"a":')).toContain('This is not JSON:\n   {"a":');
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ] as const)('undoes %s', (coding, compress) => {
    expect(shown('text/plain', compress('hello '.repeat(50)), { coding })).toMatch(
      new RegExp(`text/plain, \\d+ B, ${coding}\\n   300 B when decoded\\n   hello hello`),
    );
  });

  it('says how much of how much there is, and when it was given up', () => {
    const cut: Content = { ...content('abc'), sizeBytes: 1_000_000, truncated: true };
    expect(shown('text/html', cut)).toContain(
      'text/html, 1.0 MB, only the first 3 B were kept\n   abc',
    );
    const dropped: Content = { ...content(''), sizeBytes: 5000, truncated: true, dropped: true };
    expect(shown('text/html', dropped)).toContain(
      'text/html, 5.0 kB\n   It was given up since for memory; the recording still has it.',
    );
    expect(rowsFor('text/html', '')).toEqual([]);
  });

  it('shows text in steps, each line to be copied', () => {
    const body = Array.from({ length: 500 }, (_, n) => `line ${n}`).join('\n');
    const rows = rowsFor('text/plain', body);
    expect(rows.at(-1)?.fold).toEqual({ key: 'body:lines+200', open: false });
    expect(textOf(rows)).toMatch(/line 199\n ▸ … 300 more$/);
    expect(shown('text/plain', body, { turned: ['body:lines+200'] })).toContain('line 399');
    expect(rows[3]?.value).toBe('line 0');
    expect(rows[1]?.value).toBe(body);
  });

  it('shows events one by one', () => {
    const stream =
      'event: tick\nid: 7\ndata: {"a": 1}\n\ndata: hello\ndata: you\nretry: 5\n\n: ping\n\ndata: half';
    expect(shown('text/event-stream', stream)).toBe(
      [
        '',
        ' Content',
        '   text/event-stream, 84 B',
        ' ▸ tick     #1 id 7  {"a": 1}',
        '   message  #2 retry after 5 ms  hello\\nyou',
        '   comment  #3  ping',
        '   message  #4 not ended  half',
      ].join('\n'),
    );
    expect(shown('text/event-stream', stream, { turned: ['body/0'] })).toContain('\n     a  1');
  });

  it.each(['\r\n', '\r'])('tells server-sent events apart whose lines end in %j', (end) => {
    const stream = ['event: tick', 'id: 7', 'data: one', '', 'data: two', '', ''].join(end);
    const rows = shown('text/event-stream', stream);
    expect(rows).toMatch(/tick +#1 id 7 +one/);
    expect(rows).toMatch(/message +#2 +two/);
    expect(rows).not.toContain('#3');
  });

  it('shows forms as tables', () => {
    const rows = rowsFor(
      'application/x-www-form-urlencoded',
      'u=ada+b%C3%A9&password=x1&bad=%E9&flag',
    );
    expect(textOf(rows)).toMatch(/ u {9}ada bé\n {3}password {2}••••\n {3}bad {7}%E9\n {3}flag/);
    expect(rows[1]?.value).toBe('u=ada+b%C3%A9&password=••••&bad=%E9&flag');
  });

  it('shows the parts of a multipart form, files by kind, pixels and hash', () => {
    const body = Buffer.concat([
      Buffer.from('--b\r\nContent-Disposition: form-data; name="title"\r\n\r\nHé\r\n'),
      Buffer.from('--b\r\nContent-Disposition: form-data; name="password"\r\n\r\nx1\r\n'),
      Buffer.from(
        '--b\r\nContent-Disposition: form-data; name="pic"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n',
      ),
      PNG,
      Buffer.from('\r\n--b--\r\n'),
    ]);
    const type = 'multipart/form-data; boundary=b';
    expect(shown(type, body)).toMatch(
      / title {5}Hé\n {3}password {2}••••\n {3}pic {7}file a.png, image\/png, 70 B, PNG image, 1 x 1 pixels, sha256\n +6b7fa434f92a/,
    );
    expect(shown(type, body.subarray(0, 60))).toMatch(/title {2}.*, cut here/);
    expect(shown('multipart/form-data', body)).toContain('names no boundary');
  });

  it.each([
    ['image/png', PNG, 'PNG image, 1 x 1 pixels'],
    ['image/jpeg', PNG, 'PNG image'],
    ['image/svg+xml', '<svg width="4" height="5"></svg>', 'SVG image, 4 x 5 pixels'],
    ['application/pdf', '%PDF-1.7', 'PDF document'],
    ['application/octet-stream', Buffer.from('PK\x03\x04\0\0'), 'zip archive'],
    ['font/woff2', 'wOF2', 'WOFF2 font'],
    ['application/x-odd', Uint8Array.from([1, 0, 2]), 'of no kind that is known here'],
  ] as const)('names %s by its bytes', (type, body, kind) => {
    expect(shown(type, body)).toContain(`\n   ${kind}`);
  });

  it('dumps the first bytes of what is no text', () => {
    expect(shown('image/png', PNG)).toContain(
      '   0000  89 50 4e 47 0d 0a 1a 0a 00 00 00 0d 49 48 44 52  .PNG........IHDR\n',
    );
    expect(shown('image/png', PNG, { width: 60 })).toContain(
      '   0008  00 00 00 0d 49 48 44 52  ....IHDR\n',
    );
    expect(shown('image/png', PNG, { width: 38 })).toContain('   0004  0d 0a 1a 0a  ....\n');
  });

  it('says what cannot be decoded', () => {
    expect(shown('text/html', 'x', { coding: 'snappy' })).toContain(
      'cannot be decoded: snappy is unknown-coding',
    );
    expect(shown('text/html', 'not gzip at all', { coding: 'gzip' })).toContain('gzip is corrupt');
  });

  it.each([
    ['application/x-www-form-urlencoded', 'a=b&new_password1=hunter2&x[password]=hunter2'],
    ['application/json', '{"a":{"password":"hunter2"},"b":"{\\"password\\": \\"hunter2\\"}"}'],
    ['application/json', '{"password":"hunter2","broken'],
    ['text/event-stream', 'data: {"password":"hunter2"}\n\ndata: password=hunter2\n\n'],
    ['text/plain', 'password: hunter2'],
    ['text/html', '<a href="/?password=hunter2">'],
    ['application/octet-stream', Buffer.from('\0\x01password=hunter2')],
    [
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="pwd"\r\n\r\nhunter2\r\n--b\r\nContent-Disposition: form-data; name="q"\r\n\r\npassword=hunter2\r\n--b--',
    ],
  ] as const)('never shows or copies a password in %s %s', (type, body) => {
    const rows = unfolded((turned) => rowsFor(type, body, { turned: [...turned] }));
    expect(rows.length).toBeGreaterThan(3);
    expect(textOf(rows) + valuesOf(rows).join()).not.toContain('hunter2');
  });
});
