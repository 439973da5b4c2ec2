import { describe, expect, it } from 'vitest';
import type { CookieReport, HeldCookie } from '../../../../src/model/cookie.js';
import type { EpochMs } from '../../../../src/model/time.js';
import type { DetailTab } from '../../../../src/tui/model.js';
import { plainText, widthOf } from '../../../../src/tui/styled.js';
import { detailText } from '../../../../src/tui/view/detail.js';
import { payload, snapshot } from '../../../support/snapshots.js';
import { content, COUNTING, LOGGED_IN, play, Traffic, UNREADABLE, type Visit } from '../traffic.js';

/** The text of a tab of one visit. */
function tabOf(tab: DetailTab, visit: Visit, { masked = false, width = 100 } = {}): string {
  const traffic = new Traffic();
  traffic.visit(traffic.open(), visit);
  const model = play(traffic.source, [160, 50]);
  const lines = detailText({ ...model, masked, detail: { tab, top: 0 } }, traffic.source, width);
  for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
  return lines.map(plainText).join('\n');
}

describe('Session', () => {
  it('shows who, both sides, the difference by path and the payload as a tree', () => {
    const text = tabOf('session', { before: COUNTING(5), after: LOGGED_IN });
    expect(text).toContain('User     ada (user 1; name from the user table)');
    expect(text).toContain('Change   logged in as ada, session rotated s-1a2b3c → s-4d5e6f');
    expect(text).toMatch(/Before +s-1a2b3c · live · signature verified · django, in a table/);
    expect(text).toMatch(/After +s-4d5e6f · live [^]* · expires\s+2026-12-0\d /);
    expect(text).toContain('~ count               5 → 6');
    expect(text).toContain('+ _auth_user_id       "1"');
    expect(text).toMatch(/Payload after\n {2}count +6\n/);
  });

  it('lays nested values out, whatever their keys are', () => {
    const cart = payload({
      __proto__x: null,
      lines: { kind: 'list', items: [payload({ sku: 'A' })] },
    });
    const proto = {
      kind: 'map',
      entries: [
        ['__proto__', 1],
        [7, true],
      ],
    } as const;
    const text = tabOf('session', { after: snapshot({ payload: payload({ cart, proto }) }) });
    expect(text).toMatch(
      / {2}cart +\n {4}__proto__x {2}null\n {4}lines +list of 1\n {6}0 +\n {8}sku {2}"A"/,
    );
    expect(text).toMatch(/__proto__ {2}1\n {4}7 {10}true/);
  });

  it('says why a session could not be read and what to do', () => {
    const text = tabOf('session', { before: UNREADABLE, after: UNREADABLE });
    expect(text).toContain('User     unknown (store locked)');
    expect(text).toContain('! error: The database is locked by another program.');
    expect(text).toContain('Close the program that holds it.');
    expect(text).not.toContain('anonymous');
  });

  it('marks what nothing proves', () => {
    const forged = { ...LOGGED_IN, integrity: 'bad-signature', state: 'bad-signature' } as const;
    expect(tabOf('session', { after: forged })).toMatch(
      /bad signature[^]*Payload after \(unverified\)/,
    );
  });

  it('tells a session that ended from one that is not known', () => {
    expect(tabOf('session', { before: LOGGED_IN })).toContain('no session: it was destroyed');
    expect(tabOf('session', { pending: true })).toContain('The session is being read');
  });

  it('bounds a payload of 100,000 keys', () => {
    const entries = Array.from({ length: 100_000 }, (_, n) => [`k${n}`, n] as const);
    const text = tabOf('session', { after: snapshot({ payload: { kind: 'map', entries } }) });
    expect(text).toContain('99,400 more entries are not shown');
    expect(text.split('\n').length).toBeLessThan(2001);
  });

  it('shows no value when masked', () => {
    const text = tabOf('session', { before: COUNTING(5), after: LOGGED_IN }, { masked: true });
    expect(text).toContain('~ count               •••• → ••••');
    expect(text).not.toMatch(/c0ffee|ModelBackend|"1"/);
  });
});

const held = (value: string): HeldCookie => ({
  name: 'sessionid',
  value,
  domain: '127.0.0.1',
  hostOnly: true,
  path: '/',
  secure: false,
  httpOnly: true,
});
const setCookie = {
  raw: '',
  name: 'sessionid',
  value: 'new-value',
  attributes: [{ name: 'HttpOnly' }, { name: 'Path', value: '/' }],
  secure: false,
  httpOnly: true,
  partitioned: false,
};
const cookies: CookieReport = {
  sent: [
    { name: 'sessionid', value: 'old-value' },
    { name: 'theme', value: 'dark' },
  ],
  set: [setCookie],
  changes: [
    { kind: 'stored', cookie: { ...held('v'), name: 'a', expiresAt: 0 as EpochMs } },
    { kind: 'replaced', before: held('old-value'), after: held('new-value') },
    { kind: 'renewed', before: held('v'), after: { ...held('v'), name: 'b' } },
    { kind: 'removed', name: 'c', before: held('v') },
    { kind: 'refused', setCookie: { ...setCookie, name: 'd' }, reason: 'its domain is another' },
    { kind: 'introduced', pair: { name: 'e', value: 'v' } },
    { kind: 'withheld', before: { ...held('v'), name: 'f' }, why: 'its path is /admin' },
  ],
};

describe('Cookies', () => {
  it('shows what was sent and set, and what became of each with the reason', () => {
    const text = tabOf('cookies', { cookies });
    expect(text).toMatch(/\+ a +stored, until \d{4}-\d\d-\d\d/);
    expect(text).toMatch(/~ sessionid +replaced: old-value → new-value, until the browser closes/);
    expect(text).toMatch(/~ b +set again with the same value/);
    expect(text).toMatch(/- c +removed/);
    expect(text).toMatch(/! d +a browser refuses it: its domain is another/);
    expect(text).toMatch(/\? e +sent by the client; the app was never seen to set it/);
    expect(text).toMatch(/\? f +held, and yet not sent: its path is \/admin/);
    expect(text).toMatch(/Sent \(2\)\n {3}sessionid {2}old-value\n {3}theme {6}dark/);
    expect(text).toMatch(/Set \(1\)\n {3}sessionid {2}new-value\n {5}HttpOnly; Path=\//);
  });

  it('shows names and attributes without values when masked', () => {
    const text = tabOf('cookies', { cookies }, { masked: true });
    expect(text).toContain('sessionid');
    expect(text).toContain('HttpOnly; Path=/');
    expect(text).not.toMatch(/old-value|new-value|dark/);
  });

  it('says so when there are none', () => {
    expect(tabOf('cookies', {})).toContain('No cookies were sent or set.');
  });
});

const FORM = [['Content-Type', 'application/x-www-form-urlencoded']] as const;

describe('Request', () => {
  it('shows the request line, the fields as received and a form as a table', () => {
    const text = tabOf('request', {
      method: 'POST',
      target: '/accounts/login/?next=/me/',
      requestHeaders: [['Host', 'x'], ['x-ODD', '1'], ['x-odd', '2'], ...FORM],
      requestContent: content('username=ada+b%C3%A9&password=lovelace&password1=x1&next=%2F'),
    });
    expect(text).toMatch(/^ POST \/accounts\/login\/\?next=\/me\/ HTTP\/1.1/);
    expect(text).toMatch(/Host: x\n {3}x-ODD: 1\n {3}x-odd: 2/);
    expect(text).toMatch(
      /username {3}ada bé\n {3}password {3}••••\n {3}password1 {2}••••\n {3}next {7}\//,
    );
  });

  it.each([
    ['a form', FORM[0], 'user=ada&new_password2=hunter2'],
    [
      'a multipart form',
      ['Content-Type', 'multipart/form-data; boundary=b'],
      '--b\r\nContent-Disposition: form-data; name="password"\r\n\r\nhunter2\r\n--b--\r\n',
    ],
    ['JSON', ['Content-Type', 'application/json'], '{"login":{"password":"hunter2"}}'],
    ['broken JSON', ['Content-Type', 'application/json'], '{"password": "hunter2", "x": '],
    ['plain text', ['Content-Type', 'text/plain'], 'name=ada\npassword=hunter2\n'],
  ] as const)('never shows a password in %s', (_name, type, body) => {
    const text = tabOf('request', { requestHeaders: [type], requestContent: content(body) });
    expect(text).toContain('••••');
    expect(text).not.toContain('hunter2');
  });

  it('never shows a password in a target or a field', () => {
    const text = tabOf('request', {
      target: '/login?user=ada&password=hunter2&x=1',
      requestHeaders: [
        ['Referer', 'http://x/?pwd=hunter2'],
        ['Authorization', 'Basic aHVudGVyMg=='],
      ],
    });
    expect(text).toContain('/login?user=ada&password=••••&x=1');
    expect(text).not.toMatch(/hunter2|aHVudGVyMg/);
  });

  it('hides credentials and content when masked', () => {
    const visit = {
      requestHeaders: [['Cookie', 'sessionid=abc'], ['Authorization', 'Bearer t0k3n'], FORM[0]],
      requestContent: content('username=ada'),
    } as const;
    const text = tabOf('request', visit, { masked: true });
    expect(text).toContain('Cookie: ••••');
    expect(text).not.toMatch(/abc|t0k3n|ada/);
    expect(tabOf('request', visit)).toMatch(/sessionid=abc[^]*ada/);
  });
});

describe('Response', () => {
  const responseWith = (type: string, body: string | Uint8Array, cut = 0) =>
    tabOf('response', {
      responseHeaders: [['Content-Type', type]],
      responseContent: { ...content(body), ...(cut > 0 && { truncated: true, sizeBytes: cut }) },
    });

  it('lays JSON out', () => {
    expect(responseWith('application/json', '{"a":[1,{"b":null}]}')).toContain(
      '   {\n     "a": [\n       1,\n       {\n         "b": null',
    );
  });

  it('shows text by its charset, line by line', () => {
    const latin1 = Uint8Array.from([0x63, 0x61, 0x66, 0xe9, 0x0a, 0x09, 0x78]);
    expect(responseWith('text/plain; charset=iso-8859-1', latin1)).toContain('   café\n     x');
    expect(responseWith('text/plain; charset=nonsense', 'abc')).toContain('   abc');
  });

  it('shows what is not text by kind, size and hash', () => {
    const text = responseWith('image/png', Uint8Array.from([0x89, 0x50, 0x4e, 0x47]));
    expect(text).toContain('image/png, 4 B');
    expect(text).toContain(
      'sha256 0f4636c78f65d3639ece5a064b5ae753e3408614a14fb18ab4d7540d2c248543',
    );
    expect(responseWith('application/octet-stream', Uint8Array.from([1, 0, 2]))).toContain(
      'sha256 ',
    );
  });

  it('says when content was cut, and what cannot be decoded', () => {
    expect(responseWith('text/html', 'abc', 1_000_000)).toContain(
      '1.0 MB, only the first 3 B were kept',
    );
    const text = tabOf('response', { responseHeaders: [['Content-Encoding', 'snappy']] });
    expect(text).toContain('cannot be decoded: snappy is unknown-coding');
  });

  it('says what became of it when it did not simply end', () => {
    const message = 'connect ECONNREFUSED 127.0.0.1:8000';
    const outcome = { kind: 'server-failed', code: 'ECONNREFUSED', message } as const;
    expect(tabOf('response', { changes: { outcome } })).toContain(
      `app failed: ECONNREFUSED: ${message}`,
    );
    expect(tabOf('response', { pending: true })).toContain('Waiting for the response');
  });
});

describe('Timing', () => {
  it('shows each phase as a number and a bar on one scale', () => {
    const text = tabOf('timing', {});
    expect(text).toMatch(/blocked +0.2 ms +█\n/);
    expect(text).toMatch(/wait +10 ms +█{30,}\n/);
    expect(text).toMatch(/total +12 ms/);
    expect(tabOf('timing', { pending: true })).toContain('No phase has ended yet.');
  });
});
