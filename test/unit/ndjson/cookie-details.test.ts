/** What is said of each kind of cookie change. */
import { describe, expect, it } from 'vitest';
import { Redactor } from '../../../src/har/redact.js';
import type { CookieChange, HeldCookie, SetCookie } from '../../../src/model/cookie.js';
import type { EpochMs } from '../../../src/model/time.js';
import { cookieDetails } from '../../../src/ndjson/cookie-details.js';
import { START } from '../har/observation-fixture.js';

const held = (value: string): HeldCookie => ({
  name: 'theme',
  value,
  domain: 'example.com',
  hostOnly: false,
  path: '/shop',
  secure: true,
  httpOnly: false,
  sameSite: 'Lax',
  expiresAt: (START + 1000) as EpochMs,
});

const refused: SetCookie = {
  raw: 'theme=dark; Domain=other.example; Max-Age=2; HttpOnly',
  name: 'theme',
  value: 'dark',
  attributes: [],
  maxAgeSeconds: 2,
  domain: 'other.example',
  secure: false,
  httpOnly: true,
  partitioned: false,
};

const redactor = new Redactor({ mode: 'safe', key: new Uint8Array(32).fill(7) });
const dark = redactor.standIn('dark');
const light = redactor.standIn('light');

const attributes = {
  domain: 'example.com',
  hostOnly: false,
  path: '/shop',
  expires: '2026-01-02T03:04:06.678Z',
  secure: true,
  httpOnly: false,
  sameSite: 'Lax',
};

const unknown = {
  domain: null,
  hostOnly: null,
  path: null,
  expires: null,
  secure: null,
  httpOnly: null,
  sameSite: null,
};

describe('cookieDetails', () => {
  it.each<[CookieChange, object]>([
    [
      { kind: 'stored', cookie: held('dark') },
      { value: dark, before: null, ...attributes },
    ],
    [
      { kind: 'replaced', before: held('light'), after: held('dark') },
      { value: dark, before: light, ...attributes },
    ],
    [
      { kind: 'renewed', before: held('dark'), after: held('dark') },
      { value: dark, before: dark, ...attributes },
    ],
    [
      { kind: 'removed', name: 'theme', before: held('dark') },
      { value: null, before: dark, ...attributes },
    ],
    [
      { kind: 'removed', name: 'theme' },
      { value: null, before: null, ...unknown },
    ],
    [
      { kind: 'withheld', before: held('dark') },
      { value: null, before: dark, ...attributes },
    ],
    [
      { kind: 'introduced', pair: { name: 'theme', value: 'dark' } },
      { value: dark, before: null, ...unknown },
    ],
    [
      { kind: 'refused', setCookie: refused, reason: 'Its domain is another.' },
      {
        value: dark,
        before: null,
        domain: 'other.example',
        hostOnly: false,
        path: null,
        expires: '2026-01-02T03:04:07.678Z',
        secure: false,
        httpOnly: true,
        sameSite: null,
      },
    ],
  ])('of $kind', (change, expected) => {
    expect(cookieDetails(change, START, redactor)).toEqual(expected);
  });

  it('gives a secret value the pseudonym that it has everywhere', () => {
    const secret = new Redactor({ mode: 'safe', secretCookies: ['theme'] });
    const change: CookieChange = { kind: 'stored', cookie: held('s3cret-theme') };
    const { value } = cookieDetails(change, START, secret);
    expect(value).toBe(secret.secret('s3cret-theme'));
    expect(value).toMatch(/^‹redacted:v-[0-9a-f]+›$/);
  });
});
