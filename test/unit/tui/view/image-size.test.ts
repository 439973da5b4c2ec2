import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentKind } from '../../../../src/tui/view/content-kind.js';
import { imageSize, svgSize } from '../../../../src/tui/view/image-size.js';

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');

/** Heads written by hand after the formats' specifications; the pixels themselves are left out. */
const IMAGES = {
  png: bytes('89504e470d0a1a0a 0000000d49484452 00000280 000001e0 0806000000'),
  gif: bytes('474946383961 2c01 c800 f70000'),
  jpeg: bytes(
    'ffd8 ffe000104a46494600010100000100010000 ffdb000400 00 ffc0001108 0258 0320 03012200',
  ),
  'webp lossy': bytes('52494646 24000000 57454250 56503820 18000000 30010 09d012a 4001 f000'),
  'webp lossless': bytes('52494646 1c000000 57454250 5650384c 0f000000 2f 3f c13b 00'),
  'webp extended': bytes('52494646 1c000000 57454250 56503858 0a000000 10000000 7f0700 370400'),
  bmp: bytes('424d 00000000 00000000 36000000 28000000 40000000 c0ffffff'),
  ico: bytes(
    '0000 0100 0200 10100000 01002000 00000000 00000000 00000000 01002000 00000000 00000000',
  ),
} as const;

describe('imageSize', () => {
  it.each([
    ['png', 640, 480],
    ['gif', 300, 200],
    ['jpeg', 800, 600],
    ['webp lossy', 320, 240],
    ['webp lossless', 320, 240],
    ['webp extended', 1920, 1080],
    ['bmp', 64, 64],
    ['ico', 256, 256],
  ] as const)('reads the pixels of %s', (name, width, height) => {
    expect(imageSize(IMAGES[name])).toMatchObject({ width, height });
  });

  it('says how many images an icon holds', () => {
    expect(imageSize(IMAGES.ico)?.images).toBe(2);
  });

  it('never throws for an image that is cut or made up', () => {
    for (const image of Object.values(IMAGES)) {
      for (let end = 0; end < image.length; end += 1) imageSize(image.subarray(0, end));
    }
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(IMAGES)), fc.uint8Array(), (head, tail) => {
        imageSize(Buffer.concat([head.subarray(0, 12), tail]));
      }),
    );
  });
});

describe('svgSize', () => {
  it.each([
    ['<svg xmlns="x" width="24" height="32px">', { width: 24, height: 32 }],
    ['<?xml version="1.0"?>\n<svg viewBox="0 0 100 50">', { width: 100, height: 50 }],
    ['<svg width="100%" height="100%" viewBox="0,0,8,9">', { width: 8, height: 9 }],
    ['<svg>', undefined],
    ['<html>', undefined],
  ])('reads %j', (source, size) => {
    expect(svgSize(source)).toEqual(size);
  });
});

describe('contentKind', () => {
  it.each([
    [IMAGES.png, 'PNG image'],
    [IMAGES.ico, 'icon'],
    [Buffer.from('%PDF-1.7\n'), 'PDF document'],
    [bytes('504b0304 1400'), 'zip archive (or docx, xlsx, jar, epub)'],
    [bytes('1f8b0800'), 'gzip data'],
    [Buffer.from('wOF2\0\x01'), 'WOFF2 font'],
    [bytes('80059525'), 'Python pickle'],
    [Buffer.from('SQLite format 3\0'), 'SQLite database'],
    [bytes('0000001c 66747970 69736f6d'), 'MP4 video'],
    [Buffer.from('hello'), undefined],
    [Buffer.alloc(0), undefined],
  ])('knows %j', (head, kind) => {
    expect(contentKind(head)).toBe(kind);
  });
});
