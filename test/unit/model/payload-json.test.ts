import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { payloadJson } from '../../../src/model/payload-json.js';
import type { PayloadValue } from '../../../src/model/payload.js';
import { payloads } from '../../support/payloads.js';

const written = (value: PayloadValue): string => JSON.stringify(payloadJson(value));

describe('payloadJson', () => {
  it.each<[PayloadValue, string]>([
    [null, 'null'],
    ['a', '"a"'],
    [
      {
        kind: 'map',
        entries: [
          ['b', 1],
          ['a', { kind: 'list', items: [2] }],
        ],
      },
      '{"b":1,"a":[2]}',
    ],
    [
      {
        kind: 'map',
        entries: [
          ['__proto__', 1],
          ['constructor', 2],
        ],
      },
      '{"__proto__":1,"constructor":2}',
    ],
    [{ kind: 'map', entries: [['$py', 'int']] }, '{"$py":"dict","items":[["$py","int"]]}'],
    [
      {
        kind: 'map',
        entries: [
          ['a', 1],
          [2, 3],
        ],
      },
      '{"$py":"dict","items":[["a",1],[2,3]]}',
    ],
    [
      { kind: 'map', type: 'OrderedDict', entries: [['a', 1]] },
      '{"$py":"OrderedDict","items":[["a",1]]}',
    ],
    [
      {
        kind: 'map',
        type: 'defaultdict',
        factory: { kind: 'global', name: 'builtins.list' },
        entries: [],
      },
      '{"$py":"defaultdict","factory":{"$py":"global","name":"builtins.list"},"items":[]}',
    ],
    [{ kind: 'tuple', items: [1] }, '{"$py":"tuple","items":[1]}'],
    [{ kind: 'frozenset', items: [] }, '{"$py":"frozenset","items":[]}'],
    [{ kind: 'deque', items: [1], maxlen: 5 }, '{"$py":"deque","items":[1],"maxlen":5}'],
    [{ kind: 'integer', digits: '9007199254740993' }, '{"$py":"int","value":"9007199254740993"}'],
    [{ kind: 'float', text: '-0.0' }, '{"$py":"float","value":"-0.0"}'],
    [
      { kind: 'bytes', bytes: Uint8Array.of(0, 1, 254, 255) },
      '{"$py":"bytes","base64":"AAH+/w=="}',
    ],
    [
      { kind: 'bytes', bytes: Uint8Array.of(65), mutable: true },
      '{"$py":"bytearray","base64":"QQ=="}',
    ],
    [
      { kind: 'datetime', iso: 'i', tz: 'UTC', fold: 1 },
      '{"$py":"datetime","iso":"i","tz":"UTC","fold":1}',
    ],
    [{ kind: 'time', iso: 'i' }, '{"$py":"time","iso":"i"}'],
    [{ kind: 'date', iso: 'i' }, '{"$py":"date","iso":"i"}'],
    [
      { kind: 'timedelta', days: -1, seconds: 2, microseconds: 3 },
      '{"$py":"timedelta","days":-1,"seconds":2,"microseconds":3}',
    ],
    [{ kind: 'decimal', text: '1.0' }, '{"$py":"decimal","value":"1.0"}'],
    [{ kind: 'uuid', text: 'u' }, '{"$py":"uuid","value":"u"}'],
    [{ kind: 'complex', real: 1.5, imag: -2 }, '{"$py":"complex","real":1.5,"imag":-2}'],
    [{ kind: 'reference', path: '/a/0' }, '{"$py":"ref","path":"/a/0"}'],
    [{ kind: 'persistent', id: 'rowid' }, '{"$py":"persistent","id":"rowid"}'],
    [
      { kind: 'object', class: 'a.B', args: [1], state: null, entries: [['k', 2]] },
      '{"$py":"object","class":"a.B","args":[1],"state":null,"entries":[["k",2]]}',
    ],
    [
      {
        kind: 'object',
        class: { kind: 'global', name: 'a.B' },
        kwargs: { kind: 'map', entries: [] },
        items: [3],
      },
      '{"$py":"object","class":{"$py":"global","name":"a.B"},"kwargs":{},"items":[3]}',
    ],
  ])('writes %o as %s', (value, json) => {
    expect(written(value)).toBe(json);
  });

  it('keeps __proto__ as a key and off the prototype', () => {
    const json = payloadJson({
      kind: 'map',
      entries: [['__proto__', { kind: 'map', entries: [['admin', true]] }]],
    });
    expect(Object.keys(json ?? {})).toEqual(['__proto__']);
    expect('admin' in (json as object)).toBe(false);
  });

  it('is written and parsed as JSON without loss', () => {
    fc.assert(
      fc.property(payloads, (value) => {
        expect(JSON.stringify(JSON.parse(written(value)))).toBe(written(value));
      }),
    );
  });
});
