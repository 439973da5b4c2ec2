import { Journal } from '../../../../src/journal/journal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSetCookie } from '../../../../src/cookies/set-cookie.js';
import type { CookieReport, HeldCookie } from '../../../../src/model/cookie.js';
import { connectionId } from '../../../../src/model/ids.js';
import type { Observation } from '../../../../src/model/observation.js';
import type { SessionSnapshot } from '../../../../src/model/session.js';
import type { EpochMs } from '../../../../src/model/time.js';
import type { DetailOptions, DetailRow } from '../../../../src/tui/detail-row.js';
import { sanitise } from '../../../../src/tui/sanitise.js';
import { widthOf } from '../../../../src/tui/styled.js';
import { detailRows, TABS } from '../../../../src/tui/view/detail-tabs.js';
import { timelineRows } from '../../../../src/tui/view/timeline.js';
import { payload, snapshot } from '../../../support/snapshots.js';
import { content, COUNTING, LOGGED_IN, observationOf, START, type Visit } from '../traffic.js';
import { inUtc, joinedText, options, textOf, unfolded, valuesOf } from './rows.js';

inUtc();

const seen = (visit: Visit): Observation => observationOf(7, connectionId(1), visit);

/** All rows that an observation can be made to show, every fold open. */
function everything(
  observation: Observation,
  changes: Partial<DetailOptions> = {},
): readonly DetailRow[] {
  const tag = observation.session?.after?.tag ?? COUNTING(1).tag;
  const journal = new Journal();
  journal.append({ kind: 'observed', observation: { ...observation, seq: 1 } });
  journal.append({ kind: 'observed', observation: { ...observation, seq: 2 } });
  const session = journal.session(tag);
  return unfolded((turned) => [
    ...TABS.flatMap((tab) => detailRows(tab, observation, options({ ...changes, turned }))),
    ...(session === undefined
      ? []
      : timelineRows(session, journal, options({ ...changes, turned }))),
  ]);
}

const held = (changes: Partial<HeldCookie>): HeldCookie => ({
  name: 'sessionid',
  value: '',
  domain: '127.0.0.1',
  hostOnly: true,
  path: '/',
  secure: false,
  httpOnly: true,
  ...changes,
});

/** Traffic in which one text stands wherever a value may. */
function planted(secret: string): { visit: Visit; now: SessionSnapshot } {
  const setCookie = parseSetCookie(`sessionid=${secret}; Path=/; Odd=${secret}`);
  const cookies: CookieReport = {
    sent: [
      { name: 'sessionid', value: secret },
      { name: 'sessionid', value: `${secret}2` },
    ],
    set: [setCookie, parseSetCookie(`password=${secret}`)],
    changes: [
      { kind: 'introduced', pair: { name: 'a', value: secret } },
      { kind: 'withheld', before: held({ name: 'b', value: secret }), why: 'why' },
      { kind: 'replaced', before: held({ value: secret }), after: held({ value: `${secret}x` }) },
      { kind: 'refused', setCookie, reason: 'It is too long.' },
    ],
  };
  const nested = payload({
    text: secret,
    list: { kind: 'list', items: [secret, payload({ deep: secret }), 1] },
    json: JSON.stringify({ inner: [secret] }),
    bytes: { kind: 'bytes', bytes: Buffer.from(secret) },
    object: {
      kind: 'object',
      class: { kind: 'object', class: 'c', args: [secret] },
      args: [secret],
    },
    set: { kind: 'set', items: [secret] },
  });
  const side = (text: string, value = nested): SessionSnapshot => ({
    ...LOGGED_IN,
    payload: payload({ count: text, nested: value }),
  });
  return {
    now: side(`${secret}3`, payload({ text: `${secret}4` })),
    visit: {
      method: 'POST',
      target: `/x/?token=${secret}&next=/me/&csrf_token=${secret}`,
      requestHeaders: [
        ['Content-Type', 'application/json'],
        ['Cookie', `sessionid=${secret}`],
        ['Authorization', `Bearer ${secret}`],
        ['X-CSRFToken', secret],
        ['X-API-Key', secret],
        ['Referer', `http://x/?access_token=${secret}`],
      ],
      requestContent: content(JSON.stringify({ a: secret })),
      responseHeaders: [
        ['Set-Cookie', `sessionid=${secret}`],
        ['Location', `/x?session_token=${secret}`],
      ],
      responseContent: content(`<p>${secret}</p>`),
      changes: {
        rewrites: [
          { side: 'request', name: 'Cookie', before: secret, after: `${secret}5`, why: 'why' },
        ],
      },
      before: { ...COUNTING(1), payload: payload({ count: secret }) },
      after: side(`${secret}6`),
      cookies,
    },
  };
}

const SECRET = fc.stringMatching(/^[a-zA-Z0-9]{12,40}$/).map((text) => `Q${text}`);
const WIDTH = fc.integer({ min: 38, max: 160 });

describe('masked', () => {
  it('shows and copies no value that is a secret, whatever is unfolded', () => {
    fc.assert(
      fc.property(SECRET, WIDTH, (secret, width) => {
        const { visit, now } = planted(secret);
        const rows = everything(seen(visit), { masked: true, width, now });
        expect(joinedText(rows)).not.toContain(secret);
        expect(valuesOf(rows).join('\n')).not.toContain(secret);
      }),
      { numRuns: 25 },
    );
  });

  it('shows all of it otherwise', () => {
    const { visit, now } = planted('Qwertyuiop');
    const rows = everything(seen(visit), { now });
    expect(joinedText(rows).match(/Qwertyuiop/g)?.length).toBeGreaterThan(40);
    expect(
      valuesOf(rows)
        .join('\n')
        .match(/Qwertyuiop/g)?.length,
    ).toBeGreaterThan(40);
  });
});

describe('passwords', () => {
  it('are neither shown nor copied, masked or not', () => {
    fc.assert(
      fc.property(SECRET, fc.boolean(), WIDTH, (secret, masked, width) => {
        const side = {
          ...LOGGED_IN,
          payload: payload({
            password: secret,
            signup: payload({ password1: secret, form: `name=ada&password2=${secret}` }),
            json: JSON.stringify({ passwd: secret }),
          }),
        };
        const visit: Visit = {
          target: `/?password=${secret}&q=1`,
          requestHeaders: [
            ['Referer', `http://x/?new_password=${secret}`],
            ['Authorization', `Basic ${secret}`],
            ['X-Password', secret],
            ['Content-Type', 'application/x-www-form-urlencoded'],
            ['Cookie', `password=${secret}`],
          ],
          requestContent: content(`user=ada&password=${secret}`),
          responseHeaders: [['Content-Type', 'application/json']],
          responseContent: content(JSON.stringify([{ echo: { password: secret } }])),
          before: COUNTING(1),
          after: side,
          cookies: {
            sent: [{ name: 'password', value: secret }],
            set: [parseSetCookie(`password=${secret}`)],
            changes: [
              {
                kind: 'replaced',
                before: held({ name: 'password', value: secret }),
                after: held({ name: 'password', value: `${secret}2` }),
              },
            ],
          },
        };
        const rows = everything(seen(visit), { masked, width, now: side });
        expect(joinedText(rows)).not.toContain(secret);
        expect(valuesOf(rows).join('\n')).not.toContain(secret);
      }),
      { numRuns: 25 },
    );
  });
});

const HOSTILE = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '\x1b[2J\x1b]0;gotcha\x07',
    '\u202egpj.exe',
    'a\0b\x7f\x9b31m',
    '{bold}{/bold}{red-fg}',
    '\u200b\u2028\ud800',
    '漢字'.repeat(60),
    '👩‍👩‍👧‍👦'.repeat(9),
    'x'.repeat(500),
    'e\u0301\u0302\u0303\u0304'.repeat(30),
  ),
);

describe('whatever comes', () => {
  it('is safe to draw and no wider than the pane', () => {
    fc.assert(
      fc.property(HOSTILE, HOSTILE, fc.integer({ min: 38, max: 160 }), (odd, other, width) => {
        const session = snapshot({
          payload: payload({
            [odd]: other,
            deep: payload({ [other]: { kind: 'list', items: [odd] } }),
          }),
          format: odd,
          framework: other,
          cookieName: odd,
          identity: {
            kind: 'authenticated',
            userId: odd,
            name: other,
            via: 'directory',
            verified: false,
            groups: [odd],
            backend: other,
          },
          problems: [{ code: 'no-secret', severity: 'error', message: odd, remedy: other }],
        });
        const visit: Visit = {
          method: odd,
          target: `/${other}?${odd}=${other}`,
          requestHeaders: [
            [odd, other],
            ['Content-Type', 'application/json'],
          ],
          requestContent: content(JSON.stringify({ [odd]: [other] })),
          responseHeaders: [['Content-Type', 'text/event-stream']],
          responseContent: content(`event: ${odd}\ndata: ${other}\n\n`),
          before: COUNTING(1),
          after: session,
          cookies: {
            sent: [{ name: odd, value: other }],
            set: [parseSetCookie(`${odd}=${other}; ${other}=${odd}; Path=${odd}`)],
            changes: [{ kind: 'introduced', pair: { name: odd, value: other } }],
          },
          changes: {
            outcome: { kind: 'server-failed', code: odd, message: other },
            server: { address: odd, port: 1, reused: true },
          },
        };
        for (const { line } of everything(seen(visit), { width, now: session })) {
          expect(widthOf(line)).toBeLessThanOrEqual(width);
          for (const { text } of line) expect(sanitise(text, Infinity)).toBe(text);
        }
      }),
      { numRuns: 80 },
    );
  });
});

describe('folds', () => {
  it('have keys that are unique within a tab and stay the same when others are turned', () => {
    const { visit, now } = planted('Qwertyuiop');
    for (const tab of TABS) {
      const keys = detailRows(tab, seen(visit), options({ now })).flatMap(
        ({ fold }) => fold?.key ?? [],
      );
      expect(new Set(keys).size).toBe(keys.length);
      for (const key of keys) {
        const turned = detailRows(tab, seen(visit), options({ now, turned: new Set([key]) }));
        expect(turned.some(({ fold }) => fold?.key === key)).toBe(true);
      }
    }
  });
});

describe('a login, as it reads', () => {
  const cart = (count: number) =>
    payload({
      lines: {
        kind: 'list',
        items: Array.from({ length: count }, (_, n) => payload({ sku: `A${n}`, qty: 1 })),
      },
      total: count * 10,
    });
  const login = parseSetCookie(
    'sessionid=k3x9; expires=Sun, 06 Dec 2026 12:00:07 GMT; HttpOnly; Max-Age=1209600; Path=/; SameSite=Lax',
  );
  const stored = held({
    value: 'k3x9',
    sameSite: 'Lax',
    expiresAt: (START + 1_209_607_000) as EpochMs,
  });
  const observation = seen({
    method: 'POST',
    target: '/accounts/login/?next=/me/',
    status: 302,
    requestHeaders: [
      ['Host', '127.0.0.1:9000'],
      ['Content-Type', 'application/x-www-form-urlencoded'],
      ['Cookie', 'sessionid=a1b2; theme=dark'],
    ],
    requestContent: content('username=ada&password=lovelace&next=%2Fme%2F'),
    before: { ...COUNTING(5), payload: payload({ count: 5, cart: cart(1) }) },
    after: {
      ...LOGGED_IN,
      payload: payload({
        count: 6,
        cart: cart(2),
        _auth_user_id: '1',
        _messages: '[["__json_message",0,25,"Welcome",""]]',
        log: { kind: 'list', items: Array.from({ length: 300 }, (_, n) => n) },
      }),
    },
    cookies: {
      sent: [
        { name: 'sessionid', value: 'a1b2' },
        { name: 'theme', value: 'dark' },
      ],
      set: [login],
      changes: [
        { kind: 'introduced', pair: { name: 'theme', value: 'dark' } },
        { kind: 'replaced', before: held({ value: 'a1b2' }), after: stored },
      ],
    },
    changes: { server: { address: '127.0.0.1', port: 8000, reused: true } },
  });
  const now = { ...LOGGED_IN, payload: payload({ count: 7, cart: cart(2), _auth_user_id: '1' }) };

  it('in the Session tab', () => {
    expect(textOf(detailRows('session', observation, options({ now })))).toMatchInlineSnapshot(`
      " User     ada (user 1; name from the user table)
       Change   logged in as ada, session rotated s-1a2b3c → s-4d5e6f
       Before   s-1a2b3c · live · signature verified · django, in a table
       After    s-4d5e6f · live · signature verified · django, in a table · signing, json · expires
                2026-12-06 12:00:00

       Read again just now
       Now      s-4d5e6f · live · signature verified · django, in a table · signing, json · expires
                2026-12-06 12:00:00
       User     ada (user 1; name from the user table)
       Since    the content has changed
         ~ count      6 → 7
         - _messages  "[[\\"__json_message\\",0,25,\\"Welcome\\",\\"\\"]]"
       ▸ - log        […] 300 items

       What changed
         ~ count          5 → 6
       ▾ ~ cart
         ▾ + lines.1  {…} 2 keys
             sku  "A1"
             qty  1
           ~ total    10 → 20
         + _auth_user_id  "1"
         + _messages      "[[\\"__json_message\\",0,25,\\"Welcome\\",\\"\\"]]"
       ▸ + log            […] 300 items

       Payload after
         count          6
       ▾ cart
         ▾ lines  list of 2
           ▾ 0
               sku  "A0"
               qty  1
           ▾ 1
               sku  "A1"
               qty  1
           total  20
         _auth_user_id  "1"
       ▸ _messages      "[[\\"__json_message\\",0,25,\\"Welcome\\",\\"\\"]]"
       ▸ log            […] 300 items"
    `);
  });

  it('in the Cookies tab', () => {
    expect(textOf(detailRows('cookies', observation, options()))).toMatchInlineSnapshot(`
      " client u1: one browser, as far as cookies can tell

       Changes (2)
       ? theme      sent by the client; the app was never seen to set it
       ~ sessionid  replaced: a1b2 → k3x9, until 2026-12-06 12:00:07

       Sent (2), 26 B
         sessionid  a1b2  14 B, session s-1a2b3c
         theme      dark  10 B, never seen set

       Set (1)
       ▾ ~ sessionid  k3x9  session s-4d5e6f
           replaced: a1b2 → k3x9, until 2026-12-06 12:00:07
             expires=Sun, 06 Dec 2026 12:00:07 GMT  Max-Age counts instead
             HttpOnly         hidden from scripts (document.cookie)
             Max-Age=1209600  kept for 14 days, until 2026-12-06 12:00:07
             Path=/           sent for every path
             SameSite=Lax     from other sites sent with links alone: not with a POST, a frame, a fetch
             no Domain        sent to 127.0.0.1 alone, not to its subdomains
             no Secure        sent over plain http as well
             On an https site such a cookie wants Secure as well."
    `);
  });

  it('in the Request tab', () => {
    expect(textOf(detailRows('request', observation, options()))).toMatchInlineSnapshot(`
      " POST /accounts/login/?next=/me/ HTTP/1.1
       request 7 on connection c1

       Query
         next  /me/

       Fields
         Host: 127.0.0.1:9000
         Content-Type: application/x-www-form-urlencoded
         Cookie: sessionid=a1b2; theme=dark

       Content
         application/x-www-form-urlencoded, 44 B
         username  ada
         password  ••••
         next      /me/"
    `);
  });

  it('in the Timing tab, also where there is little room', () => {
    expect(textOf(detailRows('timing', observation, options({ width: 40 }))))
      .toMatchInlineSnapshot(`
        " Started  2026-11-22 12:00:07
         Ended    2026-11-22 12:00:07
         App      127.0.0.1:8000, on a
                  connection kept alive: nothing
                  to look up or connect
         Sent     44 B
         Received 14 B

         blocked   0.2 ms   2 %  █
         connect   0.5 ms   4 %  █
         send      0.1 ms   1 %   █
         wait       10 ms  83 %   ███████████
         receive   1.2 ms  10 %              █
         total      12 ms      "
      `);
  });
});
