import fc from 'fast-check';
import { expect, it } from 'vitest';

import { GrowingContent } from '../../../src/capture/content.js';

it('keeps the first bytes up to the cap and counts all of them', () => {
  const content = new GrowingContent(5);
  content.append(Buffer.from('abc'));
  content.append(Buffer.from('defgh'));
  content.append(Buffer.from('ij'));
  expect(content.toContent()).toEqual({
    bytes: new Uint8Array(Buffer.from('abcde')),
    sizeBytes: 10,
    truncated: true,
  });
});

it('is not cut when it fits exactly', () => {
  const content = new GrowingContent(3);
  content.append(Buffer.from('abc'));
  expect(content.toContent()).toMatchObject({ sizeBytes: 3, truncated: false });
});

it('is cut from the first byte on with a cap of 0', () => {
  const content = new GrowingContent(0);
  expect(content.toContent()).toMatchObject({ sizeBytes: 0, truncated: false });
  content.append(Buffer.from('a'));
  expect(content.toContent()).toMatchObject({ sizeBytes: 1, truncated: true });
});

it('gives each Content a buffer of its own and of its own size', () => {
  const content = new GrowingContent(100);
  content.append(Buffer.from('abc'));
  const first = content.toContent();
  const second = content.toContent();
  expect(first.bytes.buffer).not.toBe(second.bytes.buffer);
  expect(first.bytes.buffer.byteLength).toBe(3);
  structuredClone(first.bytes.buffer, { transfer: [first.bytes.buffer as ArrayBuffer] });
  expect(content.toContent()).toEqual(second);
});

it('does not change what was made of it before', () => {
  const content = new GrowingContent(100);
  content.append(Buffer.from('abc'));
  const before = content.toContent();
  content.append(Buffer.from('def'));
  expect(Buffer.from(before.bytes).toString()).toBe('abc');
});

it('copies a small view of a large buffer, so as not to hold that', () => {
  const slab = new Uint8Array(65_536).fill(1);
  const content = new GrowingContent(100);
  content.append(slab.subarray(0, 10));
  slab.fill(2);
  expect(content.toContent().bytes).toEqual(new Uint8Array(10).fill(1));
});

it('joins any pieces to their beginning', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 300 }),
      fc.nat(2000),
      (pieces, cap) => {
        const content = new GrowingContent(cap);
        for (const piece of pieces) content.append(piece);
        const all = Buffer.concat(pieces);
        expect(Buffer.from(content.toContent().bytes)).toEqual(all.subarray(0, cap));
        expect(content.toContent().sizeBytes).toBe(all.length);
      },
    ),
    { numRuns: 50 },
  );
});
