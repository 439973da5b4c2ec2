import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeqQueue } from '../../../src/journal/seq-queue.js';

/** The same as a plain sorted array, copied at each change. */
function naive(kept: readonly number[], { op, seq }: Change): readonly number[] {
  if (op === 'remove first') return kept.slice(1);
  if (op === 'remove') return kept.filter((held) => held !== seq);
  return kept.includes(seq) ? kept : [...kept, seq].sort((a, b) => a - b);
}

interface Change {
  readonly op: 'add' | 'remove' | 'remove first';
  readonly seq: number;
}

const contentOf = (queue: SeqQueue): readonly (number | undefined)[] =>
  Array.from({ length: queue.length }, (_, index) => queue.at(index));

describe('SeqQueue', () => {
  it('equals a sorted array after any changes, and finds every number', () => {
    const change: fc.Arbitrary<Change> = fc.record({
      op: fc.constantFrom('add', 'add', 'remove', 'remove first'),
      seq: fc.integer({ min: 1, max: 12 }),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
        const queue = new SeqQueue();
        let expected: readonly number[] = [];
        for (const one of changes) {
          if (one.op === 'add') queue.add(one.seq);
          else queue.remove(one.op === 'remove' ? one.seq : (queue.at(0) ?? 0));
          expected = naive(expected, one);
          expect(contentOf(queue)).toEqual(expected);
          for (let seq = 0; seq <= 13; seq += 1) {
            expect(queue.indexOf(seq)).toBe(expected.filter((held) => held < seq).length);
          }
        }
        expect([queue.at(-1), queue.at(queue.length)]).toEqual([undefined, undefined]);
      }),
      { numRuns: 200 },
    );
  });

  it('goes on over many thousands that come at the end and go at the front', () => {
    const queue = new SeqQueue();
    for (let seq = 1; seq <= 10_000; seq += 1) {
      queue.add(seq);
      if (seq > 50) queue.remove(seq - 50);
    }
    expect(contentOf(queue)).toEqual(Array.from({ length: 50 }, (_, index) => 9951 + index));
    expect([queue.indexOf(1), queue.indexOf(9960), queue.indexOf(99_999)]).toEqual([0, 9, 50]);
  });
});
