/** Scripts of events in, revisions out. */
import { describe, expect, it } from 'vitest';

import {
  createAssembler,
  type ExchangeEvent,
  type Revision,
} from '../../../src/capture/assemble.js';
import { connectionId, exchangeId } from '../../../src/model/ids.js';
import type { EpochMs, MonoMs } from '../../../src/model/time.js';
import { text } from '../../support/web-socket-bytes.js';

const at = (ms: number, exchange = 1): { id: ReturnType<typeof exchangeId>; at: MonoMs } => ({
  id: exchangeId(exchange),
  at: ms as MonoMs,
});
const begin = (ms: number, exchange = 1): ExchangeEvent => ({
  kind: 'request-head',
  ...at(ms, exchange),
  ...{ connectionId: connectionId(1), ordinal: exchange, startedAt: 1000 as EpochMs },
  head: { method: 'POST', target: '/x', httpVersion: '1.1', headers: [['Host', 'a']] },
});
const responseHead = (
  ms: number,
  status = 200,
  headers: [string, string][] = [],
): ExchangeEvent => ({
  kind: 'response-head',
  ...at(ms),
  head: { status, reason: 'OK', httpVersion: '1.1', headers },
  author: 'server',
});
const end = (ms: number, exchange = 1): ExchangeEvent => ({
  kind: 'exchange-ended',
  ...at(ms, exchange),
  ...{ outcome: { kind: 'completed' }, endedAt: 2000 as EpochMs },
});

function play(events: readonly ExchangeEvent[], maxBodyBytes = 100): Revision[] {
  const assemble = createAssembler(maxBodyBytes);
  return events.map(assemble).filter((revision) => revision !== undefined);
}

const SCRIPT: readonly ExchangeEvent[] = [
  begin(0),
  { kind: 'rewritten', ...at(1), rewrite: { side: 'request', name: 'Host', why: 'because' } },
  { kind: 'server-mark', ...at(1), mark: 'server-asked' },
  { kind: 'server-mark', ...at(2), mark: 'connected' },
  { kind: 'server-socket', ...at(2), address: '127.0.0.1', port: 8000, reused: false },
  { kind: 'request-data', ...at(3), bytes: Buffer.from('bo') },
  { kind: 'request-data', ...at(3), bytes: Buffer.from('dy') },
  { kind: 'request-end', ...at(4), trailers: [['X-T', '1']] },
  { kind: 'server-mark', ...at(4), mark: 'request-sent' },
  {
    kind: 'interim-response',
    ...at(5),
    head: { status: 103, reason: 'Early Hints', httpVersion: '1.1', headers: [] },
  },
  responseHead(8),
  { kind: 'response-data', ...at(9), bytes: Buffer.from('hello') },
  { kind: 'response-end', ...at(10), trailers: [['X-R', '2']] },
  end(16),
];

describe('a script of one exchange', () => {
  it('gives three revisions', () => {
    expect(play(SCRIPT).map(({ kind }) => kind)).toEqual([
      'exchange-started',
      'exchange-responded',
      'exchange-ended',
    ]);
  });

  it('has everything in the last one', () => {
    expect(play(SCRIPT)[2]!.exchange).toEqual({
      id: 'x1',
      connectionId: 'c1',
      ordinal: 1,
      startedAt: 1000,
      endedAt: 2000,
      request: {
        ...{ method: 'POST', target: '/x', httpVersion: '1.1', headers: [['Host', 'a']] },
        content: { bytes: new Uint8Array(Buffer.from('body')), sizeBytes: 4, truncated: false },
        trailers: [['X-T', '1']],
      },
      interim: [{ status: 103, reason: 'Early Hints', httpVersion: '1.1', headers: [] }],
      response: {
        ...{ status: 200, reason: 'OK', httpVersion: '1.1', headers: [], author: 'server' },
        content: { bytes: new Uint8Array(Buffer.from('hello')), sizeBytes: 5, truncated: false },
        trailers: [['X-R', '2']],
      },
      timings: { blocked: 1, connect: 1, send: 2, wait: 4, receive: 8, total: 16 },
      outcome: { kind: 'completed' },
      server: { address: '127.0.0.1', port: 8000, reused: false },
      rewrites: [{ side: 'request', name: 'Host', why: 'because' }],
    });
  });

  it('has the request with its content when the response begins, and no response before', () => {
    const [started, responded] = play(SCRIPT);
    expect(started!.exchange).toMatchObject({ outcome: { kind: 'in-progress' }, interim: [] });
    expect(started!.exchange).not.toHaveProperty('response');
    expect(Buffer.from(responded!.exchange.request.content.bytes).toString()).toBe('body');
    expect(responded!.exchange.response!.content.sizeBytes).toBe(0);
  });

  it('gives revisions that later events do not change', () => {
    const assemble = createAssembler(100);
    const revisions: Revision[] = [];
    const copies: Revision[] = [];
    for (const event of SCRIPT) {
      const revision = assemble(event);
      if (revision === undefined) continue;
      revisions.push(revision);
      copies.push(structuredClone(revision));
    }
    expect(revisions).toEqual(copies);
  });

  it('is plain data that can go to another thread', () => {
    expect(structuredClone(play(SCRIPT))).toEqual(play(SCRIPT));
  });

  it('gives the same revisions each time', () => {
    expect(play(SCRIPT)).toEqual(play(SCRIPT));
  });

  it('caps both contents', () => {
    const { request, response } = play(SCRIPT, 3)[2]!.exchange;
    expect(request.content).toMatchObject({ sizeBytes: 4, truncated: true });
    expect(response!.content).toMatchObject({ sizeBytes: 5, truncated: true });
    expect(response!.content.bytes).toHaveLength(3);
  });
});

it('keeps exchanges apart whose events are mixed', () => {
  const revisions = play([
    begin(0, 1),
    begin(1, 2),
    { kind: 'request-data', ...at(2, 2), bytes: Buffer.from('two') },
    { kind: 'request-data', ...at(2, 1), bytes: Buffer.from('1') },
    end(3, 2),
    end(4, 1),
  ]);
  expect(
    revisions.slice(2).map(({ exchange }) => [exchange.id, exchange.request.content.sizeBytes]),
  ).toEqual([
    ['x2', 3],
    ['x1', 1],
  ]);
});

it('knows an upgrade from its 101 on, with counts once they come', () => {
  const revisions = play([
    begin(0),
    responseHead(1, 101, [['UPGRADE', 'websocket']]),
    {
      kind: 'upgrade-traffic',
      ...at(2),
      traffic: { protocol: 'websocket', clientBytes: 3, serverBytes: 4 },
    },
  ]);
  expect(revisions[1]!.exchange.outcome).toEqual({
    kind: 'upgraded',
    closed: false,
    traffic: { protocol: 'websocket', clientBytes: 0, serverBytes: 0 },
  });
});

it('tells of a WebSocket when its counts come and messages have passed', () => {
  const data = (words: string): ExchangeEvent => ({
    kind: 'upgrade-data',
    ...at(2),
    from: 'server',
    bytes: text(words),
    passedAt: 1500 as EpochMs,
  });
  const traffic: ExchangeEvent = {
    kind: 'upgrade-traffic',
    ...at(3),
    traffic: { protocol: 'websocket', clientBytes: 0, serverBytes: 5 },
  };
  const revisions = play([
    begin(0),
    responseHead(1, 101, [['Upgrade', 'websocket']]),
    traffic,
    data('one'),
    data('two'),
    traffic,
    traffic,
    data('three'),
    end(9),
  ]);
  expect(
    revisions.map(({ kind, exchange }) => [
      kind,
      exchange.webSocket?.messages.map(({ content }) => Buffer.from(content.bytes).toString()),
    ]),
  ).toEqual([
    ['exchange-started', undefined],
    ['exchange-responded', []],
    ['exchange-continued', ['one', 'two']],
    ['exchange-ended', ['one', 'two', 'three']],
  ]);
  expect(revisions[2]!.exchange.webSocket!.messages[0]).toMatchObject({ at: 1500 });
});

it('forgets an exchange at its end, and ignores events of none', () => {
  const assemble = createAssembler(100);
  expect(assemble(responseHead(0))).toBeUndefined();
  assemble(begin(0));
  assemble(end(1));
  expect(assemble(end(2))).toBeUndefined();
});

it('keeps a bounded number of interim responses', () => {
  const interim: ExchangeEvent = {
    kind: 'interim-response',
    ...at(1),
    head: { status: 102, reason: '', httpVersion: '1.1', headers: [] },
  };
  const revisions = play([begin(0), ...Array<ExchangeEvent>(1000).fill(interim), end(2)]);
  expect(revisions[1]!.exchange.interim).toHaveLength(16);
});
