/** What every store of keys does alike, with a real server of each kind. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failure, openKeys, soon, type KeyStore } from '../support/key-lookups.js';
import { describeWith } from '../support/programs.js';
import { startMemcached } from '../support/servers/memcached.js';
import { startRedis } from '../support/servers/redis.js';

const MEBIBYTE = 1024 * 1024;

interface KeyServer {
  readonly url: () => string;
  readonly port: number;
  load(entries: readonly { readonly key: string; readonly value: Buffer }[]): Promise<void>;
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

interface Kind {
  readonly name: string;
  readonly program: string;
  readonly start: (login: boolean) => Promise<KeyServer>;
  /** The URL with a login that is wrong. */
  readonly wrongLogin: (port: number) => string;
  /** Keys that only this kind takes. */
  readonly oddKeys: readonly string[];
}

const KINDS: readonly Kind[] = [
  {
    name: 'Redis',
    program: 'redis-server',
    start: (login) => startRedis(login ? { password: 'open sesame' } : {}),
    wrongLogin: (port) => `redis://:not%20it@127.0.0.1:${port}`,
    oddKeys: ['', 'with a blank', 'line\r\nbreak', 'x'.repeat(1000), '\0', '*', '[a-z]?\\'],
  },
  {
    name: 'memcached',
    program: 'memcached',
    start: (login) =>
      startMemcached({ args: ['-I', '4m'], ...(login ? { login: 'app:open' } : {}) }),
    wrongLogin: (port) => `memcached://app:shut@127.0.0.1:${port}`,
    oddKeys: ['k'.repeat(250)],
  },
];

for (const kind of KINDS) {
  describeWith(kind.program, `a store of keys in ${kind.name}`, () => {
    let server: KeyServer;
    let store: KeyStore;
    const read = async (key: string, signal = soon()): Promise<Buffer | undefined> => {
      const value = await store.keys.readKey(key, signal);
      return value && Buffer.from(value.bytes);
    };

    beforeAll(async () => {
      server = await kind.start(false);
      store = openKeys(server.url());
    });
    afterAll(async () => {
      await store.close();
      await server.close();
    });

    it('is a remote one whose label names its place', () => {
      expect(store.isRemote).toBe(true);
      expect(store.label).toContain(`127.0.0.1:${server.port}`);
    });

    it('gives a value byte for byte, and nothing where there is none', async () => {
      const value = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
      await server.load([
        { key: 'binary', value },
        { key: 'empty', value: Buffer.alloc(0) },
        { key: 'misleading', value: Buffer.from('END\r\nVALUE x 0 1\r\n$-1\r\n-ERR\r\n') },
      ]);
      expect(await read('binary')).toEqual(value);
      expect(await read('empty')).toEqual(Buffer.alloc(0));
      expect((await read('misleading'))?.toString()).toBe('END\r\nVALUE x 0 1\r\n$-1\r\n-ERR\r\n');
      expect(await read('absent')).toBeUndefined();
    });

    it('gives 1 MiB, refuses a byte more, and goes on', async () => {
      const most = randomBytes(MEBIBYTE);
      await server.load([
        { key: 'most', value: most },
        { key: 'more', value: Buffer.concat([most, Buffer.from('x')]) },
      ]);
      expect((await read('most'))?.equals(most)).toBe(true);
      const refused = await failure(read('more'));
      expect(refused).toMatchObject({ code: 'payload-too-large' });
      expect(refused.message).toContain('1 MiB');
      expect((await read('most'))?.equals(most)).toBe(true);
    });

    it.each([
      'séance:日本',
      ':1:django.contrib.sessions.cache9wp8e20p68yu20dvbpdb24bnxxj6k1b8',
      ...kind.oddKeys,
    ])('reads the key %j', async (key) => {
      await server.load([{ key, value: Buffer.from('here') }]);
      expect((await read(key))?.toString()).toBe('here');
      expect(await read(`${key.slice(0, 200)}-`)).toBeUndefined();
    });

    it('gives each of many look-ups at once its own answer', async () => {
      const keys = Array.from({ length: 300 }, (_, at) => `many${at}`);
      await server.load(keys.map((key) => ({ key, value: Buffer.from(key.repeat(200)) })));
      const values = await Promise.all(keys.map((key) => read(key)));
      expect(values.map((value) => value?.toString('utf8'))).toEqual(
        keys.map((key) => key.repeat(200)),
      );
    });

    it('answers a ping', async () => {
      await expect(store.keys.ping(soon())).resolves.toBeUndefined();
    });

    it('does not begin a look-up when there is no time left', async () => {
      const late = await failure(read('binary', AbortSignal.abort()));
      expect(late.code).toBe('store-timeout');
    });

    it('rejects when a paused server lets the time pass, and never mixes up answers later', async () => {
      await server.load([
        { key: 'first', value: Buffer.from('1') },
        { key: 'second', value: Buffer.from('2') },
      ]);
      expect((await read('first'))?.toString()).toBe('1');
      server.pause();
      try {
        const patience = new AbortController();
        const lookups = ['first', 'absent', 'first'].map((key) => read(key, patience.signal));
        const failures = Promise.all(lookups.map(failure));
        setImmediate(() => {
          patience.abort();
        });
        for (const { code, message } of await failures) {
          expect(code).toBe('store-timeout');
          expect(message).toContain(store.label);
        }
        const other = new AbortController();
        const again = failure(read('first', other.signal));
        other.abort();
        expect((await again).code).toBe('store-timeout');
      } finally {
        server.resume();
      }
      const answers = await Promise.all(
        ['second', 'absent', 'first', 'second'].map((key) => read(key)),
      );
      expect(answers.map(String)).toEqual(['2', 'undefined', '1', '2']);
    });

    it('keeps the answers of those who still wait when another gives up', async () => {
      await server.load([{ key: 'first', value: Buffer.from('1') }]);
      await read('first');
      server.pause();
      const patience = new AbortController();
      const impatient = failure(read('absent', patience.signal));
      const patient = read('first');
      patience.abort();
      expect((await impatient).code).toBe('store-timeout');
      server.resume();
      expect((await patient)?.toString()).toBe('1');
    });

    it('says that the server is down, and reads on once it is back', async () => {
      await server.load([{ key: 'first', value: Buffer.from('1') }]);
      await read('first');
      await server.stop();
      const down = await failure(read('first'));
      expect(down.code).toBe('store-unreachable');
      expect(down.message).toContain(`127.0.0.1:${server.port}`);
      expect(down.remedy).toContain('--store');
      expect((await failure(store.keys.ping(soon()))).code).toBe('store-unreachable');
      await server.start();
      expect(await read('first')).toBeUndefined();
      await server.load([{ key: 'first', value: Buffer.from('again') }]);
      expect((await read('first'))?.toString()).toBe('again');
    });

    it('reads on at once when the server was restarted unnoticed', async () => {
      await read('first');
      await server.stop();
      await server.start();
      await server.load([{ key: 'first', value: Buffer.from('new') }]);
      expect((await read('first'))?.toString()).toBe('new');
    });

    it('says that a host name is not known, and what that may be', async () => {
      const scheme = server.url().split(':')[0] ?? '';
      const lost = openKeys(`${scheme}://cache.invalid/`.replace(/\/$/, ''));
      const unknown = await failure(lost.keys.readKey('k', soon()));
      expect(unknown.code).toBe('store-unreachable');
      expect(unknown.message).toContain('cache.invalid');
      expect(unknown.remedy).toContain('Docker');
      await lost.close();
    });

    it('rejects look-ups that wait when it is closed, and is closed twice as well', async () => {
      const closing = openKeys(server.url());
      await closing.keys.ping(soon());
      server.pause();
      const waiting = failure(closing.keys.readKey('first', soon()));
      await closing.close();
      server.resume();
      expect((await waiting).message).toContain('was closed');
      await closing.close();
      expect((await failure(closing.keys.readKey('first', soon()))).message).toContain(
        'was closed',
      );
      expect((await failure(closing.keys.ping(soon()))).code).toBe('store-unreachable');
    });

    it('may be closed before it was ever asked', async () => {
      await expect(openKeys(server.url()).close()).resolves.toBeUndefined();
    });

    describe('with a password', () => {
      let guarded: KeyServer;
      beforeAll(async () => {
        guarded = await kind.start(true);
        await guarded.load([{ key: 'secret', value: Buffer.from('seen') }]);
      });
      afterAll(() => guarded.close());

      it('reads with the right one and never shows it', async () => {
        const known = openKeys(guarded.url());
        const value = await known.keys.readKey('secret', soon());
        expect(Buffer.from(value?.bytes ?? []).toString()).toBe('seen');
        await known.keys.ping(soon());
        expect(known.label).not.toContain('open');
        await known.close();
      });

      it('is refused with a wrong one or none, in words without it', async () => {
        const scheme = guarded.url().split(':')[0] ?? '';
        const urls = [kind.wrongLogin(guarded.port), `${scheme}://127.0.0.1:${guarded.port}`];
        for (const url of urls) {
          const refused = openKeys(url);
          for (const lookup of [
            refused.keys.readKey('secret', soon()),
            refused.keys.ping(soon()),
          ]) {
            const { code, message, remedy = '' } = await failure(lookup);
            expect(code).toBe('store-refused');
            expect(message).toContain(`127.0.0.1:${guarded.port}`);
            expect(remedy).toContain('PASSWORD');
            expect(message + remedy).not.toMatch(/shut|not it/);
          }
          await refused.close();
        }
      });
    });
  });
}
