import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64, decodeBase64Url } from '../../../src/envelopes/python-base64.js';

const text = (bytes: Uint8Array | undefined): string | undefined =>
  bytes && Buffer.from(bytes).toString('latin1');

describe('decodeBase64, as Python 3.11 answers', () => {
  it.each([
    ['', ''],
    ['YWI=', 'ab'],
    ['YW\nI=\n', 'ab'],
    ['Y!W@I#=', 'ab'],
    ['YQ==', 'a'],
    ['YQ=\n=', 'a'],
    ['YQ==YQ==', 'a'],
    ['=YWJj', 'abc'],
    ['YWJj=', 'abc'],
    ['YWJjYQ==!', 'abca'],
  ])('reads %j as %j', (encoded, expected) => {
    expect(text(decodeBase64(encoded))).toBe(expected);
  });

  it.each(['YWI', 'YQ=', 'Y', 'YWJjY', 'Y==='])('refuses %j', (encoded) => {
    expect(decodeBase64(encoded)).toBeUndefined();
  });

  it('reads back all that is encoded, line breaks or not', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.integer({ min: 1, max: 80 }), (bytes, width) => {
        const encoded = Buffer.from(bytes).toString('base64');
        const broken = encoded.replace(new RegExp(`.{${width}}`, 'g'), '$&\n');
        expect(decodeBase64(broken)).toEqual(Buffer.from(bytes));
      }),
    );
  });
});

describe('decodeBase64Url', () => {
  it('reads back all that is encoded, without padding', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(decodeBase64Url(Buffer.from(bytes).toString('base64url'))).toEqual(
          Buffer.from(bytes),
        );
      }),
    );
  });

  it('refuses a length that no encoding has', () => {
    expect(decodeBase64Url('eyJjb3Vud')).toBeUndefined();
  });
});
