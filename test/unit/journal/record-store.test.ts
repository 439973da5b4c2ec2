import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecordStore } from '../../../src/journal/record-store.js';
import type { Content } from '../../../src/model/message.js';
import type { Observation } from '../../../src/model/observation.js';
import type { PayloadValue } from '../../../src/model/payload.js';
import { summaryOf } from '../../../src/model/summary.js';
import { observations } from '../../support/observations.js';
import { snapshot } from '../../support/snapshots.js';
import { observation, withContent } from './observations.js';

const MIB = 1 << 20;
/** Enough settled ones that the first is packed. */
const MANY = 200;

const fill = (store: RecordStore, from: number, to: number): void => {
  for (let seq = from; seq <= to; seq += 1) store.put(observation(seq));
};

const contentOf = (store: RecordStore, seq: number): Content | undefined =>
  store.get(seq)?.exchange.response?.content;

/** The same without what may have been given up. */
const contentless = ({ exchange, ...rest }: Observation): unknown => {
  const { request, response, webSocket, ...others } = exchange;
  const strip = ({ content, ...message }: { readonly content: Content }): unknown => ({
    ...message,
    sizeBytes: content.sizeBytes,
  });
  return {
    ...{ ...rest, ...others, request: strip(request), response: response && strip(response) },
    webSocket: webSocket && { ...webSocket, messages: webSocket.messages.map(strip) },
  };
};

/** In one order: of the request, of the response, of each message of a WebSocket. */
const contentsOf = ({ exchange }: Observation): readonly (Content | undefined)[] => [
  exchange.request.content,
  exchange.response?.content,
  ...(exchange.webSocket?.messages ?? []).map(({ content }) => content),
];

const large = (keys: number, salt: number): PayloadValue => ({
  kind: 'map',
  entries: Array.from({ length: keys }, (_, i) => [`key ${Math.sin(i + salt)}`, i] as const),
});

const withSession = (seq: number, payload: PayloadValue): Observation =>
  observation(seq, {
    session: {
      kinds: [],
      changes: [],
      concurrent: false,
      actor: { kind: 'anonymous' },
      before: snapshot({ payload }),
      after: snapshot({ payload }),
    },
  });

describe('the record store', () => {
  it('gives back at any time what was put last, in whatever order revisions come', () => {
    const steps = fc.array(
      fc.record({ revisionOf: fc.option(fc.nat(250)), row: observations, settled: fc.boolean() }),
      { minLength: 150, maxLength: 250 },
    );
    fc.assert(
      fc.property(steps, fc.boolean(), (all, isTight) => {
        const store = new RecordStore(isTight ? 100_000 : 64 * MIB);
        const put = new Map<number, Observation>();
        for (const { revisionOf, row, settled } of all) {
          const seq = revisionOf !== null && revisionOf < put.size ? revisionOf + 1 : put.size + 1;
          const one = { ...row, seq, settled };
          store.put(one);
          store.isOverfull();
          put.set(seq, one);
        }
        expect(store.size).toBe(put.size);
        for (const [seq, one] of put) {
          const got = store.get(seq) ?? observation(0);
          expect(store.summary(seq)).toStrictEqual(summaryOf(one));
          expect(contentless(got)).toStrictEqual(contentless(one));
          const before = contentsOf(one);
          for (const [index, content] of contentsOf(got).entries()) {
            const given = before[index];
            if (content?.dropped === undefined) expect(content).toStrictEqual(given);
            else {
              expect(isTight && given !== undefined && given.bytes.length > 0).toBe(true);
              expect(content).toMatchObject({ truncated: true });
              expect(content.bytes).toHaveLength(0);
            }
          }
        }
      }),
      // To find a smaller case among so many rows takes hours.
      { numRuns: 10, endOnFailure: true },
    );
  });

  it('has no summary and no observation of what it does not hold', () => {
    const store = new RecordStore(MIB);
    fill(store, 1, MANY);
    store.evict(1);
    store.evict(1);
    for (const seq of [0, 1, MANY + 1, 10_000]) {
      expect(store.get(seq)).toBeUndefined();
      expect(store.summary(seq)).toBeUndefined();
      expect(store.has(seq)).toBe(false);
    }
    expect(store.size).toBe(MANY - 1);
  });

  it('takes nothing any more once all is evicted', () => {
    const store = new RecordStore(64 * MIB);
    for (let seq = 1; seq <= MANY; seq += 1) store.put(withContent(seq, 100));
    expect(store.get(1)).toBeDefined();
    store.put(observation(3));
    store.put(observation(5, { settled: false }));
    for (let seq = 1; seq <= MANY; seq += 1) store.evict(seq);
    expect(store.size).toBe(0);
    expect(store.bytes).toBe(0);
  });

  it('packs around exchanges that are still open, and takes a late revision of one packed', () => {
    const store = new RecordStore(64 * MIB);
    store.put(observation(1, { settled: false }));
    fill(store, 2, MANY);
    const packed = store.bytes;
    const stream = store.get(1);
    expect(stream?.settled).toBe(false);
    // Equal, and yet not the same: 2 was unpacked, 1 and the latest never were packed.
    expect(store.get(1)).toBe(stream);
    expect(store.get(MANY)).toBe(store.get(MANY));
    expect(packed).toBeLessThan(MANY * 2000);
    const problem = { code: 'recording', severity: 'note', message: 'late' } as const;
    store.put(observation(2, { problems: [problem] }));
    expect(store.get(2)?.problems).toEqual([problem]);
    expect(store.get(3)?.problems).toEqual([]);
    store.put(observation(1));
    fill(store, MANY + 1, 2 * MANY);
    expect(store.get(1)).toStrictEqual(observation(1));
    expect(store.get(2)?.problems).toEqual([problem]);
    expect(store.size).toBe(2 * MANY);
  });

  it('gives up contents before rows and the oldest first, and says so', () => {
    const store = new RecordStore(MIB);
    for (let seq = 1; seq <= 500; seq += 1) {
      store.put(withContent(seq, 10_000));
      expect(store.isOverfull()).toBe(false);
      expect(store.bytes).toBeLessThanOrEqual(MIB);
    }
    expect(store.size).toBe(500);
    const isDropped = Array.from(
      { length: 500 },
      (_, i) => contentOf(store, i + 1)?.dropped === true,
    );
    const firstKept = isDropped.indexOf(false);
    expect(firstKept).toBeGreaterThan(100);
    expect(isDropped.slice(firstKept)).not.toContain(true);
    expect(contentOf(store, 1)).toStrictEqual({
      bytes: new Uint8Array(0),
      sizeBytes: 10_000,
      truncated: true,
      dropped: true,
    });
    expect(contentOf(store, 500)).toStrictEqual(
      withContent(500, 10_000).exchange.response?.content,
    );
  });

  it('unpacks rows of many blocks once while they are looked at in turns, and after a revision anew', () => {
    const store = new RecordStore(64 * MIB);
    fill(store, 1, 1000);
    const seqs = Array.from({ length: 20 }, (_, index) => 1 + index * 40);
    const first = seqs.map((seq) => store.get(seq));
    for (const [index, seq] of seqs.entries()) expect(store.get(seq)).toBe(first[index]);
    const revision = { ...observation(41), problems: [] };
    store.put(revision);
    expect(store.get(41)).toBe(revision);
    store.evict(81);
    expect(store.get(81)).toBeUndefined();
  });

  it('forgets an unpacked block whose contents it gave up', () => {
    const store = new RecordStore(MIB);
    store.put(withContent(1, 10_000));
    fill(store, 2, MANY);
    expect(contentOf(store, 1)?.dropped).toBeUndefined();
    expect(store.isOverfull(MIB)).toBe(true);
    expect(contentOf(store, 1)?.dropped).toBe(true);
  });

  it('holds its bound whatever the sessions are, once the caller evicts', () => {
    const store = new RecordStore(2 * MIB);
    let first = 1;
    for (let seq = 1; seq <= 60; seq += 1) {
      store.put(withSession(seq, large(seq % 7 === 0 ? 20_000 : 10, seq)));
      while (first < seq && store.isOverfull()) {
        store.evict(first);
        first += 1;
      }
      expect(store.bytes).toBeLessThanOrEqual(2 * MIB);
    }
    expect(first).toBeGreaterThan(1);
    expect(store.get(60)).toStrictEqual(withSession(60, large(10, 60)));
  });

  it('counts a large session that many exchanges share once', () => {
    const store = new RecordStore(64 * MIB);
    const payload = large(2000, 0);
    const measure = (seq: number): number => {
      store.put(withSession(seq, payload));
      return store.bytes;
    };
    const one = measure(1);
    for (let seq = 2; seq < 20; seq += 1) measure(seq);
    expect(measure(20)).toBeLessThan(2 * one);
  });
});
