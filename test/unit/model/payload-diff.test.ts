import { describe, expect, it } from 'vitest';
import type { PayloadValue } from '../../../src/model/payload.js';
import { diffPayloads, samePayload } from '../../../src/model/payload-diff.js';

const map = (entries: Record<string, PayloadValue>): PayloadValue => ({
  kind: 'map',
  entries: Object.entries(entries),
});
const list = (...items: PayloadValue[]): PayloadValue => ({ kind: 'list', items });

describe('diffPayloads', () => {
  it('tells a changed scalar by its path with both values', () => {
    expect(diffPayloads(map({ count: 5 }), map({ count: 6 }))).toEqual([
      { op: 'changed', path: ['count'], before: 5, after: 6 },
    ]);
  });

  it('tells added and removed keys, removals in the old order and additions last', () => {
    const changes = diffPayloads(map({ a: 1, b: 2, c: 3 }), map({ b: 2, d: 4 }));
    expect(changes.map(({ op, path }) => [op, ...path])).toEqual([
      ['removed', 'a'],
      ['removed', 'c'],
      ['added', 'd'],
    ]);
  });

  it('goes into nested mappings and lists by key and position', () => {
    const before = map({ cart: list(map({ id: 1, n: 1 }), map({ id: 2, n: 1 })) });
    const after = map({ cart: list(map({ id: 1, n: 3 })) });
    expect(diffPayloads(before, after).map(({ op, path }) => [op, path.join('.')])).toEqual([
      ['changed', 'cart.0.n'],
      ['removed', 'cart.1'],
    ]);
  });

  it('compares sets without regard to order', () => {
    const a: PayloadValue = { kind: 'set', items: ['x', 'y'] };
    expect(samePayload(a, { kind: 'set', items: ['y', 'x'] })).toBe(true);
    expect(samePayload(a, { kind: 'set', items: ['y', 'z'] })).toBe(false);
  });

  it('compares bytes by content', () => {
    const bytes = (...values: number[]): PayloadValue => ({
      kind: 'bytes',
      bytes: Uint8Array.from(values),
    });
    expect(samePayload(bytes(1, 2), bytes(1, 2))).toBe(true);
    expect(samePayload(bytes(1, 2), bytes(1, 3))).toBe(false);
  });

  it('treats __proto__ and toString as keys like any other', () => {
    const tricky = (value: number): PayloadValue => ({
      kind: 'map',
      entries: [
        ['__proto__', value],
        ['toString', 1],
      ],
    });
    expect(diffPayloads(tricky(1), tricky(2))).toEqual([
      { op: 'changed', path: ['__proto__'], before: 1, after: 2 },
    ]);
  });

  it('sees that a value changed its type', () => {
    expect(diffPayloads(map({ a: 1 }), map({ a: '1' }))).toHaveLength(1);
    expect(
      diffPayloads(map({ a: list(1) }), map({ a: { kind: 'tuple', items: [1] } })),
    ).toHaveLength(1);
  });

  it('stays bounded for payloads that differ everywhere or are very deep', () => {
    const wide = (offset: number): PayloadValue =>
      map(Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`k${i}`, i + offset])));
    expect(diffPayloads(wide(0), wide(1)).length).toBeLessThanOrEqual(500);
    const deep = (leaf: number): PayloadValue => {
      let value: PayloadValue = leaf;
      for (let i = 0; i < 200; i += 1) value = map({ k: value });
      return value;
    };
    expect(diffPayloads(deep(1), deep(2))).toHaveLength(1);
  });
});
