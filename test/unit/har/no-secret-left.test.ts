/** One secret, put wherever an exchange can carry one: nothing of it may stand in what is written. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { CookieReport, SetCookie } from '../../../src/model/cookie.js';
import type { Observation } from '../../../src/model/observation.js';
import { harEntry } from '../../../src/har/entry.js';
import { harEntryText } from '../../../src/har/log.js';
import {
  answer,
  content,
  context,
  map,
  observation,
  post,
  request,
  response,
  snapshot,
  transition,
} from './observation-fixture.js';

const SECRET = 'k3j2h1g0f9e8d7c6b5a4z3y2x1w0v9u8';
const FORM = 'application/x-www-form-urlencoded';

const sent: CookieReport = {
  sent: [{ name: 'sessionid', value: SECRET }],
  set: [],
  changes: [{ kind: 'introduced', pair: { name: 'sessionid', value: SECRET } }],
};
const cookie: SetCookie = {
  raw: `sessionid=${SECRET}; Path=/`,
  name: 'sessionid',
  value: SECRET,
  attributes: [],
  secure: false,
  httpOnly: false,
  partitioned: false,
};
const set: CookieReport = { sent: [], set: [cookie], changes: [] };
const session = (value: string, key = 'x') =>
  transition({
    after: snapshot({ payload: map([key, value], ['list', { kind: 'list', items: [value] }]) }),
    changes: [{ op: 'changed', path: [key], before: value, after: value }],
  });
const echo = (more: Partial<Observation>, body: string, type = 'text/html') => ({
  ...observation({
    request: request({
      headers: [
        ['Host', 'h'],
        ['Cookie', `sessionid=${SECRET}`],
      ],
    }),
    response: response({
      headers: [
        ['Content-Type', type],
        ['X-Debug', `at ${SECRET}`],
        ['Location', `/x/${SECRET}`],
      ],
      content: content(body),
    }),
  }),
  ...more,
});

const CASES: readonly (readonly [string, Observation])[] = [
  ['a cookie sent, echoed in the page and fields', echo({ cookies: sent }, `<p>${SECRET}</p>`)],
  ['a cookie set', { ...answer('text/html', SECRET, [['Set-Cookie', cookie.raw]]), cookies: set }],
  ['a cookie in binary content', echo({ cookies: sent }, `\0\x01${SECRET}`, 'application/x-own')],
  ['a cookie in a session', { ...echo({ cookies: sent }, ''), session: session(SECRET) }],
  ['a session key', { ...observation(), session: session(SECRET, '_csrftoken') }],
  [
    'a cookie in the bytes of a session',
    {
      ...echo({ cookies: sent }, ''),
      session: transition({
        after: snapshot({ payload: { kind: 'bytes', bytes: Buffer.from(`x${SECRET}`) } }),
      }),
    },
  ],
  ['a password in a form', post(FORM, `password=${SECRET}&x=${SECRET}`)],
  ['a password in JSON', post('application/json', `{"password":"${SECRET}","x":["${SECRET}"]}`)],
  [
    'a password in multipart',
    post(
      'multipart/form-data; boundary=B',
      `--B\r\nContent-Disposition: form-data; name="password"\r\n\r\n${SECRET}\r\n--B--`,
    ),
  ],
  ['a token in the target', observation({ request: request({ target: `/a?token=${SECRET}#x` }) })],
  ['a field', observation({ request: request({ headers: [['X-CSRFToken', SECRET]] }) })],
  [
    'credentials',
    observation({ request: request({ headers: [['Authorization', `Bearer ${SECRET}`]] }) }),
  ],
  [
    'a referer',
    observation({ request: request({ headers: [['Referer', `http://h/?sid=${SECRET}`]] }) }),
  ],
  [
    'a hidden input',
    answer('text/html', `<input name=csrfmiddlewaretoken value="${SECRET}">${SECRET}`),
  ],
  [
    'JSON that answers',
    answer('application/json', `{"access_token":"${SECRET}","again":"${SECRET}"}`),
  ],
  [
    'compressed JSON',
    answer('application/json', gzipSync(`{"token":"${SECRET}"}`), [['Content-Encoding', 'gzip']]),
  ],
  [
    'a rewrite',
    observation({
      rewrites: [
        { side: 'response', name: 'Set-Cookie', before: cookie.raw, after: cookie.raw, why: 'x' },
      ],
    }),
  ],
];

/** The text with base64 undone, so that a secret is not overlooked there. */
const unpacked = (text: string): string =>
  text.replace(
    /"text":"([A-Za-z0-9+/=]*)","encoding":"base64"/g,
    (whole, base64: string) => whole + Buffer.from(base64, 'base64').toString('latin1'),
  ) +
  [...text.matchAll(/"base64":"([A-Za-z0-9+/=]*)"/g)]
    .map(([, base64 = '']) => Buffer.from(base64, 'base64').toString('latin1'))
    .join();

describe.each(['safe', 'strict'] as const)('with --redact %s nothing is left of', (mode) => {
  it.each(CASES)('%s', (_, from) => {
    const text = unpacked(harEntryText(harEntry(from, context(mode))));
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain(SECRET.slice(0, 12));
    expect(text).toMatch(/redacted|--redact strict/);
  });
});

describe('with --redact off', () => {
  it.each(CASES)('all is left of %s', (_, from) => {
    expect(unpacked(harEntryText(harEntry(from, context('off'))))).toContain(SECRET);
  });
});

describe('with --redact strict', () => {
  it('hides every cookie, query and body, secret or not', () => {
    const rules = context('strict');
    const from = {
      ...post(FORM, 'color=ultraviolet'),
      cookies: { sent: [{ name: 'theme', value: 'ultraviolet' }], set: [], changes: [] },
    };
    const target = request({ ...from.exchange.request, target: '/?q=ultraviolet' });
    const exchange = {
      ...from.exchange,
      request: target,
      response: response({ content: content('ultraviolet') }),
    };
    const entry = harEntry({ ...from, exchange }, rules);
    expect(harEntryText(entry)).not.toContain('ultraviolet');
    expect(entry.request.queryString).toMatchObject([{ name: 'q' }]);
    expect(entry.request.postData?.params).toMatchObject([{ name: 'color' }]);
    expect(entry.response.content.comment).toContain('strict');
  });
});

describe('from one entry to the next', () => {
  it('a secret is recognised where no name announces it', () => {
    const rules = context();
    harEntry(post(FORM, `password=${SECRET}`), rules);
    const later = harEntry(answer('text/plain', `you typed ${SECRET}`), rules);
    expect(later.response.content.text).toBe('you typed ‹redacted›');
  });

  it('users keep their names even where one equals a secret', () => {
    const rules = context();
    const actor = {
      kind: 'authenticated',
      userId: '1',
      name: 'demo-user-1',
      via: 'directory',
      verified: true,
    } as const;
    const from = { ...post(FORM, 'password=demo-user-1'), session: transition({ actor }) };
    expect(harEntry(from, rules)._sessionspy.user.name).toBe('demo-user-1');
  });
});
