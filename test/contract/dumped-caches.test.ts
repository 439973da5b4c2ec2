/** Caches as real Django releases left them, put back into real servers and read from there. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { django } from '../../src/frameworks/django.js';
import { payloadJson } from '../../src/model/payload-json.js';
import { systemClock } from '../../src/model/time.js';
import { readRecord } from '../../src/session/session-stores.js';
import { openStore } from '../../src/stores/registry.js';
import { dumpedStores, expectSessions, usersOf } from '../support/django-stores.js';
import { describeWith } from '../support/programs.js';
import {
  memcachedDump,
  startMemcached,
  type MemcachedServer,
} from '../support/servers/memcached.js';
import { redisDump, startRedis, type RedisServer } from '../support/servers/redis.js';

interface CachedValue {
  /** `json+zstd`: serializer and compressor of django-redis; or a client of memcached. */
  readonly cache: string;
  readonly name: string;
  /** null: something else than a session. */
  readonly session: unknown;
  readonly flags: number | null;
  readonly value: string;
}

const file = new URL('../../fixtures/sessions/django/caches.json', import.meta.url);
// Written by make_caches.py beside it.
const cached = JSON.parse(readFileSync(file, 'utf8')) as readonly CachedValue[];

const idOf = (at: number): string => `cached${String(at).padStart(26, '0')}`;
const keyOf = (at: number): string => `:1:django.contrib.sessions.cache${idOf(at)}`;

/** Those of one kind of server, each with the number of its key. */
const cachedIn = (isOnMemcached: boolean) =>
  cached
    .map((value, at) => ({ ...value, at }))
    .filter(({ flags }) => (flags !== null) === isOnMemcached);

const entries = (values: ReturnType<typeof cachedIn>) =>
  values.map(({ at, value, flags }) => ({
    key: keyOf(at),
    value: Buffer.from(value, 'base64'),
    flags: flags ?? 0,
  }));

/** What driver and adapter make of the value with this number. */
async function readCached(url: string, at: number) {
  const store = openStore(url, { environment: {} });
  const settings = new Map([['SESSION_ENGINE', 'django.contrib.sessions.backends.cache']]);
  const [address] = django.locate(idOf(at), store.kind, settings);
  if (address === undefined) throw new Error('an id has an address');
  const record = await readRecord(store, address, AbortSignal.timeout(10_000));
  await store.close();
  if (record === undefined) throw new Error('the value is not there');
  const { payload, problems, integrity } = django.read(record, [], settings, systemClock.now());
  return {
    session: payload === undefined ? null : payloadJson(payload),
    problems: problems.map(({ code }) => code),
    integrity,
  };
}

const expected = (session: unknown) => ({
  session,
  problems: session === null ? ['payload-malformed'] : [],
  integrity: expect.stringMatching(session === null ? /./ : /^not-signed$/) as string,
});

describeWith('redis-server', 'sessions in Redis', () => {
  let server: RedisServer;
  const dumps = dumpedStores('redis-jsonl');
  beforeAll(async () => {
    server = await startRedis();
    for (const [database, { file }] of dumps.entries()) {
      await server.load(redisDump(file), database + 1);
    }
    await server.load(entries(cachedIn(false)));
  });
  afterAll(() => server.close());

  it.each([...dumps.entries()].map(([at, dumped]) => ({ ...dumped, database: at + 1 })))(
    'in $file of Django $django have the users that it says',
    async ({ database, ...dumped }) => {
      const store = openStore(server.url(database), { environment: {} });
      await expectSessions(dumped, [store, usersOf(dumped)]);
      await store.close();
    },
  );

  it.each(cachedIn(false))('written as $cache are read: $name', async ({ at, session }) => {
    expect(await readCached(server.url(), at)).toEqual(expected(session));
  });
});

describeWith('memcached', 'sessions in memcached', () => {
  const dumps = dumpedStores('memcached-jsonl');

  it.each(dumps)('in $file of Django $django have the users that it says', async (dumped) => {
    const server = await startMemcached();
    await server.load(memcachedDump(dumped.file));
    const store = openStore(server.url(), { environment: {} });
    await expectSessions(dumped, [store, usersOf(dumped)]);
    await store.close();
    await server.close();
  });

  describe('by several clients', () => {
    let server: MemcachedServer;
    beforeAll(async () => {
      server = await startMemcached();
      await server.load(entries(cachedIn(true)));
    });
    afterAll(() => server.close());

    it.each(cachedIn(true))('written by $cache are read: $name', async ({ at, session }) => {
      expect(await readCached(server.url(), at)).toEqual(expected(session));
    });
  });
});
