/** What is no Redis, or a Redis in trouble: every look-up ends in a value or a StoreError, within bounds. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StoreError } from '../../../src/stores/driver.js';
import { failure, openKeys, readOnce, readText, soon } from '../../support/key-lookups.js';
import { startRawOrigin } from '../../support/raw-origin.js';
import {
  answeringWith,
  floodingWith,
  greetingWith,
  leavingWith,
} from '../../support/servers/hostile.js';

const MEBIBYTE = 1024 * 1024;
const urlOf = ({ port }: { readonly port: number }): string => `redis://127.0.0.1:${port}`;

/** Value and expiry of one key: what two commands are answered. */
const pair = (value: string, ttl = ':-1\r\n'): string => `${value}${ttl}`;

describe('a Redis that refuses', () => {
  it.each([
    ['-LOADING Redis is loading the dataset in memory', 'store-unreachable', /still loading/],
    ['-MASTERDOWN Link with MASTER is down', 'store-unreachable', /cannot answer at the moment/],
    ['-BUSY Redis is busy running a script.', 'store-unreachable', /cannot answer at the moment/],
    ['-MOVED 3999 10.0.0.2:6381', 'store-unsuitable', /cluster beside 10\.0\.0\.2:6381/],
    ['-ASK 3999 10.0.0.2:6381', 'store-unsuitable', /cluster beside 10\.0\.0\.2:6381/],
    ['-CLUSTERDOWN The cluster is down', 'store-unsuitable', /cluster/],
    ['-NOAUTH Authentication required.', 'store-refused', /wants a password/],
    ['-DENIED Redis is running in protected mode', 'store-refused', /protected mode/],
    ['-ERR max number of clients reached', 'store-refused', /as many clients/],
    ["-ERR unknown command 'GETRANGE'", 'store-unsuitable', /Sentinel/],
    ['-ERR \x1b[31mred\x07 <b> and on', 'store-unreachable', /ERR \?\?31mred\? \?b\? and on/],
  ])('with %j is told as it is', async (line, code, words) => {
    const origin = await answeringWith(`${line}\r\n${line}\r\n`);
    const refused = await failure(readOnce(urlOf(origin), 'key'));
    expect(refused.code).toBe(code);
    expect(refused.message.replaceAll(/[^ -~]/g, '!')).toMatch(words);
    expect(refused.remedy).toBeDefined();
    await origin.close();
  });

  it('before it was asked anything is told as it is', async () => {
    const origin = await greetingWith('-DENIED Redis is running in protected mode\r\n');
    const refused = await failure(readOnce(urlOf(origin), 'key'));
    expect(refused.code).toBe('store-refused');
    await origin.close();
  });
});

describe('a server that is no Redis', () => {
  it.each([
    ['HTTP', 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'],
    ['memcached', 'ERROR\r\nERROR\r\n'],
    ['SSH', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['a list where there should be a value', pair('*1\r\n:1\r\n')],
    ['a number where there should be a value', pair(':5\r\n')],
    ['a word where there should be a value', pair('+OK\r\n')],
    ['lists without end in one another', '*1\r\n'.repeat(200_000)],
  ])('but speaks %s is unsuitable', async (_, bytes) => {
    const origin = await answeringWith(bytes);
    const unsuitable = await failure(readOnce(urlOf(origin), 'key'));
    expect(unsuitable.code).toBe('store-unsuitable');
    await origin.close();
  });

  it('but hangs up is unreachable', async () => {
    for (const bytes of ['', '$5\r\nhel', '$']) {
      const origin = await leavingWith(bytes);
      expect((await failure(readOnce(urlOf(origin), 'key'))).code).toBe('store-unreachable');
      await origin.close();
    }
  });

  it('but answers in plain words where TLS is spoken is told as that', async () => {
    const origin = await answeringWith('+PONG\r\n');
    const url = urlOf(origin).replace('redis:', 'rediss:');
    const plain = await failure(readOnce(url, 'key'));
    expect(plain.code).toBe('store-unreachable');
    expect(plain.message).toContain('does not speak TLS');
    await origin.close();
  });
});

describe('a Redis with odd answers', () => {
  it('is understood however they are cut', async () => {
    const origin = await startRawOrigin(({ socket }) => {
      socket.setNoDelay(true).once('data', () => {
        const bytes = pair('$13\r\n\r\n$-1\r\n:5\r\n\r\n\r\n', ':-1\r\n');
        const next = (at: number): void => {
          if (at < bytes.length)
            socket.write(bytes.slice(at, at + 1), () => setImmediate(next, at + 1));
        };
        next(0);
      });
    });
    expect(await readOnce(urlOf(origin), 'key')).toBe('\r\n$-1\r\n:5\r\n\r\n');
    await origin.close();
  });

  it('never gives one that came too many to the next who asks', async () => {
    const origin = await startRawOrigin(({ socket, received }) => {
      socket.on('data', () => {
        const key = /\$3\r\n(k\d\d)\r\n/.exec(received.text.slice(-80))?.[1] ?? '';
        socket.write(`$3\r\n${key}\r\n:-1\r\n$5\r\nstray\r\n:-1\r\n`);
      });
    });
    const store = openKeys(urlOf(origin));
    for (const key of ['k10', 'k11', 'k12', 'k13']) {
      const answer = await readText(store, key).catch((error: unknown) => error);
      if (!(answer instanceof StoreError)) expect(answer).toBe(key);
    }
    await store.close();
    await origin.close();
  });

  it.each([
    ['redis', 'PTTL'],
    ['rediss', '\x16\x03'], // a handshake that is never answered
  ])('that never come over %s is left, and its connection closed', async (scheme, question) => {
    const origin = await startRawOrigin();
    const store = openKeys(urlOf(origin).replace('redis', scheme));
    const patience = new AbortController();
    const lookup = failure(store.keys.readKey('key', patience.signal));
    const connection = await origin.connection(0);
    await connection.received.until(question);
    patience.abort();
    expect((await lookup).code).toBe('store-timeout');
    await connection.closed;
    await store.close();
    await origin.close();
  });

  it.each([
    ['a value without end', '$99999999999\r\n', 'x'],
    ['a word without end', '+', 'x'],
    ['an error without end', '-', 'x'],
    ['a number without end', ':', '1'],
    ['a list without end', '*999999999\r\n', ':1\r\n'],
  ])('is left before long when it sends %s', async (_, start, more) => {
    const { origin, sentBytes } = await floodingWith(start, more);
    const refused = await failure(readOnce(urlOf(origin), 'key'));
    expect(refused.code).toBe('payload-too-large');
    // What we take, and what the sockets' buffers hold.
    expect(await sentBytes).toBeLessThan(32 * MEBIBYTE);
    await origin.close();
  });

  it('of any bytes at all ends in a value or a StoreError', async () => {
    const byte = fc.oneof(fc.constantFrom(...Buffer.from('$*:+-\r\n0123')), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(byte, { maxLength: 60 }), async (bytes) => {
        const origin = await leavingWith(Uint8Array.from(bytes));
        const store = openKeys(urlOf(origin));
        try {
          const value = await store.keys.readKey('key', soon());
          expect(value?.bytes ?? new Uint8Array()).toBeInstanceOf(Uint8Array);
        } catch (error) {
          expect(error).toBeInstanceOf(StoreError);
        }
        await store.close();
        await origin.close();
      }),
      { numRuns: 200 },
    );
  });
});
