import { describe, expect, it } from 'vitest';

import { SpyError } from '../../../src/errors.js';
import { authorityOf, describeTarget, parseTarget } from '../../../src/proxy/target.js';

const tcp = (host: string, port: number, protocol = 'http:'): object => ({
  kind: 'tcp',
  protocol,
  host,
  port,
});

describe('parseTarget reads', () => {
  it.each([
    ['localhost:8000', tcp('localhost', 8000)],
    [' localhost:8000\n', tcp('localhost', 8000)],
    [':8000', tcp('localhost', 8000)],
    ['8000', tcp('localhost', 8000)],
    ['localhost', tcp('localhost', 80)],
    ['127.0.0.1:8000', tcp('127.0.0.1', 8000)],
    ['[::1]:8000', tcp('::1', 8000)],
    ['[::1]', tcp('::1', 80)],
    ['my-app.internal:1', tcp('my-app.internal', 1)],
    ['my_app:65535', tcp('my_app', 65535)],
    ['http://localhost', tcp('localhost', 80)],
    ['HTTP://localhost:8000', tcp('localhost', 8000)],
    ['http://127.0.0.1:8000/', tcp('127.0.0.1', 8000)],
    ['https://app.test', tcp('app.test', 443, 'https:')],
    ['https://[2001:db8::1]:8443', tcp('2001:db8::1', 8443, 'https:')],
    ['unix:/run/app.sock', { kind: 'unix', path: '/run/app.sock' }],
    ['unix:///run/app.sock', { kind: 'unix', path: '/run/app.sock' }],
  ])('%j', (text, target) => {
    expect(parseTarget(text)).toEqual(target);
  });
});

describe('parseTarget refuses, with an example of a right one,', () => {
  it.each([
    ['', 'empty'],
    [
      'localhost:8000/app',
      'path or query: give only where the app listens, as in "localhost:8000"',
    ],
    ['http://localhost:8000/?x', 'path or query'],
    ['https://a.test:8000#x', 'as in "https://a.test:8000"'],
    ['localhost:99999', 'no valid port'],
    ['localhost:0', 'no valid port'],
    ['localhost:', 'no valid port'],
    ['localhost:80a', 'no valid port'],
    ['99999', 'no valid port'],
    ['::1', 'brackets, as in [::1]:8000'],
    ['::1:8000', 'brackets'],
    ['[::zz]:80', 'not an address'],
    ['[12]:80', 'not an address'],
    ['a b:80', 'not an address'],
    ['-x:80', 'not an address'],
    ['http://', 'not an address'],
    ['ftp://x', 'no scheme of a web app'],
    ['ws://localhost:8000', 'WebSockets pass through an http target'],
    ['unix:app.sock', 'absolute path of a socket'],
    ['unix:', 'absolute path of a socket'],
    ['unix:/run/', 'absolute path of a socket'],
  ])('%j', (text, reason) => {
    const refusal = (): unknown => parseTarget(text);
    expect(refusal).toThrow(SpyError);
    expect(refusal).toThrow(reason);
    expect(refusal).toThrow(/localhost:8000|a\.test:8000|\[::1\]:8000|unix:\/run\/app\.sock/);
  });

  it('credentials, without repeating them', () => {
    try {
      parseTarget('http://bob:hunter2@localhost:8000');
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'SPY_TARGET_INVALID', exitCode: 2 });
      expect(String(error)).not.toMatch(/bob|hunter2/);
    }
  });

  it('control characters, without repeating them', () => {
    expect(() => parseTarget('a\x1b[2Jb:80')).toThrow(/^[\x20-\x7e]*$/);
  });
});

it.each([
  ['localhost:8000', 'http://localhost:8000', 'localhost:8000'],
  ['http://localhost', 'http://localhost', 'localhost'],
  ['[::1]:8000', 'http://[::1]:8000', '[::1]:8000'],
  ['https://a:443', 'https://a', 'a'],
  ['https://a:80', 'https://a:80', 'a:80'],
  ['unix:/run/app.sock', 'unix:/run/app.sock', 'localhost'],
])('%s is described as %s and has the authority %s', (text, description, authority) => {
  expect(describeTarget(parseTarget(text))).toBe(description);
  expect(authorityOf(parseTarget(text))).toBe(authority);
});
