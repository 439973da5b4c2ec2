import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Tally } from '../../../src/journal/tally.js';

it('counts the distinct values of a bag, in the order in which they came', () => {
  const change = fc.tuple(fc.constantFrom('add', 'remove'), fc.constantFrom('a', 'b', 'c'));
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      const tally = new Tally<string>();
      const bag: string[] = [];
      let order: string[] = [];
      for (const [op, value] of changes) {
        tally[op](value);
        if (op === 'add') bag.push(value);
        else if (bag.includes(value)) bag.splice(bag.indexOf(value), 1);
        if (op === 'add' && !order.includes(value)) order.push(value);
        order = order.filter((held) => bag.includes(held));
        expect(tally.size).toBe(new Set(bag).size);
        expect([...tally.values()]).toEqual(order);
        for (const one of ['a', 'b', 'c']) expect(tally.has(one)).toBe(bag.includes(one));
      }
    }),
  );
});
