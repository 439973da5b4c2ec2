/** The `_sessionspy` field: what it says in each case, and that the published schema agrees. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { sessionTag } from '../../../src/model/ids.js';
import type { Identity } from '../../../src/model/identity.js';
import type { Observation } from '../../../src/model/observation.js';
import { problem } from '../../../src/model/problem.js';
import type { EpochMs } from '../../../src/model/time.js';
import { harEntry } from '../../../src/har/entry.js';
import { harEntryText, harHead, harTail } from '../../../src/har/log.js';
import { context, map, observation, snapshot, START, transition } from './observation-fixture.js';

const schemaPath = new URL('../../../schema/sessionspy-har.schema.json', import.meta.url);
const schema = JSON.parse(readFileSync(schemaPath, 'utf8')) as Record<string, unknown>;
const validate = new Ajv2020({ strict: true, strictTypes: false, allErrors: true }).compile(schema);

/** The extension of an observation's entry, after the schema has accepted a HAR with it. */
function extensionOf(from: Observation, mode: 'safe' | 'strict' | 'off' = 'safe') {
  const rules = context(mode);
  const entry = harEntry(from, rules);
  validate(JSON.parse(harHead('1.0', mode) + harEntryText(entry) + harTail([])));
  expect(validate.errors ?? []).toEqual([]);
  return entry._sessionspy;
}

const ALICE: Identity = {
  kind: 'authenticated',
  userId: '1',
  name: 'alice',
  via: 'directory',
  verified: true,
};

describe('the user of an entry', () => {
  it.each<[string, Identity, object]>([
    ['anonymous', { kind: 'anonymous' }, { kind: 'anonymous', id: null, reason: null }],
    ['known by name', ALICE, { kind: 'authenticated', id: '1', name: 'alice', verified: true }],
    [
      'known by id',
      { kind: 'authenticated', userId: '7', via: 'payload', verified: false },
      { id: '7', name: null, via: 'payload', verified: false },
    ],
    [
      'unknown',
      { kind: 'unknown', because: problem('error', 'no-secret', 'No secret is known.') },
      { kind: 'unknown', id: null, reason: 'No secret is known.' },
    ],
  ])('is %s', (_, actor, expected) => {
    const { user } = extensionOf(observation({}, { session: transition({ actor }) }));
    expect(user).toMatchObject(expected);
  });

  it('is unknown, with a reason, where the session was not looked at', () => {
    const { session: _session, ...rest } = observation();
    const { user, session } = extensionOf(rest);
    expect(user.kind).toBe('unknown');
    expect(user.reason).toMatch(/./);
    expect(session).toBeNull();
  });
});

describe('the session of an entry', () => {
  const login = observation(
    {},
    {
      session: transition({
        kinds: ['rotated', 'logged-in'],
        before: snapshot({ tag: sessionTag('aaaaaa'), phase: 'before' }),
        after: snapshot({
          identity: ALICE,
          format: 'signing, json',
          expiresAt: (START + 1000) as EpochMs,
          signedAt: START,
          payload: map(['_auth_user_id', '1'], ['_auth_user_hash', 'h4shh4sh'], ['count', 7]),
          problems: [problem('warning', 'session-hash-mismatch', 'It differs.', 'Log in again.')],
        }),
        changes: [
          { op: 'changed', path: ['count'], before: 6, after: 7 },
          { op: 'added', path: ['_auth_user_hash'], after: 'h4shh4sh' },
          { op: 'removed', path: ['cart', '0'], before: map(['id', 3]) },
        ],
        concurrent: true,
        actor: ALICE,
      }),
    },
  );

  it('is the one the response left, with both sides and every change', () => {
    const { session, events } = extensionOf(login);
    expect(events).toEqual(['rotated', 'logged-in']);
    expect(session).toMatchObject({
      tag: 's-7f3a01',
      cookie: 'sessionid',
      framework: 'django',
      store: 'rows',
      state: 'live',
      integrity: 'verified',
      format: 'signing, json',
      signedAt: '2026-01-02T03:04:05.678Z',
      expiresAt: '2026-01-02T03:04:06.678Z',
      concurrent: true,
      before: { tag: 's-aaaaaa', user: { kind: 'anonymous' } },
      after: { tag: 's-7f3a01', user: { name: 'alice' } },
      problems: [{ code: 'session-hash-mismatch', remedy: 'Log in again.' }],
    });
    expect(session?.changed).toMatchObject([
      { op: 'changed', path: ['count'], before: 6, after: 7 },
      { op: 'added', path: ['_auth_user_hash'] },
      { op: 'removed', path: ['cart', '0'], before: { id: 3 } },
    ]);
  });

  it('hides the secret keys of its data and changes, and no others', () => {
    const { session } = extensionOf(login);
    expect(session?.data).toMatchObject({ _auth_user_id: '1', count: 7 });
    expect(JSON.stringify(session)).not.toContain('h4shh4sh');
    expect(extensionOf(login, 'off').session?.data).toMatchObject({ _auth_user_hash: 'h4shh4sh' });
  });

  it('keeps only the keys when strict', () => {
    const { session } = extensionOf(login, 'strict');
    expect(session?.data).toEqual({
      _auth_user_id: expect.stringContaining('‹redacted:') as string,
      _auth_user_hash: expect.stringContaining('‹redacted:') as string,
      count: expect.stringContaining('‹redacted:') as string,
    });
  });

  it('is the one the request found where the response ended it', () => {
    const session = transition({ kinds: ['logged-out', 'destroyed'], before: snapshot() });
    const shown = extensionOf(observation({}, { session })).session;
    expect(shown).toMatchObject({ tag: 's-7f3a01', after: null });
  });

  it('says when it was created, in the entry that created it', () => {
    const session = transition({ kinds: ['created'], after: snapshot() });
    const shown = extensionOf(observation({}, { session })).session;
    expect(shown?.createdAt).toBe('2026-01-02T03:04:05.678Z');
    expect(extensionOf(login).session).not.toHaveProperty('createdAt');
  });

  it('has null data where it could not be read', () => {
    const { payload: _payload, ...unreadable } = snapshot({
      state: 'unreadable',
      integrity: 'no-key',
    });
    const session = transition({ after: unreadable });
    expect(extensionOf(observation({}, { session })).session).toMatchObject({
      data: null,
      state: 'unreadable',
    });
  });

  it('keeps a key such as __proto__ a key', () => {
    const payload = map(['__proto__', map(['polluted', true])]);
    const { session } = extensionOf(
      observation({}, { session: transition({ after: snapshot({ payload }) }) }),
    );
    expect(JSON.stringify(session?.data)).toBe('{"__proto__":{"polluted":true}}');
  });
});

describe('the rest of the extension', () => {
  it('lists cookies, rewrites, tunnels and problems', () => {
    const held = {
      name: 'a',
      value: 'v',
      domain: 'h',
      hostOnly: true,
      path: '/',
      secure: false,
      httpOnly: false,
    };
    const extension = extensionOf(
      observation(
        {
          outcome: {
            kind: 'upgraded',
            closed: true,
            traffic: { protocol: 'websocket', clientBytes: 1, serverBytes: 2 },
          },
          rewrites: [
            { side: 'request', name: 'Host', before: 'a', after: 'b', why: 'asked for' },
            { side: 'response', name: 'Location', after: '/x?token=abc', why: 'asked for' },
          ],
        },
        {
          cookies: {
            sent: [],
            set: [],
            changes: [
              { kind: 'stored', cookie: held },
              { kind: 'withheld', before: held, why: 'Its path is another.' },
              { kind: 'introduced', pair: { name: 'b', value: '' } },
              { kind: 'removed', name: 'c' },
            ],
          },
          problems: [problem('note', 'unrecognised', 'No framework.')],
        },
      ),
    );
    expect(extension).toMatchObject({
      v: 1,
      seq: 1,
      id: 'x1',
      connection: 'c1',
      client: 'u1',
      outcome: 'upgraded',
      upgrade: { protocol: 'websocket', clientBytes: 1, serverBytes: 2, closed: true },
      cookies: [
        { name: 'a', op: 'stored', why: null },
        { name: 'a', op: 'withheld', why: 'Its path is another.' },
        { name: 'b', op: 'introduced', why: null },
        { name: 'c', op: 'removed', why: null },
      ],
      problems: [{ code: 'unrecognised' }],
    });
    expect(extension.rewrites).toMatchObject([
      { name: 'Host', before: 'a', after: 'b' },
      { name: 'Location', before: null, after: expect.not.stringContaining('abc') as string },
    ]);
  });

  it('has a schema in which everything is described and nothing is undeclared', () => {
    const wrong = JSON.parse(
      harHead('1', 'safe') + harEntryText(harEntry(observation(), context())) + harTail([]),
    ) as {
      log: { entries: { _sessionspy: Record<string, unknown> }[] };
    };
    const [entry] = wrong.log.entries;
    Object.assign(entry!._sessionspy, { surprise: 1 });
    expect(validate(wrong)).toBe(false);
    expect(undescribed(schema)).toEqual([]);
  });
});

/** Paths of our properties in a schema that neither have a description nor point to one. */
function undescribed(node: unknown, path = ''): string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]: [string, unknown]) => {
    const at = `${path}/${key}`;
    const isOurs = /\/\$defs$|\/properties$/.test(path) && !/\/(?:if|then)\//.test(at);
    const isDescribed = JSON.stringify(value).includes('"description"') || key === '_sessionspy';
    return [...(isOurs && !isDescribed ? [at] : []), ...undescribed(value, at)];
  });
}
