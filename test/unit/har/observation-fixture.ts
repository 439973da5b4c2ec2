/** Observations for tests: a GET that was answered with a page, and whatever a test changes about it. */
import type { CookieReport } from '../../../src/model/cookie.js';
import type { Exchange } from '../../../src/model/exchange.js';
import { ANONYMOUS } from '../../../src/model/identity.js';
import { clientId, connectionId, exchangeId, sessionTag } from '../../../src/model/ids.js';
import type {
  Content,
  HeaderSection,
  RequestRecord,
  ResponseRecord,
} from '../../../src/model/message.js';
import type { Observation } from '../../../src/model/observation.js';
import type { PayloadEntry, PayloadValue } from '../../../src/model/payload.js';
import type { SessionSnapshot, SessionTransition } from '../../../src/model/session.js';
import type { EpochMs } from '../../../src/model/time.js';
import { DEFAULT_MAX_CONTENT_BYTES, type HarContext } from '../../../src/har/entry.js';
import { Redactor, type RedactMode } from '../../../src/har/redact.js';

export const START = Date.UTC(2026, 0, 2, 3, 4, 5, 678) as EpochMs;

export const content = (bytes: string | Uint8Array, more: Partial<Content> = {}): Content => {
  const buffer = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
  return { bytes: buffer, sizeBytes: buffer.length, truncated: false, ...more };
};

export const request = (more: Partial<RequestRecord> = {}): RequestRecord => ({
  method: 'GET',
  target: '/me/?page=2',
  httpVersion: '1.1',
  headers: [['Host', 'localhost:9000']],
  content: content(''),
  trailers: [],
  ...more,
});

export const response = (more: Partial<ResponseRecord> = {}): ResponseRecord => ({
  status: 200,
  reason: 'OK',
  httpVersion: '1.1',
  headers: [['Content-Type', 'text/html; charset=utf-8']],
  content: content('<p>Hello</p>'),
  trailers: [],
  author: 'server',
  ...more,
});

export const exchange = (more: Partial<Exchange> = {}): Exchange => ({
  id: exchangeId(1),
  connectionId: connectionId(1),
  ordinal: 1,
  startedAt: START,
  endedAt: (START + 40) as EpochMs,
  request: request(),
  interim: [],
  response: response(),
  timings: { blocked: 0.5, connect: 1, send: 0.25, wait: 30, receive: 8.25, total: 40 },
  outcome: { kind: 'completed' },
  server: { address: '127.0.0.1', port: 8000, reused: false },
  rewrites: [],
  ...more,
});

export const NO_COOKIES: CookieReport = { sent: [], set: [], changes: [] };

export const observation = (
  exchangeParts: Partial<Exchange> = {},
  more: Partial<Observation> = {},
): Observation => ({
  seq: 1,
  exchange: exchange(exchangeParts),
  client: clientId(1),
  cookies: NO_COOKIES,
  session: { kinds: [], changes: [], concurrent: false, actor: ANONYMOUS },
  problems: [],
  settled: true,
  ...more,
});

/** A request with a body and its type. */
export const post = (type: string, body: string | Uint8Array, more: HeaderSection = []) =>
  observation({
    request: request({
      method: 'POST',
      target: '/login/',
      headers: [['Host', 'localhost:9000'], ['Content-Type', type], ...more],
      content: content(body),
    }),
  });

/** A response with a body and its type. */
export const answer = (type: string, body: string | Uint8Array, more: HeaderSection = []) =>
  observation({
    response: response({ headers: [['Content-Type', type], ...more], content: content(body) }),
  });

export const map = (...entries: PayloadEntry[]): PayloadValue => ({ kind: 'map', entries });

export const snapshot = (more: Partial<SessionSnapshot> = {}): SessionSnapshot => ({
  tag: sessionTag('7f3a01'),
  framework: 'django',
  cookieName: 'sessionid',
  exchangeId: exchangeId(1),
  readAt: START,
  phase: 'after',
  concurrent: false,
  heldIn: 'rows',
  state: 'live',
  integrity: 'verified',
  payload: map(['count', 6]),
  identity: ANONYMOUS,
  problems: [],
  ...more,
});

export const transition = (more: Partial<SessionTransition> = {}): SessionTransition => ({
  kinds: [],
  changes: [],
  concurrent: false,
  actor: ANONYMOUS,
  ...more,
});

/** A context with a fixed key, so that pseudonyms are the same in each run. */
export const context = (mode: RedactMode = 'safe', more: Partial<HarContext> = {}): HarContext => ({
  redactor: new Redactor({ mode, key: new Uint8Array(32).fill(7) }),
  keepContent: true,
  maxContentBytes: DEFAULT_MAX_CONTENT_BYTES,
  origin: 'http://127.0.0.1:9000',
  ...more,
});
