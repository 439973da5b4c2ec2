import { beforeEach, describe, expect, it } from 'vitest';
import { WatchedStore } from '../../../src/session/watched-store.js';
import { StoreError, type StoreConnection } from '../../../src/stores/driver.js';

let health: string[];
let now: number;

const connection = (isRemote: boolean): StoreConnection => ({
  kind: 'cookie',
  label: 'shop',
  ...(isRemote ? { isRemote } : {}),
  close: () => Promise.resolve(),
});

const watched = (isRemote = true): WatchedStore =>
  new WatchedStore(
    connection(isRemote),
    undefined,
    (label, problem) => health.push(`${label}: ${problem?.code ?? 'well'}`),
    () => now,
  );

const signal = new AbortController().signal;
const down = (): Promise<never> =>
  Promise.reject(new StoreError('store-unreachable', 'The store shop is down.'));
const codeOf = (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'answered',
    (error: unknown) => (error instanceof StoreError ? error.code : String(error)),
  );

beforeEach(() => {
  health = [];
  now = 0;
});

describe('WatchedStore', () => {
  it('says once that the store fails and once that it is back', async () => {
    const store = watched(false);
    for (let time = 0; time < 3; time += 1) await codeOf(store.ask(down, signal));
    await store.ask(() => Promise.resolve(1), signal);
    await store.ask(() => Promise.resolve(1), signal);
    expect(health).toEqual(['shop: store-unreachable', 'shop: well']);
  });

  it('says it again when the store fails in another way', async () => {
    const store = watched(false);
    await codeOf(store.ask(down, signal));
    await codeOf(store.ask(() => Promise.reject(new StoreError('store-refused', 'No.')), signal));
    expect(health).toEqual(['shop: store-unreachable', 'shop: store-refused']);
  });

  it('does not ask a remote store again for a moment, and then twice as long', async () => {
    const store = watched();
    let asked = 0;
    const failing = (): Promise<never> => {
      asked += 1;
      return down();
    };
    const times: number[] = [];
    for (now = 0; now < 1800; now += 50) {
      const before = asked;
      expect(await codeOf(store.ask(failing, signal))).toBe('store-unreachable');
      if (asked > before) times.push(now);
    }
    expect(times).toEqual([0, 250, 750, 1750]);
  });

  it('never waits longer than two seconds, and forgets how long once the store answers', async () => {
    const store = watched();
    for (let time = 0; time < 10; time += 1) {
      await codeOf(store.ask(down, signal));
      now += 2000;
    }
    expect(await codeOf(store.ask(() => Promise.resolve(1), signal))).toBe('answered');
    await codeOf(store.ask(down, signal));
    now += 250;
    expect(await codeOf(store.ask(() => Promise.resolve(1), signal))).toBe('answered');
  });

  it('asks a file again each time', async () => {
    const store = watched(false);
    await codeOf(store.ask(down, signal));
    expect(await codeOf(store.ask(() => Promise.resolve(1), signal))).toBe('answered');
  });

  it('takes an answer about one look-up for a sign of life', async () => {
    const store = watched();
    await codeOf(store.ask(down, signal));
    now += 250;
    const noTable = (): Promise<never> =>
      Promise.reject(new StoreError('table-missing', 'There is no table.'));
    expect(await codeOf(store.ask(noTable, signal))).toBe('table-missing');
    expect(health).toEqual(['shop: store-unreachable', 'shop: well']);
  });

  it('gives up at the deadline, and does not blame the store where there was no time at all', async () => {
    const store = watched();
    const controller = new AbortController();
    const hanging = store.ask(() => new Promise(() => undefined), controller.signal);
    controller.abort();
    expect(await codeOf(hanging)).toBe('store-timeout');
    expect(health).toEqual(['shop: store-timeout']);
    const other = watched();
    health = [];
    expect(await codeOf(other.ask(() => Promise.resolve(1), AbortSignal.abort()))).toBe(
      'store-timeout',
    );
    expect(health).toEqual([]);
  });

  it('makes a failure with its name of whatever a driver throws', async () => {
    const fault = (): Promise<never> => Promise.reject(new TypeError('x is not a function'));
    await expect(watched().ask(fault, signal)).rejects.toMatchObject({
      code: 'store-unreachable',
      message: 'The store shop could not be read: x is not a function.',
    });
  });

  it('is asked for what it is for', () => {
    const users = new WatchedStore(connection(false), 'users');
    expect([users.isFor('users'), users.isFor('sessions')]).toEqual([true, false]);
    expect([watched().isFor('users'), watched().isFor('sessions')]).toEqual([true, true]);
  });
});
