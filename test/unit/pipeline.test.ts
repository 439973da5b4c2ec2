import { describe, expect, it } from 'vitest';
import { Ledger } from '../../src/cookies/ledger.js';
import { Journal } from '../../src/journal/journal.js';
import type { Exchange } from '../../src/model/exchange.js';
import { NO_CONTENT } from '../../src/model/message.js';
import type { EpochMs } from '../../src/model/time.js';
import { Pipeline } from '../../src/pipeline.js';
import { SessionTags } from '../../src/session/session-tags.js';
import { openSessions } from '../../src/spy-sessions.js';
import { exchange } from '../support/exchanges.js';

describe('a WebSocket that goes on', () => {
  const switched: Exchange = {
    ...exchange({ status: 101, responseHeaders: [['Set-Cookie', 'seen=1; Path=/']] }),
    outcome: {
      kind: 'upgraded',
      closed: false,
      traffic: { protocol: 'websocket', clientBytes: 0, serverBytes: 0 },
    },
  };
  const after = (count: number): Exchange => ({
    ...switched,
    webSocket: {
      messages: Array.from({ length: count }, () => ({
        from: 'server',
        at: 5 as EpochMs,
        kind: 'text',
        content: NO_CONTENT,
      })),
      clientMessages: 0,
      serverMessages: count,
    },
  });

  it('is published again, its cookies settled and its session looked up once', async () => {
    const journal = new Journal();
    const sessions = openSessions(
      { stores: [] },
      new SessionTags(new Uint8Array(32)),
      () => undefined,
    );
    const { tracker } = sessions;
    let settled = 0;
    const settle = tracker.settle.bind(tracker);
    tracker.settle = (...given) => {
      settled += 1;
      return settle(...given);
    };
    const onLost = (): void => undefined;
    const pipeline = new Pipeline({ journal, ledger: new Ledger(), tracker, onLost });
    const { endedAt: _, ...open } = switched;
    pipeline.accept([
      { kind: 'exchange-started', exchange: open },
      { kind: 'exchange-responded', exchange: open },
    ]);
    await pipeline.idle();
    for (const count of [1, 2]) {
      pipeline.accept([{ kind: 'exchange-continued', exchange: after(count) }]);
      await pipeline.idle();
      const observation = journal.get(1)!;
      expect(observation.exchange.webSocket?.serverMessages).toBe(count);
      expect(observation.settled).toBe(false);
      expect(observation.cookies.changes.map(({ kind }) => kind)).toEqual(['stored']);
      expect(observation.session).toBeDefined();
    }
    pipeline.accept([{ kind: 'exchange-ended', exchange: after(3) }]);
    await pipeline.idle();
    expect(journal.get(1)).toMatchObject({
      settled: true,
      exchange: { webSocket: { serverMessages: 3 } },
    });
    expect([journal.lastSeq, settled]).toEqual([1, 1]);
  });

  it('is nothing to tell of where its start was lost', () => {
    const journal = new Journal();
    const { tracker } = openSessions(
      { stores: [] },
      new SessionTags(new Uint8Array(32)),
      () => undefined,
    );
    const onLost = (): void => undefined;
    const pipeline = new Pipeline({ journal, ledger: new Ledger(), tracker, onLost });
    pipeline.accept([{ kind: 'exchange-continued', exchange: after(1) }]);
    expect(journal.lastSeq).toBe(0);
  });
});

describe('a response that is held', () => {
  it.each(['exchange-held', 'exchange-ended'] as const)(
    'has its cookies settled where %s is the first to tell of it',
    async (kind) => {
      const journal = new Journal();
      const { tracker } = openSessions(
        { stores: [] },
        new SessionTags(new Uint8Array(32)),
        () => undefined,
      );
      const released: string[] = [];
      const pipeline = new Pipeline({
        journal,
        ledger: new Ledger(),
        tracker,
        onLost: () => undefined,
        release: (_id, side) => void released.push(side),
      });
      const whole = exchange({ responseHeaders: [['Set-Cookie', 'seen=1; Path=/']] });
      const { endedAt: _, ...open } = whole;
      const first = kind === 'exchange-held' ? open : whole;
      pipeline.accept([{ kind, exchange: first }]);
      await pipeline.idle();
      if (kind === 'exchange-held') {
        expect(released).toEqual(['request', 'response']);
        pipeline.accept([{ kind: 'exchange-ended', exchange: whole }]);
        await pipeline.idle();
      }
      const observation = journal.get(1)!;
      expect(observation.settled).toBe(true);
      expect(observation.cookies.set.map(({ name }) => name)).toEqual(['seen']);
      expect(observation.cookies.changes.map((change) => change.kind)).toEqual(['stored']);
    },
  );
});
