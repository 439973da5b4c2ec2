/** The lines of an exchange: which, in which order, and what they say. */
import { describe, expect, it } from 'vitest';
import type { HeldCookie } from '../../../src/model/cookie.js';
import type { Identity } from '../../../src/model/identity.js';
import { pageId, sessionTag } from '../../../src/model/ids.js';
import type { Observation } from '../../../src/model/observation.js';
import { problem } from '../../../src/model/problem.js';
import { exchangeLines } from '../../../src/ndjson/exchange-lines.js';
import { lineText } from '../../../src/ndjson/line-text.js';
import { harEntry } from '../../../src/har/entry.js';
import { linesOfType, readEvents } from '../../support/event-reading.js';
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
} from '../har/observation-fixture.js';

const SESSION_ID = 'q8w7e6r5t4y3u2i1o0p9a8s7d6f5g4h3';

const linesOf = (from: Observation, rules = context()) =>
  readEvents(exchangeLines(from, rules).map(lineText).join(''));

const ADA: Identity = {
  kind: 'authenticated',
  userId: '1',
  name: 'ada',
  via: 'directory',
  verified: true,
};

const cookie = (more: Partial<HeldCookie> = {}): HeldCookie => ({
  name: 'sessionid',
  value: SESSION_ID,
  domain: 'localhost',
  hostOnly: true,
  path: '/',
  secure: false,
  httpOnly: true,
  ...more,
});

const login = observation(
  {
    request: request({
      method: 'POST',
      target: `/login/?next=/me/&token=abcdefgh12345678`,
      headers: [
        ['Host', 'localhost:9000'],
        ['Cookie', `sessionid=${SESSION_ID}; theme=dark`],
      ],
      content: content('x=1'),
    }),
  },
  {
    seq: 7,
    page: pageId(2),
    cookies: {
      sent: [
        { name: 'sessionid', value: SESSION_ID },
        { name: 'theme', value: 'dark' },
      ],
      set: [],
      changes: [
        { kind: 'stored', cookie: cookie({ name: 'theme', value: 'dark' }) },
        { kind: 'removed', name: 'old' },
      ],
    },
    session: transition({
      kinds: ['rotated', 'logged-in'],
      before: snapshot({ tag: sessionTag('aaaaaa'), phase: 'before' }),
      after: snapshot({
        identity: ADA,
        problems: [problem('warning', 'session-hash-mismatch', 'It differs.', 'Log in again.')],
      }),
      changes: [
        { op: 'changed', path: ['cart', '0'], before: 6, after: 7 },
        { op: 'added', path: ['_auth_user_hash'], after: 'h4shh4sh' },
      ],
      actor: ADA,
    }),
    problems: [problem('note', 'unrecognised', 'No framework.')],
  },
);

describe('the lines of an exchange', () => {
  it('follow one another: exchange, cookies, session, problems', () => {
    const types = linesOf(login).map(({ type }) => type);
    expect(types).toEqual(['exchange', 'cookie', 'cookie', 'session', 'problem', 'problem']);
    expect(linesOf(observation()).map(({ type }) => type)).toEqual(['exchange']);
  });

  it('all say which exchange they are about', () => {
    for (const line of linesOf(login)) {
      expect(line).toMatchObject({
        v: 1,
        at: '2026-01-02T03:04:05.678Z',
        seq: 7,
        id: 'x1',
        connection: 'c1',
        client: 'u1',
        page: 'page_2',
        method: 'POST',
        url: expect.stringMatching(
          /^http:\/\/localhost:9000\/login\/\?next=\/me\/&token=%E2%80%B9redacted/,
        ) as string,
      });
    }
  });

  it('tell of the exchange in a few values, and of no body and no field', () => {
    const [line] = linesOfType(linesOf(login), 'exchange');
    expect(line).toMatchObject({
      status: 200,
      outcome: 'completed',
      author: 'server',
      error: null,
      time: 40,
      wait: 30,
      requestBytes: 3,
      responseBytes: 12,
      upgrade: null,
      user: { kind: 'authenticated', id: '1', name: 'ada', verified: true },
      session: { tag: 's-7f3a01', cookie: 'sessionid', state: 'live', concurrent: false },
      sessions: ['s-aaaaaa', 's-7f3a01'],
      events: ['rotated', 'logged-in'],
      changedPaths: ['cart.0', '_auth_user_hash'],
      cookies: { sent: ['sessionid', 'theme'], set: [] },
    });
    expect(JSON.stringify(line)).not.toMatch(/Hello|x=1|text\/html/);
  });

  it('use the words of the HAR for what both say', () => {
    const { _sessionspy: har } = harEntry(login, context());
    const lines = linesOf(login);
    expect(lines[0]).toMatchObject({
      seq: har.seq,
      id: har.id,
      connection: har.connection,
      client: har.client,
      outcome: har.outcome,
      author: har.author,
      upgrade: har.upgrade,
      user: har.user,
      events: har.events,
    });
    const [session] = linesOfType(lines, 'session');
    expect(session).toMatchObject({
      tag: har.session?.tag,
      before: har.session?.before,
      after: har.session?.after,
      changed: har.session?.changed,
    });
    const cookies = linesOfType(lines, 'cookie');
    expect(cookies.map(({ name, op, why }) => ({ name, op, why }))).toEqual(har.cookies);
  });

  it('say why there is no response', () => {
    const { response: _response, ...failed } = observation({
      outcome: { kind: 'server-failed', code: 'ECONNREFUSED', message: 'nobody listens' },
      timings: {},
    }).exchange;
    expect(linesOf({ ...observation(), exchange: failed })[0]).toMatchObject({
      status: null,
      author: null,
      error: 'ECONNREFUSED: nobody listens',
      time: null,
      wait: null,
      responseBytes: null,
    });
  });

  it('count what passed over a WebSocket', () => {
    const upgraded = observation({
      outcome: {
        kind: 'upgraded',
        closed: true,
        traffic: { protocol: 'websocket', clientBytes: 10, serverBytes: 20 },
      },
      webSocket: {
        messages: [],
        clientMessages: 1,
        serverMessages: 2,
        close: { from: 'client', code: 1000, reason: 'done' },
      },
    });
    expect(linesOf(upgraded)[0]).toMatchObject({
      upgrade: {
        ...{ protocol: 'websocket', clientBytes: 10, serverBytes: 20, closed: true },
        clientMessages: 1,
        serverMessages: 2,
        close: { from: 'client', code: 1000, reason: 'done' },
      },
    });
  });

  it('tell of a session only where something happened to it', () => {
    const session = transition({ before: snapshot(), after: snapshot() });
    expect(linesOf(observation({}, { session }))).toHaveLength(1);
  });

  it('tell each problem once, that of an unknown user among them', () => {
    const locked = problem('error', 'store-locked', 'It is locked.');
    const side = snapshot({ state: 'unreadable', problems: [locked] });
    const session = transition({
      before: side,
      after: side,
      actor: { kind: 'unknown', because: problem('error', 'no-secret', 'No secret.', 'Give it.') },
    });
    const problems = linesOfType(linesOf(observation({}, { session })), 'problem');
    expect(problems.map(({ code, remedy }) => [code, remedy])).toEqual([
      ['store-locked', null],
      ['no-secret', 'Give it.'],
    ]);
  });
});

describe('secrets in the lines of an exchange', () => {
  const text = (from: Observation, rules = context()): string =>
    exchangeLines(from, rules).map(lineText).join('');

  it('are replaced as in the HAR, by the same pseudonyms', () => {
    const rules = context();
    const entry = JSON.stringify(harEntry(login, rules));
    const lines = text(login, rules);
    const pseudonymsIn = (whole: string): Set<string> =>
      new Set(whole.match(/redacted(?::|%3A)[sv]-[0-9a-f]+/g));
    expect(lines).not.toMatch(/q8w7e6r5|abcdefgh12345678|h4shh4sh/);
    const ofHar = pseudonymsIn(entry);
    // That of a cookie which is no secret is the lines' own.
    const own = [...pseudonymsIn(lines)].filter((one) => !ofHar.has(one));
    expect(own).toHaveLength(1);
    expect(pseudonymsIn(lines).size).toBeGreaterThan(2);
  });

  it('are learnt from bodies, of which nothing is written', () => {
    const rules = context();
    const password = 'correct-horse-7-battery';
    const typed = post('application/x-www-form-urlencoded', `username=ada&password=${password}`);
    expect(text(typed, rules)).not.toContain(password);
    const handedOut = answer('application/json', '{"api_key":"k3y-of-the-answer"}');
    text(handedOut, rules);
    const session = transition({
      kinds: ['changed'],
      before: snapshot(),
      after: snapshot({ payload: map(['tried', password]) }),
      changes: [{ op: 'added', path: ['tried'], after: password }],
    });
    const later = observation(
      { request: request({ target: '/search/k3y-of-the-answer' }) },
      { session },
    );
    expect(text(later, rules)).not.toMatch(/correct-horse|k3y-of-the-answer/);
  });

  it('leave only the keys of a session when strict, and all when off', () => {
    const changed = (mode: 'strict' | 'off') =>
      linesOfType(linesOf(login, context(mode)), 'session')[0]?.changed;
    expect(changed('strict')?.[0]).toEqual({
      op: 'changed',
      path: ['cart', '0'],
      before: expect.stringContaining('‹redacted:') as string,
      after: expect.stringContaining('‹redacted:') as string,
    });
    expect(changed('off')?.[0]).toMatchObject({ before: 6, after: 7 });
    const [stored] = linesOfType(linesOf(login, context('off')), 'cookie');
    expect(stored?.value).toBe('dark');
  });
});

it('nothing that a terminal acts on stands in a line', () => {
  const hostile = observation(
    { response: response({ status: 200 }) },
    {
      cookies: {
        sent: [{ name: 'a\u009b2J\u202e\u2028\u001b]0;x\u0007', value: '' }],
        set: [],
        changes: [],
      },
    },
  );
  const [line = ''] = exchangeLines(hostile, context()).map(lineText);
  expect(line.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/);
  expect(linesOfType(readEvents(line), 'exchange')[0]?.cookies.sent).toEqual([
    'a\u009b2J\u202e\u2028\u001b]0;x\u0007',
  ]);
});
