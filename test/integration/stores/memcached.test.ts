/** What is peculiar to memcached, each with a real one; what it shares with others is in test/contract. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  failure,
  openKeys,
  readInProgram,
  readOnce,
  readText,
  soon,
} from '../../support/key-lookups.js';
import { describeWith } from '../../support/programs.js';
import { connectRaw, type RawClient } from '../../support/raw-client.js';
import { startMemcached, type MemcachedServer } from '../../support/servers/memcached.js';

const text = (key: string, value: string) => ({ key, value: Buffer.from(value) });

describeWith('memcached', 'a memcached', () => {
  let server: MemcachedServer;
  beforeAll(async () => {
    server = await startMemcached();
    await server.load([text('key', 'seen')]);
  });
  afterAll(() => server.close());

  it('gives a value whatever its flags are, and does not tell when it expires', async () => {
    await server.load([{ ...text('flagged', 'x'), flags: 4_294_967_295, ttlSeconds: 3600 }]);
    const store = openKeys(server.url());
    expect(await store.keys.readKey('flagged', soon())).toEqual({ bytes: Buffer.from('x') });
    expect(store.keys.someKey).toBeUndefined();
    await store.close();
  });

  it.each(['', 'a b', 'a\r\nflush_all', 'a\tb', 'a\0', 'é'.repeat(126), 'k'.repeat(251)])(
    'is not asked for %j, which is no key',
    async (key) => {
      const refused = await failure(readOnce(server.url(), key));
      expect(refused.code).toBe('session-id-malformed');
      if (key !== '') expect(refused.message).not.toContain(key);
    },
  );

  it('is sent no login that it does not want, since it would store it', async () => {
    const url = `memcached://app:open@127.0.0.1:${server.port}`;
    expect(await readOnce(url, 'key')).toBe('seen');
    const stats = await server.ask('get auth\r\nstats\r\n');
    expect(stats).not.toContain('VALUE auth');
    expect(/STAT cmd_set (\d+)/.exec(stats)?.[1]).toBe('2');
  });

  it('says to each of several who ask at once that it wants a login', async () => {
    const guarded = await startMemcached({ login: 'app:open' });
    const store = openKeys(`memcached://127.0.0.1:${guarded.port}`);
    const keys = Array.from({ length: 20 }, (_, at) => `key${at}`);
    const failures = await Promise.all(keys.map((key) => failure(store.keys.readKey(key, soon()))));
    expect(new Set(failures.map(({ code }) => code))).toEqual(new Set(['store-refused']));
    await store.close();
    await guarded.close();
  });

  it('does not keep a program alive that has nothing more to do', async () => {
    expect(await readInProgram(server.url(), 'key')).toBe('seen');
  });

  it('says that it has as many connections as it takes, and reads once it has not', async () => {
    const busy = await startMemcached({ args: ['-c', '64', '-o', 'maxconns_fast'] });
    await busy.load([text('key', 'seen')]);
    const store = openKeys(busy.url());
    const others: RawClient[] = [];
    for (;;) {
      const other = await connectRaw(busy.port);
      others.push(other);
      other.send('version\r\n');
      const answer = await other.received.until('\r\n');
      if (answer.startsWith('ERROR')) break;
    }
    const refused = await failure(store.keys.readKey('key', soon()));
    expect(refused).toMatchObject({ code: 'store-refused' });
    expect(refused.message).toContain('as many connections');
    for (const { socket, received } of others) {
      socket.end('quit\r\n');
      await received.whole();
    }
    expect(await readText(store, 'key')).toBe('seen');
    await store.close();
    await busy.close();
  });

  it('that speaks the binary protocol alone is told as closing the connection', async () => {
    const binary = await startMemcached({ args: ['-B', 'binary'] });
    const key = ':1:django.contrib.sessions.cache9wp8e20p68yu20dvbpdb24bnxxj6k1b8';
    const closed = await failure(readOnce(binary.url(), key));
    expect(closed).toMatchObject({ code: 'store-unreachable' });
    expect(closed.message).toContain('closed the connection');
    await binary.close();
  });

  it('on a Unix socket is read by its path', async () => {
    const local = await startMemcached({ onSocket: true });
    await local.load([text('key', 'seen')]);
    const store = openKeys(local.url());
    expect(store.label).toBe(`memcached ${local.socketPath}`);
    expect(await readText(store, 'key')).toBe('seen');
    await store.close();
    expect(await readOnce(`memcached://${local.socketPath}`, 'key')).toBe('seen');
    await local.close();
    const missing = await failure(readOnce('memcached+unix:///nowhere/memcached.sock', 'key'));
    expect(missing).toMatchObject({ code: 'store-missing' });
  });
});

describeWith('memcached', 'several memcached servers', () => {
  let servers: MemcachedServer[];
  const url = (): string =>
    `memcached://${servers.map(({ host, port }) => `${host}:${port}`).join(',')}`;
  beforeAll(async () => {
    servers = await Promise.all([startMemcached(), startMemcached(), startMemcached()]);
    for (const [at, server] of servers.entries())
      await server.load([text(`on ${at}`.replace(' ', ''), `${at}`)]);
  });
  afterAll(() => Promise.all(servers.map((server) => server.close())));

  it('are all asked for a key', async () => {
    const store = openKeys(url());
    expect(store.label).toBe(
      `memcached ${servers.map(({ port }) => `127.0.0.1:${port}`).join(',')}`,
    );
    for (const at of [0, 1, 2]) expect(await readText(store, `on${at}`)).toBe(String(at));
    expect(await readText(store, 'nowhere')).toBeUndefined();
    await store.keys.ping(soon());
    await store.close();
  });

  it('of which one is down give what the others have, and the failure where they have nothing', async () => {
    const store = openKeys(url());
    const [, second] = servers;
    if (second === undefined) throw new Error('there are three');
    await second.stop();
    expect(await readText(store, 'on0')).toBe('0');
    expect(await readText(store, 'on2')).toBe('2');
    const down = await failure(store.keys.readKey('on1', soon()));
    expect(down).toMatchObject({ code: 'store-unreachable' });
    expect(down.message).toContain(`127.0.0.1:${second.port}`);
    expect((await failure(store.keys.ping(soon()))).code).toBe('store-unreachable');
    await second.start();
    expect(await readText(store, 'nowhere')).toBeUndefined();
    await store.close();
  });

  it('of which one is paused give at once what the others have', async () => {
    const store = openKeys(url());
    const [, second] = servers;
    second?.pause();
    expect(await readText(store, 'on0')).toBe('0');
    const patience = new AbortController();
    const late = failure(store.keys.readKey('nowhere', patience.signal));
    expect(await readText(store, 'on2')).toBe('2');
    patience.abort();
    expect((await late).code).toBe('store-timeout');
    second?.resume();
    expect(await readText(store, 'nowhere')).toBeUndefined();
    await store.close();
  });
});

describeWith('memcached', 'a memcached that speaks TLS', () => {
  let server: MemcachedServer;
  beforeAll(async () => {
    server = await startMemcached({ tls: true });
    await server.load([text('key', 'seen')]);
  });
  afterAll(() => server.close());

  it('is read when its certificate is trusted, or any is', async () => {
    expect(await readOnce(`${server.url()}?ssl_ca_certs=${server.certificate}`, 'key')).toBe(
      'seen',
    );
    expect(await readOnce(`${server.url()}?ssl_cert_reqs=none`, 'key')).toBe('seen');
  });

  it('is not read when its certificate is not trusted', async () => {
    const refused = await failure(readOnce(server.url(), 'key'));
    expect(refused).toMatchObject({ code: 'store-refused' });
    expect(refused.remedy).toContain('ssl_ca_certs=FILE');
  });

  it('says that it may want TLS when it is asked without', async () => {
    const plain = await failure(readOnce(`memcached://127.0.0.1:${server.port}`, 'key'));
    expect(plain).toMatchObject({ code: 'store-unreachable' });
    expect(plain.remedy).toContain('TLS');
  });
});
