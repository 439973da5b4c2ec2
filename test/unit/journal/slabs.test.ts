import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Slabs } from '../../../src/journal/slabs.js';

it('keeps copies that do not touch one another, large ones in buffers of their own', () => {
  const sizes = fc.array(fc.oneof(fc.nat(100), fc.nat(70_000)), { maxLength: 60 });
  fc.assert(
    fc.property(sizes, (lengths) => {
      const slabs = new Slabs();
      const given = lengths.map((length, i) => new Uint8Array(length).fill(i + 1));
      const kept = given.map((bytes) => slabs.keep(bytes));
      for (const bytes of given) bytes.fill(0);
      kept.forEach((bytes, i) => {
        expect(bytes).toHaveLength(lengths[i] ?? 0);
        expect(bytes.every((byte) => byte === i + 1)).toBe(true);
        if (bytes.length > 65_536) expect(bytes.buffer.byteLength).toBe(bytes.length);
      });
    }),
    { numRuns: 20 },
  );
});
