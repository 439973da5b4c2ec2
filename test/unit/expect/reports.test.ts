import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { checkExpectations, Expectations } from '../../../src/expect/expectations.js';
import { githubAnnotations } from '../../../src/expect/github.js';
import { junitXml } from '../../../src/expect/junit.js';
import { parseRule } from '../../../src/expect/parse-rule.js';
import { textReport } from '../../../src/expect/text-report.js';
import { SpyError } from '../../../src/errors.js';
import { observed, UNKNOWN, unread } from '../../support/observed.js';
import { describeWith } from '../../support/programs.js';
import { snapshot, user } from '../../support/snapshots.js';

const EVIL = 'a\u001b[31m\r\n::error::x ]]> <b> "q" & \ud800 %0A';

const results = checkExpectations(
  [
    observed({ seq: 1, target: '/x?token=1', session: { actor: user(EVIL), after: snapshot() } }),
    observed({ seq: 2, session: { actor: UNKNOWN, after: unread() } }),
  ],
  [
    'only ada on /x',
    'login-rotates-session',
    'max-session-size 4k',
    'no-5xx',
    'some(path:"<&>, :")',
  ],
);

describe('expectations', () => {
  it('keep a bounded number of violations and count the others', () => {
    const parsed = parseRule('none(path:/)');
    if (parsed.kind !== 'rule') throw new Error(parsed.message);
    const expectations = new Expectations([parsed.rule], {
      shown: () => ({ target: () => 'x'.repeat(9999), text: (text) => text }),
    });
    for (let seq = 1; seq <= 250; seq += 1) expectations.observe(observed({ seq }));
    expectations.observe({ ...observed(), settled: false });
    const [result] = expectations.results();
    expect(result).toMatchObject({ judged: 250, violationCount: 250 });
    expect(result?.violations).toHaveLength(100);
    expect(result?.violations[0]?.target).toHaveLength(512);
  });

  it('of a wrong text are an error', () => {
    expect(() => checkExpectations([], ['no-6xx'])).toThrow(SpyError);
    expect(() => checkExpectations([], ['no-6xx'])).toThrow(/did you mean no-5xx\?/);
  });
});

it('the text report names what failed, what had nothing to check and what is not sure', () => {
  const lines = textReport(results);
  expect(lines[0]).toBe('failed: only ada on /x: 1 of the 1 exchanges judged');
  expect(lines[1]).toBe(
    `  #1 GET /x?token=1 200 ${EVIL} s-aaaaaa: Only ada may, and this was ${EVIL}.`,
  );
  expect(lines.slice(2)).toEqual([
    'nothing to check: login-rotates-session: 1 exchange could not be judged: There is no store to ask',
    'held as far as is known: max-session-size 4k: 1 exchange could not be judged: There is no store to ask',
    'failed: some(path:"<&>, :"): none matches path:"<&>, :", and at least 1 must',
    '5 expectations: 2 held, 2 failed, 1 had nothing to check',
  ]);
});

it('the text report shows ten exchanges of a rule and counts the others', () => {
  const seen = Array.from({ length: 12 }, (_, index) => observed({ seq: index + 1 }));
  const lines = textReport(checkExpectations(seen, ['none(path:/)']));
  expect(lines).toHaveLength(13);
  expect(lines[11]).toBe('  and 2 more');
});

it('annotations are one line each, with all escaped that could make them another command', () => {
  const lines = githubAnnotations(results);
  expect(lines).toHaveLength(4);
  for (const line of lines) expect(line).toMatch(/^::(error|notice) title=[^,:\r\n]*::[^\r\n]*$/);
  expect(lines[0]).toContain('::error title=only ada on /x::1 of the 1 exchanges judged%0A#1 GET');
  expect(lines[0]).toContain('[31m%0D%0A::error::x ]]> <b> "q" & \ud800 %250A');
  expect(lines[3]).toContain('title=some(path%3A"<&>%2C %3A")::none matches path:"<&>, :"');
});

describeWith('python3', 'JUnit XML', () => {
  const READ = `
import json, sys
import xml.etree.ElementTree as tree
root = tree.fromstring(sys.stdin.buffer.read())
print(json.dumps([root.tag, root.attrib, [
    [suite.attrib, [[case.attrib, [[part.tag, part.attrib, part.text] for part in case]] for case in suite]]
    for suite in root]]))
`;

  it('is read by a parser of XML, whatever is in it', () => {
    const xml = junitXml([{ name: 'a & "b".har', results }]);
    const { stdout, stderr } = spawnSync('python3', ['-c', READ], { input: xml, encoding: 'utf8' });
    expect(stderr).toBe('');
    const counts = { tests: '5', failures: '2', errors: '0', skipped: '1', time: '0' };
    const name = (rule: string): object => ({ name: rule, classname: 'a & "b".har', time: '0' });
    const unread = '1 exchange could not be judged: There is no store to ask';
    const shown = EVIL.replace('\u001b', '\\x1b').replace('\ud800', '\\ud800');
    expect(JSON.parse(stdout)).toEqual([
      'testsuites',
      { name: 'sessionspy', ...counts },
      [
        [
          { name: 'a & "b".har', ...counts },
          [
            [
              name('only ada on /x'),
              [
                [
                  'failure',
                  { type: 'expectation', message: '1 of the 1 exchanges judged' },
                  `#1 GET /x?token=1 200 ${shown} s-aaaaaa: Only ada may, and this was ${shown}.`,
                ],
              ],
            ],
            [
              name('login-rotates-session'),
              [['skipped', { message: `Nothing to check: ${unread}` }, null]],
            ],
            [name('max-session-size 4k'), [['system-out', {}, `1 exchange judged; ${unread}`]]],
            [name('no-5xx'), [['system-out', {}, '2 exchanges judged']]],
            [
              name('some(path:"<&>, :")'),
              [
                [
                  'failure',
                  {
                    type: 'expectation',
                    message: 'none matches path:"<&>, :", and at least 1 must',
                  },
                  null,
                ],
              ],
            ],
          ],
        ],
      ],
    ]);
  });
});
