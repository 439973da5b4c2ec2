import { beforeEach, describe, expect, it } from 'vitest';
import type { SetCookie } from '../../../src/model/cookie.js';
import { identityLabel } from '../../../src/model/identity.js';
import type { EpochMs } from '../../../src/model/time.js';
import { SessionQueue } from '../../../src/session/session-queue.js';
import { SessionStores } from '../../../src/session/session-stores.js';
import { SessionTags } from '../../../src/session/session-tags.js';
import { SessionTracker, type PendingExchange } from '../../../src/session/session-tracker.js';
import { UserDirectory } from '../../../src/session/user-directory.js';
import { WatchedStore, type HealthListener } from '../../../src/session/watched-store.js';
import { StoreError } from '../../../src/stores/driver.js';
import { exchange } from '../../support/exchanges.js';
import { FakeDatabase, fakeFramework } from '../../support/fake-framework.js';

let database: FakeDatabase;
let health: string[];
let now: number;
let ordinal = 0;

function tracker(frameworkKnown = true): SessionTracker {
  const onHealth: HealthListener = (label, problem) => {
    health.push(`${label}: ${problem?.code ?? 'recovered'}`);
  };
  const stores = [new WatchedStore(database.connection(), undefined, onHealth)];
  const clock = (): EpochMs => now as EpochMs;
  return new SessionTracker({
    adapters: [fakeFramework],
    frameworkKnown,
    tags: new SessionTags(new Uint8Array(32)),
    queue: new SessionQueue({ concurrency: 4, deadlineMs: 50 }),
    context: {
      settings: new Map(),
      keys: [],
      stores: new SessionStores(stores, onHealth),
      users: new UserDirectory(stores, clock),
      keyEvidence: { areTheApps: false },
      now: clock,
    },
  });
}

const begin = (spy: SessionTracker, id?: string): PendingExchange =>
  spy.begin(exchange({ ordinal: ++ordinal }), id === undefined ? [] : [{ name: 'sid', value: id }]);

/** One exchange from beginning to end. */
async function visit(spy: SessionTracker, id?: string, set: readonly SetCookie[] = []) {
  const pending = begin(spy, id);
  await pending.atHead;
  spy.leave(pending);
  return spy.settle(pending, set, true);
}

const cookie = (value: string, attributes: Partial<SetCookie> = {}): SetCookie => ({
  raw: `sid=${value}`,
  name: 'sid',
  value,
  attributes: [],
  secure: false,
  httpOnly: false,
  partitioned: false,
  ...attributes,
});

beforeEach(() => {
  database = new FakeDatabase();
  health = [];
  now = 1000;
});

describe('SessionTracker', () => {
  it('names the groups of a user, and both users where one acts as the other', async () => {
    database.sessions.set('one', 'user=7,actor=8');
    database.users.set('7', 'grace').set('8', 'admin');
    database.groups.set('7', ['writers', 'editors']);
    const { actor } = await visit(tracker(), 'one');
    expect(actor).toMatchObject({
      name: 'grace',
      groups: ['editors', 'writers'],
      impersonation: { role: 'impersonator', userId: '8', name: 'admin', by: 'fake-hijack' },
    });
    expect(identityLabel(actor)).toBe('admin as grace');
  });

  it('shows the other one of two users by id where there is no such user', async () => {
    database.sessions.set('one', 'user=7,actor=8');
    database.users.set('7', 'grace');
    const { actor } = await visit(tracker(), 'one');
    expect(identityLabel(actor)).toBe('#8 as grace');
  });

  it('follows a login with rotation: before by the request, after by the response', async () => {
    database.sessions.set('anon', 'count=1');
    database.users.set('7', 'ada');
    const spy = tracker();
    const pending = begin(spy, 'anon');
    await pending.atHead;
    database.sessions.delete('anon');
    database.sessions.set('fresh', 'count=1,user=7');
    const transition = await spy.settle(pending, [cookie('fresh')], true);
    expect(transition.kinds).toEqual(['rotated', 'logged-in']);
    expect(transition.actor).toMatchObject({ name: 'ada', via: 'directory' });
    expect(transition.before?.tag).not.toBe(transition.after?.tag);
  });

  it('compares with the last reading, without a second look-up at the next request head', async () => {
    database.sessions.set('s', 'count=1');
    const spy = tracker();
    await visit(spy, 's');
    const lookups = database.lookups;
    database.sessions.set('s', 'count=2');
    const transition = await visit(spy, 's', [cookie('s')]);
    expect(transition.changes).toMatchObject([{ path: ['count'], before: '1', after: '2' }]);
    expect(database.lookups).toBe(lookups + 1);
  });

  it('gives a change to the exchange that set the cookie, not to one that ran beside it', async () => {
    database.sessions.set('s', 'count=1');
    const spy = tracker();
    const writer = begin(spy, 's');
    const reader = begin(spy, 's');
    await writer.atHead;
    database.sessions.set('s', 'count=2');
    spy.leave(reader);
    const readers = await spy.settle(reader, [], true);
    spy.leave(writer);
    const writers = await spy.settle(writer, [cookie('s')], true);
    expect(readers.kinds).toEqual([]);
    expect(writers.kinds).toEqual(['changed']);
    expect(writers.concurrent).toBe(true);
  });

  it('does not look again for an exchange that saved nothing, so a later change is not its', async () => {
    database.sessions.set('s', 'count=1');
    const spy = tracker();
    await visit(spy, 's');
    const reader = begin(spy, 's');
    await reader.atHead;
    spy.leave(reader);
    database.sessions.set('s', 'count=2');
    expect((await spy.settle(reader, [], true)).kinds).toEqual([]);
    expect((await visit(spy, 's', [cookie('s')])).kinds).toEqual(['changed']);
  });

  it('sees after a while that a session was ended from outside', async () => {
    database.sessions.set('s', 'user=7');
    database.users.set('7', 'ada');
    const spy = tracker();
    await visit(spy, 's');
    database.sessions.delete('s');
    now += 5000;
    const transition = await visit(spy, 's');
    expect(transition.kinds).toEqual(['logged-out', 'destroyed']);
    expect(transition.after?.state).toBe('missing');
  });

  it('knows a logout by the deleted cookie', async () => {
    database.sessions.set('s', 'user=7');
    database.users.set('7', 'ada');
    const spy = tracker();
    const pending = begin(spy, 's');
    await pending.atHead;
    database.sessions.delete('s');
    const transition = await spy.settle(pending, [cookie('', { maxAgeSeconds: 0 })], true);
    expect(transition.kinds).toEqual(['logged-out', 'destroyed']);
    expect(transition.actor).toMatchObject({ name: 'ada' });
  });

  describe('of a session that is not there when the request comes', () => {
    const afterwards = async (answerMs: number) => {
      database.sessions.set('s', 'user=7');
      database.users.set('7', 'ada');
      const spy = tracker();
      await visit(spy, 's');
      now += 12_000;
      database.sessions.delete('s');
      const started = { ...exchange({ ordinal: ++ordinal }), startedAt: now as EpochMs };
      now += 2;
      const pending = spy.begin(started, [{ name: 'sid', value: 's' }]);
      await pending.atHead;
      spy.leave(pending);
      const respondedAt = (started.startedAt + answerMs) as EpochMs;
      return spy.settle(pending, [cookie('', { maxAgeSeconds: 0 })], true, respondedAt);
    };

    it('says that it was gone before, where the app cannot have ended it yet', async () => {
      const transition = await afterwards(300);
      expect(transition.kinds).toEqual([]);
      expect(transition.actor).toEqual({ kind: 'anonymous' });
      expect(transition.before?.state).toBe('missing');
      expect(transition.before?.problems.map(({ message }) => message).join()).toContain(
        '12 s before, and gone when this request came',
      );
    });

    it('takes the request for what ended it, where the app may have been quicker', async () => {
      expect((await afterwards(3)).kinds).toEqual(['logged-out', 'destroyed']);
    });
  });

  describe('of a session that was looked at late, and is gone by then', () => {
    /** The first look, `lookMs` after the request; its answer came after 20 ms. */
    const looked = async (lookMs: number, set: readonly SetCookie[]) => {
      database.sessions.set('other', 'count=1');
      const spy = tracker();
      await visit(spy, 'other');
      const started = { ...exchange({ ordinal: ++ordinal }), startedAt: now as EpochMs };
      now += lookMs;
      const pending = spy.begin(started, [{ name: 'sid', value: 'gone' }]);
      await pending.atHead;
      spy.leave(pending);
      return spy.settle(pending, set, true, (started.startedAt + 20) as EpochMs);
    };
    const deleted = [cookie('', { maxAgeSeconds: 0 })];

    it.each([
      ['before the answer to a request that ended nothing', 19, [], 'anonymous'],
      ['long after it', 300, [], 'unknown'],
      ['early, where the request deleted the cookie', 9, deleted, 'anonymous'],
      ['when that request may have ended it itself', 15, deleted, 'unknown'],
    ])('%s', async (_when, lookMs, set, kind) => {
      const transition = await looked(lookMs, set);
      expect(transition.actor.kind).toBe(kind);
      expect(transition.kinds).toEqual([]);
      expect(transition.before?.state).toBe('missing');
    });
  });

  it('does not believe "not there" of a store that never held a session', async () => {
    const spy = tracker();
    const transition = await visit(spy, 'stale');
    expect(transition.actor).toMatchObject({
      kind: 'unknown',
      because: { code: 'session-not-in-store' },
    });
  });

  it('believes "not there" once the store has shown a session', async () => {
    database.sessions.set('s', 'count=1');
    const spy = tracker();
    await visit(spy, 's');
    const transition = await visit(spy, 'stale');
    expect(transition.actor.kind).toBe('anonymous');
    expect(transition.after?.state).toBe('missing');
  });

  it('is unknown for an id that the app has just set and the store does not hold', async () => {
    database.sessions.set('s', 'count=1');
    const spy = tracker();
    await visit(spy, 's');
    const transition = await visit(spy, undefined, [cookie('elsewhere')]);
    expect(transition.actor.kind).toBe('unknown');
  });

  it('says once that the store is down and once that it is back, and names users again', async () => {
    database.sessions.set('s', 'user=7');
    database.users.set('7', 'ada');
    const spy = tracker();
    database.onFind = () => Promise.reject(new StoreError('store-locked', 'Locked.'));
    const down = await visit(spy, 's');
    expect(down.actor).toMatchObject({ kind: 'unknown', because: { code: 'store-locked' } });
    await visit(spy, 's');
    database.onFind = () => Promise.resolve();
    const up = await visit(spy, 's');
    expect(up.actor).toMatchObject({ name: 'ada' });
    expect(health).toEqual(['fake database: store-locked', 'fake database: recovered']);
  });

  it('does not undo a logout by a slower exchange that asked before it', async () => {
    database.sessions.set('s', 'user=7');
    database.users.set('7', 'ada');
    const spy = tracker();
    const poll = begin(spy, 's');
    const logout = begin(spy, 's');
    await Promise.all([poll.atHead, logout.atHead]);
    database.sessions.delete('s');
    await spy.settle(logout, [cookie('', { maxAgeSeconds: 0 })], true);
    await spy.settle(poll, [], true);
    spy.leave(poll);
    spy.leave(logout);
    expect((await visit(spy, 's')).actor.kind).toBe('anonymous');
  });

  it('looks again after an exchange whose answer it did not see', async () => {
    database.sessions.set('s', 'user=7');
    database.users.set('7', 'ada');
    const spy = tracker();
    const aborted = begin(spy, 's');
    await aborted.atHead;
    database.sessions.delete('s');
    spy.leave(aborted);
    const transition = await spy.settle(aborted, [], false);
    expect(transition.kinds).toEqual(['logged-out', 'destroyed']);
  });

  it('looks again while a stream of the same session stays open', async () => {
    database.sessions.set('s', 'user=7');
    database.users.set('7', 'ada');
    const spy = tracker();
    const stream = begin(spy, 's');
    await stream.atHead;
    database.sessions.delete('s');
    now += 5000;
    expect((await visit(spy, 's')).after?.state).toBe('missing');
  });

  it('takes a deletion under another domain for no logout', async () => {
    database.sessions.set('fresh', 'user=7');
    database.users.set('7', 'ada');
    const spy = tracker();
    const cleanUp = cookie('', { domain: 'old.example', maxAgeSeconds: 0 });
    const transition = await visit(spy, undefined, [cookie('fresh', { path: '/' }), cleanUp]);
    expect(transition.kinds).toEqual(['created', 'logged-in']);
  });

  it('tells a login that came with a stale id, once the store proves itself', async () => {
    database.sessions.set('fresh', 'user=7');
    database.users.set('7', 'ada');
    const transition = await visit(tracker(), 'stale', [cookie('fresh')]);
    expect(transition.kinds).toEqual(['created', 'logged-in']);
  });

  it('says why a session was refused that the app then deletes, and names nobody', async () => {
    database.sessions.set('s', 'user=7');
    database.users.set('7', 'ada');
    const spy = tracker();
    await visit(spy, 's');
    database.users.delete('7');
    now += 5000;
    const transition = await visit(spy, 's', [cookie('', { maxAgeSeconds: 0 })]);
    expect(transition.kinds).toEqual(['destroyed']);
    expect(transition.actor.kind).toBe('anonymous');
    expect(transition.before?.problems).toMatchObject([{ code: 'user-not-found' }]);
  });

  it('does not repeat an old name while the store cannot be asked', async () => {
    database.sessions.set('s', 'user=7');
    database.users.set('7', 'ada');
    const spy = tracker();
    await visit(spy, 's');
    now += 5000;
    database.onFind = () => Promise.reject(new StoreError('store-locked', 'Locked.'));
    const transition = await visit(spy, 's');
    expect(transition.actor).toMatchObject({ kind: 'unknown', because: { code: 'store-locked' } });
  });

  it('gives up on a store that does not answer, and says so', async () => {
    const spy = tracker();
    database.onFind = () => new Promise<void>(() => undefined);
    const transition = await visit(spy, 's');
    expect(transition.actor).toMatchObject({
      kind: 'unknown',
      because: { code: 'store-timeout' },
    });
  });

  it('claims nothing about a session it could not read at first, and compares later ones', async () => {
    database.sessions.set('s', 'count=1');
    const spy = tracker();
    database.onFind = () => Promise.reject(new StoreError('store-locked', 'Locked.'));
    const pending = begin(spy, 's');
    await pending.atHead;
    database.onFind = () => Promise.resolve();
    const transition = await spy.settle(pending, [], true);
    expect(transition.kinds).toEqual([]);
    expect(transition.after?.payload).toBeDefined();
  });

  it('forgets a user row after a moment, so that a rename is seen', async () => {
    database.sessions.set('s', 'user=7');
    database.users.set('7', 'ada');
    const spy = tracker();
    await visit(spy, 's');
    database.users.set('7', 'lovelace');
    now += 5000;
    const transition = await visit(spy, 's');
    expect(transition.actor).toMatchObject({ name: 'lovelace' });
  });

  it('treats a user whose row is gone as the framework does', async () => {
    database.sessions.set('s', 'user=7');
    const spy = tracker();
    const transition = await visit(spy, 's');
    expect(transition.actor.kind).toBe('anonymous');
    expect(transition.after?.problems).toMatchObject([{ code: 'user-not-found' }]);
  });

  it('does not call anybody anonymous before a framework is known', async () => {
    const unaware = await visit(tracker(false));
    expect(unaware.actor).toMatchObject({ kind: 'unknown', because: { code: 'unrecognised' } });
    const aware = await visit(tracker(true));
    expect(aware.actor.kind).toBe('anonymous');
  });
});
