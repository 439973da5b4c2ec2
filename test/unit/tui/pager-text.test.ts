import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connectionId } from '../../../src/model/ids.js';
import { pagerText } from '../../../src/tui/pager-text.js';
import { content, observationOf, type Visit } from './traffic.js';

const textOf = (visit: Visit, side: 'request' | 'response' = 'response'): string =>
  pagerText(observationOf(1, connectionId(1), { target: '/x/', ...visit }).exchange, side);

const OF_TYPE = (type: string) => [['Content-Type', type]] as const;
/** What a terminal obeys, or what changes the order of text: all but newline and tab. */
const OBEYED =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Surrogate}/u;

describe('the text for the pager', () => {
  it('says what it is, and then is the content line by line', () => {
    const text = textOf({ responseContent: content('one\r\ntwo\n\tthree\rfour') });
    expect(text).toBe('response of GET /x/, text/html, 20 B\n\none\ntwo\n\tthree\nfour\n');
  });

  it.each<[string, Visit, string]>([
    [
      'compressed content, decoded',
      {
        responseHeaders: [...OF_TYPE('text/plain'), ['Content-Encoding', 'gzip']],
        responseContent: content(gzipSync('unpacked')),
      },
      '\n\nunpacked\n',
    ],
    [
      'what is cut, and says so',
      { responseContent: { ...content('abc'), sizeBytes: 5000, truncated: true } },
      '5.0 kB, only the first 3 B are here\n\nabc\n',
    ],
    [
      'no type',
      { responseHeaders: [], responseContent: content('plain') },
      'no type given, 5 B\n\nplain\n',
    ],
    [
      'an escape sequence, written out',
      { responseContent: content('\x1b[2J\x07') },
      '\n\n\\x1b[2J\\x07\n',
    ],
    [
      'bytes, as a hex dump',
      { responseHeaders: OF_TYPE('image/png'), responseContent: content('\x89PNG\r\n 0123456789') },
      '00000000  c2 89 50 4e 47 0d 0a 20 30 31 32 33 34 35 36 37  ..PNG.. 01234567\n00000010  38 39  ',
    ],
    [
      'text with a NUL byte, as a hex dump',
      { responseContent: content('a\0b') },
      '00000000  61 00 62 ',
    ],
    [
      'a form without its password',
      { responseContent: content('password=hunter2&a=1') },
      'password=••••&a=1',
    ],
  ])('shows %s', (_name, visit, expected) => {
    expect(textOf(visit)).toContain(expected);
  });

  it.each(['a', '\0'])('shows no password of a multipart form with a file of %j', (file) => {
    const part = (name: string, body: string) =>
      `--b\r\nContent-Disposition: form-data; ${name}\r\n\r\n${body}\r\n`;
    const parts = [
      part('name="user"', 'ada'),
      part('name="password"', 'hunter2'),
      part('name=kennwort', 'hunter2'),
      part('name="f"; filename="f"', file),
    ];
    const text = textOf({
      responseHeaders: OF_TYPE('multipart/form-data; boundary=b'),
      responseContent: content(`${parts.join('')}--b--\r\n`),
    });
    expect(text).not.toMatch(/hunter2|unter2|68 75 6e 74/);
    expect(text).toContain('ada');
  });

  it('shows no bytes that seem to hold a password', () => {
    expect(textOf({ responseContent: content('password=hunter2&\0') })).toMatch(
      /\n\nIts bytes are not shown/,
    );
  });

  it('is nothing for a response that did not come', () => {
    expect(textOf({ pending: true })).toBe('');
  });

  it('does not let a target end its head line', () => {
    const [head, blank] = textOf({ target: '/\n\x1b[31m' }).split('\n');
    expect([head, blank]).toEqual(['response of GET /\\n\\x1b[31m, text/html, 14 B', '']);
  });

  it('holds nothing that a terminal obeys, for any bytes of any type', () => {
    const types = [
      'text/html',
      'application/json',
      'image/png',
      'text/plain; charset=utf-16',
      '\x1b]0;x\x07',
    ];
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.string({ unit: 'binary', maxLength: 100 }).map((text) => new TextEncoder().encode(text)),
      fc.constant(new TextEncoder().encode('\x1b[31m\u202e\u200b\u2028\u0085\ufeff')),
    );
    fc.assert(
      fc.property(bytes, fc.constantFrom(...types), (body, type) => {
        const visit = {
          method: type,
          requestHeaders: OF_TYPE(type),
          requestContent: content(body),
          responseHeaders: OF_TYPE(type),
          responseContent: content(body),
        };
        for (const side of ['request', 'response'] as const) {
          expect(textOf(visit, side)).not.toMatch(OBEYED);
        }
      }),
      { numRuns: 300 },
    );
  });
});
