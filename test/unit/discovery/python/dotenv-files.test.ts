import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decoupleVariables,
  dotenvVariables,
  environVariables,
} from '../../../../src/discovery/python/dotenv-files.js';
import { variablesOf } from '../../../../src/discovery/python/variables.js';

const TEXT = `# settings
PLAIN=a b  # a comment
export EXPORTED = x
HASH=a#b
SINGLE='a # \\n "b'
DOUBLE="a # \\"b\\" \\n"
EMPTY=
BARE
NOT A LINE
`;

describe('a .env file', () => {
  it('is read as python-dotenv reads it', () => {
    const read = (text: string, override = false) =>
      Object.fromEntries(
        dotenvVariables(text, variablesOf({ OUT: 'outside', A: 'out' }), override),
      );
    expect(read(TEXT)).toEqual({
      PLAIN: 'a b',
      EXPORTED: 'x',
      HASH: 'a#b',
      SINGLE: 'a # \\n "b',
      DOUBLE: 'a # "b" \n',
      EMPTY: '',
    });
    expect(read("A=in\r\nB=${A}-${OUT}-${NONE:-none}-${NONE}\r\nC='x\ny'")).toEqual({
      A: 'in',
      B: 'out-outside-none-',
      C: 'x\ny',
    });
    expect(read('A=in\nB=${A}', true)['B']).toBe('in');
    expect(read("A='never closed\nB=1\nB\n")).toEqual({});
    const unclear = variablesOf({});
    unclear.set('X', undefined);
    expect(dotenvVariables('B=${X}', unclear, false).get('B')).toBeUndefined();
  });

  it('is read as django-environ reads it, where its versions agree', () => {
    expect(Object.fromEntries(environVariables(TEXT))).toEqual({
      PLAIN: undefined,
      HASH: undefined,
      SINGLE: 'a # \\n "b',
      DOUBLE: undefined,
      EMPTY: '',
    });
    expect(Object.fromEntries(environVariables('A="x\\"y"\nB=1\nB=2\nC=3\nC=3'))).toEqual({
      A: 'x"y',
      B: undefined,
      C: '3',
    });
  });

  it('is read as python-decouple reads it', () => {
    expect(Object.fromEntries(decoupleVariables(TEXT))).toEqual({
      PLAIN: 'a b  # a comment',
      'export EXPORTED': 'x',
      HASH: 'a#b',
      SINGLE: 'a # \\n "b',
      DOUBLE: 'a # \\"b\\" \\n',
      EMPTY: '',
    });
  });

  it('may hold any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        dotenvVariables(text, variablesOf({}), false);
        environVariables(text);
        decoupleVariables(text);
      }),
      { numRuns: 300 },
    );
  });
});
