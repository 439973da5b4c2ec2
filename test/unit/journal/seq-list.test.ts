import { describe, expect, it } from 'vitest';
import { EMPTY_SEQS, lowerBound, runOf } from '../../../src/journal/seq-list.js';

describe('runOf', () => {
  it('is empty when the last is below the first', () => {
    expect([EMPTY_SEQS.length, EMPTY_SEQS.at(0), EMPTY_SEQS.at(-1), EMPTY_SEQS.indexOf(7)]).toEqual(
      [0, undefined, undefined, 0],
    );
  });

  it('holds every number between its ends, found by number', () => {
    const list = runOf(3, 5);
    expect([-1, 0, 2, 3].map((index) => list.at(index))).toEqual([undefined, 3, 5, undefined]);
    expect([1, 3, 5, 6, 99].map((seq) => list.indexOf(seq))).toEqual([0, 0, 2, 3, 3]);
  });
});

describe('lowerBound', () => {
  it.each([
    [[], 1, 0],
    [[2, 4, 6], 1, 0],
    [[2, 4, 6], 4, 1],
    [[2, 4, 6], 5, 2],
    [[2, 4, 6], 7, 3],
  ])('in %j of %i is %i', (sorted, value, expected) => {
    expect(lowerBound(sorted, value)).toBe(expected);
  });
});
