import { describe, expect, it } from 'vitest';
import { Journal } from '../../../src/journal/journal.js';
import { connectionId } from '../../../src/model/ids.js';
import type { SessionTransition } from '../../../src/model/session.js';
import type { EpochMs } from '../../../src/model/time.js';
import { exchange } from '../../support/exchanges.js';
import { snapshot, user } from '../../support/snapshots.js';
import { observation, withContent } from './observations.js';

const open = (journal: Journal, ordinal: number): void => {
  const endpoint = { address: '127.0.0.1', port: 1 };
  journal.append({
    kind: 'connection-opened',
    connection: {
      id: connectionId(ordinal),
      remote: endpoint,
      local: endpoint,
      openedAt: 0 as EpochMs,
    },
  });
};

const transition = (more: Partial<SessionTransition>): SessionTransition => ({
  kinds: [],
  changes: [],
  concurrent: false,
  actor: { kind: 'anonymous' },
  ...more,
});

describe('Journal', () => {
  it('keeps an event from nobody because one listener throws', () => {
    const journal = new Journal();
    const heard: string[] = [];
    journal.subscribe(() => {
      throw new Error('a fault of its own');
    });
    journal.subscribe(({ kind }) => heard.push(kind));
    open(journal, 1);
    expect(heard).toEqual(['connection-opened']);
  });

  it('holds the latest revision of each exchange under its number', () => {
    const journal = new Journal();
    open(journal, 1);
    journal.append({ kind: 'observed', observation: observation(1, { settled: false }) });
    journal.append({ kind: 'observed', observation: observation(1) });
    expect(journal.get(1)?.settled).toBe(true);
    expect(journal.lastSeq).toBe(1);
    expect(journal.connection(connectionId(1))?.requestCount).toBe(1);
  });

  it('forgets the oldest exchanges above its limit, and closed connections with them', () => {
    const journal = new Journal({ maxExchanges: 2 });
    open(journal, 1);
    for (const seq of [1, 2, 3])
      journal.append({ kind: 'observed', observation: observation(seq) });
    expect(journal.get(1)).toBeUndefined();
    expect(journal.firstSeq).toBe(2);
    const row = journal.connection(connectionId(1));
    expect([row?.exchanges.at(0), row?.exchanges.at(1), row?.exchanges.length]).toEqual([2, 3, 2]);
    expect(row?.requestCount).toBe(3);
    journal.append({ kind: 'connection-closed', id: connectionId(1), closedAt: 1 as EpochMs });
    expect(journal.connection(connectionId(1))?.connection.closedAt).toBe(1);
    open(journal, 2);
    const later = exchange({ connection: 2 });
    for (const seq of [4, 5]) {
      journal.append({ kind: 'observed', observation: observation(seq, { exchange: later }) });
    }
    expect(journal.connection(connectionId(1))).toBeUndefined();
  });

  it('forgets the oldest exchanges above its memory too, and never the latest', () => {
    const journal = new Journal({ maxBytes: 200_000 });
    open(journal, 1);
    for (let seq = 1; seq <= 300; seq += 1) {
      journal.append({
        kind: 'observed',
        observation: observation(seq, { settled: seq % 2 === 0 }),
      });
      expect(journal.bytes).toBeLessThanOrEqual(200_000);
      expect(journal.summary(seq)).toMatchObject({ seq, target: '/' });
    }
    expect(journal.firstSeq).toBeGreaterThan(1);
    expect(journal.summary(journal.firstSeq - 1)).toBeUndefined();
    const row = journal.connection(connectionId(1));
    expect(row?.exchanges.at(0)).toBe(journal.firstSeq);
    expect(row?.exchanges).toHaveLength(301 - journal.firstSeq);
    const large = withContent(301, 300_000, { settled: false });
    journal.append({ kind: 'observed', observation: large });
    expect(journal.firstSeq).toBe(301);
    expect(journal.get(301)).toBe(large);
    journal.append({ kind: 'observed', observation: { ...large, settled: true } });
    expect(journal.get(301)?.exchange.response?.content).toMatchObject({ dropped: true });
    expect(journal.bytes).toBeLessThanOrEqual(200_000);
  });

  it('counts connections as memory, and forgets exchanges for them', () => {
    const journal = new Journal({ maxBytes: 500_000 });
    for (let seq = 1; seq <= 1000; seq += 1) {
      open(journal, seq);
      const own = exchange({ ordinal: seq, connection: seq });
      journal.append({ kind: 'observed', observation: observation(seq, { exchange: own }) });
      journal.append({
        kind: 'connection-closed',
        id: connectionId(seq),
        closedAt: seq as EpochMs,
      });
      expect(journal.bytes).toBeLessThanOrEqual(501_000);
    }
    expect(journal.counts.connections).toBe(1001 - journal.firstSeq);
    expect(journal.firstSeq).toBeGreaterThan(500);
  });

  it('ignores a late revision of an exchange it has forgotten', () => {
    const journal = new Journal({ maxExchanges: 1 });
    open(journal, 1);
    for (const seq of [1, 2, 1])
      journal.append({ kind: 'observed', observation: observation(seq) });
    expect(journal.get(1)).toBeUndefined();
    expect(journal.firstSeq).toBe(2);
  });

  it('says who is on a connection: the latest identity, and everybody seen', () => {
    const journal = new Journal();
    open(journal, 1);
    const as = (seq: number, session: SessionTransition): void => {
      journal.append({ kind: 'observed', observation: observation(seq, { session }) });
    };
    const ada = snapshot({ identity: user('ada') });
    as(1, transition({ after: ada, actor: user('ada') }));
    const grace = snapshot({ identity: user('grace') });
    as(2, transition({ after: grace, actor: user('grace') }));
    const ended = transition({
      kinds: ['logged-out', 'destroyed'],
      before: grace,
      actor: user('grace'),
    });
    as(3, ended);
    const identity = journal.connection(connectionId(1))?.identity;
    expect(identity?.current?.identity.kind).toBe('anonymous');
    expect(identity?.users).toEqual(['grace', 'ada']);
  });

  it('tells subscribers every event in order until they stop', () => {
    const journal = new Journal();
    const seen: string[] = [];
    const stop = journal.subscribe((event) => seen.push(event.kind));
    open(journal, 1);
    journal.append({ kind: 'observed', observation: observation(1) });
    stop();
    journal.append({ kind: 'observed', observation: observation(2) });
    expect(seen).toEqual(['connection-opened', 'observed']);
  });
});
