import { describe, expect, it } from 'vitest';
import { redactField } from '../../../src/har/redact-fields.js';
import { REMOVED, Redactor, type RedactMode } from '../../../src/har/redact.js';

const KEY = new Uint8Array(32).fill(1);
const redactor = (mode: RedactMode = 'safe'): Redactor => new Redactor({ mode, key: KEY });

const PSEUDONYM = /‹redacted:v-[0-9a-f]{8}›/;
const ENCODED = /%E2%80%B9redacted%3Av-[0-9a-f]{8}%E2%80%BA/;

describe('redactField', () => {
  const field = (name: string, value: string): string => redactField([name, value], redactor());

  it('replaces secret cookies and keeps the others, spacing included', () => {
    expect(field('Cookie', 'theme=dark;  sessionid=abc123; x')).toMatch(
      /^theme=dark; {2}sessionid=‹redacted:v-[0-9a-f]{8}›; x$/,
    );
  });

  it('keeps the attributes of a set-cookie-string', () => {
    expect(field('Set-Cookie', 'sessionid=abc; Path=/; HttpOnly')).toMatch(
      /^sessionid=‹redacted:v-[0-9a-f]{8}›; Path=\/; HttpOnly$/,
    );
    expect(field('Set-Cookie', 'sessionid=; Max-Age=0')).toBe('sessionid=; Max-Age=0');
    expect(field('Set-Cookie', 'theme=dark; Path=/')).toBe('theme=dark; Path=/');
  });

  it('hides cookies by the shape of their value', () => {
    expect(field('Cookie', 'x=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln')).toMatch(PSEUDONYM);
    expect(field('Cookie', 'x=8f14e45fceea167a5a36dedd4bea2543')).toMatch(PSEUDONYM);
    expect(field('Cookie', 'id=some_value_42')).toBe('id=some_value_42');
  });

  it('keeps the scheme of credentials, and nothing of a Basic password', () => {
    expect(field('Authorization', 'Bearer abc')).toMatch(/^Bearer ‹redacted:v-[0-9a-f]{8}›$/);
    expect(field('Authorization', 'Basic YWxpY2U6c2VjcmV0')).toBe(`Basic ${REMOVED}`);
    expect(field('Proxy-Authorization', 'opaque')).toMatch(PSEUDONYM);
  });

  it.each(['X-CSRFToken', 'X-XSRF-TOKEN', 'X-Api-Key', 'X-Auth-Token'])('hides %s', (name) => {
    expect(field(name, 'abc')).toMatch(PSEUDONYM);
  });

  it.each([
    ['Location', '/reset/?token=abc&page=2'],
    ['Referer', 'http://localhost:9000/cb?code=xyz&state=abc'],
  ])('hides the tokens in %s', (name, value) => {
    expect(field(name, value)).toMatch(ENCODED);
    expect(field(name, value)).not.toContain('abc');
  });

  it('leaves challenges and other fields alone', () => {
    expect(field('WWW-Authenticate', 'Basic realm="x"')).toBe('Basic realm="x"');
    expect(field('User-Agent', 'curl/8')).toBe('curl/8');
  });
});
