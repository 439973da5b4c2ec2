import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTrustworthy, whyRefused } from '../../../src/cookies/refusal.js';
import { parseSetCookie } from '../../../src/cookies/set-cookie.js';
import type { Scheme } from '../../../src/http/target-uri.js';

const why = (line: string, host = 'localhost', scheme: Scheme = 'http'): string | undefined =>
  whyRefused(parseSetCookie(line), { host, scheme });

/** What Chromium 156 did on http://localhost and http://127.0.0.1. */
describe('whyRefused agrees with Chromium', () => {
  it.each([
    ['a=1; Secure', 'localhost'],
    ['a=1; Secure', '127.0.0.1'],
    ['a=1; SameSite=None; Secure', 'localhost'],
    ['a=1; Partitioned; Secure', 'localhost'],
    ['=v', 'localhost'],
    ['novalue', 'localhost'],
    [`${'n'.repeat(96)}=${'v'.repeat(4000)}`, 'localhost'],
    [`a=1; Path=/${'x'.repeat(2000)}`, 'localhost'],
    ['a=x\ty', 'localhost'],
    ['a=1; Domain=localhost', 'localhost'],
    ['a=1; Domain=.localhost', 'localhost'],
    ['a=1; Domain=', 'localhost'],
    ['a=1; Expires=rubbish; Max-Age=rubbish', 'localhost'],
    ['a=\u00e9', 'localhost'],
    ['a="quoted"', 'localhost'],
    ['__Host-a=1; Secure; Path=/', 'localhost'],
    ['__Secure-a=1; Secure', '127.0.0.1'],
    ['__Http-a=1; Secure; HttpOnly', 'localhost'],
    ['__Host-Http-a=1; Secure; HttpOnly; Path=/', 'localhost'],
    ['__Hostess=1', 'localhost'],
  ])('keeps %s on %s', (line, host) => {
    expect(why(line, host)).toBeUndefined();
  });

  it.each([
    ['a=1; SameSite=None', /SameSite=None without Secure/],
    ['a=1; Partitioned', /Partitioned without Secure/],
    ['__Host-a=1; Path=/', /__Host-.* demands Secure/],
    ['__Host-a=1; Secure', /__Host-.* demands Path=\//],
    ['__Host-a=1; Secure; Path=/x', /__Host-.* demands Path=\//],
    ['__Host-a=1; Secure; Path=/; Domain=localhost', /demands no Domain/],
    ['__host-a=1; Path=/', /__Host-/],
    ['__Secure-a=1', /__Secure-.* demands Secure/],
    ['__sEcUrE-a=1', /__Secure-/],
    ['__Http-a=1; Secure', /__Http-.* demands HttpOnly/],
    ['__Host-Http-a=1; Secure; Path=/', /__Host-Http-.* demands HttpOnly/],
    ['=__Secure-a=1', /no name/],
    ['__host-a', /no name/],
    [`${'n'.repeat(97)}=${'v'.repeat(4000)}`, /4097 bytes/],
    ['a=x\0y', /control character/],
    ['a=x\ny', /control character/],
    ['a=x; Path=/\r', /control character/],
    ['a\x7f=x', /control character/],
    ['', /neither/],
    ['=; Path=/', /neither/],
    ['a=1; Domain=com', /com is a public suffix/],
    ['a=1; Domain=example.com', /example\.com does not cover the host localhost/],
  ])('refuses %j on localhost', (line, reason) => {
    expect(why(line)).toMatch(reason);
  });
});

describe('whyRefused by host', () => {
  it.each<[string, string, Scheme, RegExp | undefined]>([
    ['a=1; Secure', 'example.com', 'http', /Secure, but example\.com was reached over plain http/],
    ['a=1; Secure', '192.168.0.7', 'http', /plain http/],
    ['a=1; Secure', '127.evil.com', 'http', /plain http/],
    ['a=1; Secure', 'localhost.evil.com', 'http', /plain http/],
    ['a=1; Secure', 'example.com', 'https', undefined],
    ['a=1; Secure', '[::1]', 'http', undefined],
    ['a=1; Secure', '127.8.9.10', 'http', undefined],
    ['a=1; Secure', 'app.localhost', 'http', undefined],
    ['a=1; Secure', 'localhost.', 'http', undefined],
    ['a=1; Domain=example.com', 'www.example.com', 'http', undefined],
    ['a=1; Domain=www.example.com', 'example.com', 'http', /does not cover/],
    ['a=1; Domain=ample.com', 'example.com', 'http', /does not cover/],
    ['a=1; Domain=co.uk', 'shop.co.uk', 'http', /public suffix/],
    ['a=1; Domain=github.io', 'me.github.io', 'http', /public suffix/],
    ['a=1; Domain=github.io', 'github.io', 'http', undefined],
    ['a=1; Domain=localhost', 'app.localhost', 'http', /public suffix/],
    ['a=1; Domain=mybox', 'mybox', 'http', undefined],
    ['a=1; Domain=127.0.0.1', '127.0.0.1', 'http', undefined],
    ['a=1; Domain=0.0.1', '127.0.0.1', 'http', /public suffix|does not cover/],
    ['a=1; Domain=caf\u00e9.fr', 'x.fr', 'http', /characters/],
  ])('judges %s on %s over %s', (line, host, scheme, expected) => {
    if (expected === undefined) expect(why(line, host, scheme)).toBeUndefined();
    else expect(why(line, host, scheme)).toMatch(expected);
  });

  it('says one sentence without the value, and never throws', () => {
    const text = fc.string({ unit: 'binary', maxLength: 60 });
    fc.assert(
      fc.property(text, text, (attributes, host) => {
        const reason = why(`__Host-x=SECRETVALUE; ${attributes}`, host);
        expect(reason ?? '').not.toContain('SECRETVALUE');
      }),
    );
    expect(why('__Secure-sid=SECRETVALUE')).toMatch(/^[A-Z][^.]*\.$/);
  });
});

describe('isTrustworthy', () => {
  it('does not take a name that only looks like this machine for it', () => {
    const hosts = [
      'localhost',
      '127.0.0.1',
      '[::1]',
      'a.localhost',
      'xlocalhost',
      '1127.0.0.1',
      '::1',
    ];
    expect(hosts.filter((host) => isTrustworthy({ host, scheme: 'http' }))).toEqual(
      hosts.slice(0, 4),
    );
  });
});
