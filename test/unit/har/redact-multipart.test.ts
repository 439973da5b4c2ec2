import { describe, expect, it } from 'vitest';
import { redactMultipart } from '../../../src/har/redact-multipart.js';
import { REMOVED, Redactor, type RedactMode } from '../../../src/har/redact.js';

const KEY = new Uint8Array(32).fill(1);
const redactor = (mode: RedactMode = 'safe'): Redactor => new Redactor({ mode, key: KEY });

const same = (text: string): string => text;

describe('redactMultipart', () => {
  const form = [
    ['name="username"', 'älice'],
    ['name="password"', 'SECRET'],
    ['name="photo"; filename="a.png"\r\nContent-Type: image/png', '\u0089PNG\r\n--no'],
  ]
    .map(([head, value]) => `--B\r\nContent-Disposition: form-data; ${head}\r\n\r\n${value}\r\n`)
    .join('');
  const latin1 = Buffer.from(`${form}--B--\r\n`).toString('latin1');

  it('lists the fields and hides the secret ones', () => {
    const multipart = redactMultipart(latin1, 'B', redactor(), same);
    expect(multipart?.params).toEqual([
      { name: 'username', value: 'älice' },
      { name: 'password', value: REMOVED },
      { name: 'photo', fileName: 'a.png', contentType: 'image/png' },
    ]);
    expect(multipart?.latin1).not.toContain('SECRET');
    expect(multipart?.latin1.endsWith('--B--\r\n')).toBe(true);
  });

  it('gives the body back byte for byte where nothing is secret', () => {
    expect(redactMultipart(latin1, 'B', redactor('off'), same)?.latin1).toBe(latin1);
  });

  it('hides a secret part that was cut off', () => {
    const cut = latin1.slice(0, latin1.indexOf('SECRET') + 3);
    expect(redactMultipart(cut, 'B', redactor(), same)?.latin1).not.toContain('SEC');
  });

  it('gives nothing where the boundary does not occur', () => {
    expect(redactMultipart('abc', 'B', redactor(), same)).toBeUndefined();
  });
});
