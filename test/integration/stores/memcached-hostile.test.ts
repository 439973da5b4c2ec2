/** What is no memcached, or one in trouble: every look-up ends in a value or a StoreError, within bounds. */
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
const urlOf = ({ port }: { readonly port: number }): string => `memcached://127.0.0.1:${port}`;

describe('a memcached that refuses', () => {
  it.each([
    ['CLIENT_ERROR unauthenticated', 'store-refused', /wants a user and a password/],
    ['ERROR unauthenticated', 'store-refused', /wants a user and a password/],
    ['SERVER_ERROR out of memory writing get response', 'store-unreachable', /out of memory/],
    ['SERVER_ERROR \x1b[31mred', 'store-unreachable', /could not answer: SERVER_ERROR \?\?31mred/],
    ['ERROR Too many open connections', 'store-refused', /as many connections/],
    ['CLIENT_ERROR bad command line format', 'store-unsuitable', /does not speak/],
    ['ERROR', 'store-unsuitable', /does not speak/],
    ['STORED', 'store-unsuitable', /does not speak/],
  ])('with %j is told as it is', async (line, code, words) => {
    const origin = await answeringWith(`${line}\r\n`);
    const refused = await failure(readOnce(urlOf(origin), 'key'));
    expect(refused.code).toBe(code);
    expect(refused.message).toMatch(words);
    expect(refused.remedy).toBeDefined();
    await origin.close();
  });

  it('before it was asked anything is told as it is', async () => {
    const origin = await greetingWith('ERROR Too many open connections\r\n');
    expect((await failure(readOnce(urlOf(origin), 'key'))).code).toBe('store-refused');
    await origin.close();
  });

  it('a login is told as such', async () => {
    const origin = await answeringWith('CLIENT_ERROR unauthenticated\r\n');
    const url = urlOf(origin).replace('//', '//app:open@');
    const refused = await failure(readOnce(url, 'key'));
    expect(refused).toMatchObject({ code: 'store-refused' });
    expect(refused.message).toContain('does not accept the user or password');
    expect(origin.connections[0]?.received.text).toBe('version\r\nset auth 0 0 8\r\napp open\r\n');
    await origin.close();
  });
});

describe('a server that is no memcached', () => {
  it.each([
    ['HTTP', 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'],
    ['Redis', "-ERR unknown command 'get'\r\n"],
    ['of a value of another key', 'VALUE other 0 1\r\nx\r\nEND\r\n'],
    ['of a value that is longer than it said', 'VALUE key 0 1\r\nxy\r\nEND\r\n'],
    ['of a value of no length', 'VALUE key 0 -1\r\nEND\r\n'],
    ['of a value of two keys', 'VALUE key 0 1\r\nx\r\nVALUE key 0 1\r\nx\r\nEND\r\n'],
    ['a version', 'VERSION 1.6.18\r\n'],
  ])('but speaks %s is unsuitable', async (_, bytes) => {
    const origin = await answeringWith(bytes);
    expect((await failure(readOnce(urlOf(origin), 'key'))).code).toBe('store-unsuitable');
    await origin.close();
  });

  it('but hangs up is unreachable', async () => {
    for (const bytes of ['', 'VAL', 'VALUE key 0 5\r\nhel']) {
      const origin = await leavingWith(bytes);
      expect((await failure(readOnce(urlOf(origin), 'key'))).code).toBe('store-unreachable');
      await origin.close();
    }
  });
});

describe('a memcached with odd answers', () => {
  it('is understood however they are cut', async () => {
    const value = '\r\nEND\r\nVALUE key 0 1\r\n';
    const origin = await startRawOrigin(({ socket }) => {
      socket.setNoDelay(true).once('data', () => {
        const bytes = `VALUE key 0 ${value.length}\r\n${value}\r\nEND\r\n`;
        const next = (at: number): void => {
          if (at < bytes.length)
            socket.write(bytes.slice(at, at + 1), () => setImmediate(next, at + 1));
        };
        next(0);
      });
    });
    expect(await readOnce(urlOf(origin), 'key')).toBe(value);
    await origin.close();
  });

  it('never gives one that came too many to the next who asks', async () => {
    const origin = await startRawOrigin(({ socket, received }) => {
      socket.on('data', () => {
        const key = /(\w+)\r\n$/.exec(received.text)?.[1] ?? '';
        socket.write(`VALUE ${key} 0 3\r\n${key}\r\nEND\r\nVALUE k99 0 5\r\nstray\r\nEND\r\n`);
      });
    });
    const store = openKeys(urlOf(origin));
    for (const key of ['k10', 'k11', 'k99', 'k12']) {
      const answer = await readText(store, key).catch((error: unknown) => error);
      if (!(answer instanceof StoreError)) expect(answer).toBe(key);
    }
    await store.close();
    await origin.close();
  });

  it.each([
    ['memcached', 'get key\r\n'],
    ['memcacheds', '\x16\x03'], // a handshake that is never answered
  ])('that never come over %s is left, and its connection closed', async (scheme, question) => {
    const origin = await startRawOrigin();
    const store = openKeys(urlOf(origin).replace('memcached', scheme));
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
    ['a value without end', 'VALUE key 0 99999999999\r\n', 'x', 'payload-too-large'],
    ['a line without end', 'SERVER_ERROR ', 'x', 'store-unsuitable'],
    ['values without end', '', 'VALUE key 0 1\r\nx\r\nEND\r\n', undefined],
  ])('is left before long when it sends %s', async (_, start, more, code) => {
    const { origin, sentBytes } = await floodingWith(start, more);
    const answer = await readOnce(urlOf(origin), 'key').catch((error: unknown) => error);
    if (code === undefined)
      expect(['x', 'StoreError']).toContain(answer instanceof StoreError ? answer.name : answer);
    else expect(answer).toMatchObject({ code });
    // What we take, and what the sockets' buffers hold.
    expect(await sentBytes).toBeLessThan(32 * MEBIBYTE);
    await origin.close();
  });

  it('of any bytes at all ends in a value or a StoreError', async () => {
    const part = fc.oneof(
      fc.constantFrom('VALUE ', 'key ', '0 ', '3', '\r\n', 'abc', 'END\r\n', 'ERROR', 'VERSION '),
      fc.string({ unit: 'binary-ascii', maxLength: 5 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 12 }), async (parts) => {
        const origin = await leavingWith(parts.join(''));
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
