import { describe, expect, it } from 'vitest';
import {
  isLoopback,
  listenWarning,
  parseListenAddress,
} from '../../../src/config/listen-address.js';

describe('an address to listen on', () => {
  it.each([
    ['9000', '127.0.0.1', 9000],
    ['0', '127.0.0.1', 0],
    ['127.0.0.1:9000', '127.0.0.1', 9000],
    ['[::1]:0', '::1', 0],
    ['0.0.0.0:9000', '0.0.0.0', 9000],
    ['localhost:80', 'localhost', 80],
  ])('%s is read', (text, host, port) => {
    expect(parseListenAddress(text)).toEqual({ ok: true, value: { host, port } });
  });

  it.each([
    ['127.0.0.1', 'with a port'],
    [':9000', 'write 127.0.0.1:9000, or 0.0.0.0:9000 for all'],
    ['*:9000', '0.0.0.0:9000'],
    ['::1:9000', 'with a port'],
    ['[localhost]:9000', 'IPv6'],
    ['localhost:99999', '65535'],
    ['http://localhost:9000', 'with a port'],
    ['-x:9000', 'names no host'],
    ['', 'with a port'],
  ])('%j is refused and says how to write it', (text, hint) => {
    const result = parseListenAddress(text);
    expect(result.ok ? '' : result.fault).toContain(hint);
  });
});

it('knows which addresses stay on this machine', () => {
  for (const host of ['localhost', 'app.localhost', '127.0.0.1', '127.8.9.1', '::1']) {
    expect(isLoopback(host)).toBe(true);
    expect(listenWarning({ host, port: 1 })).toBeUndefined();
  }
  for (const host of ['0.0.0.0', '::', '192.168.0.4', 'localhost.example', '127.evil.example']) {
    expect(isLoopback(host)).toBe(false);
    expect(listenWarning({ host, port: 9000 })).toContain('write 127.0.0.1:9000');
  }
});
