import { describe, expect, it } from 'vitest';
import { sessionTag } from '../../../src/model/ids.js';
import { redactBody } from '../../../src/har/redact-body.js';
import { redactField } from '../../../src/har/redact-fields.js';
import { redactUrl } from '../../../src/har/redact-url.js';
import { REMOVED, Redactor, type RedactMode } from '../../../src/har/redact.js';

const KEY = new Uint8Array(32).fill(1);
const redactor = (mode: RedactMode = 'safe'): Redactor => new Redactor({ mode, key: KEY });

const PSEUDONYM = /‹redacted:v-[0-9a-f]{8}›/;

describe('Redactor', () => {
  it('gives equal values equal pseudonyms, and others to other values and other runs', () => {
    const one = redactor();
    expect(one.secret('hunter2hunter2')).toMatch(PSEUDONYM);
    expect(one.secret('hunter2hunter2')).toBe(redactor().secret('hunter2hunter2'));
    expect(one.secret('hunter2hunter3')).not.toBe(one.secret('hunter2hunter2'));
    const otherRun = new Redactor({ mode: 'safe' });
    expect(otherRun.secret('hunter2hunter2')).not.toBe(one.secret('hunter2hunter2'));
  });

  it('does not tell how long a value was', () => {
    const one = redactor();
    expect(one.secret('x').length).toBe(one.secret('y'.repeat(5000)).length);
  });

  it('leaves nothing of a password', () => {
    expect(redactor().password('correct horse')).toBe(REMOVED);
  });

  it('uses the session tag for a session cookie wherever its value stands', () => {
    const one = redactor();
    one.nameSession('sessionid', 'k3j2h1g0f9e8d7c6', sessionTag('7f3a01'));
    expect(one.secret('k3j2h1g0f9e8d7c6')).toBe('‹redacted:s-7f3a01›');
    expect(one.sweep('id=k3j2h1g0f9e8d7c6!')).toBe('id=‹redacted:s-7f3a01›!');
    expect(one.isSecretCookie('sessionid', 'x')).toBe(true);
  });

  it('remembers the name of a session cookie that looks like any other', () => {
    const one = redactor();
    expect(one.isSecretCookie('visitor', 'abc')).toBe(false);
    one.nameSession('visitor', 'abcdefgh12', sessionTag('7f3a01'));
    expect(one.isSecretCookie('visitor', 'another')).toBe(true);
    const configured = new Redactor({ mode: 'safe', key: KEY, secretCookies: ['visitor'] });
    expect(configured.isSecretCookie('visitor', 'abc')).toBe(true);
  });

  it('finds a secret in its other spellings', () => {
    const one = redactor();
    const name = one.secret('a/b "c"&1234');
    expect(one.sweep('x a%2Fb%20%22c%22%261234 y')).toBe(`x ${name} y`);
    expect(one.sweep('a%2Fb+%22c%22%261234')).toBe(name);
    expect(one.sweep('{"v":"a/b \\"c\\"&1234"}')).toBe(`{"v":"${name}"}`);
    expect(one.sweep('<i>a/b &quot;c&quot;&amp;1234</i>')).toBe(`<i>${name}</i>`);
  });

  it('finds the value of a quoted cookie without its quotes', () => {
    const one = redactor();
    one.secret('"abc:def:1234"');
    expect(one.sweep('is abc:def:1234')).not.toContain('abc:def');
  });

  it('does not seek ordinary words, which would spoil the recording and give them away', () => {
    const one = redactor();
    one.password('password');
    one.secret('12345678');
    one.secret('abc1');
    expect(one.sweep('the password 12345678 abc1')).toBe('the password 12345678 abc1');
  });

  it('replaces JSON web tokens anywhere', () => {
    const one = redactor();
    const token = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl';
    expect(one.sweep(`a ${token} b`)).toMatch(/^a ‹redacted:v-[0-9a-f]{8}› b$/);
    expect(one.sweep('eyJ is no token, eyJhbGciOiJIUzI1NiJ9.x neither')).toContain('eyJhbGci');
  });

  it('keeps finding a secret that keeps being met among thousands of others', () => {
    const one = redactor();
    for (let i = 0; i < 5000; i += 1) {
      one.secret('my-own-session-1');
      one.secret(`another-secret-${i}`);
    }
    expect(one.sweep('my-own-session-1')).toMatch(PSEUDONYM);
  });

  it('knows the same cookies in another mode, and is itself in its own', () => {
    const off = new Redactor({ mode: 'off', key: KEY, secretCookies: ['lang'] });
    off.alsoSecretCookies(['theme']);
    off.nameSession('visitor', 'abc', sessionTag('3f9a21'));
    const safe = off.inMode('safe');
    for (const name of ['lang', 'theme', 'visitor'])
      expect(safe.isSecretCookie(name, 'a')).toBe(true);
    expect(safe.secret('hunter2hunter2')).toBe(redactor().secret('hunter2hunter2'));
    expect(safe.inMode('safe')).toBe(safe);
  });

  it('leaves everything alone when it is off', () => {
    const off = redactor('off');
    expect(off.secret('abc')).toBe('abc');
    expect(off.password('abc')).toBe('abc');
    expect(off.sweep('eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln')).toContain('eyJ');
    expect(redactField(['Cookie', 'sessionid=abc'], off)).toBe('sessionid=abc');
    expect(redactUrl('/x?token=abc', off)).toBe('/x?token=abc');
    expect(redactBody('password=x', 'form', 'request', off)).toBe('password=x');
  });
});
