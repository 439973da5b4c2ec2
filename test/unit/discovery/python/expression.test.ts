import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../../src/discovery/python/expression.js';
import { logicalLines } from '../../../../src/discovery/python/tokens.js';
import {
  UNKNOWN,
  type PythonSurroundings,
  type PythonValue,
} from '../../../../src/discovery/python/values.js';
import { variablesOf } from '../../../../src/discovery/python/variables.js';

const SURROUNDINGS: PythonSurroundings = {
  file: '/site/mysite/settings.py',
  folder: '/site',
  environment: variablesOf({ KEY: 'from the environment', DEBUG: '1' }),
  readText: () => undefined,
};
const NAMES = new Map<string, PythonValue>([
  ['os', { kind: 'name', name: 'os' }],
  ['Path', { kind: 'name', name: 'pathlib.Path' }],
  ['env', { kind: 'name', name: 'mysite.env' }],
  ['BASE_DIR', { kind: 'path', path: '/site' }],
  ['A', 'a'],
  ['NOTHING', null],
  ['N', 5],
  ['ON', true],
  ['D', { kind: 'dict', entries: new Map<string, PythonValue>([['x', 1]]) }],
  ['sys', { kind: 'name', name: 'sys' }],
]);

const value = (source: string): PythonValue =>
  evaluate(
    logicalLines(source).flatMap(({ tokens }) => tokens),
    (name) => NAMES.get(name),
    SURROUNDINGS,
  );

describe('an expression', () => {
  it.each<[string, PythonValue]>([
    ['None', null],
    ['True', true],
    ['60 * 60 * 24 * 14', 1_209_600],
    ['1_000 // 3 - -1', 334],
    ['0x10', 16],
    ["'a' \"b\" '''c\nd'''", 'abc\nd'],
    [String.raw`'\x41\n\'\u00e9\q\101'`, "A\n'é\\qA"],
    [String.raw`r'\x41'`, '\\x41'],
    ["u'a' + A", 'aa'],
    ["('a', 'b',)", ['a', 'b']],
    ["['a'] + ['b']", ['a', 'b']],
    ['()', []],
    ["os.environ.get('KEY', 'x')", 'from the environment'],
    ["os.environ.get('NONE')", null],
    ["os.environ.get('NONE', default='x')", 'x'],
    ["os.getenv('NONE', 'fallback')", 'fallback'],
    ["os.environ['KEY']", 'from the environment'],
    ["os.environ.get('NONE') or 'x'", 'x'],
    ["os.environ.get('KEY') or 'x'", 'from the environment'],
    ["int(os.environ.get('DEBUG', '0'))", 1],
    ["'a,b'.split(',')", ['a', 'b']],
    ["os.path.join(BASE_DIR, 'db.sqlite3')", '/site/db.sqlite3'],
    ["os.path.join('/x', '/y')", '/y'],
    ['os.path.dirname(os.path.dirname(os.path.abspath(__file__)))', '/site'],
    ['str(BASE_DIR)', '/site'],
    ["BASE_DIR / 'a' / 'b'", { kind: 'path', path: '/site/a/b' }],
    ['Path(__file__).resolve().parent.parent', { kind: 'path', path: '/site' }],
    ['Path(__file__).parents[1]', { kind: 'path', path: '/site' }],
    ["b'ab'", { kind: 'bytes', text: 'ab' }],
    ["f'{A}:{N}/{{x}}' 'y'", 'a:5/{x}y'],
    ["'x' f'{A!s}'", UNKNOWN],
    ["f'{A:>5}'", UNKNOWN],
    ['rf"\\d{N}"', '\\d5'],
    ["'%s/%d %%' % (A, N)", 'a/5 %'],
    ["'%(a)s' % {'a': A}", 'a'],
    ["'{}:{port}{{}}'.format(A, port=N)", 'a:5{}'],
    ["'{:>5}'.format(A)", UNKNOWN],
    ['N % 3', 2],
    ['[NOTHING, None][1]', null],
    ["{'a': NOTHING}['a']", null],
    ["'b' if ON else 'c'", 'b'],
    ["'b' if not ON else 'c'", 'c'],
    ["'b' if nothing else 'c'", UNKNOWN],
    ["A == 'a' and N != 5 or 'other'", 'other'],
    ["'KEY' in os.environ", true],
    ["'NONE' not in os.environ", true],
    ["'test' in sys.argv", false],
    ["os.environ.get('NONE') is None", true],
    ["'a' in ['b', A]", true],
    [
      "{**D, 'y': 2}",
      {
        kind: 'dict',
        entries: new Map([
          ['x', 1],
          ['y', 2],
        ]),
      },
    ],
    [
      "D | {'y': 2}",
      {
        kind: 'dict',
        entries: new Map([
          ['x', 1],
          ['y', 2],
        ]),
      },
    ],
    ["D.get('z', 'none')", 'none'],
    ["dict(D, y=2)['y']", 2],
    ["['a', *['b']]", ['a', 'b']],
    ["','.join(['a', A])", 'a,a'],
    ["'a-b'.replace('-', '_')", 'a_b'],
  ])('%s is read', (source, expected) => {
    expect(value(source)).toEqual(expected);
  });

  it.each([
    "env('KEY')",
    'lambda: 1',
    'nothing',
    "os.environ['NONE']",
    "os.system('rm')",
    'A.foo()',
    '1 +',
    ')',
    '',
    String.raw`'\N{BULLET}'`,
    '1 < 2',
    "A == 'a' == 'a'",
    '('.repeat(100) + '1' + ')'.repeat(100),
  ])('%s is unknown', (source) => {
    expect(value(source)).toEqual(UNKNOWN);
  });

  it('keeps the parts of a dict that can be told', () => {
    const source = "{'ENGINE': 'sqlite3', 'NAME': env('X', a=[1]), **more, 'B': 1}";
    expect(value(source)).toEqual(UNKNOWN); // `**more` may replace anything
    expect(value('[x for x in y]')).toEqual([UNKNOWN]);
    expect(value("{'A': f(x)[1], 'B': 'b', 'C': {'D': [1 if x else 2, 'd']}}")).toEqual({
      kind: 'dict',
      entries: new Map<string, PythonValue>([
        ['A', UNKNOWN],
        ['B', 'b'],
        ['C', { kind: 'dict', entries: new Map([['D', [UNKNOWN, 'd']]]) }],
      ]),
    });
  });

  it('is never more than unknown, whatever the text', () => {
    const words = [
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      ',',
      ':',
      '.',
      '=',
      "'",
      '"',
      '#',
      '\\',
      '\n',
      'a',
      '1',
      '**',
    ];
    const text = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom(...words)).map((each) => each.join('')),
    );
    fc.assert(
      fc.property(text, (source) => {
        value(source); // must not throw
      }),
      { numRuns: 300 },
    );
  });
});

describe('logical lines', () => {
  it('span brackets, backslashes and triple quotes, and know where they begin', () => {
    const source = 'a = [\n  1, # one\n]\nb = 1 + \\\n  2\n\n  c = """x\ny"""\nd = 1\n';
    expect(
      logicalLines(source).map(({ line, indent, tokens }) => [line, indent, tokens.length]),
    ).toEqual([
      [1, 0, 6],
      [4, 0, 5],
      [7, 2, 3],
      [9, 0, 3],
    ]);
  });

  it('are found in text that never closes what it opens', () => {
    expect(logicalLines('a = """x\nb = [1\nc')).toHaveLength(2);
  });
});
