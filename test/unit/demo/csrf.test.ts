import { describe, expect, it } from 'vitest';
import { Csrf, type CsrfEvidence, maskSecret, unmaskToken } from '../../../src/demo/csrf.js';

/** A cookie and form tokens of one request, made by the Django named. */
const MADE_BY_DJANGO = [
  {
    django: '4.1.13',
    secret: 'Vks117Qw4vKF8CnC7PhaCbX5a9QaDXtO',
    tokens: [
      'wHqKn5SgdJPAVHaLCGGp9OlYTBAdw9HuhRIBe2yC74p5T9ndzlNpBP8TTAgdZW08',
      'yIhs9rpOuktpwtapun5XJYOULEwdQkcAjSzj0o5aoF3UuVnRr2cXbZBPLDcdj7ve',
    ],
  },
  {
    django: '6.0.4',
    secret: 'LBNfo48fXXhI9H0Biv3yOn9BlNbMa2ai',
    tokens: [
      'UwAZXwWSQSEoNOn0TbmhyMG0HZNIYvXzvXd4bqUXDFLWMldr1wfFcZFrSCOkYnXH',
      'OEBszdjUZmOiYtwVZyGKuZldX4qY7IZip5exN7hZM9VQX0mm7Tz88ckE8HrA7AZq',
    ],
  },
];

const POST: CsrfEvidence = {
  method: 'POST',
  host: '127.0.0.1:9000',
  origin: undefined,
  formToken: '',
  headerToken: '',
};

describe.each(MADE_BY_DJANGO)('tokens of Django $django', ({ secret, tokens }) => {
  it('unmask to the secret in the cookie', () => {
    expect(tokens.map(unmaskToken)).toEqual([secret, secret]);
  });

  it('are what masking gives under the same mask', () => {
    expect(tokens.map((token) => maskSecret(secret, token.slice(0, 32)))).toEqual(tokens);
  });

  it('pass the check with that cookie, in the form or in the header', () => {
    for (const token of tokens) {
      expect(new Csrf(secret).refusal({ ...POST, formToken: token })).toBeUndefined();
      expect(new Csrf(secret).refusal({ ...POST, headerToken: token })).toBeUndefined();
    }
  });
});

it('takes a masked cookie, as Django before 4.1 set it, for its secret', () => {
  const masked = 'LE0V1V4geoiOY3DO5K1rwkRlZv3rHN0t4159Qd5c0c3jnPwQ8Yuh3dwb9UB1szdl';
  const formToken = 'YkictufGayTISzlkUjZQ3XLNHP3ttPnxhHnqiMgCWmEdhlemXxsGAQqDReB3eBAp';
  expect(new Csrf(masked).refusal({ ...POST, formToken })).toBeUndefined();
});

describe('the check', () => {
  const secret = 'a'.repeat(32);
  const good = { ...POST, formToken: maskSecret(secret) };

  it.each([
    ['no cookie', undefined, good, 'CSRF cookie not set.'],
    ['no token', secret, POST, 'CSRF token missing.'],
    ['the token of another secret', 'b'.repeat(32), good, 'CSRF token incorrect.'],
    ['a token of a wrong length', secret, { ...POST, formToken: 'abc' }, 'CSRF token incorrect.'],
    ['a malformed cookie', 'not a secret', good, 'CSRF token incorrect.'],
    ['another origin', secret, { ...good, origin: 'http://evil.test' }, 'Origin checking failed.'],
    ['the origin "null"', secret, { ...good, origin: 'null' }, 'Origin checking failed.'],
  ])('refuses %s', (_, cookie, evidence, reason) => {
    expect(new Csrf(cookie).refusal(evidence)).toBe(reason);
  });

  it('accepts the origin that the Host field names', () => {
    const evidence = { ...good, origin: 'http://127.0.0.1:9000' };
    expect(new Csrf(secret).refusal(evidence)).toBeUndefined();
  });

  it.each(['GET', 'HEAD', 'OPTIONS', 'TRACE'])('lets %s pass without a token', (method) => {
    expect(new Csrf(undefined).refusal({ ...POST, method, origin: 'null' })).toBeUndefined();
  });
});

describe('the cookie', () => {
  const now = Date.UTC(2026, 10, 22, 20, 41, 25);

  it('is not sent when nobody asked for a token', () => {
    expect(new Csrf('a'.repeat(32)).setCookie(now)).toBeUndefined();
  });

  it('is sent with the same secret for a form', () => {
    const csrf = new Csrf('a'.repeat(32));
    expect(unmaskToken(csrf.token())).toBe('a'.repeat(32));
    expect(csrf.setCookie(now)).toBe(
      `csrftoken=${'a'.repeat(32)}; expires=Sun, 21 Nov 2027 20:41:25 GMT; Max-Age=31449600; Path=/; SameSite=Lax`,
    );
  });

  it('has another secret after a rotation', () => {
    const csrf = new Csrf('a'.repeat(32));
    csrf.rotate();
    expect(csrf.setCookie(now)).toMatch(/^csrftoken=[A-Za-z0-9]{32};/);
    expect(csrf.setCookie(now)).not.toContain('a'.repeat(32));
  });
});
