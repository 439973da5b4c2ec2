import { describe, expect, it } from 'vitest';
import { parseSetCookie } from '../../../src/cookies/set-cookie.js';
import { harEntry } from '../../../src/har/entry.js';
import { readEntry } from '../../../src/har/read-entry.js';
import { TextPool } from '../../../src/har/text-pool.js';
import type { OwnObservation } from '../../../src/har/read-own.js';
import type { CookieChange, HeldCookie } from '../../../src/model/cookie.js';
import { clientId, connectionId, exchangeId, sessionTag } from '../../../src/model/ids.js';
import type { Content } from '../../../src/model/message.js';
import type { Observation } from '../../../src/model/observation.js';
import { problem } from '../../../src/model/problem.js';
import type { EpochMs } from '../../../src/model/time.js';
import {
  content,
  context,
  exchange,
  map,
  observation,
  request,
  response,
  snapshot,
  START,
  transition,
} from './observation-fixture.js';

const rules = { maxContentBytes: 1 << 20, parseSetCookie, pool: new TextPool() };

const read = (entry: unknown): ReturnType<typeof readEntry> =>
  readEntry(JSON.parse(JSON.stringify(entry)), rules);

function own(entry: unknown): OwnObservation['observation'] {
  const result = read(entry);
  if (result.kind !== 'own') throw new Error(`read as ${result.kind}`);
  return result.observation;
}

/** Written and read again, without redaction. */
const back = (written: Observation): OwnObservation['observation'] =>
  own(harEntry(written, context('off')));

/** What the file does not hold; docs/har.md lists it. Here so that it does not differ by accident. */
const withoutLosses = (written: Observation): OwnObservation['observation'] => {
  const { ordinal, ...rest } = written.exchange;
  expect(ordinal).toBeGreaterThan(0);
  const decoded = <Message extends { readonly content: Content }>(message: Message): Message => {
    const bytes = new Uint8Array(message.content.bytes);
    const mark = bytes.length === 0 ? {} : { isDecoded: true as const };
    return { ...message, content: { ...message.content, bytes, ...mark } };
  };
  return {
    ...written,
    exchange: {
      ...rest,
      request: decoded(rest.request),
      ...(rest.response && { response: decoded(rest.response) }),
    },
  };
};

const same = (written: Observation): void => {
  expect(back(written)).toEqual(withoutLosses(written));
};

const ADA = {
  kind: 'authenticated',
  userId: '7',
  name: 'ada',
  via: 'directory',
  verified: true,
  isStaff: true,
  isSuperuser: false,
  groups: ['editors', 'staff'],
  backend: 'django.contrib.auth.backends.ModelBackend',
  impersonation: { role: 'target', userId: '9', name: 'grace', by: 'django-hijack' },
} as const;

describe('an entry of ours', () => {
  it('comes back as the observation it was made from', () => {
    same(observation());
    same(
      observation(
        { id: exchangeId(12), connectionId: connectionId(3), timings: { ...exchange().timings } },
        { seq: 17, client: clientId(4), problems: [problem('note', 'recording', 'A note.')] },
      ),
    );
  });

  it('keeps fields in order with their doubles, and the target as sent', () => {
    const headers = [
      ['Host', 'shop.example:81'],
      ['x-A', '1'],
      ['X-a', '2'],
      ['Empty', ''],
    ] as const;
    for (const target of ['/', '/a//b?x=%20&x', '/?', 'http://other.example/a', '/é'.slice(0, 1)]) {
      same(observation({ request: request({ target, headers }) }));
    }
    same(observation({ request: request({ method: 'OPTIONS', target: '*' }) }));
    same(observation({ request: request({ method: 'CONNECT', target: 'db.example:443' }) }));
  });

  it('keeps content: text, bytes, cut, not captured', () => {
    const html = [['Content-Type', 'text/html; charset=utf-8']] as const;
    const png = [['Content-Type', 'image/png']] as const;
    const form = [
      ['Host', 'localhost:9000'],
      ['Content-Type', 'application/x-www-form-urlencoded'],
    ] as const;
    same(
      observation({
        request: request({ method: 'POST', headers: form, content: content('a=1&b=2') }),
      }),
    );
    same(
      observation({
        response: response({ headers: png, content: content(Uint8Array.of(0, 1, 255)) }),
      }),
    );
    const cut = { sizeBytes: 1000, truncated: true };
    same(observation({ response: response({ headers: html, content: content('héllo', cut) }) }));
    same(observation({ response: response({ headers: html, content: content('', cut) }) }));
  });

  it('has content without its coding, and says so', () => {
    const headers = [
      ['Content-Type', 'text/plain'],
      ['Content-Encoding', 'gzip'],
    ] as const;
    const gzip = Buffer.from('H4sIAAAAAAAAA8tIzcnJBwCGphA2BQAAAA==', 'base64');
    const { exchange: restored } = back(
      observation({ response: response({ headers, content: content(gzip) }) }),
    );
    expect(Buffer.from(restored.response?.content.bytes ?? []).toString()).toBe('hello');
    expect(restored.response?.content).toMatchObject({
      isDecoded: true,
      sizeBytes: gzip.length,
      truncated: false,
    });
    const again = harEntry(
      { ...observation(), exchange: { ...restored, ordinal: 1 } },
      context('off'),
    );
    expect(again.response.content).toEqual({
      size: 5,
      compression: 5 - gzip.length,
      mimeType: 'text/plain',
      text: 'hello',
    });
  });

  it('keeps how it ended', () => {
    const { endedAt, ...open } = exchange();
    expect(endedAt).toBeDefined();
    expect(
      back(observation({}, { exchange: { ...open, outcome: { kind: 'in-progress' } } })).exchange,
    ).not.toHaveProperty('endedAt');
    same(observation({ outcome: { kind: 'client-aborted' } }));
    for (const kind of ['server-failed', 'refused'] as const) {
      const outcome = { kind, code: 'ECONNREFUSED', message: 'Nobody listens: at all.' };
      same(observation({ outcome, response: response({ status: 502, author: 'sessionspy' }) }));
    }
    const traffic = { protocol: 'websocket', clientBytes: 3, serverBytes: 40 };
    same(
      observation({
        outcome: { kind: 'upgraded', traffic, closed: true },
        response: response({
          status: 101,
          headers: [['Upgrade', 'websocket']],
          content: content(''),
        }),
      }),
    );
    const { response: left, ...without } = exchange({ outcome: { kind: 'client-aborted' } });
    expect(left).toBeDefined();
    same({ ...observation(), exchange: without });
  });

  it('keeps rewrites', () => {
    same(
      observation({
        rewrites: [
          { side: 'request', name: 'Host', before: 'a', after: 'b', why: 'as asked' },
          { side: 'response', name: 'Location', before: 'a', why: 'elsewhere' },
        ],
      }),
    );
  });

  it('keeps the session, its user and what changed', () => {
    const after = snapshot({
      readAt: (START + 40) as EpochMs,
      identity: ADA,
      format: 'signing, json',
      signedAt: (START - 1000) as EpochMs,
      expiresAt: (START + 1_209_600_000) as EpochMs,
      payload: map(['count', 7], ['cart', { kind: 'tuple', items: [1, null] }]),
      problems: [problem('warning', 'backend-unknown', 'Odd.', 'Look.')],
      concurrent: true,
    });
    const { payload, format, signedAt, expiresAt, ...bare } = after;
    expect([payload, format, signedAt, expiresAt]).not.toContain(undefined);
    const before = {
      ...bare,
      tag: sessionTag('aaaaaa'),
      phase: 'before',
      readAt: START,
      identity: { kind: 'anonymous' },
      problems: [],
    } as const;
    same(
      observation(
        {},
        {
          session: transition({
            kinds: ['rotated', 'logged-in'],
            before,
            after,
            concurrent: true,
            changes: [
              { op: 'changed', path: ['count'], before: 6, after: 7 },
              { op: 'added', path: ['cart', '0'], after: null },
              { op: 'removed', path: ['x'], before: map(['$py', 'int']) },
            ],
            actor: ADA,
          }),
        },
      ),
    );
  });

  it('keeps the session as found where the response ended it', () => {
    const before = snapshot({ phase: 'before', readAt: START, identity: ADA });
    same(observation({}, { session: transition({ kinds: ['destroyed'], before, actor: ADA }) }));
  });

  it('keeps why nobody could be named', () => {
    const because = problem('error', 'no-store', 'There is no store.', 'Give --store.');
    const unknown = { kind: 'unknown', because } as const;
    const after = snapshot({
      readAt: (START + 40) as EpochMs,
      identity: unknown,
      problems: [because],
    });
    same(observation({}, { session: transition({ after, actor: unknown }) }));
    const { session, ...unread } = observation();
    expect(session).toBeDefined();
    expect(back(unread)).not.toHaveProperty('session');
  });

  it('keeps cookies, as sent, as set and what became of them', () => {
    const set = [
      'sid=b; Path=/; HttpOnly; SameSite=Lax; Max-Age=60',
      'seen=1; Domain=.example.com',
      'gone=; expires=Thu, 01 Jan 1970 00:00:00 GMT',
    ].map(parseSetCookie);
    const held = (more: Partial<HeldCookie>): HeldCookie => ({
      name: 'sid',
      value: 'b',
      domain: 'localhost',
      hostOnly: true,
      path: '/',
      secure: false,
      httpOnly: true,
      sameSite: 'Lax',
      expiresAt: (START + 60_000) as EpochMs,
      ...more,
    });
    const [, seen] = set;
    if (seen === undefined) throw new Error('three were set');
    const changes: CookieChange[] = [
      { kind: 'introduced', pair: { name: 'theme', value: 'dark' } },
      { kind: 'replaced', before: held({ value: 'a' }), after: held({}) },
      { kind: 'refused', setCookie: seen, reason: 'Another domain.' },
      { kind: 'removed', name: 'gone' },
    ];
    const sent = [
      { name: 'sid', value: 'a' },
      { name: 'theme', value: 'dark' },
    ];
    same(observation({}, { cookies: { sent, set, changes } }));
  });

  it('is still an exchange where its extension is of a later version', () => {
    const entry = harEntry(observation(), context('off'));
    const later = read({ ...entry, _sessionspy: { ...entry._sessionspy, v: 2 } });
    expect(later).toMatchObject({ kind: 'foreign', exchange: { request: { method: 'GET' } } });
  });

  it('is unusable without its ids, and whatever else stands in it never throws', () => {
    const entry = harEntry(observation(), context('off'));
    const spoilt = { ...entry, _sessionspy: { ...entry._sessionspy, connection: '../c1' } };
    expect(read(spoilt)).toMatchObject({ kind: 'unusable' });
    for (const name of Object.keys(entry._sessionspy)) {
      for (const value of [null, 7, 'x', [], [[]], {}, { kind: 'authenticated' }, -1e308]) {
        if (name === 'v') continue;
        expect(['own', 'unusable']).toContain(
          read({ ...entry, _sessionspy: { ...entry._sessionspy, [name]: value } }).kind,
        );
      }
    }
  });
});
