/** A journal filled by hand: connections and exchanges as the pipeline would append them. */
import { Journal } from '../../../src/journal/journal.js';
import type { CookieReport } from '../../../src/model/cookie.js';
import type { Exchange } from '../../../src/model/exchange.js';
import { ANONYMOUS } from '../../../src/model/identity.js';
import {
  clientId,
  connectionId,
  exchangeId,
  sessionTag,
  type ConnectionId,
} from '../../../src/model/ids.js';
import type { Content, HeaderSection } from '../../../src/model/message.js';
import { NO_CONTENT } from '../../../src/model/message.js';
import type { Observation } from '../../../src/model/observation.js';
import { problem } from '../../../src/model/problem.js';
import type { SessionSnapshot, SessionTransition } from '../../../src/model/session.js';
import type { EpochMs } from '../../../src/model/time.js';
import { DetailTexts } from '../../../src/tui/detail-texts.js';
import { Lists } from '../../../src/tui/lists/lists.js';
import type { TuiMessage } from '../../../src/tui/message.js';
import { initialModel, type TuiModel } from '../../../src/tui/model.js';
import type { Source } from '../../../src/tui/source.js';
import { plainText } from '../../../src/tui/styled.js';
import { update } from '../../../src/tui/update/update.js';
import { frame } from '../../../src/tui/view/frame.js';
import { transitionOf } from '../../../src/session/transition.js';
import { payload, snapshot, user } from '../../support/snapshots.js';

export const START = Date.UTC(2026, 10, 22, 12, 0, 0);

export const content = (text: string | Uint8Array): Content => {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  return { bytes, sizeBytes: bytes.length, truncated: false };
};

export const NO_COOKIES: CookieReport = { sent: [], set: [], changes: [] };

export interface Visit {
  readonly method?: string;
  readonly target?: string;
  readonly status?: number;
  readonly requestHeaders?: HeaderSection;
  readonly requestContent?: Content;
  readonly responseHeaders?: HeaderSection;
  readonly responseContent?: Content;
  readonly before?: SessionSnapshot;
  readonly after?: SessionSnapshot;
  readonly session?: SessionTransition;
  readonly cookies?: CookieReport;
  readonly changes?: Partial<Exchange>;
  /** In flight: no response, no session yet. */
  readonly pending?: boolean;
}

export class Traffic {
  readonly journal: Journal;
  readonly source: Source;
  #opened = 0;

  constructor(maxExchanges = 100_000) {
    this.journal = new Journal({ maxExchanges });
    const lists = new Lists(this.journal);
    this.journal.subscribe((event) => {
      lists.follow(event);
    });
    this.source = {
      journal: this.journal,
      lists,
      details: new DetailTexts(this.journal),
      info: {
        title: 'http://127.0.0.1:9000',
        origin: 'http://127.0.0.1:9000',
        target: 'http://localhost:8000',
        hints: ['Log in as ada with the password lovelace.'],
      },
    };
  }

  open(address = '127.0.0.1'): ConnectionId {
    this.#opened += 1;
    const id = connectionId(this.#opened);
    const openedAt = START as EpochMs;
    const remote = { address, port: 50_000 + this.#opened };
    const local = { address: '127.0.0.1', port: 9000 };
    this.journal.append({ kind: 'connection-opened', connection: { id, remote, local, openedAt } });
    return id;
  }

  close(id: ConnectionId): void {
    const closedAt = (START + 60_000) as EpochMs;
    this.journal.append({ kind: 'connection-closed', id, closedAt });
  }

  /** Appends an exchange and returns its sequence number. */
  visit(connection: ConnectionId, visit: Visit = {}): number {
    const seq = this.journal.nextSeq;
    this.journal.append({ kind: 'observed', observation: observationOf(seq, connection, visit) });
    return seq;
  }

  /** A later revision of an exchange that is known. */
  revise(seq: number, connection: ConnectionId, visit: Visit): void {
    this.journal.append({ kind: 'observed', observation: observationOf(seq, connection, visit) });
  }
}

export function observationOf(seq: number, connection: ConnectionId, visit: Visit): Observation {
  const { before, after, pending = false } = visit;
  const session =
    visit.session ??
    transitionOf({
      ...(before && { before }),
      ...(after && { after }),
      withoutSession: ANONYMOUS,
    });
  return {
    seq,
    exchange: exchangeOf(seq, connection, visit),
    client: clientId(1),
    cookies: visit.cookies ?? NO_COOKIES,
    ...(pending ? {} : { session }),
    problems: [],
    settled: !pending,
  };
}

function exchangeOf(seq: number, connection: ConnectionId, visit: Visit): Exchange {
  const startedAt = (START + seq * 1000) as EpochMs;
  const pending = visit.pending === true;
  return {
    id: exchangeId(seq),
    connectionId: connection,
    ordinal: seq,
    startedAt,
    ...(pending ? {} : { endedAt: (startedAt + 12) as EpochMs }),
    request: {
      method: visit.method ?? 'GET',
      target: visit.target ?? `/page/${seq}`,
      httpVersion: '1.1',
      headers: visit.requestHeaders ?? [['Host', '127.0.0.1:9000']],
      content: visit.requestContent ?? NO_CONTENT,
      trailers: [],
    },
    interim: [],
    ...(pending
      ? {}
      : {
          response: {
            status: visit.status ?? 200,
            reason: 'OK',
            httpVersion: '1.1',
            headers: visit.responseHeaders ?? [['Content-Type', 'text/html']],
            content: visit.responseContent ?? content('<h1>hello</h1>'),
            trailers: [],
            author: 'server' as const,
          },
        }),
    timings: pending
      ? {}
      : { blocked: 0.2, connect: 0.5, send: 0.1, wait: 10, receive: 1.2, total: 12 },
    outcome: pending ? { kind: 'in-progress' } : { kind: 'completed' },
    rewrites: [],
    ...visit.changes,
  };
}

const FIRST = sessionTag('1a2b3c');
const SECOND = sessionTag('4d5e6f');

/** Sessions of one browser: a counter, a login that rotates the id, and one that cannot be read. */
export const COUNTING = (count: number): SessionSnapshot =>
  snapshot({ tag: FIRST, payload: payload({ count }) });
export const LOGGED_IN: SessionSnapshot = snapshot({
  tag: SECOND,
  identity: { ...user('ada'), userId: '1' } as SessionSnapshot['identity'],
  expiresAt: (START + 1_209_600_000) as EpochMs,
  format: 'signing, json',
  payload: payload({
    count: 6,
    _auth_user_id: '1',
    _auth_user_backend: 'django.contrib.auth.backends.ModelBackend',
    _auth_user_hash: 'c0ffee5ec4e7',
  }),
});
/** A user whom no signature proved. */
export const BOB: SessionSnapshot = snapshot({
  tag: sessionTag('b0bb0b'),
  identity: { ...user('bob'), verified: false } as SessionSnapshot['identity'],
  payload: payload({ _auth_user_id: '3' }),
});
export const UNREADABLE: SessionSnapshot = snapshot({
  tag: sessionTag('777777'),
  state: 'unreadable',
  integrity: 'no-key',
  identity: {
    kind: 'unknown',
    because: problem(
      'error',
      'store-locked',
      'The database is locked by another program.',
      'Close the program that holds it.',
    ),
  },
});

/** A login with rotation, a counter, an unreadable session, a user nobody proved, a logout. */
export function story(): Traffic {
  const traffic = new Traffic();
  const [first, second] = [traffic.open(), traffic.open('192.168.0.17')];
  traffic.visit(first, { before: COUNTING(5), after: COUNTING(6), target: '/counter/' });
  const login = { method: 'POST', target: '/accounts/login/', status: 302 };
  traffic.visit(first, { ...login, before: COUNTING(6), after: LOGGED_IN });
  traffic.visit(second, { target: '/me/', before: UNREADABLE, after: UNREADABLE });
  traffic.visit(second, { target: '/cart/', before: BOB, after: BOB });
  traffic.visit(first, { ...login, target: '/accounts/logout/', before: LOGGED_IN });
  return traffic;
}

/** Applies messages in order, starting from a fresh screen of this size that has looked once. */
export function play(
  source: Source,
  [columns, rows]: readonly [number, number],
  messages: readonly (TuiMessage | string)[] = [],
): TuiModel {
  const start: TuiModel = initialModel({ columns, rows });
  return messages.reduce(
    (model, message) =>
      update(
        model,
        typeof message === 'string' ? { kind: 'key', key: message } : message,
        source,
      )[0],
    update(start, { kind: 'journal-changed' }, source)[0],
  );
}

/** The screen as text, one string per row. */
export const rowsOf = (model: TuiModel, source: Source): readonly string[] =>
  frame(model, source).map(plainText);

/** The model after one more key. */
export const press = (model: TuiModel, key: string, source: Source): TuiModel =>
  update(model, { kind: 'key', key }, source)[0];

/** What the runtime is asked to do by one more key. */
export const effectsOf = (model: TuiModel, key: string, source: Source) =>
  update(model, { kind: 'key', key }, source)[1];

/** The model after it has looked at the journal again. */
export const look = (model: TuiModel, source: Source): TuiModel =>
  update(model, { kind: 'journal-changed' }, source)[0];

/** The keys that type a text. */
export const letters = (text: string): readonly string[] =>
  Array.from(text, (character) => (character === ' ' ? 'space' : character));
