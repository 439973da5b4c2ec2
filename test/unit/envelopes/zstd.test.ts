import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decompressZstd } from '../../../src/envelopes/zstd.js';
import { noise, squares, turns } from './compressed-content.js';

const file = new URL('../../../fixtures/sessions/django/zstd.json', import.meta.url);
// Written by make_zstd.py beside it: names and base64.
const samples = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, string>>;
const sample = (name: string): Uint8Array => Buffer.from(samples[name] ?? '', 'base64');

const inflated = (content: Uint8Array) => ({ kind: 'inflated', bytes: Uint8Array.from(content) });
const named = (start: string): string[] =>
  Object.keys(samples).filter((name) => name.startsWith(start) && !name.includes('dictionary'));

/** Blocks behind a frame header without sizes; each is given its type and, unless told, its own size. */
const frame = (...blocks: { type: number; bytes: number[]; size?: number }[]): Uint8Array =>
  Uint8Array.of(
    ...[0x28, 0xb5, 0x2f, 0xfd, 0, 0],
    ...blocks.flatMap(({ type, bytes, size = bytes.length }, at) => {
      const header = (size << 3) | (type << 1) | (at === blocks.length - 1 ? 1 : 0);
      return [header & 255, (header >> 8) & 255, header >> 16, ...bytes];
    }),
  );
const compressed = (...bytes: number[]) => ({ type: 2, bytes });
const repeated = (byte: number, size: number) => ({ type: 1, bytes: [byte], size });

describe('decompressZstd', () => {
  it.each(named('squares'))('unpacks %s', (name) => {
    expect(decompressZstd(sample(name))).toEqual(inflated(squares));
  });

  it.each(named('turns'))('unpacks %s', (name) => {
    expect(decompressZstd(sample(name))).toEqual(inflated(turns));
  });

  it('unpacks what could not be compressed, what is all the same, and nothing', () => {
    expect(decompressZstd(sample('noise'))).toEqual(inflated(noise));
    expect(decompressZstd(sample('nothing'))).toEqual(inflated(new Uint8Array()));
    expect(decompressZstd(sample('hello'))).toEqual(inflated(Buffer.from('hello')));
    expect(decompressZstd(sample('a thousand zeros'))).toEqual(inflated(new Uint8Array(1000)));
  });

  it('stops at its limit, whether or not the frame tells its size', () => {
    expect(decompressZstd(sample('nine million zeros')).kind).toBe('too-large');
    expect(decompressZstd(sample('nine million zeros, no content size')).kind).toBe('too-large');
  });

  it('stops at its limit when each block takes four bytes', () => {
    const blocks = Array.from({ length: 4000 }, () => repeated(0, 128 * 1024));
    expect(decompressZstd(frame(...blocks)).kind).toBe('too-large');
  });

  it('ends a block of matches that has come to its most, however many are announced', () => {
    // No literals; 98 047 sequences; tables of one symbol each, matches of 65 539 bytes and more.
    const matches = compressed(0x00, 255, 255, 255, 0x54, 0, 0, 52, 1);
    expect(decompressZstd(frame(repeated(7, 10), matches)).kind).toBe('broken');
  });

  it('does not read thousands of blocks in which there is nothing', () => {
    const blocks = Array.from({ length: 5000 }, () => ({ type: 0, bytes: [] }));
    expect(decompressZstd(frame(...blocks)).kind).toBe('broken');
  });

  it('does not read frames that need a dictionary, or blocks of an unknown type', () => {
    expect(decompressZstd(sample('squares, trained dictionary')).kind).toBe('broken');
    expect(decompressZstd(frame({ type: 3, bytes: [0] })).kind).toBe('broken');
  });

  it.each([
    ['literals of a tree that has not come', [0x13, 0x40, 0, 1, 0]],
    ['a table that has not come', [0x00, 1, 0xfc, 1]],
    ['more literals than a block may have', [0x0d, 0xff, 0xff, 0]],
    ['no end of its bits', [0x08, 0x61, 1, 0x54, 0, 0, 0, 0]],
  ])('refuses a block with %s', (_, block) => {
    expect(decompressZstd(frame(compressed(...block))).kind).toBe('broken');
  });

  it('reports a frame that ends early as broken', () => {
    const whole = sample('squares, level 3');
    for (let length = 0; length < whole.length; length += 7) {
      expect(decompressZstd(whole.subarray(0, length)).kind).toBe('broken');
    }
  });

  it.each(['squares, level 19', 'squares, in parts', 'a thousand zeros'])(
    'never throws, whatever is damaged in %s',
    (name) => {
      const whole = sample(name);
      fc.assert(
        fc.property(
          fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
          (changes) => {
            const damaged = Uint8Array.from(whole);
            for (const [at, byte] of changes) damaged[at] = byte;
            expect(['inflated', 'broken', 'too-large']).toContain(decompressZstd(damaged).kind);
          },
        ),
        { numRuns: 300 },
      );
    },
  );

  it('reads any bytes as a compressed block without throwing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 100 }), (block) => {
        const { kind } = decompressZstd(frame(repeated(7, 10), compressed(...block)));
        expect(['inflated', 'broken', 'too-large']).toContain(kind);
      }),
      { numRuns: 1000 },
    );
  });
});
