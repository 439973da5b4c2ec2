import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EpochMs } from '../../../src/model/time.js';
import { Redactor } from '../../../src/har/redact.js';
import { passwordScrubber } from '../../../src/har/scrub-passwords.js';
import { harEntry } from '../../../src/har/entry.js';
import { harEntryText } from '../../../src/har/log.js';
import {
  content,
  context,
  exchange,
  observation,
  request,
  response,
} from './observation-fixture.js';

const PASSWORD = 'correct-Horse-7';
const FORM = 'application/x-www-form-urlencoded';

const posting = (type: string, body: string | Uint8Array, headers: [string, string][] = []) =>
  exchange({
    request: request({
      method: 'POST',
      headers: [['Content-Type', type], ...headers],
      content: content(body),
    }),
  });
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

describe('passwordScrubber', () => {
  it.each([
    ['a form', FORM, `user=ada&password=${PASSWORD}`],
    ['a cut form', FORM, `password=${PASSWORD.slice(0, 12)}`],
    ['JSON', 'application/json', `{"user":"ada","password":"${PASSWORD}"}`],
    ['cut JSON', 'application/json', `{"user":"ada","password":"${PASSWORD}`],
    ['XML', 'text/xml', `<a><password>${PASSWORD}</password>ada</a>`],
    [
      'JSON in latin1',
      'application/json; charset=iso-8859-1',
      `{"password":"${PASSWORD}","u":"ada"}`,
    ],
    [
      'multipart',
      'multipart/form-data; boundary=B',
      `--B\r\nContent-Disposition: form-data; name="password"\r\n\r\n${PASSWORD}\r\n--B--`,
    ],
  ])('takes passwords out of %s', (_, type, body) => {
    const given = posting(type, body);
    const { content: kept } = passwordScrubber(new Redactor({ mode: 'safe' }))(given).request;
    expect(textOf(kept.bytes)).not.toContain(PASSWORD.slice(0, 12));
    expect(decodeURIComponent(textOf(kept.bytes))).toContain('‹redacted›');
    expect(kept).toMatchObject({ scrubbed: true, sizeBytes: body.length, truncated: false });
  });

  it('undoes a content coding for it', () => {
    const given = posting(FORM, gzipSync(`password=${PASSWORD}`), [['Content-Encoding', 'gzip']]);
    const { content: kept } = passwordScrubber(new Redactor({ mode: 'safe' }))(given).request;
    expect(kept).toMatchObject({ scrubbed: true, isDecoded: true });
    expect(textOf(kept.bytes)).toMatch(/^password=%E2/);
    expect(textOf(gunzipSync(given.request.content.bytes))).toContain(PASSWORD);
  });

  it('takes them out of the messages of a WebSocket', () => {
    const at = 0 as EpochMs;
    const given = exchange({
      webSocket: {
        messages: [
          {
            from: 'client',
            at,
            kind: 'text',
            content: content(`42["login",{"pw":"${PASSWORD}"}]`),
          },
          { from: 'server', at, kind: 'text', content: content(`welcome, ${PASSWORD}`) },
          { from: 'server', at, kind: 'text', content: content('nothing here') },
        ],
        clientMessages: 1,
        serverMessages: 2,
      },
    });
    const scrubbed = passwordScrubber(new Redactor({ mode: 'safe' }))(given).webSocket?.messages;
    expect(scrubbed?.map((message) => textOf(message.content.bytes))).toEqual([
      '42["login",{"pw":"‹redacted›"}]',
      'welcome, ‹redacted›',
      'nothing here',
    ]);
    expect(scrubbed?.[2]).toBe(given.webSocket?.messages[2]);
  });

  it('takes them out of the target and the credentials', () => {
    const basic = Buffer.from(`ada:${PASSWORD}`).toString('base64');
    const given = exchange({
      request: request({
        target: `/x?password=${PASSWORD}&token=0123456789abcdef`,
        headers: [
          ['Authorization', `Basic ${basic}`],
          ['Cookie', 'password=abcdefgh1'],
        ],
      }),
    });
    const { target, headers } = passwordScrubber(new Redactor({ mode: 'safe' }))(given).request;
    expect(target).toBe('/x?password=%E2%80%B9redacted%E2%80%BA&token=0123456789abcdef');
    expect(headers).toEqual([
      ['Authorization', 'Basic ‹redacted›'],
      ['Cookie', 'password=abcdefgh1'],
    ]);
  });

  it('takes them out of what is answered then, and knows them for the recording', () => {
    const redactor = new Redactor({ mode: 'safe' });
    const scrub = passwordScrubber(redactor);
    scrub(posting(FORM, `password=${PASSWORD}`));
    const echo = exchange({
      response: response({
        headers: [
          ['Content-Type', 'text/html'],
          ['Location', `/x?q=${PASSWORD}`],
        ],
        content: content(`<p>${PASSWORD}</p>`),
      }),
    });
    const after = scrub(echo);
    expect(JSON.stringify(after.response?.headers)).not.toContain(PASSWORD);
    expect(textOf(after.response?.content.bytes ?? new Uint8Array())).toBe('<p>‹redacted›</p>');
    const rules = { ...context(), redactor };
    expect(harEntryText(harEntry(observation(echo), rules))).not.toContain(PASSWORD);
  });

  it('leaves what has none as the same object, and everything with --redact off', () => {
    const plain = posting(FORM, 'q=1&page=2');
    expect(passwordScrubber(new Redactor({ mode: 'safe' }))(plain)).toBe(plain);
    const secret = posting(FORM, `password=${PASSWORD}`);
    expect(passwordScrubber(new Redactor({ mode: 'off' }))(secret)).toBe(secret);
  });

  it('gives no hash and no length of what it changed', () => {
    const given = posting(FORM, `password=${PASSWORD}`);
    const redactor = new Redactor({ mode: 'safe' });
    const scrubbed = observation(passwordScrubber(redactor)(given));
    const { body } = harEntry(scrubbed, { ...context(), redactor })._sessionspy;
    const total = given.request.content.sizeBytes;
    expect(body.request).toMatchObject({ captured: total, total, sha256: null });
  });
});

describe('what is known of passwords', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is forgotten some time after they were last met', () => {
    const redactor = new Redactor({ mode: 'safe' });
    redactor.password(PASSWORD);
    redactor.secret('another-secret-1');
    vi.advanceTimersByTime(50_000);
    expect(redactor.sweep(PASSWORD)).toBe('‹redacted›');
    vi.advanceTimersByTime(50_000);
    expect(redactor.sweep(PASSWORD)).toBe('‹redacted›');
    vi.advanceTimersByTime(180_000);
    expect(redactor.knowsPasswords).toBe(false);
    expect(redactor.sweep(`${PASSWORD} another-secret-1`)).toMatch(/^correct-Horse-7 ‹redacted:v-/);
  });
});
