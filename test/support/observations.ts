/** Arbitrary observations, for properties of whatever keeps them. */
import fc from 'fast-check';
import type { CookieChange, HeldCookie, SetCookie } from '../../src/model/cookie.js';
import type { ExchangeOutcome } from '../../src/model/exchange.js';
import type { Identity } from '../../src/model/identity.js';
import { clientId, sessionTag } from '../../src/model/ids.js';
import { NO_CONTENT, type Content } from '../../src/model/message.js';
import type { Observation } from '../../src/model/observation.js';
import type { SessionSnapshot, SessionTransition } from '../../src/model/session.js';
import type { EpochMs } from '../../src/model/time.js';
import type { WebSocketRecord } from '../../src/model/web-socket.js';
import { exchange } from './exchanges.js';
import { payloads } from './payloads.js';
import { snapshot, user } from './snapshots.js';

const latin1 = fc.string({ unit: 'binary', maxLength: 20 });
const fields = fc.array(fc.tuple(latin1, latin1), { maxLength: 4 });
const moment = fc.double({
  noNaN: true,
  min: 0,
  max: 4e12,
}) as fc.Arbitrary<EpochMs>;

/** Empty, whole or cut; some as a view of a larger buffer. */
export const contents: fc.Arbitrary<Content> = fc.oneof(
  fc.constant(NO_CONTENT),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => ({
    bytes,
    sizeBytes: bytes.length,
    truncated: false,
  })),
  fc.uint8Array({ minLength: 8, maxLength: 99 }).map((bytes) => ({
    bytes: bytes.subarray(3, 7),
    sizeBytes: 5000,
    truncated: true,
  })),
  fc.constant({ bytes: new Uint8Array(0), sizeBytes: 12, truncated: true }),
);

const held: HeldCookie = {
  name: 'a',
  value: 'b',
  domain: 'localhost',
  hostOnly: true,
  path: '/',
  secure: false,
  httpOnly: true,
};
const setCookie: SetCookie = {
  raw: 'a=b; Path=/',
  name: 'a',
  value: 'b',
  attributes: [{ name: 'Path', value: '/' }],
  path: '/',
  secure: false,
  httpOnly: false,
  partitioned: false,
};
const cookieChanges = fc.constantFrom<CookieChange>(
  { kind: 'stored', cookie: held },
  { kind: 'replaced', before: held, after: { ...held, value: 'c' } },
  { kind: 'renewed', before: held, after: held },
  { kind: 'removed', name: 'a' },
  { kind: 'refused', setCookie, reason: 'Its domain is another.' },
  { kind: 'introduced', pair: { name: '', value: 'x' } },
  { kind: 'withheld', before: held, why: 'expired' },
);

const webSocketMessages = fc.record(
  {
    from: fc.constantFrom('client' as const, 'server' as const),
    at: moment,
    kind: fc.constantFrom('text' as const, 'binary' as const),
    content: contents,
  },
  { noNullPrototype: true },
);
const webSockets: fc.Arbitrary<WebSocketRecord> = fc.record(
  {
    messages: fc.array(webSocketMessages, { maxLength: 4 }),
    clientMessages: fc.nat(),
    serverMessages: fc.nat(),
  },
  { noNullPrototype: true },
);

const outcomes = fc.constantFrom<ExchangeOutcome>(
  { kind: 'completed' },
  { kind: 'in-progress' },
  { kind: 'client-aborted' },
  { kind: 'server-failed', code: 'ECONNREFUSED', message: 'refused' },
  {
    kind: 'upgraded',
    traffic: { protocol: 'websocket', clientBytes: 2 ** 40, serverBytes: 0 },
    closed: true,
  },
);

const identities: fc.Arbitrary<Identity> = fc.oneof(
  fc.constantFrom(user('ada'), user('grace'), user('Ðóra ☃')),
  fc.constant({ kind: 'anonymous' } as const),
  fc.constant({
    kind: 'unknown',
    because: { code: 'no-store', severity: 'warning', message: 'There is no store.' },
  } as const),
);

const snapshots: fc.Arbitrary<SessionSnapshot> = fc
  .record({ payload: payloads, identity: identities, readAt: moment, tag: fc.nat(9) })
  .map(({ tag, ...rest }) => snapshot({ ...rest, tag: sessionTag(`00000${tag}`) }));

const transitions: fc.Arbitrary<SessionTransition> = fc
  .record({
    before: fc.option(snapshots, { nil: undefined }),
    after: fc.option(snapshots, { nil: undefined }),
    isSame: fc.boolean(),
    changes: fc.array(
      fc
        .tuple(
          fc.constantFrom('added' as const, 'removed' as const, 'changed' as const),
          fc.array(latin1, { maxLength: 3 }),
          payloads,
        )
        .map(([op, path, after]) => ({ op, path, after })),
      { maxLength: 3 },
    ),
    kinds: fc.subarray(['created', 'changed', 'rotated', 'logged-in'] as const),
    actor: identities,
  })
  .map(({ before, after, isSame, ...rest }) => {
    const later = isSame ? before : after;
    return {
      ...rest,
      concurrent: false,
      ...(before === undefined ? {} : { before }),
      ...(later === undefined ? {} : { after: later }),
    };
  });

/** Of any number and revision: the caller gives both. */
export const observations: fc.Arbitrary<Omit<Observation, 'seq' | 'settled'>> = fc
  .record({
    connection: fc.nat(3),
    client: fc.nat(3),
    target: fc.webPath(),
    requestHeaders: fields,
    responseHeaders: fields,
    isAnswered: fc.boolean(),
    requestContent: contents,
    responseContent: contents,
    outcome: outcomes,
    webSocket: fc.option(webSockets, { nil: undefined }),
    duration: fc.option(fc.double({ min: 0, noNaN: true }), { nil: undefined }),
    changes: fc.array(cookieChanges, { maxLength: 3 }),
    session: fc.option(transitions, { nil: undefined }),
  })
  .map((facts) => {
    const { response, timings: _, ...made } = exchange(facts);
    const { webSocket } = facts;
    const { duration, session, requestContent, responseContent, outcome } = facts;
    return {
      exchange: {
        ...made,
        request: { ...made.request, content: requestContent },
        ...(response !== undefined && facts.isAnswered
          ? { response: { ...response, content: responseContent } }
          : {}),
        timings: duration === undefined ? {} : { total: duration },
        outcome,
        ...(webSocket === undefined ? {} : { webSocket }),
      },
      client: clientId(facts.client),
      cookies: { sent: [{ name: 'a', value: 'b' }], set: [setCookie], changes: facts.changes },
      ...(session === undefined ? {} : { session }),
      problems: [],
    };
  });
