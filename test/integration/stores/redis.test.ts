/** What is peculiar to Redis, each with a real one; what it shares with others is in test/contract. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failure, openKeys, readInProgram, readOnce, soon } from '../../support/key-lookups.js';
import { describeWith } from '../../support/programs.js';
import { connectRaw } from '../../support/raw-client.js';
import { startRedis, type RedisServer } from '../../support/servers/redis.js';
import { ServerProcess } from '../../support/servers/server-process.js';

const text = (key: string, value: string) => ({ key, value: Buffer.from(value) });

describeWith('redis-server', 'a Redis', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
    await server.load([text('key', 'in 0')], 0);
    await server.load([text('key', 'in 5')], 5);
  });
  afterAll(() => server.close());

  it('is read in the database that the URL names', async () => {
    const { port, socketPath } = server;
    expect(await readOnce(server.url(0), 'key')).toBe('in 0');
    expect(await readOnce(server.url(5), 'key')).toBe('in 5');
    expect(await readOnce(server.url(6), 'key')).toBeUndefined();
    expect(await readOnce(`valkey://localhost:${port}?db=5`, 'key')).toBe('in 5');
    expect(await readOnce(`unix://${socketPath}?db=5`, 'key')).toBe('in 5');
    expect(await readOnce(`redis+unix://${socketPath}`, 'key')).toBe('in 0');
  });

  it('tells when a value expires, and tells nothing where it does not', async () => {
    const store = openKeys(server.url());
    const before = Date.now();
    await server.command('SET', 'for an hour', 'x', 'PX', '3600000');
    const value = await store.keys.readKey('for an hour', soon());
    const after = Date.now();
    expect(value?.expiresAt).toBeGreaterThanOrEqual(before + 3_600_000 - 1);
    expect(value?.expiresAt).toBeLessThanOrEqual(after + 3_600_000);
    expect(await store.keys.readKey('key', soon())).not.toHaveProperty('expiresAt');
    await store.close();
  });

  it('is sent commands that read, and nothing else', async () => {
    const monitor = await connectRaw(server.port);
    monitor.send('MONITOR\r\n');
    await monitor.received.until('+OK\r\n');
    const store = openKeys(server.url(5));
    await store.keys.ping(soon());
    await store.keys.readKey('key', soon());
    await store.keys.readKey('absent', soon());
    await store.keys.someKey?.('k', 'y', soon());
    await store.close();
    const log = await monitor.received.until('"TYPE"');
    monitor.socket.destroy();
    const commands = [...log.matchAll(/\[\d+ 127[^\]]*\] "(\w+)"/g)].map(([, name]) => name);
    expect(commands).toEqual([
      'SELECT',
      'PING',
      'GETRANGE',
      'PTTL',
      'GETRANGE',
      'PTTL',
      'SCAN',
      'TYPE',
    ]);
  });

  it('says that what stands under the key is no string', async () => {
    await server.command('HSET', 'hash', 'field', 'value');
    const unsuitable = await failure(readOnce(server.url(), 'hash'));
    expect(unsuitable.code).toBe('store-unsuitable');
  });

  it('says that there is no such database', async () => {
    const missing = await failure(readOnce(server.url(4096), 'key'));
    expect(missing).toMatchObject({ code: 'store-missing' });
    expect(missing.message).toContain(`127.0.0.1:${server.port}/4096`);
  });

  it('does not mind a password that it does not want', async () => {
    expect(await readOnce(`redis://:open@127.0.0.1:${server.port}`, 'key')).toBe('in 0');
    expect(await readOnce(server.url(5), 'key', { REDIS_PASSWORD: 'of another' })).toBe('in 5');
  });

  it('says that there is no such socket', async () => {
    const missing = await failure(readOnce('unix:///nowhere/redis.sock', 'key'));
    expect(missing).toMatchObject({ code: 'store-missing' });
    expect(missing.message).toContain('/nowhere/redis.sock');
  });

  it('does not keep a program alive that has nothing more to do', async () => {
    expect(await readInProgram(server.url(5), 'key')).toBe('in 5');
  });

  describe('asked for some key', () => {
    beforeAll(async () => {
      await server.load(
        Array.from({ length: 1200 }, (_, at) => text(`other:${at}`, 'x')),
        7,
      );
      await server.load([text('a*[b]?:1:end', 'x'), text('axb:2:end', 'x')], 7);
    });
    const some = async (prefix: string, suffix: string) => {
      const store = openKeys(server.url(7));
      const key = await store.keys.someKey?.(prefix, suffix, soon());
      await store.close();
      return key;
    };

    it('finds one among many, between two texts taken literally', async () => {
      expect(await some('a*[b]?:', 'end')).toBe('a*[b]?:1:end');
      expect(await some('axb', ':end')).toBe('axb:2:end');
      expect(await some('other:11', '99')).toBe('other:1199');
    });

    it('finds none where there is none', async () => {
      expect(await some('a*', 'nowhere')).toBeUndefined();
      expect(await some('*', '')).toBeUndefined();
    });

    it('passes over what has no value of bytes', async () => {
      await server.command('SADD', 'set:1', 'member');
      const store = openKeys(server.url(0));
      expect(await store.keys.someKey?.('set:', '', soon())).toBeUndefined();
      await store.close();
    });
  });
});

describeWith('redis-server', 'a Redis with users', () => {
  let server: RedisServer;
  const as = (user: string): string => `redis://${user}@127.0.0.1:${server.port}`;
  beforeAll(async () => {
    server = await startRedis({ password: 'of the default user' });
    await server.load([text('session:1', 'seen'), text('session:2', ''), text('other', 'hidden')]);
    const acl = (name: string, ...rules: string[]) =>
      server.command('ACL', 'SETUSER', name, 'on', '>open', '~session:*', ...rules);
    await acl('getter', '+get');
    await acl('reader', '+getrange', '+pttl', '+select');
    await acl('nobody');
  });
  afterAll(() => server.close());

  it.each(['getter', 'reader'])('lets the %s read what it may, and no more', async (name) => {
    const store = openKeys(as(`${name}:open`));
    for (let turn = 0; turn < 2; turn += 1) {
      const [first, second, third] = await Promise.all(
        ['session:1', 'session:2', 'session:3'].map((key) => store.keys.readKey(key, soon())),
      );
      expect(Buffer.from(first?.bytes ?? []).toString()).toBe('seen');
      expect(second?.bytes).toHaveLength(0);
      expect(third).toBeUndefined();
    }
    await store.keys.ping(soon());
    const refused = await failure(store.keys.readKey('other', soon()));
    expect(refused).toMatchObject({ code: 'store-refused' });
    expect(refused.remedy).toContain('ACL SETUSER');
    await store.close();
  });

  it('says that a user may not read, list keys, or choose a database', async () => {
    expect((await failure(readOnce(as('nobody:open'), 'session:1'))).code).toBe('store-refused');
    expect((await failure(readOnce(`${as('getter:open')}/1`, 'session:1'))).code).toBe(
      'store-refused',
    );
    const store = openKeys(as('reader:open'));
    const refused = await failure(Promise.resolve(store.keys.someKey?.('session', '', soon())));
    expect(refused.code).toBe('store-refused');
    await store.close();
  });

  it('takes the password from the environment', async () => {
    expect(await readOnce(as('reader'), 'session:1', { REDISCLI_AUTH: 'open' })).toBe('seen');
    const url = `redis://127.0.0.1:${server.port}`;
    expect(await readOnce(url, 'other', { REDIS_PASSWORD: 'of the default user' })).toBe('hidden');
    const wrong = await failure(readOnce(url, 'other', { REDISCLI_AUTH: 'wrong' }));
    expect(wrong).toMatchObject({ code: 'store-refused' });
  });
});

describeWith('redis-server', 'a Redis that is not one for sessions', () => {
  it('says that it has as many clients as it takes, and reads once it has not', async () => {
    const server = await startRedis({ args: ['--maxclients', '1'] });
    await server.load([text('key', 'seen')]);
    const other = await connectRaw(server.port);
    other.send('PING\r\n');
    await other.received.until('PONG');
    const store = openKeys(server.url());
    const refused = await failure(store.keys.readKey('key', soon()));
    expect(refused).toMatchObject({ code: 'store-refused' });
    expect(refused.message).toContain('as many clients');
    other.send('QUIT\r\n');
    await other.received.whole();
    expect(Buffer.from((await store.keys.readKey('key', soon()))?.bytes ?? []).toString()).toBe(
      'seen',
    );
    await store.close();
    await server.close();
  });

  it('says that it is a node of a cluster', async () => {
    const server = await startRedis({ args: ['--cluster-enabled', 'yes'] });
    for (const url of [server.url(0), server.url(1)]) {
      const unsuitable = await failure(readOnce(url, 'key'));
      expect(unsuitable).toMatchObject({ code: 'store-unsuitable' });
      expect(unsuitable.message).toContain('cluster');
    }
    await server.close();
  });

  it('says that it is a Sentinel', async () => {
    const sentinel = await ServerProcess.start({
      program: 'redis-server',
      readyAt: 'port',
      args: ({ port, folder }) => [
        join(folder, 'sentinel.conf'),
        ...['--sentinel', '--port', String(port), '--dir', folder],
      ],
      prepare: (folder) => writeFile(join(folder, 'sentinel.conf'), ''),
    });
    const url = `redis://127.0.0.1:${sentinel.port}`;
    for (const each of [url, `${url}/1`]) {
      const unsuitable = await failure(readOnce(each, 'key'));
      expect(unsuitable).toMatchObject({ code: 'store-unsuitable' });
      expect(unsuitable.remedy).toContain('SENTINEL get-master-addr-by-name');
    }
    await sentinel.close();
  });
});
