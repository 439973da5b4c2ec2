import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SeqQueue } from '../../../src/journal/seq-queue.js';

it('is the list of what was pushed and not yet taken', () => {
  const steps = fc.array(fc.tuple(fc.nat(1500), fc.nat(3000)), { maxLength: 6 });
  fc.assert(
    fc.property(steps, (all) => {
      const queue = new SeqQueue();
      let model: number[] = [];
      let seq = 0;
      for (const [pushed, taken] of all) {
        for (let i = 0; i < pushed; i += 1) {
          seq += 3;
          queue.push(seq);
          model.push(seq);
        }
        const got = Array.from({ length: taken }, () => queue.shift());
        expect(got).toEqual(Array.from({ length: taken }, (_, i) => model[i]));
        model = model.slice(taken);
        expect([...queue]).toEqual(model);
        expect(queue).toHaveLength(model.length);
        expect(queue.at(-1)).toBeUndefined();
        expect(queue.at(model.length)).toBeUndefined();
        const middle = model[model.length >> 1] ?? 0;
        expect(queue.indexOf(middle)).toBe(Math.max(0, model.indexOf(middle)));
        expect(queue.indexOf(middle - 1)).toBe(Math.max(0, model.indexOf(middle)));
        expect(queue.indexOf(seq + 1)).toBe(model.length);
      }
    }),
    { numRuns: 20 },
  );
});
