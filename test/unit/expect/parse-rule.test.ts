import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRule, RULE_FORMS } from '../../../src/expect/parse-rule.js';
import { ruleLines } from '../../../src/expect/rule-file.js';

/** What is wrong, and the text where it is. */
const faultOf = (text: string): readonly [message: string, place: string] => {
  const parsed = parseRule(text);
  if (parsed.kind === 'rule') throw new Error('it is a rule');
  return [parsed.message, text.slice(parsed.start, parsed.end)];
};

describe('a rule', () => {
  it('keeps its text and its demand', () => {
    expect(parseRule('  no-5xx ')).toMatchObject({ rule: { text: 'no-5xx', must: false } });
    expect(parseRule('must  no-5xx')).toMatchObject({ rule: { text: 'must  no-5xx', must: true } });
  });

  it.each([
    ['login-rotates-sesion', /did you mean login-rotates-session\?/, 'login-rotates-sesion'],
    [
      'must logout-destroy-session',
      /did you mean logout-destroys-session/,
      'logout-destroy-session',
    ],
    ['evry(path:/a) is user:a', /did you mean every\(FILTER\) is FILTER/, 'evry'],
    ['bananas', /There is no rule bananas: there are login-rotates-session, /, 'bananas'],
    ['', /A rule is expected/, ''],
    ['no-5xx please', /no-5xx takes nothing behind it/, 'please'],
    ['session-cookie-samesite tight', /strict, lax, none/, 'tight'],
    ['only', /A user is expected/, ''],
    ['only ada', /"on" and a path are expected behind ada/, ''],
    ['only Ada Lovelace on /x', /A name with spaces goes in quotes/, 'Lovelace on /x'],
    ['only ada on', /A path is expected/, ''],
    ['only ada on admin', /write \/admin, \/admin\* /, 'admin'],
    ['only ada on /a/*/b', /only stand at the end/, '/a/*/b'],
    ['only ada on /a?b=c', /no query/, '/a?b=c'],
    ['only ada on ~(', /no regular expression/, '~('],
    ['anonymous', /The rule is not complete: write anonymous on PATH/, 'anonymous'],
    ['session never contains', /A key is expected/, ''],
    ['session', /write session never contains KEY/, 'session'],
    ['max-session-size', /A size is expected/, ''],
    ['max-session-size big', /is not a size/, 'big'],
    ['none(usr:ada)', /There is no field usr: user: is one/, 'usr'],
    ['must every(path:/a) is usr:ada', /There is no field usr/, 'usr'],
    ['none()', /A filter is expected/, ''],
    ['none(user:ada', /A \) is expected at the end/, ''],
    ['count(user:ada)', /A comparison is expected/, 'user:ada)'],
    ['every(user:ada)', /"is" and a filter are expected/, 'user:ada)'],
    ['none', /write none\(FILTER\)/, 'none'],
  ])('%j is none', (text, message, place) => {
    expect(faultOf(text)).toEqual([expect.stringMatching(message), place]);
  });

  it('may hold in its first filter what stands between two', () => {
    expect(parseRule('every(path:"a) is b") is user:ada')).toMatchObject({
      rule: { unseen: 'nothing matched path:"a) is b"' },
    });
  });

  it('never throws and points into the text', () => {
    const word = fc.constantFrom(
      ...RULE_FORMS.map(({ usage }) => usage),
      'must',
      'on',
      ')',
      '"',
      '|',
      '~(',
    );
    const texts = fc.oneof(
      fc.string(),
      fc.array(fc.oneof(word, fc.string())).map((all) => all.join(' ')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const parsed = parseRule(text);
        if (parsed.kind === 'rule') return;
        expect(parsed.message).not.toBe('');
        expect(parsed.start).toBeGreaterThanOrEqual(0);
        expect(parsed.end).toBeGreaterThanOrEqual(parsed.start);
        expect(parsed.end).toBeLessThanOrEqual(text.length);
      }),
    );
  });

  it('is described in docs/expect.md, whatever its form', () => {
    const docs = readFileSync(new URL('../../../docs/expect.md', import.meta.url), 'utf8');
    const listed = [...docs.matchAll(/^\| `([^`]+)` /gm)].map(([, usage]) =>
      usage?.replaceAll('\\|', '|'),
    );
    expect(listed).toEqual(RULE_FORMS.map(({ usage }) => usage));
  });
});

it('a file of rules has one on each line, comments and blank lines', () => {
  expect(
    ruleLines('\ufeff# what must hold\r\n\r\nno-5xx\n  only ada on /a # not a comment \n'),
  ).toEqual([
    { text: 'no-5xx', line: 3 },
    { text: 'only ada on /a # not a comment', line: 4 },
  ]);
});
