import { describe, expect, it } from 'vitest';
import { parseSetCookie } from '../../../../src/cookies/set-cookie.js';
import type { HeldCookie } from '../../../../src/model/cookie.js';
import type { EpochMs } from '../../../../src/model/time.js';
import { explainAttributes } from '../../../../src/tui/view/cookie-attributes.js';
import { adviceOn } from '../../../../src/tui/view/cookie-verdict.js';
import { inUtc } from './rows.js';

inUtc();

const AT = Date.UTC(2026, 10, 22, 12) as EpochMs;
const held: HeldCookie = {
  name: 'sid',
  value: '1',
  domain: 'app.example.org',
  hostOnly: false,
  path: '/shop',
  secure: false,
  httpOnly: false,
};

const explain = (attributes: string, changes: Partial<HeldCookie> = {}, masked = false) =>
  explainAttributes(
    parseSetCookie(`sid=1; ${attributes}`),
    { host: 'app.example.org', at: AT, held: { ...held, ...changes } },
    masked,
  ).map(({ name, meaning }) => `${name}: ${meaning}`);

describe('explainAttributes', () => {
  it.each([
    ['Path=/', 'Path=/: sent for every path'],
    ['path=/shop', 'path=/shop: sent for /shop and what lies beneath it'],
    ['Path=shop', 'Path=shop: ignored: not an absolute path, so that of the request counts, /shop'],
    ['Domain=.Example.org', 'Domain=.Example.org: sent to example.org and all of its subdomains'],
    ['Domain=', 'Domain=: ignored: empty, so app.example.org alone gets it'],
    ['Max-Age=1209600', 'Max-Age=1209600: kept for 14 days, until 2026-12-06'],
    ['Max-Age=5400', 'Max-Age=5400: kept for 90 minutes, until 2026-11-22'],
    ['Max-Age=100000', 'Max-Age=100000: kept for about 28 hours, until 2026-11-23'],
    ['Max-Age=0', 'Max-Age=0: in the past: the cookie is deleted'],
    ['Max-Age=-1', 'Max-Age=-1: in the past: the cookie is deleted'],
    ['Max-Age=1e3', 'Max-Age=1e3: ignored: not a whole number'],
    ['Max-Age=63072000', 'Max-Age=63072000: 730 days, of which browsers keep it for 400 days'],
    ['Expires=Thu, 01 Jan 1970 00:00:00 GMT', 'GMT: in the past: the cookie is deleted'],
    ['Expires=Sun, 06 Dec 2026 12:00:00 GMT', 'GMT: kept for 14 days, until 2026-12-06'],
    ['Expires=soon', 'Expires=soon: ignored: not a date that browsers read'],
    ['Expires=Sun, 06 Dec 2026 12:00:00 GMT; Max-Age=60', 'GMT: Max-Age counts instead'],
    ['Secure', 'Secure: sent over https only'],
    ['HttpOnly', 'HttpOnly: hidden from scripts'],
    ['SameSite=Strict', 'SameSite=Strict: never sent with what another site starts'],
    ['SameSite=Lax', 'SameSite=Lax: from other sites sent with links alone: not with a POST'],
    ['SameSite=None', 'SameSite=None: sent with requests of other sites too'],
    [
      'SameSite=Foo',
      'SameSite=Foo: ignored: an unknown word, so the default of the browser counts',
    ],
    ['Partitioned', 'Partitioned: a jar of its own for each site in the address bar'],
    ['Priority=High', 'Priority=High: Chromium only'],
    ['Priority=Urgent', 'Priority=Urgent: ignored: neither Low, Medium nor High'],
    ['Colour=red', 'Colour=red: unknown to browsers, so ignored'],
    ['Path=/a; Path=/b', 'Path=/a: ignored: it stands again further on, and the last one counts'],
    [`Path=/${'x'.repeat(2000)}`, 'ignored: longer than 1024 bytes'],
  ])('explains %s', (attributes, expected) => {
    expect(explain(attributes).join('\n')).toContain(expected);
  });

  it('says what it means that others are absent', () => {
    expect(explain('')).toEqual([
      'no Domain: sent to app.example.org alone, not to its subdomains',
      'no Path: that of the request counts',
      'no expiry: kept until the browser closes',
      'no Secure: sent over plain http as well',
      'no HttpOnly: scripts can read it',
      'no SameSite: Chromium takes it for Lax, others may send it cross-site',
    ]);
    expect(explain('Domain=a; Path=/; Max-Age=1; Secure; HttpOnly; SameSite=Lax')).toHaveLength(6);
  });

  it('takes a domain that is the host itself for none where the user agent did', () => {
    expect(explain('Domain=localhost', { hostOnly: true, domain: 'localhost' })[0]).toBe(
      'Domain=localhost: sent to localhost alone, as without it',
    );
  });

  it('shows no value of an unknown attribute when masked', () => {
    expect(explain('Colour=red; Path=/', {}, true).slice(0, 2)).toEqual([
      'Colour=••••: unknown to browsers, so ignored',
      'Path=/: sent for every path',
    ]);
  });

  it('bounds attributes without end', () => {
    expect(explain('x; '.repeat(10_000)).length).toBeLessThan(50);
  });
});

describe('adviceOn', () => {
  const advice = (line: string, changes: object = {}) =>
    adviceOn(
      parseSetCookie(line),
      { kind: 'stored', cookie: held },
      {
        sessionCookies: new Set(['sid']),
        sentNames: new Set<string>(),
        crossSite: false,
        ...changes,
      },
    ).map(({ words }) => words);

  it.each([
    ['sid=1; SameSite=Lax; Secure', 'no HttpOnly: an injected script can steal it'],
    ['sid=1; HttpOnly; Secure', 'no SameSite: only some browsers guard it from CSRF'],
    ['sid=1; HttpOnly; Secure; SameSite=None', 'CSRF tokens alone guard it'],
    ['sid=1; HttpOnly; SameSite=Lax', 'wants Secure as well'],
    ['__Host-a=1; Path=/; Secure', 'The prefix __Host- is a promise: Secure, Path=/ and no Domain'],
    ['__secure-a=1; Secure', 'The prefix __secure- is a promise: Secure, or it is refused'],
    [`a=${'x'.repeat(4000)}`, 'Name and value take 4001 of the 4096 bytes'],
  ])('beware of %.60s', (line, expected) => {
    expect(advice(line).join('\n')).toContain(expected);
  });

  it('has none for a cookie as it should be, nor for one that is no login', () => {
    expect(advice('sid=1; HttpOnly; Secure; SameSite=Lax; Path=/')).toEqual([]);
    expect(advice('theme=dark')).toEqual([]);
    expect(advice('csrftoken=1; SameSite=Lax')).toEqual([]);
  });

  it('tells of a cookie that shadows another, and of third parties', () => {
    expect(advice('theme=dark', { sentNames: new Set(['theme']) })[0]).toContain('longer path');
    expect(advice('theme=dark', { crossSite: true })[0]).toContain('third-party');
  });

  it('says nothing of a cookie that goes', () => {
    const circumstances = {
      sessionCookies: new Set(['sid']),
      sentNames: new Set<string>(),
      crossSite: true,
    };
    const removed = { kind: 'removed', name: 'sid' } as const;
    expect(adviceOn(parseSetCookie('sid=; Max-Age=0'), removed, circumstances)).toEqual([]);
  });
});
