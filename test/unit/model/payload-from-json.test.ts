import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { payloadFromJson } from '../../../src/model/payload-from-json.js';
import { payloadJson } from '../../../src/model/payload-json.js';
import type { PayloadValue } from '../../../src/model/payload.js';
import { payloads } from '../../support/payloads.js';

/** Through a file: as text. */
const throughText = (value: PayloadValue): PayloadValue =>
  payloadFromJson(JSON.parse(JSON.stringify(payloadJson(value))));

/** A mapping with a key twice keeps the last one, as a dict does. */
const written = (value: PayloadValue): string => JSON.stringify(payloadJson(value));

describe('payloadFromJson', () => {
  it.each<PayloadValue>([
    { kind: 'map', entries: [['a', 1]] },
    { kind: 'map', entries: [['$py', 'int']] },
    { kind: 'map', entries: [[2, 3]] },
    { kind: 'map', type: 'OrderedDict', entries: [['a', { kind: 'tuple', items: [1] }]] },
    {
      kind: 'map',
      type: 'defaultdict',
      factory: { kind: 'global', name: 'builtins.list' },
      entries: [],
    },
    { kind: 'frozenset', items: [] },
    { kind: 'deque', items: [1], maxlen: 5 },
    { kind: 'deque', items: [], maxlen: null },
    { kind: 'integer', digits: '-9007199254740993' },
    { kind: 'float', text: '-0.0' },
    { kind: 'bytes', bytes: Uint8Array.of(0, 255) },
    { kind: 'bytes', bytes: Uint8Array.of(65), mutable: true },
    { kind: 'datetime', iso: 'i', tz: 'UTC', fold: 1 },
    { kind: 'time', iso: 'i' },
    { kind: 'date', iso: 'i' },
    { kind: 'timedelta', days: -1, seconds: 2, microseconds: 3 },
    { kind: 'decimal', text: '1.0' },
    { kind: 'uuid', text: 'u' },
    { kind: 'complex', real: 1, imag: { kind: 'float', text: 'inf' } },
    { kind: 'global', name: 'posix.system' },
    { kind: 'reference', path: '/a' },
    { kind: 'persistent', id: 'p' },
    {
      kind: 'object',
      class: 'a.B',
      args: [1],
      kwargs: null,
      state: 2,
      items: [3],
      entries: [[4, 5]],
    },
    { kind: 'object', class: { kind: 'global', name: 'a.f' } },
  ])('reads back %j', (value) => {
    expect(throughText(value)).toEqual(value);
  });

  it('reads back whatever was written', () => {
    fc.assert(
      fc.property(payloads, (value) => {
        expect(written(throughText(value))).toBe(written(value));
      }),
    );
  });

  it('takes what only looks like a kind for the mapping it is, and never throws', () => {
    const odd: unknown = JSON.parse('{"$py":"bytes","__proto__":{"x":1}}');
    expect(payloadFromJson(odd)).toEqual({
      kind: 'map',
      entries: [
        ['$py', 'bytes'],
        ['__proto__', { kind: 'map', entries: [['x', 1]] }],
      ],
    });
    fc.assert(fc.property(fc.jsonValue(), (json) => void payloadFromJson(json)));
    let deep: unknown = 1;
    for (let depth = 0; depth < 100_000; depth += 1) deep = [deep];
    expect(() => payloadFromJson(deep)).not.toThrow();
  });
});
