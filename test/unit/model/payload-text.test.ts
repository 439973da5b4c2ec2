import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { payloadText } from '../../../src/model/payload-text.js';
import type { PayloadValue } from '../../../src/model/payload.js';
import { payloads } from '../../support/payloads.js';

describe('payloadText', () => {
  it.each<[PayloadValue, string]>([
    [null, 'null'],
    [true, 'true'],
    [-1.5, '-1.5'],
    ['a "b" \u001b[31m\n', '"a \\"b\\" \\u001b[31m\\n"'],
    ['日本語 🎉', '"日本語 🎉"'],
    [{ kind: 'integer', digits: '9007199254740993' }, '9007199254740993'],
    [{ kind: 'float', text: 'nan' }, 'nan'],
    [{ kind: 'map', entries: [] }, '{}'],
    [
      {
        kind: 'map',
        entries: [
          ['a', 1],
          [{ kind: 'tuple', items: [1] }, null],
        ],
      },
      '{"a": 1, (1,): null}',
    ],
    [{ kind: 'map', type: 'OrderedDict', entries: [['z', 1]] }, 'OrderedDict({"z": 1})'],
    [
      {
        kind: 'map',
        type: 'defaultdict',
        factory: { kind: 'global', name: 'builtins.list' },
        entries: [],
      },
      'defaultdict(<global builtins.list>, {})',
    ],
    [{ kind: 'list', items: [1, { kind: 'list', items: [] }] }, '[1, []]'],
    [{ kind: 'tuple', items: [] }, '()'],
    [{ kind: 'tuple', items: [1, 'two'] }, '(1, "two")'],
    [{ kind: 'set', items: [] }, 'set()'],
    [{ kind: 'set', items: ['a', 'b'] }, '{"a", "b"}'],
    [{ kind: 'frozenset', items: [] }, 'frozenset()'],
    [{ kind: 'frozenset', items: ['x'] }, 'frozenset({"x"})'],
    [{ kind: 'deque', items: [1], maxlen: null }, 'deque([1])'],
    [{ kind: 'deque', items: [1, 2], maxlen: 5 }, 'deque([1, 2], maxlen=5)'],
    [
      { kind: 'bytes', bytes: Uint8Array.of(0, 9, 10, 39, 65, 92, 127, 255) },
      "b'\\x00\\t\\n\\'A\\\\\\x7f\\xff'",
    ],
    [{ kind: 'bytes', bytes: Uint8Array.of(65), mutable: true }, "bytearray(b'A')"],
    [{ kind: 'decimal', text: '12.50' }, "Decimal('12.50')"],
    [
      { kind: 'uuid', text: '6f9619ff-8b86-d011-b42d-00cf4fc964ff' },
      "UUID('6f9619ff-8b86-d011-b42d-00cf4fc964ff')",
    ],
    [{ kind: 'complex', real: 1.5, imag: -2 }, '(1.5-2j)'],
    [{ kind: 'complex', real: 0, imag: { kind: 'float', text: 'inf' } }, '(0+infj)'],
    [{ kind: 'complex', real: 0, imag: { kind: 'float', text: '-0.0' } }, '(0-0.0j)'],
    [{ kind: 'global', name: 'posix.system' }, '<global posix.system>'],
    [{ kind: 'reference', path: '' }, '<reference to the root>'],
    [{ kind: 'reference', path: '/a/0' }, '<reference to /a/0>'],
    [{ kind: 'persistent', id: 'rowid' }, '<persistent "rowid">'],
    [{ kind: 'object', class: 'posix.system', args: ['id'] }, '<posix.system("id")>'],
    [
      {
        kind: 'object',
        class: { kind: 'object', class: 'builtins.getattr', args: ['x'] },
        args: [],
      },
      '<<builtins.getattr("x")>()>',
    ],
    [
      {
        kind: 'object',
        class: 'shop.Cart',
        args: [1],
        kwargs: { kind: 'map', entries: [['a', 1]] },
        state: 2,
        items: [3],
        entries: [['b', 4]],
      },
      '<shop.Cart(1) kwargs={"a": 1} state=2 items=[3] entries={"b": 4}>',
    ],
  ])('prints %o as %s', (value, text) => {
    expect(payloadText(value)).toBe(text);
  });

  it.each<[PayloadValue, string]>([
    [
      { kind: 'datetime', iso: '2011-02-16T01:14:27.123456' },
      'datetime.datetime(2011, 2, 16, 1, 14, 27, 123456)',
    ],
    [{ kind: 'datetime', iso: '0001-01-01T00:00:00' }, 'datetime.datetime(1, 1, 1, 0, 0)'],
    [
      { kind: 'datetime', iso: '2024-02-29T12:30:05', tz: 'UTC' },
      'datetime.datetime(2024, 2, 29, 12, 30, 5, tzinfo=datetime.timezone.utc)',
    ],
    [
      { kind: 'datetime', iso: '2024-02-29T12:30:00', tz: '+05:30', fold: 1 },
      'datetime.datetime(2024, 2, 29, 12, 30, fold=1, tzinfo=datetime.timezone(datetime.timedelta(seconds=19800)))',
    ],
    [
      { kind: 'datetime', iso: '2024-02-29T12:30:00.000007', tz: 'Europe/Paris' },
      'datetime.datetime(2024, 2, 29, 12, 30, 0, 7, tzinfo=zoneinfo.ZoneInfo("Europe/Paris"))',
    ],
    [{ kind: 'datetime', iso: 'yesterday' }, 'datetime.datetime("yesterday")'],
    [{ kind: 'date', iso: '2008-09-03' }, 'datetime.date(2008, 9, 3)'],
    [{ kind: 'time', iso: '23:59:58.000007' }, 'datetime.time(23, 59, 58, 7)'],
    [{ kind: 'time', iso: '00:00:00' }, 'datetime.time(0, 0)'],
    [
      { kind: 'timedelta', days: -1, seconds: 30, microseconds: 5 },
      'datetime.timedelta(days=-1, seconds=30, microseconds=5)',
    ],
    [{ kind: 'timedelta', days: 0, seconds: 0, microseconds: 0 }, 'datetime.timedelta(0)'],
  ])('prints the date or time %o as %s', (value, text) => {
    expect(payloadText(value)).toBe(text);
  });

  it('cuts at its limit, with an ellipsis and no half of a character', () => {
    expect(payloadText({ kind: 'list', items: ['abc', 'def'] }, 8)).toBe('["abc",…');
    expect(payloadText('🎉🎉', 4)).toBe('"🎉…');
    expect(payloadText('🎉🎉', 3)).toBe('"…');
    expect(payloadText('abc', 5)).toBe('"abc"');
    expect(payloadText('abc', 0)).toBe('');
  });

  it('looks no further than its limit', () => {
    let seen = 0;
    const items = new Proxy<readonly PayloadValue[]>(
      Array.from({ length: 10_000 }, () => 0),
      {
        get(target, property, receiver): unknown {
          if (typeof property === 'string' && /^\d+$/.test(property)) seen += 1;
          return Reflect.get(target, property, receiver);
        },
      },
    );
    expect(payloadText({ kind: 'list', items }, 20)).toHaveLength(20);
    expect(seen).toBeLessThan(20);
  });

  it('is the whole text or a beginning of it, never longer than its limit', () => {
    fc.assert(
      fc.property(payloads, fc.integer({ min: 1, max: 60 }), (value, limit) => {
        const [whole, cut] = [payloadText(value, 1e6), payloadText(value, limit)];
        if (whole.length <= limit) expect(cut).toBe(whole);
        else expect(whole.startsWith(cut.slice(0, -1)) && cut.length <= limit).toBe(true);
      }),
    );
  });

  it('is one line', () => {
    fc.assert(
      fc.property(payloads, (value) => {
        expect(payloadText(value)).not.toMatch(/[\u0000-\u001f]/);
      }),
    );
  });
});
