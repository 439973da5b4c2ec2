import { describe, expect, it } from 'vitest';
import { ConnectionIndex } from '../../../src/tui/connection-index.js';
import { Traffic } from './traffic.js';

describe('ConnectionIndex', () => {
  it('lists what the journal holds already, then what is opened', () => {
    const traffic = new Traffic();
    const first = traffic.open();
    const index = new ConnectionIndex(traffic.journal);
    traffic.journal.subscribe((event) => {
      index.follow(event);
    });
    const second = traffic.open();
    expect(index.ids).toEqual([first, second]);
  });

  it('drops a connection that closed without a request', () => {
    const traffic = new Traffic();
    const [first, second, third] = [traffic.open(), traffic.open(), traffic.open()];
    traffic.visit(third);
    traffic.close(second);
    traffic.close(third);
    expect(traffic.source.connections.ids).toEqual([first, third]);
  });

  it('drops those whose exchanges were all evicted, in time', () => {
    const traffic = new Traffic(10);
    for (let count = 0; count < 1000; count += 1) {
      const connection = traffic.open();
      traffic.visit(connection);
      traffic.close(connection);
    }
    const held = [...traffic.journal.connections()].length;
    expect(traffic.source.connections.ids.length).toBeLessThanOrEqual(held + 256);
    expect(traffic.source.connections.ids.at(-1)).toBe('c1000');
  });
});
