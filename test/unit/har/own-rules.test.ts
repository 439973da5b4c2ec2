import { describe, expect, it } from 'vitest';
import { redactBody } from '../../../src/har/redact-body.js';
import { redactField } from '../../../src/har/redact-fields.js';
import { redactPayload } from '../../../src/har/redact-payload.js';
import { secretPattern, type SecretPattern } from '../../../src/har/redact-patterns.js';
import { redactUrl } from '../../../src/har/redact-url.js';
import { Redactor } from '../../../src/har/redact.js';
import { redactorOf, sessionTagsOf } from '../../../src/redaction.js';
import { map } from './observation-fixture.js';

const pattern = (expression: string): SecretPattern => {
  const made = secretPattern(expression);
  if (typeof made === 'string') throw new Error(made);
  return made;
};

describe('names of one’s own', () => {
  const redactor = new Redactor({ mode: 'safe', names: ['Badge', 'visitor'] });

  it.each([
    ['a cookie', redactField(['Cookie', 'VISITOR=abc; theme=dark'], redactor)],
    ['a field', redactField(['badge', 'abc'], redactor)],
    ['a parameter', redactUrl('/x?badge=abc&q=1', redactor)],
    ['a form', redactBody('user%5Bbadge%5D=abc&q=1', 'form', 'request', redactor)],
    ['JSON', redactBody('{"BADGE":"abc"}', 'json', 'request', redactor)],
    ['an input', redactBody('<input name="badge" value="abc">', 'html', 'response', redactor)],
    ['a session', JSON.stringify(redactPayload(map(['badge', 'abc']), redactor))],
  ])('make the value of %s secret', (_, written) => {
    expect(written).not.toContain('abc');
    expect(written).toMatch(/redacted(?::|%3A)v-/);
  });
});

describe('patterns of one’s own', () => {
  it('replace what they find, and what is found is found again elsewhere', () => {
    const redactor = new Redactor({ mode: 'safe', patterns: [pattern('EMP-\\d{6}')] });
    const written = redactBody('{"note":"ask EMP-123456"}', 'json', 'request', redactor);
    expect(redactor.sweep(written)).toMatch(/^\{"note":"ask ‹redacted:v-[0-9a-f]{8}›"\}$/);
    expect(redactor.sweep('x=RU1QLTEyMzQ1Ng==')).not.toContain('RU1QLTEyMzQ1Ng');
  });

  it('replace their first group where they have one', () => {
    const redactor = new Redactor({ mode: 'safe', patterns: [pattern('desk (\\d+) of')] });
    expect(redactor.sweep('desk 17 of 20')).toMatch(/^desk ‹redacted:v-[0-9a-f]{8}› of 20$/);
  });

  it('leave pseudonyms alone', () => {
    const redactor = new Redactor({ mode: 'safe', patterns: [pattern('[0-9a-f]{4}')] });
    const once = redactor.sweep('id beef');
    expect(redactor.sweep(once)).toBe(once);
    expect(once).toMatch(/^id ‹redacted:v-[0-9a-f]{8}›$/);
  });

  it('are in every mode but off', () => {
    const off = new Redactor({ mode: 'off', patterns: [pattern('EMP-\\d{6}')] });
    expect(off.sweep('EMP-123456')).toBe('EMP-123456');
    expect(off.inMode('strict').sweep('EMP-123456')).toContain('redacted');
  });

  it.each([['('], ['a*'], ['x'.repeat(1001)]])('that cannot be used are named: %#', (wrong) => {
    expect(() => redactorOf({ redactPatterns: [wrong] })).toThrow(/The redaction pattern "/);
  });
});

describe('a key of one’s own', () => {
  const secret = 'hunter2hunter2';

  it('makes pseudonyms and session tags the same in every run', () => {
    const [one, two] = [redactorOf({ redactKey: 'k1' }), redactorOf({ redactKey: 'k1' })];
    expect(one.secret(secret)).toBe(two.secret(secret));
    expect(redactorOf({ redactKey: 'k2' }).secret(secret)).not.toBe(one.secret(secret));
    expect(redactorOf({}).secret(secret)).not.toBe(redactorOf({}).secret(secret));
    const tags = ['k1', 'k1', 'k2'].map((redactKey) =>
      sessionTagsOf({ redactKey }).of('django', 'a'),
    );
    expect(tags[0]).toBe(tags[1]);
    expect(tags[0]).not.toBe(tags[2]);
  });

  it('is not empty', () => {
    expect(() => redactorOf({ redactKey: '' })).toThrow('The redaction key is empty');
  });
});
