import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { targetUri, type Scheme } from '../../../src/http/target-uri.js';

const uri = (target: string, host?: string, scheme: Scheme = 'http', method = 'GET') =>
  targetUri({ method, target, headers: host === undefined ? [] : [['hOST', host]] }, scheme);

describe('targetUri', () => {
  it.each<[string, string | undefined, string, string, string]>([
    ['/', 'localhost:9000', 'localhost', 'http://localhost:9000', '/'],
    ['/a/../b//c?x=/y', 'Example.COM', 'example.com', 'http://example.com', '/a/../b//c'],
    ['/caf%C3%A9', 'h:80', 'h', 'http://h', '/caf%C3%A9'],
    ['/', '[::1]:9000', '[::1]', 'http://[::1]:9000', '/'],
    ['http://other:81/x?y', 'host', 'other', 'http://other:81', '/x'],
    ['https://user:pw@other/x', 'host', 'other', 'http://other', '/x'],
    ['http://other?q', 'host', 'other', 'http://other', '/'],
    ['*', 'h', 'h', 'http://h', ''],
    ['/', undefined, 'localhost', 'http://localhost', '/'],
    ['/', '', 'localhost', 'http://localhost', '/'],
    ['odd', 'h', 'h', 'http://h', '/odd'],
    ['/', 'a b', 'a%20b', 'http://a%20b', '/'],
    ['/', 'evil/path?x', 'evil%2fpath%3fx', 'http://evil%2fpath%3fx', '/'],
    ['/', 'u@h', 'u%40h', 'http://u%40h', '/'],
    ['/', 'h:99999', 'h', 'http://h', '/'],
    ['/', 'my_app:', 'my_app', 'http://my_app', '/'],
  ])('reads %s with Host %s', (target, host, expectedHost, origin, path) => {
    expect(uri(target, host)).toMatchObject({ host: expectedHost, origin, path });
  });

  it('leaves out the port that the scheme implies, and no other', () => {
    expect(uri('/', 'h:443', 'https').origin).toBe('https://h');
    expect(uri('/', 'h:443', 'http').origin).toBe('http://h:443');
  });

  it('takes the authority of CONNECT from the target', () => {
    expect(uri('other:443', 'h', 'http', 'CONNECT')).toMatchObject({ host: 'other', path: '' });
  });

  it('keeps path and query in the href as sent', () => {
    expect(uri('/a?b=%20"<', 'h').href).toBe('http://h/a?b=%20"<');
    expect(uri('*', 'h', 'http', 'OPTIONS').href).toBe('http://h');
  });

  it('makes an origin of any Host, with nothing in it that could end the host', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.string(), (host, target) => {
        const { host: name, origin } = uri(target.startsWith('/') ? target : `/${target}`, host);
        expect(name).toMatch(/^[^\s/?#@\\]*$/);
        expect(origin.startsWith('http://')).toBe(true);
      }),
    );
  });
});
