import { describe, expect, it } from 'vitest';
import { SpyError } from '../../../src/errors.js';
import { Secret } from '../../../src/model/keyring.js';
import { memcachedPlaces } from '../../../src/stores/memcached-url.js';

const places = (url: string) => memcachedPlaces(url, { environment: {} });

describe('memcachedPlaces', () => {
  it.each([
    ['memcached://', ['localhost:11211']],
    ['memcached://cache.local', ['cache.local:11211']],
    ['memcached://cache.local:11212/', ['cache.local:11212']],
    ['memcached://a,b:11212,[::1]:11213', ['a:11211', 'b:11212', '[::1]:11213']],
    ['memcached+unix:///run/memcached.sock', ['/run/memcached.sock']],
    ['memcached:///run/memcached.sock', ['/run/memcached.sock']],
    ['memcacheds://app:open@a,b?ssl_ca_certs=/ca.pem', ['a:11211', 'b:11211']],
  ])('finds the servers in %s', (url, shown) => {
    expect(places(url).map((place) => place.shown)).toEqual(shown);
  });

  it('gives each server the login and the certificates', () => {
    for (const place of places('memcacheds://app:o%3Apen@a,b?ssl_cert_reqs=none')) {
      expect(place.login).toEqual({ user: 'app', password: 'o:pen' });
      expect(place.tls).toMatchObject({ isVerified: false, isHostChecked: true });
    }
    const password = new Secret('given', 'test');
    const [place] = memcachedPlaces('memcached://app@a', { environment: {}, password });
    expect(place?.login).toEqual({ user: 'app', password: 'given' });
  });

  it.each([
    ['memcached://a/1', 'no databases'],
    ['memcached+unix://', 'no socket'],
    ['memcached+unix://a', 'no socket'],
    ['memcached://a,,b', 'no host'],
    ['memcached://app:o%20pen@a', 'no blanks'],
    ['memcached://a?ssl_ca_certs=/ca.pem', 'not known'],
    ['memcached://a?weight=5', 'not known'],
  ])('refuses %s', (url, words) => {
    expect(() => places(url)).toThrow(SpyError);
    expect(() => places(url)).toThrow(words);
    expect(() => places(url)).not.toThrow(/pen/);
  });
});
