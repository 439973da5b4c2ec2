import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decompressXz } from '../../../src/envelopes/xz.js';
import { noise, squares } from './compressed-content.js';

const file = new URL('../../../fixtures/sessions/django/xz.json', import.meta.url);
// Written by make_xz.py beside it: names and base64.
const samples = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, string>>;
const sample = (name: string): Uint8Array => Buffer.from(samples[name] ?? '', 'base64');

describe('decompressXz', () => {
  it.each(['no check', 'crc32', 'sha256', 'odd properties'])('unpacks text with %s', (variant) => {
    const inflated = decompressXz(sample(`squares, ${variant}`));
    expect(inflated.kind).toBe('inflated');
    if (inflated.kind === 'inflated') {
      expect(Buffer.from(inflated.bytes)).toEqual(squares);
    }
  });

  it('unpacks what could not be compressed', () => {
    const inflated = decompressXz(sample('noise'));
    expect(inflated).toEqual({ kind: 'inflated', bytes: Buffer.from(noise) });
  });

  it('unpacks nothing to nothing', () => {
    expect(decompressXz(sample('nothing'))).toEqual({ kind: 'inflated', bytes: Buffer.alloc(0) });
  });

  it('stops at its limit', () => {
    expect(decompressXz(sample('nine million zeros')).kind).toBe('too-large');
  });

  it('takes only so many chunks, each of which could want its tables anew', () => {
    const heads = 'fd377a585a000000ff12d941' + '020021011600000074' + '2fe5a3';
    const stream = (count: number) =>
      Buffer.from(`${heads}01000061${'02000061'.repeat(count)}0000000000`, 'hex');
    expect(decompressXz(stream(500))).toMatchObject({ kind: 'inflated' });
    expect(decompressXz(stream(600)).kind).toBe('broken');
  });

  it('does not read other filters', () => {
    expect(decompressXz(sample('squares, delta filter')).kind).toBe('broken');
  });

  it('reports a stream that ends early as broken', () => {
    const whole = sample('squares, crc32');
    for (const length of [0, 6, 12, 20, 30, 200, whole.length - 60]) {
      expect(decompressXz(whole.subarray(0, length)).kind).toBe('broken');
    }
  });

  it('never throws, whatever is damaged', () => {
    const whole = sample('squares, no check');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        (changes) => {
          const damaged = Uint8Array.from(whole);
          for (const [at, byte] of changes) damaged[at] = byte;
          expect(['inflated', 'broken', 'too-large']).toContain(decompressXz(damaged).kind);
        },
      ),
      { numRuns: 200 },
    );
  });
});
