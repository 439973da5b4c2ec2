import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decompressLz4 } from '../../../src/envelopes/lz4.js';
import { noise, squares, turns } from './compressed-content.js';

const file = new URL('../../../fixtures/sessions/django/lz4.json', import.meta.url);
// Written by make_lz4.py beside it: names and base64.
const samples = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, string>>;
const sample = (name: string): Uint8Array => Buffer.from(samples[name] ?? '', 'base64');

const inflated = (content: Uint8Array) => ({
  kind: 'inflated',
  bytes: Uint8Array.from(content),
});

/** A frame of one block, without checksums. */
const frame = (...block: number[]): Uint8Array =>
  Uint8Array.of(4, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82, block.length, 0, 0, 0, ...block, 0, 0, 0, 0);

describe('decompressLz4', () => {
  it.each(Object.keys(samples).filter((name) => name.startsWith('squares')))(
    'unpacks %s',
    (name) => {
      expect(decompressLz4(sample(name))).toEqual(inflated(squares));
    },
  );

  it.each(['linked', 'independent'])('unpacks several %s blocks', (kind) => {
    expect(decompressLz4(sample(`turns, ${kind} blocks`))).toEqual(inflated(turns));
  });

  it('unpacks what could not be compressed, and nothing', () => {
    expect(decompressLz4(sample('noise'))).toEqual(inflated(noise));
    expect(decompressLz4(sample('nothing'))).toEqual(inflated(new Uint8Array()));
  });

  it('stops at its limit, and before it begins where the frame tells its size', () => {
    expect(decompressLz4(sample('nine million zeros, no content size')).kind).toBe('too-large');
    expect(decompressLz4(sample('nine million zeros, their beginning')).kind).toBe('too-large');
  });

  it('repeats what it has only just put out', () => {
    expect(decompressLz4(frame(0x14, 0x61, 1, 0, 0x10, 0x62))).toEqual(
      inflated(Buffer.from('aaaaaaaaab')),
    );
  });

  it.each([
    ['before the beginning', [0x14, 0x61, 2, 0, 0x10, 0x62]],
    ['no distance away', [0x14, 0x61, 0, 0, 0x10, 0x62]],
    ['that is not there', [0x14, 0x61, 1]],
    ['of a length without end', [0x1f, 0x61, 1, 0, 255, 255]],
  ])('does not repeat what stands %s', (_, block) => {
    expect(decompressLz4(frame(...block)).kind).toBe('broken');
  });

  it('does not read frames of other versions or with a dictionary', () => {
    for (const flags of [0x20, 0xa0, 0x61]) {
      const other = frame(0x10, 0x61);
      other[4] = flags;
      expect(decompressLz4(other).kind).toBe('broken');
    }
  });

  it('reports a frame that ends early as broken', () => {
    const whole = sample('squares, as django-redis writes it');
    for (const length of [0, 4, 6, 7, 12, 15, 16, 20, 1000, whole.length - 5]) {
      expect(decompressLz4(whole.subarray(0, length)).kind).toBe('broken');
    }
  });

  it('never throws, whatever is damaged', () => {
    const whole = sample('squares, no content size');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        (changes) => {
          const damaged = Uint8Array.from(whole);
          for (const [at, byte] of changes) damaged[at] = byte;
          expect(['inflated', 'broken', 'too-large']).toContain(decompressLz4(damaged).kind);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('reads any bytes as a block without throwing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 100 }), (block) => {
        expect(['inflated', 'broken', 'too-large']).toContain(decompressLz4(frame(...block)).kind);
      }),
      { numRuns: 1000 },
    );
  });
});
