/** Arbitrary payloads, for properties of whatever shows them. */
import fc from 'fast-check';
import type { PayloadEntry, PayloadValue } from '../../src/model/payload.js';

const text = fc.string({ unit: 'binary', maxLength: 8 });
const leaf: fc.Arbitrary<PayloadValue> = fc.oneof(
  fc.constantFrom(null, true, false),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Object.is(number, -0)),
  fc.integer(),
  text,
  fc.constantFrom('__proto__', '$py', 'constructor'),
  fc.uint8Array({ maxLength: 4 }).map((bytes) => ({ kind: 'bytes', bytes }) as const),
  fc.constantFrom<PayloadValue>(
    { kind: 'integer', digits: '9007199254740993' },
    { kind: 'float', text: '-inf' },
    { kind: 'datetime', iso: '2024-02-29T12:30:00', tz: 'UTC' },
    { kind: 'decimal', text: '12.50' },
    { kind: 'global', name: 'posix.system' },
    { kind: 'reference', path: '/a' },
  ),
);

/** Payloads of every kind of container, a few levels deep. */
export const payloads: fc.Arbitrary<PayloadValue> = fc.letrec<{ value: PayloadValue }>((tie) => {
  const values = fc.array(tie('value'), { maxLength: 4 });
  const entries: fc.Arbitrary<PayloadEntry[]> = fc.array(
    fc.tuple(fc.oneof(text, leaf), tie('value')),
    {
      maxLength: 4,
    },
  );
  return {
    value: fc.oneof(
      { maxDepth: 4 },
      leaf,
      entries.map((pairs) => ({ kind: 'map', entries: pairs }) as const),
      fc
        .tuple(fc.constantFrom('list' as const, 'tuple' as const, 'set' as const), values)
        .map(([kind, items]) => ({ kind, items })),
      fc
        .tuple(values, tie('value'), entries)
        .map(
          ([args, state, pairs]) =>
            ({ kind: 'object', class: 'a.B', args, state, entries: pairs }) as const,
        ),
    ),
  };
}).value;
