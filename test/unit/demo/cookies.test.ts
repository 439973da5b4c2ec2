import { describe, expect, it } from 'vitest';
import {
  browserSessionCookie,
  deletedCookie,
  lastingCookie,
  parseCookies,
} from '../../../src/demo/cookies.js';

describe('parseCookies', () => {
  it.each([
    ['nothing', undefined, {}],
    ['an empty field', '', {}],
    ['two cookies', 'id=1; sessionid=abc', { id: '1', sessionid: 'abc' }],
    ['two of one name: the last counts', 'id=1; id=2', { id: '2' }],
    ['a chunk without a name', 'alone; id=1', { '': 'alone', id: '1' }],
    ['equals signs in the value', 'id=a=b==', { id: 'a=b==' }],
    ['a quoted value', 'id="a\\054b\\"c"', { id: 'a,b"c' }],
    ['a single quote character', 'id="', { id: '"' }],
  ])('reads %s', (_, field, expected) => {
    expect(Object.fromEntries(parseCookies(field))).toEqual(expected);
  });
});

describe('set-cookie-strings', () => {
  // As recorded from Django 3.2.25 on Python 3.9, the session cookie at 2026-11-22 20:41:24.
  it('are those of Django for the session cookie', () => {
    const cookie = { name: 'sessionid', value: 'n8edz2k2wj7f25xlodcv62m5ros9v27l' };
    const set = { ...cookie, maxAgeSeconds: 1_209_600, httpOnly: true };
    expect(lastingCookie(set, Date.UTC(2026, 10, 22, 20, 41, 24))).toBe(
      'sessionid=n8edz2k2wj7f25xlodcv62m5ros9v27l; expires=Sun, 06 Dec 2026 20:41:24 GMT; HttpOnly; Max-Age=1209600; Path=/; SameSite=Lax',
    );
  });

  it('are those of Django for a removed and for a plain cookie', () => {
    expect(deletedCookie('sessionid')).toBe(
      'sessionid=""; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; SameSite=Lax',
    );
    expect(browserSessionCookie('id', '1')).toBe('id=1; Path=/');
  });
});
