/** What memcached refuses, and what is no memcached, as reasons that a user can act on. */
import { StoreError } from './driver.js';
import { networkFailure } from './driver-network-failure.js';
import { TLS_ADVICE } from './driver-tls.js';
import { LoginRefused, UnaskedAnswer, wantsLogin } from './memcached-connection.js';
import { UnreadableAnswer } from './memcached-protocol.js';
import { MEMCACHED_FORM, type MemcachedPlace } from './memcached-url.js';

/** Whatever a look-up threw as a StoreError. */
export function memcachedFailure(error: unknown, { shown, tls }: MemcachedPlace): StoreError {
  if (error instanceof LoginRefused) return loginRefused(shown, error);
  if (error instanceof UnaskedAnswer) return memcachedRefusal(error.text, shown);
  if (error instanceof UnreadableAnswer) return notMemcached(shown, error);
  return networkFailure(error, {
    server: 'memcached',
    address: shown,
    localUrl: MEMCACHED_FORM,
    tlsParameters: TLS_ADVICE,
    isOverTls: tls !== undefined,
  });
}

/** A line where a value was asked for. */
export function memcachedRefusal(line: string, shown: string): StoreError {
  if (wantsLogin(line)) {
    return new StoreError(
      'store-refused',
      `memcached at ${shown} wants a user and a password.`,
      'Give them as in its file of logins: --store memcached://USER:PASSWORD@HOST:PORT. With SASL it cannot be asked: that needs the binary protocol.',
    );
  }
  if (line.includes('Too many open connections')) {
    return new StoreError(
      'store-refused',
      `memcached at ${shown} has as many connections as it takes.`,
      'Let some of them go, or raise its limit (-c).',
    );
  }
  if (line.startsWith('SERVER_ERROR')) {
    return new StoreError(
      'store-unreachable',
      `memcached at ${shown} could not answer: ${firstWords(line)}.`,
      'Check that it has memory enough.',
    );
  }
  return notMemcached(shown, new Error(firstWords(line)));
}

export const memcachedTooLarge = (shown: string): StoreError =>
  new StoreError(
    'payload-too-large',
    `A value in memcached at ${shown} is larger than 1 MiB and was not read.`,
  );

const loginRefused = (shown: string, cause: Error): StoreError =>
  new StoreError(
    'store-refused',
    `memcached at ${shown} does not accept the user or password.`,
    'Give them as in its file of logins: --store memcached://USER:PASSWORD@HOST:PORT.',
    { cause },
  );

const notMemcached = (shown: string, cause: Error): StoreError =>
  new StoreError(
    'store-unsuitable',
    `What answers at ${shown} does not speak as memcached does.`,
    'Check the port, and write memcacheds:// where the server wants TLS.',
    { cause },
  );

/** Shown cut, and without anything but plain words. */
const firstWords = (text: string): string => text.slice(0, 120).replace(/[^\w .,:;'"()/-]/g, '?');
