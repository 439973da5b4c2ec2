import { describe, expect, it } from 'vitest';
import { redactUrl } from '../../../src/har/redact-url.js';
import { Redactor, type RedactMode } from '../../../src/har/redact.js';

const KEY = new Uint8Array(32).fill(1);
const redactor = (mode: RedactMode = 'safe'): Redactor => new Redactor({ mode, key: KEY });

describe('redactUrl', () => {
  const url = (text: string, mode: RedactMode = 'safe'): string => redactUrl(text, redactor(mode));

  it.each([
    ['http://h/x?a=1&access_token=abc#top', /^http:\/\/h\/x\?a=1&access_token=%E2.*%BA#top$/],
    ['/cb#access_token=abc&token_type=Bearer', /^\/cb#access_token=%E2.*%BA&token_type=Bearer$/],
    ['/a;jsessionid=ABC123/b', /^\/a;jsessionid=%E2.*%BA\/b$/],
    ['/reset/MQ/c2x1ab-0123456789abcdef/', /^\/reset\/MQ\/%E2.*%BA\/$/],
    ['/login/?next=%2Freset%3Ftoken%3Dabc', /^\/login\/\?next=%2Freset%3Ftoken%3D%25E2.*$/],
  ])('%s', (before, after) => {
    expect(url(before)).toMatch(after);
    expect(url(before)).not.toContain('abc');
  });

  it('removes a password before the host and keeps the user', () => {
    expect(url('http://bob:hunter2@h/')).toBe('http://bob:%E2%80%B9redacted%E2%80%BA@h/');
  });

  it.each([
    '/',
    '/a?b=c&d',
    '/static/main.8f3a2c91.js?v=12',
    '/x?code=US',
    '/users/42/edit',
    'a b',
  ])('leaves %s byte for byte', (text) => {
    expect(url(text)).toBe(text);
  });

  it('hides every query value when strict', () => {
    expect(url('/x?page=2&q=', 'strict')).toMatch(
      /^\/x\?page=%E2%80%B9redacted%3Av-\w+%E2%80%BA&q=$/,
    );
  });
});
