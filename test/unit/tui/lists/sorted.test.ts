import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RowList } from '../../../../src/tui/lists/row-list.js';
import { Sorted, type SortValue } from '../../../../src/tui/lists/sorted.js';
import type { RowKey } from '../../../../src/tui/model.js';

const keysOf = (list: RowList): readonly (RowKey | undefined)[] =>
  Array.from({ length: list.length }, (_, index) => list.at(index));

type Values = ReadonlyMap<RowKey, SortValue | undefined>;

/** The rows that are there, by value; without a value last; equal ones in the order in which they came. */
function naive(rows: readonly RowKey[], values: Values, descending: boolean): readonly RowKey[] {
  const valued = rows.filter((key) => values.get(key) !== undefined);
  const others = rows.filter((key) => values.get(key) === undefined);
  const by = (a: RowKey, b: RowKey): number => {
    const [left = '', right = ''] = [values.get(a), values.get(b)];
    const sign = left < right ? -1 : left > right ? 1 : 0;
    return descending ? -sign : sign;
  };
  return [...valued.sort(by), ...others];
}

interface Note {
  readonly key: RowKey;
  readonly isThere: boolean;
  readonly value: number | undefined;
  readonly settles: boolean;
}

const noteOf = (keys: readonly RowKey[]): fc.Arbitrary<Note> =>
  fc.record({
    key: fc.constantFrom(...keys),
    isThere: fc.constantFrom(true, true, true, false),
    value: fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined }),
    settles: fc.boolean(),
  });

describe('Sorted', () => {
  const numbers = Array.from({ length: 12 }, (_, index) => index + 1);

  it('equals a stable sort of the exchanges by number, after any changes', () => {
    fc.assert(
      fc.property(fc.array(noteOf(numbers)), fc.boolean(), (notes, descending) => {
        const values = new Map<RowKey, SortValue | undefined>();
        const there = new Set<RowKey>();
        const sorted = new Sorted({ valueOf: (key) => values.get(key), descending });
        for (const { key, isThere, value, settles } of notes) {
          if (isThere) values.set(key, value);
          if (isThere) there.add(key);
          else there.delete(key);
          sorted.note(key, isThere);
          if (settles) sorted.settle();
        }
        sorted.settle();
        const rows = numbers.filter((key) => there.has(key));
        expect(keysOf(sorted)).toEqual(naive(rows, values, descending));
        for (const [index, key] of keysOf(sorted).entries()) {
          expect(key !== undefined && sorted.indexOf(key)).toBe(index);
        }
        expect([sorted.at(-1), sorted.at(sorted.length)]).toEqual([undefined, undefined]);
      }),
    );
  });

  it('keeps other equal rows in the order in which they came', () => {
    fc.assert(
      fc.property(
        fc.array(noteOf(['a', 'b', 'c', 'd', 'e'])),
        fc.boolean(),
        (notes, descending) => {
          const values = new Map<RowKey, SortValue | undefined>();
          let rows: readonly RowKey[] = [];
          const sorted = new Sorted({ valueOf: (key) => values.get(key), descending });
          for (const { key, isThere, value } of notes) {
            values.set(key, value);
            const isKnown = rows.includes(key);
            if (!isThere) rows = rows.filter((other) => other !== key);
            else if (!isKnown) rows = [...rows, key];
            sorted.note(key, isThere);
            sorted.settle();
            expect(keysOf(sorted)).toEqual(naive(rows, values, descending));
          }
        },
      ),
    );
  });

  it('shows a change only once it is settled', () => {
    const sorted = new Sorted({ valueOf: (key) => key, descending: false });
    sorted.note('a', true);
    expect(sorted.length).toBe(0);
    sorted.settle();
    expect(keysOf(sorted)).toEqual(['a']);
  });

  it.each([
    ['text by its code units', ['b', 'B', 'a', 'ä'], ['B', 'a', 'b', 'ä']],
    ['numbers by size', [10, 9, 100], [9, 10, 100]],
  ])('orders %s', (_name, keys, expected) => {
    const sorted = new Sorted({ valueOf: (key) => key, descending: false });
    for (const key of keys) sorted.note(key, true);
    sorted.settle();
    expect(keysOf(sorted)).toEqual(expected);
  });
});
