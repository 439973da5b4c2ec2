import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Exchange, ExchangeOutcome } from '../../../src/model/exchange.js';
import { connectionId, exchangeId } from '../../../src/model/ids.js';
import { NO_CONTENT } from '../../../src/model/message.js';
import type { EpochMs } from '../../../src/model/time.js';
import { Outbox } from '../../../src/proxy/outbox.js';
import type { SourceEvent } from '../../../src/source.js';

interface Posted {
  readonly batch: number;
  readonly events: readonly SourceEvent[];
  readonly buffers: readonly ArrayBuffer[];
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function setUp(limits = { bytes: 1e9, records: 1e9 }): { outbox: Outbox; posted: Posted[] } {
  const posted: Posted[] = [];
  const outbox = new Outbox(limits, (batch, events, buffers) => {
    posted.push({ batch, events, buffers });
  });
  return { outbox, posted };
}

function exchange(
  ordinal: number,
  bytes = 0,
  outcome: ExchangeOutcome['kind'] = 'completed',
): Exchange {
  return {
    id: exchangeId(ordinal),
    connectionId: connectionId(1),
    ordinal,
    startedAt: 0 as EpochMs,
    request: {
      method: 'GET',
      target: '/',
      httpVersion: '1.1',
      headers: [],
      content: NO_CONTENT,
      trailers: [],
    },
    interim: [],
    response: {
      ...{ status: 200, reason: 'OK', httpVersion: '1.1', headers: [], trailers: [] },
      content: { bytes: new Uint8Array(bytes), sizeBytes: bytes, truncated: false },
      author: 'server',
    },
    timings: {},
    outcome:
      outcome === 'upgraded'
        ? {
            kind: 'upgraded',
            closed: false,
            traffic: { protocol: 'x', clientBytes: 0, serverBytes: 0 },
          }
        : { kind: 'completed' },
    rewrites: [],
  };
}

const withMessage = (upgraded: Exchange, bytes: number): Exchange => ({
  ...upgraded,
  webSocket: {
    messages: [
      {
        from: 'server',
        at: 1 as EpochMs,
        kind: 'text',
        content: { bytes: new Uint8Array(bytes), sizeBytes: bytes, truncated: false },
      },
    ],
    clientMessages: 0,
    serverMessages: 1,
  },
});
const started = (ordinal: number): SourceEvent => ({
  kind: 'exchange-started',
  exchange: exchange(ordinal),
});
const responded = (ordinal: number): SourceEvent => ({
  kind: 'exchange-responded',
  exchange: exchange(ordinal),
});
const ended = (ordinal: number, bytes = 0): SourceEvent => ({
  kind: 'exchange-ended',
  exchange: exchange(ordinal, bytes),
});
const kinds = (posted: readonly Posted[]): string[] =>
  posted.flatMap(({ events }) =>
    events.map((event) =>
      'exchange' in event ? `${event.kind} ${event.exchange.id}` : event.kind,
    ),
  );

describe('batches', () => {
  it('go after a few milliseconds', () => {
    const { outbox, posted } = setUp();
    outbox.add(started(1));
    outbox.add(ended(1));
    expect(posted).toEqual([]);
    vi.advanceTimersByTime(10);
    expect(kinds(posted)).toEqual(['exchange-started x1', 'exchange-ended x1']);
    expect(posted).toHaveLength(1);
  });

  it('go at once when there are 64 records', () => {
    const { outbox, posted } = setUp();
    for (let i = 1; i <= 64; i += 1) outbox.add(started(i));
    expect(posted.map(({ events }) => events.length)).toEqual([64]);
    vi.advanceTimersByTime(10);
    expect(posted).toHaveLength(1);
  });

  it('are numbered, and list each buffer that holds bytes once', () => {
    const { outbox, posted } = setUp();
    outbox.add(ended(1, 5));
    outbox.flush();
    outbox.add(ended(2, 0));
    outbox.flush();
    expect(posted.map(({ batch, buffers }) => [batch, buffers.map((b) => b.byteLength)])).toEqual([
      [1, [5]],
      [2, []],
    ]);
  });

  it('are not posted empty', () => {
    const { outbox, posted } = setUp();
    outbox.flush();
    expect(posted).toEqual([]);
  });
});

describe('when the reader falls behind', () => {
  it('contents go first, marked as cut', () => {
    const { outbox, posted } = setUp({ bytes: 20_000, records: 1000 });
    outbox.add(ended(1, 12_000));
    outbox.add(ended(2, 12_000));
    outbox.flush();
    const contents = posted[0]!.events.map((event) =>
      'exchange' in event ? event.exchange.response!.content : undefined,
    );
    expect(contents).toEqual([
      { bytes: new Uint8Array(12_000), sizeBytes: 12_000, truncated: false },
      { bytes: new Uint8Array(0), sizeBytes: 12_000, truncated: true },
    ]);
  });

  it('whole exchanges go next, are counted, and return when there is room again', () => {
    const { outbox, posted } = setUp({ bytes: 1e9, records: 2 });
    outbox.add(started(1));
    outbox.add(started(2));
    outbox.add(started(3));
    outbox.add(responded(3));
    outbox.add(ended(3));
    outbox.add(responded(1));
    outbox.add(ended(1));
    outbox.flush();
    expect(kinds(posted)).toEqual([
      'exchange-started x1',
      'exchange-started x2',
      'exchange-ended x1',
    ]);
    outbox.taken(1);
    outbox.add(started(4));
    vi.advanceTimersByTime(10);
    expect(kinds(posted.slice(1))).toEqual(['exchange-started x4', 'records-lost']);
    expect(posted[1]!.events.at(-1)).toEqual({ kind: 'records-lost', count: 1 });
  });

  it('says what was lost as soon as there is room, without new traffic', () => {
    const { outbox, posted } = setUp({ bytes: 1e9, records: 1 });
    outbox.add(started(1));
    outbox.add(started(2));
    vi.advanceTimersByTime(100);
    expect(kinds(posted)).toEqual(['exchange-started x1']);
    outbox.taken(1);
    vi.advanceTimersByTime(100);
    expect(kinds(posted)).toEqual(['exchange-started x1', 'records-lost']);
  });

  it('says what was lost at the latest when it closes', () => {
    const { outbox, posted } = setUp({ bytes: 1e9, records: 1 });
    outbox.add(started(1));
    outbox.add(started(2));
    outbox.flush(true);
    expect(kinds(posted)).toEqual(['exchange-started x1', 'records-lost']);
  });

  it('a connection that was left out is not said to close', () => {
    const { outbox, posted } = setUp({ bytes: 1e9, records: 1 });
    const at = 0 as EpochMs;
    const endpoint = { address: '', port: 0 };
    const open = (ordinal: number): SourceEvent => ({
      kind: 'connection-opened',
      connection: { id: connectionId(ordinal), remote: endpoint, local: endpoint, openedAt: at },
    });
    outbox.add(open(1));
    outbox.add(open(2));
    for (const ordinal of [1, 2]) {
      outbox.add({ kind: 'connection-closed', id: connectionId(ordinal), closedAt: at });
    }
    outbox.flush();
    expect(posted[0]!.events).toMatchObject([
      { kind: 'connection-opened', connection: { id: 'c1' } },
      { kind: 'connection-closed', id: 'c1' },
    ]);
  });

  it('an upgrade is still said to have happened, as its end may be far away', () => {
    const { outbox, posted } = setUp({ bytes: 1e9, records: 1 });
    outbox.add(started(1));
    outbox.add({ kind: 'exchange-responded', exchange: exchange(1, 0, 'upgraded') });
    outbox.flush();
    expect(kinds(posted)).toEqual(['exchange-started x1', 'exchange-responded x1']);
  });

  it('a socket that goes on is told of only while there is plenty of room', () => {
    const talking = (bytes: number) => withMessage(exchange(1, 0, 'upgraded'), bytes);
    const continued = (bytes: number): SourceEvent => ({
      kind: 'exchange-continued',
      exchange: talking(bytes),
    });
    const few = setUp({ bytes: 1e9, records: 3 });
    few.outbox.add(started(1));
    few.outbox.add(continued(1));
    few.outbox.add(continued(2));
    few.outbox.add(continued(3));
    few.outbox.add(ended(1));
    few.outbox.flush();
    expect(kinds(few.posted)).toEqual([
      'exchange-started x1',
      'exchange-continued x1',
      'exchange-continued x1',
      'exchange-ended x1',
    ]);
    const small = setUp({ bytes: 60_000, records: 1e9 });
    small.outbox.add(started(1));
    small.outbox.add(continued(40_000));
    small.outbox.add(continued(40_000));
    small.outbox.add({ kind: 'exchange-ended', exchange: talking(40_000) });
    small.outbox.flush();
    expect(kinds(small.posted)).toEqual([
      'exchange-started x1',
      'exchange-continued x1',
      'exchange-ended x1',
    ]);
    // The end comes, without contents.
    expect(small.posted[0]!.events.at(-1)).toMatchObject({
      exchange: {
        webSocket: {
          messages: [{ content: { bytes: new Uint8Array(0), sizeBytes: 40_000, truncated: true } }],
        },
      },
    });
  });

  it('a socket whose start was left out is not told of', () => {
    const { outbox, posted } = setUp({ bytes: 1e9, records: 0 });
    outbox.add(started(1));
    outbox.add({ kind: 'exchange-continued', exchange: exchange(1, 0, 'upgraded') });
    outbox.flush(true);
    expect(kinds(posted)).toEqual(['records-lost']);
  });

  it('taking a batch takes all before it', () => {
    const { outbox, posted } = setUp({ bytes: 1e9, records: 3 });
    for (let i = 1; i <= 3; i += 1) {
      outbox.add(started(i));
      outbox.flush();
    }
    outbox.taken(3);
    outbox.add(started(4));
    outbox.flush();
    expect(kinds(posted)).toHaveLength(4);
  });
});
