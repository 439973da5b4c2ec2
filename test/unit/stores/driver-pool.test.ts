import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConnectionPool, type PooledConnection } from '../../../src/stores/driver-pool.js';
import { failureOf } from '../../support/look-ups.js';

/** A connection that writes down what happens to it. */
class FakeConnection implements PooledConnection {
  isOpen = true;
  readonly events: string[] = [];

  ref(): void {
    this.events.push('ref');
  }

  unref(): void {
    this.events.push('unref');
  }

  end(): Promise<void> {
    this.isOpen = false;
    this.events.push('end');
    return Promise.resolve();
  }

  destroy(): void {
    this.isOpen = false;
    this.events.push('destroy');
  }
}

const never = (): AbortSignal => new AbortController().signal;

let opened: FakeConnection[];
let pool: ConnectionPool<FakeConnection>;

beforeEach(() => {
  opened = [];
  pool = new ConnectionPool(() => {
    const connection = new FakeConnection();
    opened.push(connection);
    return Promise.resolve(connection);
  }, 'fake place');
});

/** Work that goes on until it is let go. */
function begin(signal = never()) {
  let finish: (word: string) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  let isStarted: (connection: FakeConnection) => void;
  const started = new Promise<FakeConnection>((resolve) => (isStarted = resolve));
  const result = pool.use((connection) => {
    isStarted(connection);
    return new Promise<string>((resolve, reject) => {
      finish = resolve;
      fail = reject;
    });
  }, signal);
  result.catch(() => undefined);
  return {
    started,
    result,
    finish: (word = '') => {
      finish(word);
    },
    fail: (error: Error) => {
      fail(error);
    },
  };
}

describe('a pool', () => {
  it('opens nothing before it is used, and uses a connection again', async () => {
    expect(opened).toEqual([]);
    for (const word of ['one', 'two']) {
      expect(await pool.use(() => Promise.resolve(word), never())).toBe(word);
    }
    expect(opened).toHaveLength(1);
    expect(opened[0]?.events).toEqual(['ref', 'unref', 'ref', 'unref']);
  });

  it('opens four at most; who comes later waits for one to become free', async () => {
    const [first, ...others] = [begin(), begin(), begin(), begin()] as const;
    const late = begin();
    const connection = await first.started;
    await Promise.all(others.map(({ started }) => started));
    first.finish();
    expect(await late.started).toBe(connection);
    expect(opened).toHaveLength(4);
    late.finish('late');
    expect(await late.result).toBe('late');
  });

  it('asks once more, on a new one, when those that lay idle were dropped', async () => {
    const both = [begin(), begin()];
    for (const { started, finish } of both) {
      await started;
      finish();
    }
    await Promise.all(both.map(({ result }) => result));
    const dropped = opened.at(-1);
    const answer = await pool.use((connection) => {
      if (connection !== dropped) return Promise.resolve('answer');
      connection.isOpen = false;
      return Promise.reject(new Error('dropped'));
    }, never());
    expect(answer).toBe('answer');
    expect(opened).toHaveLength(3);
    expect(opened[0]?.events.at(-1)).toBe('destroy');
  });

  it('does not ask again on one that was new, or that only refused', async () => {
    const refused = pool.use(() => Promise.reject(new Error('refused')), never());
    await expect(refused).rejects.toThrow('refused');
    const again = pool.use(() => Promise.reject(new Error('refused again')), never());
    await expect(again).rejects.toThrow('refused again');
    expect(opened).toHaveLength(1);
    opened[0]?.destroy();
    const broken = pool.use((connection) => {
      connection.isOpen = false;
      return Promise.reject(new Error('broken'));
    }, never());
    await expect(broken).rejects.toThrow('broken');
    expect(opened).toHaveLength(2);
  });

  it('drops a connection whose work takes too long', async () => {
    const patience = new AbortController();
    const slow = begin(patience.signal);
    await slow.started;
    patience.abort();
    const error = await failureOf(slow.result);
    expect(error.code).toBe('store-timeout');
    expect(error.message).toContain('fake place');
    expect(opened[0]?.events).toEqual(['ref', 'destroy', 'unref']);
    expect(await pool.use(() => Promise.resolve('next'), never())).toBe('next');
    expect(opened).toHaveLength(2);
  });

  it('lets go of who waits too long, and serves the next', async () => {
    const [first, ...others] = [begin(), begin(), begin(), begin()] as const;
    const patience = new AbortController();
    const impatient = begin(patience.signal);
    const patient = begin();
    await Promise.all([first, ...others].map(({ started }) => started));
    first.finish();
    patience.abort();
    expect((await failureOf(impatient.result)).code).toBe('store-timeout');
    await patient.started;
  });

  it('lets the next one try when a connection could not be made', async () => {
    let attempts = 0;
    const failing = new ConnectionPool<FakeConnection>(() => {
      attempts += 1;
      return Promise.reject(new Error(`attempt ${attempts}`));
    }, 'nowhere');
    const uses = Array.from({ length: 6 }, () => failing.use(() => Promise.resolve(), never()));
    const results = await Promise.allSettled(uses);
    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
    expect(attempts).toBe(6);
  });

  it('ends what it holds when it is closed, and fails what is under way', async () => {
    const [idle, busy, ...others] = [begin(), begin(), begin(), begin()] as const;
    await Promise.all([idle, busy, ...others].map(({ started }) => started));
    idle.finish();
    await idle.result;
    await pool.close();
    await pool.close();
    const ends = opened.map(({ events }) => events.at(-1));
    expect(ends.toSorted()).toEqual(['destroy', 'destroy', 'destroy', 'end']);
    busy.fail(new Error('socket gone'));
    for (const failure of [busy.result, pool.use(() => Promise.resolve(''), never())]) {
      expect((await failureOf(failure)).message).toBe('The store fake place was closed.');
    }
  });

  it('lets nobody wait for a store that is closed', async () => {
    const busy = [begin(), begin(), begin(), begin()];
    await Promise.all(busy.map(({ started }) => started));
    const waiting = failureOf(begin().result);
    await pool.close();
    expect((await waiting).message).toBe('The store fake place was closed.');
  });
});

describe('an idle connection', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is ended after a minute', async () => {
    await pool.use(() => Promise.resolve(), never());
    await vi.advanceTimersByTimeAsync(59_999);
    expect(opened[0]?.isOpen).toBe(true);
    await vi.advanceTimersByTimeAsync(1);
    expect(opened[0]?.events.at(-1)).toBe('end');
    await pool.use(() => Promise.resolve(), never());
    expect(opened).toHaveLength(2);
  });
});
