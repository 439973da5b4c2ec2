import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  blockBytesOf,
  contentBytesOf,
  packBlock,
  unpackBlock,
  withoutContents,
} from '../../../src/journal/packed-block.js';
import type { Content } from '../../../src/model/message.js';
import type { Observation } from '../../../src/model/observation.js';
import type { WebSocketRecord } from '../../../src/model/web-socket.js';
import { weightOf } from '../../../src/journal/observation-weight.js';
import type { PayloadValue } from '../../../src/model/payload.js';
import { observations } from '../../support/observations.js';
import { payloads } from '../../support/payloads.js';
import { observation } from './observations.js';

const blocks = fc
  .array(observations, { minLength: 1, maxLength: 6 })
  .map((rows) => rows.map((row, i): Observation => ({ ...row, seq: i + 1, settled: true })));

const dropped = (content: Content): Content =>
  content.bytes.length === 0
    ? content
    : { ...content, bytes: new Uint8Array(0), truncated: true, dropped: true };

const withPayload = (payload: PayloadValue): Observation =>
  observation(1, {
    session: {
      kinds: [],
      changes: [{ op: 'added', path: ['a'], after: payload }],
      concurrent: false,
      actor: { kind: 'anonymous' },
    },
  });

describe('a packed block', () => {
  it('gives back what was packed', () => {
    fc.assert(
      fc.property(blocks, (rows) => {
        expect(unpackBlock(packBlock(rows))).toStrictEqual(rows);
      }),
    );
  });

  it('gives back every kind of payload', () => {
    fc.assert(
      fc.property(payloads, (payload) => {
        const rows = [withPayload(payload)];
        expect(unpackBlock(packBlock(rows))).toStrictEqual(rows);
      }),
    );
    const rare: readonly PayloadValue[] = [
      -0,
      { kind: 'timedelta', days: -1, seconds: 2, microseconds: 3 },
      { kind: 'complex', real: 1, imag: { kind: 'float', text: 'nan' } },
      { kind: 'deque', items: [1], maxlen: null },
      { kind: 'map', entries: [], type: 'defaultdict', factory: { kind: 'global', name: 'list' } },
      { kind: 'persistent', id: 'x' },
      { kind: 'bytes', bytes: new Uint8Array(64).subarray(5, 9), mutable: true },
    ];
    const rows = rare.map(withPayload);
    expect(unpackBlock(packBlock(rows))).toStrictEqual(rows);
  });

  it('without its contents has all else, and marks those that had bytes', () => {
    fc.assert(
      fc.property(blocks, (rows) => {
        const block = withoutContents(packBlock(rows));
        expect(contentBytesOf(block)).toBe(0);
        unpackBlock(block).forEach((row, i) => {
          const { exchange, ...rest } = rows[i] ?? row;
          const { request, response, webSocket } = exchange;
          expect(row).toStrictEqual({
            ...rest,
            exchange: {
              ...exchange,
              request: { ...request, content: dropped(request.content) },
              ...(response === undefined
                ? {}
                : { response: { ...response, content: dropped(response.content) } }),
              ...(webSocket === undefined
                ? {}
                : {
                    webSocket: {
                      ...webSocket,
                      messages: webSocket.messages.map((message) => ({
                        ...message,
                        content: dropped(message.content),
                      })),
                    },
                  }),
            },
          });
        });
      }),
    );
  });

  it('counts the messages of a WebSocket, and gives them up like other contents', () => {
    const bytes = Uint8Array.from({ length: 5000 }, (_, i) => (i * i * 31) >> 3);
    const content = { bytes, sizeBytes: bytes.length, truncated: false };
    const bare = observation(1);
    const webSocket: WebSocketRecord = {
      messages: [{ from: 'client', at: bare.exchange.startedAt, kind: 'binary', content }],
      clientMessages: 1,
      serverMessages: 0,
    };
    const row = observation(1, { exchange: { ...bare.exchange, webSocket } });
    expect(weightOf(row).ownBytes - weightOf(bare).ownBytes).toBeGreaterThan(5000);
    const block = packBlock([row]);
    expect(unpackBlock(block)).toEqual([row]);
    expect(contentBytesOf(block)).toBeGreaterThan(0);
    expect(
      unpackBlock(withoutContents(block))[0]!.exchange.webSocket!.messages[0]!.content,
    ).toEqual(dropped(content));
  });

  it('holds what several rows share once, and no more of a buffer than is shown', () => {
    const entries = Array.from({ length: 2000 }, (_, i) => [`key ${Math.sin(i)}`, i] as const);
    const alone = packBlock([withPayload({ kind: 'map', entries })]);
    const shared = { kind: 'map', entries } as const;
    const many = packBlock(Array.from({ length: 20 }, () => withPayload(shared)));
    expect(blockBytesOf(many)).toBeLessThan(1.5 * blockBytesOf(alone));
    const bytes = new Uint8Array(1 << 20).subarray(0, 10);
    const view = packBlock([withPayload({ kind: 'bytes', bytes })]);
    expect(view.unpackedBytes).toBeLessThan(10_000);
  });
});
