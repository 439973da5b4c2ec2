import { describe, expect, it } from 'vitest';
import { redactBody, withoutCutWord } from '../../../src/har/redact-body.js';
import { Redactor, type RedactMode } from '../../../src/har/redact.js';

const KEY = new Uint8Array(32).fill(1);
const redactor = (mode: RedactMode = 'safe'): Redactor => new Redactor({ mode, key: KEY });

describe('redactBody', () => {
  const body = (text: string, kind: 'form' | 'json' | 'html' | 'xml' | 'script' | 'text'): string =>
    redactBody(text, kind, 'request', redactor());

  it('rewrites only the secret values of a form', () => {
    expect(body('a=1&csrfmiddlewaretoken=abc&password=x%21y&b=%zz', 'form')).toMatch(
      /^a=1&csrfmiddlewaretoken=%E2%80%B9redacted%3Av-\w+%E2%80%BA&password=%E2%80%B9redacted%E2%80%BA&b=%zz$/,
    );
  });

  it('rewrites only the secret values of JSON and leaves its text otherwise alone', () => {
    const text =
      '{ "user": "al",\n "password":"x","n":1e400, "big":12345678901234567890, "token" : "t" }';
    const after = body(text, 'json');
    expect(after).toMatch(
      /^\{ "user": "al",\n "password":"‹redacted›","n":1e400, "big":12345678901234567890, "token" : "‹redacted:v-\w+›" \}$/,
    );
  });

  it.each([
    ['{"tokens":{"access":"SECRET1","list":["SECRET2"]},"x":"y"}', '"x":"y"'],
    ['{"pin":1234,"otp":"SECRET99","ok":true}', '"ok":true'],
    ['{"token":null,"secret":false,"max_tokens":4096}', '"max_tokens":4096'],
    ['{"session":{"user":"al","key":1,"token":"SECRET"}}', '"user":"al"'],
    ['{"inner":"{\\"password\\":\\"SECRET\\",\\"a\\":1}"}', '\\"a\\":1'],
    ['{"html":"<input name=\\"csrfmiddlewaretoken\\" value=\\"SECRET\\">"}', '<input'],
    ['{"pass\\u0077ord":"SECRET"}', 'pass'],
    ['{"token":"it is \\"SECRET\\" \\\\"}', 'token'],
    ['{"next":"/r?token=SECRET&a=b"}', 'a=b'],
    ['[{"api_key":"SECRET"},\n{"a":"b"}]', '"a":"b"'],
    ['{"a":1}\n{"password":"SECRET"}\n', '"a":1'],
  ])('hides what is secret in %s', (text, kept) => {
    const after = body(text, 'json');
    expect(after).not.toMatch(/SECRET|1234/);
    expect(after).toContain(kept);
    for (const line of text.split('\n').length > 2 ? [] : [after]) {
      expect(() => JSON.parse(line) as unknown).not.toThrow();
    }
  });

  it('hides a secret that was cut off', () => {
    expect(body('{"a":"b","password":"hunt', 'json')).toBe('{"a":"b","password":"‹redacted›');
    expect(body('{"a":"b","token":"hunt', 'json')).not.toContain('hunt');
  });

  it.each([
    '<input type="hidden" name="csrfmiddlewaretoken" value="SECRET">',
    "<INPUT value='SECRET' name='authenticity_token' type=hidden>",
    '<input name=_token value=SECRET>',
    '<input title="a>b" name="_token" value="SECRET"/>',
    '<input type="password" name="x" value="SECRET">',
    '<meta name="csrf-token" content="SECRET" />',
    '<div data-csrf-token="SECRET">',
    '<a href="/reset?token=SECRET&amp;x=1">',
    '<a href="/x?x=1&amp;token=SECRET">',
    '<script>var cfg = {csrfToken: "SECRET", "api_key" : \'SECRET\'}</script>',
    '<script>var s = "{\\"token\\":\\"SECRET\\"}"</script>',
  ])('hides the secret in %s', (text) => {
    const after = body(text, 'html');
    expect(after).not.toContain('SECRET');
    expect(after).toContain('redacted');
  });

  it('leaves an ordinary page as it is', () => {
    const page =
      '<form><input name="q" value="x"><label for="id_password">Password:</label>' +
      '<input type="password" name="password" autocomplete="current-password"></form>' +
      '<a class="token" href="/x?page=2">author: "me"</a>';
    expect(body(page, 'html')).toBe(page);
  });

  it('reads the escapes of quoted values', () => {
    expect(body('x = {password: "a\\"SECRET"};', 'script')).toBe('x = {password: "‹redacted›"};');
  });

  it.each([
    ['password=SECRET user=al', 'user=al'],
    ['login: token=SECRET, ok', 'ok'],
    ['Password: SECRET\nok', 'ok'],
  ])('hides bare values in plain text: %s', (text, kept) => {
    expect(body(text, 'text')).not.toContain('SECRET');
    expect(body(text, 'text')).toContain(kept);
  });

  it('hides XML elements named after a secret', () => {
    expect(body('<s:Login><s:Password t="1">SECRET</s:Password><u>al</u></s:Login>', 'xml')).toBe(
      '<s:Login><s:Password t="1">‹redacted›</s:Password><u>al</u></s:Login>',
    );
  });

  it('judges by the beginning where the type is wrong', () => {
    expect(body('{"token":"SECRET"}', 'html')).not.toContain('SECRET');
    expect(body('  {"token":"SECRET"}', 'text')).not.toContain('SECRET');
    expect(body('<input name="_token" value="SECRET">', 'text')).not.toContain('SECRET');
  });

  it.each([
    '"',
    '\\',
    '<input ',
    '<input name="',
    'eyJ',
    '&',
    '[',
    '"a":',
    'token="',
    '<a>b',
    'token:   ',
  ])('takes any amount of %s', (piece) => {
    const text = piece.repeat(Math.ceil(100_000 / piece.length));
    for (const kind of ['form', 'json', 'html', 'script', 'text'] as const) {
      expect(body(text, kind).length).toBeGreaterThan(0);
    }
  });
});

describe('withoutCutWord', () => {
  it('drops what may be the beginning of a secret', () => {
    expect(withoutCutWord('value="abc12')).toBe('value="');
    expect(withoutCutWord('a sentence. ')).toBe('a sentence. ');
  });
});
