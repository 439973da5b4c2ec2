import { describe, expect, it } from 'vitest';
import { ofConnection, wholeJournal } from '../../../src/journal/seq-list.js';
import { Traffic } from '../tui/traffic.js';

describe('wholeJournal', () => {
  it('is empty for an empty journal', () => {
    const list = wholeJournal(new Traffic().journal);
    expect([list.length, list.at(0), list.at(-1), list.indexOf(1)]).toEqual([
      0,
      undefined,
      undefined,
      0,
    ]);
  });

  it('begins with the oldest exchange that is still held', () => {
    const traffic = new Traffic(3);
    const connection = traffic.open();
    for (let count = 0; count < 5; count += 1) traffic.visit(connection);
    const list = wholeJournal(traffic.journal);
    expect([list.length, list.at(0), list.at(2), list.at(3)]).toEqual([3, 3, 5, undefined]);
    expect([list.indexOf(1), list.indexOf(4), list.indexOf(99)]).toEqual([0, 1, 3]);
  });
});

describe('ofConnection', () => {
  it('holds the exchanges of one connection, found by number', () => {
    const traffic = new Traffic();
    const [first, second] = [traffic.open(), traffic.open()];
    for (const connection of [first, second, first, second, first]) traffic.visit(connection);
    const list = ofConnection(traffic.journal.connection(first));
    expect([list.length, list.at(0), list.at(2), list.at(3), list.at(-1)]).toEqual([
      3,
      1,
      5,
      undefined,
      undefined,
    ]);
    expect([0, 1, 2, 3, 5, 6].map((seq) => list.indexOf(seq))).toEqual([0, 0, 1, 1, 2, 3]);
  });

  it('is empty for a connection that is no longer held', () => {
    expect(ofConnection(undefined).length).toBe(0);
  });
});
