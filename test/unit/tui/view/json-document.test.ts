import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJson } from '../../../../src/tui/view/json-document.js';
import { jsonForest, jsonText } from '../../../../src/tui/view/json-tree.js';
import { treeRows } from '../../../../src/tui/view/tree.js';
import { textOf } from './rows.js';

/** Of these no word is made that names a password. */
const UNIT = fc.constantFrom('a', '\\', '"', 'é', '\n', '/');

const laidOut = (source: string, cut = false): string | undefined => {
  const document = readJson(source, cut);
  return (
    document &&
    textOf(treeRows(jsonForest(document), { width: 80, turned: new Set(), key: 'json' }))
  );
};

describe('readJson', () => {
  it.each([
    ['12345678901234567890', '  value  12345678901234567890'],
    ['{"a":1.10,"b":1E+2,"c":-0}', '  a  1.10\n  b  1E+2\n  c  -0'],
    ['{"a":"\\u00e9\\n"}', '  a  "é\\n"'],
    ['[NaN,null,true]', '  0  NaN\n  1  null\n  2  true'],
    ['{"a":1,"a":2}', '  a  1\n  a  2'],
    ['{"":{},"b c":[]}', '  ""     {}\n  "b c"  []'],
    ['{"n":1}\n{"n":2}\n', '▾ 1\n    n  1\n▾ 2\n    n  2'],
    ['\ufeff[1]', '  0  1'],
  ])('lays %j out with its digits and keys as they are', (source, expected) => {
    expect(laidOut(source)).toBe(expected);
  });

  it.each([
    ['{"a":"cut he', '  a  "cut he"\n  …  the content is cut here'],
    ['{"a":[1,2', '▾ a  2 items\n    0  1\n    1  2\n  …  the content is cut here'],
    ['{"a":1,"b', '  a  1\n  …  the content is cut here'],
    ['{"a":tru', '  a  tru\n  …  the content is cut here'],
    ['[', '  value  []\n  …      the content is cut here'],
  ])('shows what there is of the cut %j', (source, expected) => {
    expect(laidOut(source, true)).toBe(expected);
    expect(laidOut(source)).toBeUndefined();
  });

  it.each(['', 'hello', '{a:1}', '[1 2]', '{"a" 1}', '1 2', "{'a':1}", '[1],[2]', '{"a":1}}'])(
    'takes %j for no JSON',
    (source) => {
      expect(readJson(source, false)).toBeUndefined();
    },
  );

  it('reads whatever JSON.stringify writes, and writes what says the same', () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: UNIT }), (source) => {
        const document = readJson(source, false);
        expect(document?.cut).toBe(false);
        expect(JSON.parse(jsonText(document!))).toEqual(JSON.parse(source));
      }),
    );
  });

  it('reads every beginning of a document', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(), (value, at) => {
        const source = JSON.stringify({ value });
        const cut = source.slice(0, 1 + (at % (source.length - 1)));
        expect(readJson(cut, true)?.cut).toBe(true);
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...Array.from('{}[]":,\\0-.eu\n tnaf')) }),
        (source) => {
          readJson(source, true);
          readJson(source, false);
        },
      ),
    );
    expect(readJson('['.repeat(100_000), true)).toBeUndefined();
  });

  it('copies no password', () => {
    const document = readJson(
      '{"u":"a","password":"x1","f":"pwd=x1","n":{"passwd":["x1"]}}',
      false,
    )!;
    expect(JSON.parse(jsonText(document))).toEqual({
      u: 'a',
      password: '••••',
      f: 'pwd=••••',
      n: { passwd: '••••' },
    });
  });
});
