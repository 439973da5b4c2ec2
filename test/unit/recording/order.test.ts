import { describe, expect, it } from 'vitest';
import type { EpochMs } from '../../../src/model/time.js';
import { connectionId } from '../../../src/model/ids.js';
import { ConnectionBook } from '../../../src/recording/connection-book.js';
import { Replay, type EndedExchange, type Step } from '../../../src/recording/replay.js';
import { SequenceWindow } from '../../../src/recording/sequence-window.js';
import { exchange } from '../../support/exchanges.js';

const at = (milliseconds: number): EpochMs => milliseconds as EpochMs;

describe('SequenceWindow', () => {
  const numbers = (items: readonly { readonly seq: number }[]): number[] =>
    items.map(({ seq }) => seq);

  it('puts what ended early back behind what began early', () => {
    const window = new SequenceWindow();
    expect(numbers(window.add({ seq: 2 }))).toEqual([]);
    expect(numbers(window.add({ seq: 3 }))).toEqual([]);
    expect(numbers(window.add({ seq: 1 }))).toEqual([1, 2, 3]);
    expect(numbers(window.add({ seq: 5 }))).toEqual([]);
    expect(numbers(window.finish())).toEqual([5]);
  });

  it('does not wait for ever for one that is missing, and takes it when it comes', () => {
    const window = new SequenceWindow(3);
    const released = [10, 12, 11, 14, 13, 9, 15].flatMap((seq) => numbers(window.add({ seq })));
    expect([...released, ...numbers(window.finish())]).toEqual([10, 11, 12, 13, 14, 9, 15]);
  });
});

describe('Replay', () => {
  const ended = (ordinal: number, startedAt: number, endedAt: number): EndedExchange => ({
    ...exchange({ ordinal }),
    startedAt: at(startedAt),
    endedAt: at(endedAt),
  });
  const told = (steps: readonly Step[]): string[] =>
    steps.map(({ at: moment, event }) =>
      'exchange' in event ? `${moment} ${event.exchange.id} ${event.kind.slice(9)}` : event.kind,
    );

  it('lets overlap what overlapped', () => {
    const replay = new Replay();
    expect(told(replay.start(ended(1, 0, 100)))).toEqual(['0 x1 started']);
    expect(told(replay.start(ended(2, 50, 60)))).toEqual(['50 x2 started']);
    expect(told(replay.start(ended(3, 70, 200)))).toEqual(['60 x2 ended', '70 x3 started']);
    expect(told(replay.finish())).toEqual(['100 x1 ended', '200 x3 ended']);
  });

  it('tells of a start what was known then', () => {
    const [step] = new Replay().start(ended(1, 0, 1));
    expect(step?.event).toMatchObject({ exchange: { outcome: { kind: 'in-progress' } } });
    expect(step?.event).not.toHaveProperty('exchange.response');
    expect(step?.event).not.toHaveProperty('exchange.endedAt');
  });
});

describe('ConnectionBook', () => {
  it('opens a connection with its first exchange and closes it with its last', () => {
    const book = new ConnectionBook();
    expect(book.own(connectionId(7), at(5), at(6))).toMatchObject({
      id: 'c7',
      ordinal: 1,
      events: [{ kind: 'connection-opened', connection: { openedAt: 5 } }],
    });
    expect(book.own(connectionId(7), at(8), at(9))).toMatchObject({ ordinal: 2, events: [] });
    expect(book.foreign('id 1', at(10), at(11))).toMatchObject({ id: 'c8', ordinal: 1 });
    expect(book.finish()).toEqual([
      { kind: 'connection-closed', id: 'c7', closedAt: 9 },
      { kind: 'connection-closed', id: 'c8', closedAt: 11 },
    ]);
  });
});
