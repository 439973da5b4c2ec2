import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readGiven } from '../../../../src/cli/decode/given.js';
import { reportJson, reportObject } from '../../../../src/cli/decode/report-json.js';
import { reportLines } from '../../../../src/cli/decode/report-text.js';
import { reportOn, tooLongReport, type Report } from '../../../../src/cli/decode/report.js';
import { styledText } from '../../../../src/cli/styled-output.js';
import { adapters } from '../../../../src/frameworks/registry.js';
import type { KeyRing } from '../../../../src/model/keyring.js';
import type { EpochMs } from '../../../../src/model/time.js';
import { djangoVectors, keyRing } from '../../../support/django-vectors.js';

const ID = '9wp8e20p68yu20dvbpdb24bnxxj6k1b8';
const COUNT_6 = 'eyJjb3VudCI6Nn0:1xVECa:vQT0dsK-iSaSMlsZvvsA9Vtbl6aIROdAYDPW7yq4v4o';
const SECRET =
  djangoVectors.sessions.find((each) => each.stored.session_data === COUNT_6)?.secret ?? '';
const [CSRF] = djangoVectors.csrf.slice(-1);
const TOKEN = CSRF?.cookie_value ?? '';
const SIGNED_AT = 1_795_379_420;
const nowMs = (SIGNED_AT + 90) * 1000;

const report = (raw: string, keys: KeyRing = [], isBase64 = false): Report =>
  reportOn(readGiven(raw, isBase64), {
    candidates: adapters,
    keys,
    settings: new Map(),
    // Milliseconds since the epoch.
    options: { now: nowMs as EpochMs },
  });

const object = (raw: string, keys: KeyRing = []): Record<string, unknown> =>
  reportObject(report(raw, keys), { nowMs, keyCount: keys.length, lineNumber: undefined });

const shown = (raw: string, keys: KeyRing = []): string =>
  reportLines(report(raw, keys), {
    nowMs,
    keyCount: keys.length,
    width: Infinity,
    lineNumber: undefined,
  })
    .map((line) => styledText(line, false))
    .join('\n');

describe('the JSON of a report', () => {
  const LINE = `Cookie: a=b; csrftoken=${TOKEN}; sessionid=${ID}; messages=x`;

  it('has the keys that docs/decode.md describes, in that order', () => {
    const docs = readFileSync(new URL('../../../../docs/decode.md', import.meta.url), 'utf8');
    const [, table = ''] = /## `--json`\n([^]*?)\n\nThe keys/.exec(docs) ?? [];
    const described = Array.from(table.matchAll(/^\| `(\w+)`/gm), ([, key]) => key);
    const perValue = described.filter((key) => !['others', 'unread', 'line'].includes(key ?? ''));
    for (const raw of [COUNT_6, LINE, 'hello', 'Set-Cookie: sessionid=x; Path=/']) {
      expect(Object.keys(object(raw)).sort()).toEqual([...described].sort());
    }
    const { others } = object(LINE);
    for (const other of others as readonly object[]) {
      expect(Object.keys(other)).toEqual(perValue);
    }
  });

  it('means the session, whatever stands before it', () => {
    const line = object(LINE);
    expect(line).toMatchObject({
      holds: 'session-id',
      cookie: { name: 'sessionid', attributes: null },
      unread: ['a'],
      others: [{ cookie: { name: 'csrftoken' } }, { cookie: { name: 'messages' } }],
    });
  });

  it('means the last of several cookies of its name, as Django does', () => {
    const line = object(`sessionid=${'a'.repeat(32)}; sessionid=${ID}; sessionid=`);
    expect(line['what']).toBe('an empty sessionid cookie');
    const other = object(`sessionid=${'a'.repeat(32)}; sessionid="${ID}"`);
    expect(JSON.stringify(other['facts'])).toContain(ID);
    expect(other['others']).toHaveLength(1);
  });

  it('means the first cookie that is known where there is no session', () => {
    expect(object(`a=b; csrftoken=${TOKEN}`)).toMatchObject({
      cookie: { name: 'csrftoken' },
      others: [],
    });
    expect(object(`x=y; sid=${ID}; csrftoken=${TOKEN}`)).toMatchObject({ cookie: { name: 'sid' } });
  });

  it('tells times in seconds and as text, and the key that fitted', () => {
    expect(object(COUNT_6, keyRing('other', SECRET))).toMatchObject({
      framework: 'django',
      format: 'signing, json',
      integrity: 'verified',
      signedWith: { secret: 2, origin: 'vectors', salt: 'django.contrib.sessions.SessionStore' },
      signedAt: SIGNED_AT,
      signedAtIso: '2026-11-22T20:30:20Z',
      ageSeconds: 90,
      expiresAt: null,
      payload: { count: 6 },
      user: null,
      problems: [],
    });
  });

  it('says what was looked for where nothing was recognised', () => {
    for (const [raw, integrity, keys] of [
      ['hello', 'not-signed', []],
      ['hello', 'bad-signature', keyRing('k')],
    ] as const) {
      expect(object(raw, keys)).toMatchObject({
        framework: null,
        integrity,
        payload: null,
        problems: [{ code: 'unrecognised', severity: 'error' }],
      });
    }
    const [problem] = report('hello', [], true).problems;
    expect(problem?.message).toContain('no base64');
  });

  it('says of a line that was not kept that it is too long', () => {
    const context = { nowMs, keyCount: 0, lineNumber: 7 };
    expect(JSON.parse(reportJson(tooLongReport(), context))).toMatchObject({
      line: 7,
      problems: [{ code: 'payload-too-large' }],
    });
    expect(object('a'.repeat(2 * 1024 * 1024 + 1))).toMatchObject({
      problems: [{ code: 'payload-too-large' }],
    });
  });

  it('looks at so many cookies and no more', () => {
    const line = `${'a=b; '.repeat(300)}sessionid=${ID}`;
    expect(object(line)['unread']).toHaveLength(128);
    expect(object(`sessionid=${ID}; ${line}`)).toMatchObject({
      problems: [{ code: 'payload-too-large' }],
    });
  });

  it('explains the attributes of a cookie that is being set', () => {
    const set = object(`Set-Cookie: sessionid=${ID}; Max-Age=60; SameSite=None; Path=/`);
    expect(set).toMatchObject({
      cookie: {
        name: 'sessionid',
        attributes: { maxAge: 60, path: '/', secure: false, httpOnly: false, sameSite: 'None' },
      },
    });
    const codes = (set['problems'] as readonly { code: string }[]).map(({ code }) => code);
    expect(codes).toEqual(['cookie-attributes', 'cookie-attributes']);
  });
});

describe('the text of a report', () => {
  it('shows everything in a few lines', () => {
    expect(shown(COUNT_6, keyRing('other', SECRET))).toBe(
      [
        'a stored session (session_data of a row, a file, or redis), Django 3.1 and later (django)',
        '  signature     verified by secret 2 of 2 (vectors, a rotated one), salt django.contrib.sessions.SessionStore',
        '  signed        2026-11-22T20:30:20Z, 1 minute ago',
        '  user          nobody',
        '  layers        signature: HMAC-SHA256, salt django.contrib.sessions.SessionStore',
        '                time: 1xVECa, base62 of 1795379420',
        '                base64url: 15 letters',
        '                json: 11 bytes',
        '',
        ' Data',
        '  count  6',
      ].join('\n'),
    );
  });

  it('names the user, and what is wrong with what to do about it', () => {
    const vector = djangoVectors.sessions.find(({ user }) => user !== null);
    const text = shown(vector?.stored.session_data ?? vector?.cookie_value ?? '');
    expect(text).toMatch(/ {2}user {10}1, logged in by django/);
    expect(text).toContain('! note: No secret is known');
    expect(text).toContain('--secret env:NAME');
  });

  it('tells of a cookie that is being set how long and how far', () => {
    const text = shown(`sessionid=${ID}; expires=Sun, 06-Dec-2026 20:40:46 GMT; HttpOnly; Secure`);
    expect(text).toContain('lifetime      until 2026-12-06T20:40:46Z, in 14 days');
    expect(text).toContain('HttpOnly      yes');
    expect(shown('Set-Cookie: sessionid=""; Max-Age=0')).toContain('deleted at once');
    expect(shown(`sessionid=${ID}; Path=/`)).toContain('until the browser closes');
  });

  it('lets nothing of the data reach the terminal raw', () => {
    const hostile = '\u001b[31m\u202eabc\u0007\u009b\r\n';
    const payload = Buffer.from(JSON.stringify({ [hostile]: hostile })).toString('base64url');
    for (const raw of [`${payload}:1xVECa:x`, `Cookie: \u001b[2J=1; sessionid=\u001b]0;x\u0007`]) {
      expect(shown(raw).replaceAll('\n', '')).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202e]/);
    }
  });
});
