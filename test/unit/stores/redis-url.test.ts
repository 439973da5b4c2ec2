import { describe, expect, it } from 'vitest';
import { SpyError } from '../../../src/errors.js';
import { Secret } from '../../../src/model/keyring.js';
import type { StoreAccess } from '../../../src/stores/driver.js';
import { redisPlace } from '../../../src/stores/redis-url.js';

const place = (url: string, access: Partial<StoreAccess> = {}) =>
  redisPlace(url, { environment: {}, ...access });

const refusal = (url: string): string => {
  try {
    place(url);
  } catch (error) {
    if (error instanceof SpyError && error.code === 'SPY_STORE_INVALID') return error.message;
  }
  throw new Error(`${url} was not refused`);
};

describe('redisPlace', () => {
  it.each([
    ['redis://', 'localhost', 6379, 0],
    ['redis://cache.local', 'cache.local', 6379, 0],
    ['redis://cache.local:6380/', 'cache.local', 6380, 0],
    ['redis://cache.local/3', 'cache.local', 6379, 3],
    ['REDIS://my_redis/3', 'my_redis', 6379, 3],
    ['valkey://cache.local?db=4', 'cache.local', 6379, 4],
    ['redis://cache.local/3?db=4', 'cache.local', 6379, 4],
    ['redis://[::1]:6380/1', '::1', 6380, 1],
    ['redis://10.0.0.1:6379/1?socket_timeout=5&health_check_interval=30', '10.0.0.1', 6379, 1],
  ])('finds host and database in %s', (url, host, port, database) => {
    expect(place(url)).toMatchObject({ target: { host, port }, database });
    expect(place(url).tls).toBeUndefined();
  });

  it.each([
    ['unix:///run/redis.sock', '/run/redis.sock', 0],
    ['unix:///run/redis.sock?db=1', '/run/redis.sock', 1],
    ['redis+unix:///run/my%20redis.sock?db=2', '/run/my redis.sock', 2],
    ['redis+socket:///run/redis.sock?db=3', '/run/redis.sock', 3],
    ['unix://:open@/run/redis.sock', '/run/redis.sock', 0],
  ])('finds the socket in %s', (url, path, database) => {
    expect(place(url)).toMatchObject({
      target: { path },
      database,
      shown: `${path}?db=${database}`,
    });
  });

  it.each([
    ['redis://cache.local', undefined, undefined],
    ['redis://:open@cache.local', undefined, 'open'],
    ['redis://app:open@cache.local', 'app', 'open'],
    ['redis://app@cache.local', 'app', undefined],
    ['redis://app:o%40p%3Ae%2Fn@cache.local', 'app', 'o@p:e/n'],
    ['redis://:a:b@c@cache.local', undefined, 'a:b@c'],
    ['redis://cache.local?username=app&password=open', 'app', 'open'],
    ['redis://x:y@cache.local?password=open', 'x', 'open'],
    ['unix://app:open@/run/redis.sock', 'app', 'open'],
  ])('finds the login in %s', (url, user, password) => {
    expect(place(url).user).toBe(user);
    expect(place(url).password).toBe(password);
    expect(place(url).shown).not.toMatch(/open|app|@/);
  });

  it('takes a password that is not in the URL from what it is given, then from the environment', () => {
    const password = new Secret('given', 'test');
    const environment = { REDISCLI_AUTH: 'cli', REDIS_PASSWORD: 'other' };
    expect(place('redis://:own@h', { password, environment }).password).toBe('own');
    expect(place('redis://h', { password, environment }).password).toBe('given');
    expect(place('redis://h', { environment }).password).toBe('cli');
    for (const unset of [undefined, '']) {
      const other = { REDISCLI_AUTH: unset, REDIS_PASSWORD: 'other' };
      expect(place('redis://h', { environment: other }).password).toBe('other');
    }
  });

  it('takes TLS and its files by the names of redis-py', () => {
    expect(place('rediss://cache.local').tls).toEqual({
      files: {},
      isVerified: true,
      isHostChecked: true,
    });
    expect(
      place(
        'valkeys://h:1?ssl_ca_certs=/ca.pem&ssl_certfile=/me.pem&ssl_keyfile=/me.key&ssl_check_hostname=False',
      ).tls,
    ).toEqual({
      files: { authority: '/ca.pem', certificate: '/me.pem', key: '/me.key' },
      isVerified: true,
      isHostChecked: false,
    });
    for (const none of ['none', 'None', 'CERT_NONE']) {
      expect(place(`rediss://h?ssl_cert_reqs=${none}`).tls?.isVerified).toBe(false);
    }
  });

  it.each([
    ['redis://h/one', "The database in the store's URL is not a number"],
    ['redis://h/1/2', "The database in the store's URL is not a number"],
    ['redis://h?db=-1', "The database in the store's URL is not a number"],
    ['redis://h:0', 'a port that there cannot be'],
    ['redis://h:65536', 'a port that there cannot be'],
    ['redis://h:port', 'names no host'],
    ['redis://a,b', 'several hosts'],
    ['redis://h:1:2', 'names no host'],
    ['redis://h#1', 'not well-formed'],
    ['unix://', 'names no socket'],
    ['unix://host/run/redis.sock', 'names no socket'],
    ['redis+unix://', 'names no socket'],
    ['redis+unix:///run/redis%00.sock', 'not well-formed'],
    ['redis://:100%@h', 'not well-formed'],
    ['rediss://h?ssl_cert_reqs=maybe', 'ssl_cert_reqs'],
    ['redis://h?ssl_cert_reqs=none', 'a parameter ssl_cert_reqs that is not known'],
  ])('refuses %s', (url, words) => {
    expect(refusal(url)).toContain(words);
  });

  it('names the parameters that there are, and repeats nothing that may be secret', () => {
    const message = refusal('rediss://app:open@h/1?retries=5');
    expect(message).toBe(
      "The store's URL has a parameter retries that is not known: there are db, username, password, ssl_ca_certs, ssl_cert_reqs, ssl_certfile, ssl_keyfile, ssl_check_hostname.",
    );
    for (const url of ['redis://:o#pen@h', 'redis://:open@h:x', 'redis://:open@h?op%20en=1']) {
      expect(refusal(url)).not.toMatch(/open|pen@|op en/);
    }
  });
});
