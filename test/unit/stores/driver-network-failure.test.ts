import { describe, expect, it } from 'vitest';
import { StoreError } from '../../../src/stores/driver.js';
import { networkFailure, type ServerPlace } from '../../../src/stores/driver-network-failure.js';

const PLACE: ServerPlace = {
  server: 'Server',
  address: 'db:1',
  localUrl: 'db://localhost:1',
  tlsParameters: {
    authority: 'ca=FILE',
    anyCertificate: 'any=1',
    anyHost: 'host=any',
    ownCertificate: 'cert=FILE',
    without: 'add tls=0 to the URL',
  },
};

const failure = (code: string, place: Partial<ServerPlace> = {}, message = 'it failed') =>
  networkFailure(Object.assign(new Error(message), { code }), { ...PLACE, ...place });

describe('networkFailure', () => {
  it.each([
    ['ENOENT', 'store-missing', 'There is no socket db:1.', 'Start Server'],
    ['EACCES', 'store-unreachable', 'The socket db:1 may not be used.', 'as a user who may'],
    ['ECONNREFUSED', 'store-unreachable', 'Server does not answer at db:1.', 'db://localhost:1'],
    ['ENOTFOUND', 'store-unreachable', 'The host of db:1 is not known here.', 'Docker'],
    ['ETIMEDOUT', 'store-unreachable', 'There is no way to db:1 from here.', 'firewalls'],
    ['EOTHER', 'store-unreachable', 'The connection to Server at db:1 failed (EOTHER).', 'is up'],
    [
      'ERR_TLS_CERT_ALTNAME_INVALID',
      'store-refused',
      'The certificate of Server at db:1 is one for another host.',
      'host=any',
    ],
    [
      'CERT_HAS_EXPIRED',
      'store-refused',
      'The certificate of Server at db:1 is not trusted (it failed).',
      'ca=FILE',
    ],
    [
      'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
      'store-refused',
      'Server at db:1 wants to see a certificate of ours.',
      'cert=FILE',
    ],
    [
      'ERR_SSL_WRONG_VERSION_NUMBER',
      'store-unreachable',
      'What answers at db:1 does not speak TLS (ERR_SSL_WRONG_VERSION_NUMBER).',
      'tls=0',
    ],
    [
      'ERR_SSL_NO_CIPHER_MATCH',
      'store-unreachable',
      'No secure connection to Server at db:1: ERR_SSL_NO_CIPHER_MATCH.',
      'tls=0',
    ],
  ])('tells %s as %s', (code, problem, message, remedy) => {
    const told = failure(code);
    expect(told).toMatchObject({ code: problem, message });
    expect(told.remedy).toContain(remedy);
  });

  it.each([
    [undefined, 'can be reached from here'],
    [false, 'whether it wants TLS'],
    [true, 'cert=FILE in the URL'],
  ])('tells a closed connection with a hint at TLS (%s)', (isOverTls, remedy) => {
    const told = failure('ECONNRESET', isOverTls === undefined ? {} : { isOverTls });
    expect(told.message).toBe('Server at db:1 closed the connection.');
    expect(told.remedy).toContain(remedy);
  });

  it('leaves out what Node advises to those who start it', () => {
    const advice = 'not signed; if the root CA is installed locally, try --use-system-ca';
    expect(failure('UNABLE_TO_VERIFY_LEAF_SIGNATURE', {}, advice).message).toContain(
      'is not trusted (not signed).',
    );
  });

  it('leaves a StoreError as it is', () => {
    const error = new StoreError('store-timeout', 'Late.');
    expect(networkFailure(error, PLACE)).toBe(error);
  });
});
