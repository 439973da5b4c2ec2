/** Redis over TLS, with certificates that are trusted, not trusted, of another host, and wanted of us. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { failure, readOnce } from '../../support/key-lookups.js';
import { describeWith } from '../../support/programs.js';
import { startRedis, type RedisServer } from '../../support/servers/redis.js';

const text = (key: string, value: string) => ({ key, value: Buffer.from(value) });

describeWith('redis-server', 'a Redis that speaks TLS', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis({ tls: 'optional', args: ['--bind', '127.0.0.1', '127.0.0.2'] });
    await server.load([text('key', 'seen')]);
  });
  afterAll(() => server.close());

  it('is read when its certificate is trusted, or any is', async () => {
    const trusting = `${server.url()}?ssl_ca_certs=${server.certificate.cert}`;
    expect(await readOnce(trusting, 'key')).toBe('seen');
    expect(await readOnce(`${server.url()}?ssl_cert_reqs=none`, 'key')).toBe('seen');
  });

  it('is not read when its certificate is not trusted', async () => {
    const refused = await failure(readOnce(server.url(), 'key'));
    expect(refused).toMatchObject({ code: 'store-refused' });
    expect(refused.message).toContain('not trusted');
    expect(refused.remedy).toContain('ssl_ca_certs=FILE');
  });

  it('is not read under a name that is not in its certificate, unless that may be', async () => {
    const other = `rediss://127.0.0.2:${server.port}?ssl_ca_certs=${server.certificate.cert}`;
    const refused = await failure(readOnce(other, 'key'));
    expect(refused).toMatchObject({ code: 'store-refused' });
    expect(refused.remedy).toContain('ssl_check_hostname=false');
    expect(await readOnce(`${other}&ssl_check_hostname=false`, 'key')).toBe('seen');
  });

  it('says that a file with certificates is not there', async () => {
    const url = `${server.url()}?ssl_ca_certs=/nowhere/ca.pem`;
    const unreadable = await failure(readOnce(url, 'key'));
    expect(unreadable).toMatchObject({ code: 'store-unreachable' });
    expect(unreadable.message).toBe('The certificate file /nowhere/ca.pem could not be read.');
  });

  it('says that it may want TLS when it is asked without', async () => {
    const plain = await failure(readOnce(`redis://127.0.0.1:${server.port}`, 'key'));
    expect(plain).toMatchObject({ code: 'store-unreachable' });
    expect(plain.remedy).toContain('TLS');
  });

  it('is shown a certificate of ours where it wants one', async () => {
    const strict = await startRedis({ tls: 'required' });
    await strict.load([text('key', 'seen')]);
    const { cert, key } = strict.certificate;
    const trusting = `${strict.url()}?ssl_ca_certs=${cert}`;
    const refused = await failure(readOnce(trusting, 'key'));
    // It says so only after the handshake, and our first command may meet a closed connection.
    expect(['store-refused', 'store-unreachable']).toContain(refused.code);
    expect(refused.remedy).toContain('ssl_certfile=FILE');
    const shown = `${trusting}&ssl_certfile=${cert}&ssl_keyfile=${key}`;
    expect(await readOnce(shown, 'key')).toBe('seen');
    await strict.close();
  });
});
