import { describe, expect, it } from 'vitest';
import { isTextKind, parameterOf, parseMediaType } from '../../../src/http/media-type.js';

describe('parseMediaType', () => {
  it.each([
    ['text/html; charset=UTF-8', { essence: 'text/html', charset: 'utf-8', kind: 'html' }],
    ['Text/HTML;Charset="utf-8"', { essence: 'text/html', charset: 'utf-8', kind: 'html' }],
    ['application/json', { essence: 'application/json', kind: 'json' }],
    ['application/vnd.api+json', { essence: 'application/vnd.api+json', kind: 'json' }],
    ['application/atom+xml', { essence: 'application/atom+xml', kind: 'xml' }],
    ['image/svg+xml', { essence: 'image/svg+xml', kind: 'xml' }],
    ['image/png', { essence: 'image/png', kind: 'media' }],
    ['text/css', { essence: 'text/css', kind: 'text' }],
    ['application/octet-stream', { essence: 'application/octet-stream', kind: 'unknown' }],
    ['application/x-own-format', { essence: 'application/x-own-format', kind: 'unknown' }],
    [
      'multipart/form-data; boundary="a b;c"',
      { essence: 'multipart/form-data', boundary: 'a b;c', kind: 'multipart' },
    ],
  ])('reads %s', (value, expected) => {
    expect(parseMediaType(value)).toEqual(expected);
  });

  it.each([undefined, '', 'html', '/', 'text/', 'text/html garbage', '; charset=utf-8'])(
    'gives nothing for %s',
    (value) => {
      expect(parseMediaType(value)).toBeUndefined();
    },
  );

  it('survives any text quickly', () => {
    for (const value of ['a/b' + ';x='.repeat(50_000), 'a/b; charset="' + '\\'.repeat(100_000)]) {
      expect(parseMediaType(value)?.essence).toBe('a/b');
    }
  });
});

describe('parameterOf', () => {
  it('undoes quotes and backslashes', () => {
    expect(parameterOf(' form-data; name="a\\"b"; filename=x.txt', 'name')).toBe('a"b');
    expect(parameterOf(' form-data; name="a"; filename=x.txt', 'filename')).toBe('x.txt');
  });

  it('does not take the end of another name for it', () => {
    expect(parameterOf('form-data; filename="x"', 'name')).toBeUndefined();
  });
});

describe('isTextKind', () => {
  it('leaves the unknown to whoever has the bytes', () => {
    expect(isTextKind('json')).toBe(true);
    expect(isTextKind('unknown')).toBe(false);
    expect(isTextKind('media')).toBe(false);
  });
});
