import { createHash } from 'node:crypto';
import * as zlib from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentCodings, decodeContent } from '../../../src/http/content-coding.js';

const TEXT = Buffer.from('Hello, session. '.repeat(500));
const CAP = { maxBytes: 1 << 20 };

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

describe('contentCodings', () => {
  it('lists codings in the order applied, over several fields, without identity', () => {
    const headers = [
      ['Content-Encoding', 'deflate, GZIP'],
      ['X', 'br'],
      ['content-encoding', 'identity'],
    ] as const;
    expect(contentCodings(headers, {})).toEqual(['deflate', 'gzip']);
  });
});

describe('decodeContent', () => {
  it.each([
    ['gzip', zlib.gzipSync(TEXT)],
    ['x-gzip', zlib.gzipSync(TEXT)],
    ['deflate', zlib.deflateSync(TEXT)],
    ['deflate', zlib.deflateRawSync(TEXT)],
    ['br', zlib.brotliCompressSync(TEXT)],
  ])('undoes %s', (coding, bytes) => {
    const decoded = decodeContent(bytes, [coding], CAP);
    expect(decoded).toMatchObject({ kind: 'decoded', truncated: false });
    expect(decoded.kind === 'decoded' && text(decoded.bytes)).toBe(TEXT.toString());
  });

  it('undoes two codings, the last one first', () => {
    const bytes = zlib.gzipSync(zlib.brotliCompressSync(TEXT));
    const decoded = decodeContent(bytes, ['br', 'gzip'], CAP);
    expect(decoded.kind === 'decoded' && text(decoded.bytes)).toBe(TEXT.toString());
  });

  it('refuses a third coding', () => {
    expect(decodeContent(TEXT, ['gzip', 'gzip', 'gzip'], CAP)).toEqual({
      kind: 'not-decodable',
      coding: 'gzip, gzip, gzip',
      reason: 'too-many-codings',
    });
  });

  it('gives what a cut content still holds', () => {
    const plain = Buffer.from(
      Array.from({ length: 200 }, (_, i) =>
        createHash('sha512').update(`${i}`).digest('hex'),
      ).join(),
    );
    for (const [coding, bytes] of [
      ['gzip', zlib.gzipSync(plain)],
      ['br', zlib.brotliCompressSync(plain)],
    ] as const) {
      const cut = bytes.subarray(0, Math.floor(bytes.length / 2));
      const decoded = decodeContent(cut, [coding], { ...CAP, inputTruncated: true });
      expect(decoded).toMatchObject({ kind: 'decoded', truncated: true });
      if (decoded.kind !== 'decoded') continue;
      expect(decoded.bytes.length).toBeGreaterThan(1000);
      expect(plain.subarray(0, decoded.bytes.length).equals(decoded.bytes)).toBe(true);
    }
  });

  it('calls a stream truncated that ends early without having been cut', () => {
    const bytes = zlib.gzipSync(TEXT).subarray(0, -12);
    expect(decodeContent(bytes, ['gzip'], CAP)).toMatchObject({ kind: 'decoded', truncated: true });
  });

  it('produces no more than the cap from a bomb, and marks it', () => {
    for (const [coding, bytes] of [
      ['gzip', zlib.gzipSync(Buffer.alloc(5_000_000))],
      ['br', zlib.brotliCompressSync(Buffer.alloc(5_000_000))],
    ] as const) {
      const decoded = decodeContent(bytes, [coding], { maxBytes: 100_000 });
      expect(decoded).toMatchObject({ kind: 'decoded', truncated: true });
      expect(decoded.kind === 'decoded' && decoded.bytes.length).toBeLessThanOrEqual(100_000);
    }
  });

  it('caps content without a coding as well', () => {
    const decoded = decodeContent(TEXT, [], { maxBytes: 10 });
    expect(decoded).toEqual({ kind: 'decoded', bytes: TEXT.subarray(0, 10), truncated: true });
  });

  it('takes an empty content as it is: a HEAD response has the field too', () => {
    const decoded = decodeContent(new Uint8Array(0), ['gzip'], CAP);
    expect(decoded).toMatchObject({ kind: 'decoded', truncated: false });
  });

  it.each([
    ['gzip', 'corrupt'],
    ['deflate', 'corrupt'],
    ['br', 'corrupt'],
    ['compress', 'unknown-coding'],
  ])('says that %s is %s where it is', (coding, reason) => {
    const bytes = Buffer.from('this is no compressed content at all');
    expect(decodeContent(bytes, [coding], CAP)).toEqual({ kind: 'not-decodable', coding, reason });
  });

  it('never throws, whatever the bytes', () => {
    const codings = fc.array(fc.constantFrom('gzip', 'deflate', 'br', 'zstd', 'x'), {
      maxLength: 3,
    });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), codings, fc.boolean(), (bytes, names, cut) => {
        const decoded = decodeContent(bytes, names, { maxBytes: 1000, inputTruncated: cut });
        return decoded.kind === 'not-decodable' || decoded.bytes.length <= 1000;
      }),
    );
  });

  const compress: unknown = Reflect.get(zlib, 'zstdCompressSync');
  it.skipIf(typeof compress !== 'function')('undoes zstd where this Node has it', () => {
    if (typeof compress !== 'function') return;
    const bytes: unknown = Reflect.apply(compress, zlib, [TEXT]);
    if (!(bytes instanceof Uint8Array)) throw new Error('no bytes');
    const decoded = decodeContent(bytes, ['zstd'], CAP);
    expect(decoded.kind === 'decoded' && text(decoded.bytes)).toBe(TEXT.toString());
    const cut = decodeContent(bytes.subarray(0, -3), ['zstd'], { ...CAP, inputTruncated: true });
    expect(cut).toMatchObject({ kind: 'decoded', truncated: true });
  });
});
