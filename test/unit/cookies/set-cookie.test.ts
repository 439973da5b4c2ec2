import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSetCookie } from '../../../src/cookies/set-cookie.js';

interface DjangoLine {
  readonly django: string;
  readonly engine: string;
  readonly line: string;
  readonly name: string;
  readonly value: string;
  readonly attributes: readonly [name: string, value?: string][];
  readonly expires?: number;
}

// The file is ours and was written in this shape; a wrong one fails the comparison below.
const django = JSON.parse(
  readFileSync(new URL('django-set-cookie-lines.json', import.meta.url), 'utf8'),
) as { readonly lines: readonly DjangoLine[] };

const attribute = (line: string, name: string): string | undefined =>
  parseSetCookie(line).attributes.find((each) => each.name === name)?.value;

const meaning = (line: string): Record<string, unknown> => {
  const { raw: _raw, attributes: _attributes, ...rest } = parseSetCookie(line);
  return rest;
};

const FLAGS = { secure: false, httpOnly: false, partitioned: false };

describe('parseSetCookie on what Django sends', () => {
  it('covers versions from 1.0 to main', () => {
    const versions = new Set(django.lines.map((each) => each.django));
    expect(versions).toContain('1.0.4');
    expect(versions).toContain('main@6019147');
    expect(django.lines.length).toBeGreaterThan(80);
  });

  it.each(django.lines)('reads $django ($engine) $name as Python does', (expected) => {
    const parsed = parseSetCookie(expected.line);
    expect(parsed.raw).toBe(expected.line);
    expect(parsed.name).toBe(expected.name);
    expect(parsed.value).toBe(expected.value);
    expect(parsed.attributes).toEqual(
      expected.attributes.map(([name, value]) =>
        value === undefined ? { name } : { name, value },
      ),
    );
    expect(parsed.expires).toBe(expected.expires);
    expect(parsed.httpOnly).toBe(/httponly/i.test(expected.line));
    expect(parsed.sameSite).toBe(expected.line.includes('SameSite=Lax') ? 'Lax' : undefined);
    expect(parsed.path).toBe('/');
  });
});

describe('parseSetCookie', () => {
  it.each<[string, Record<string, unknown>]>([
    ['id=some_value_42', { name: 'id', value: 'some_value_42', ...FLAGS }],
    ['=v', { name: '', value: 'v', ...FLAGS }],
    ['novalue', { name: '', value: 'novalue', ...FLAGS }],
    ['', { name: '', value: '', ...FLAGS }],
    [';;', { name: '', value: '', ...FLAGS }],
    ['a=b=c; Secure=no', { name: 'a', value: 'b=c', ...FLAGS, secure: true }],
    ['a="x; y"', { name: 'a', value: '"x', ...FLAGS }],
    ['a=1; Path=', { name: 'a', value: '1', ...FLAGS }],
    ['a=1; Path=/x; Path=y', { name: 'a', value: '1', ...FLAGS }],
    ['a=1; path=/x; PATH=/y', { name: 'a', value: '1', path: '/y', ...FLAGS }],
    ['a=1; Domain=.Example.COM', { name: 'a', value: '1', domain: 'example.com', ...FLAGS }],
    ['a=1; Domain=x.org; Domain=', { name: 'a', value: '1', ...FLAGS }],
    ['a=1; SameSite=NONE', { name: 'a', value: '1', sameSite: 'None', ...FLAGS }],
    ['a=1; SameSite=Lax; SameSite=foo', { name: 'a', value: '1', ...FLAGS }],
    [
      'a=1; Partitioned; HttpOnly',
      { name: 'a', value: '1', secure: false, httpOnly: true, partitioned: true },
    ],
    ['a=1; Max-Age=10; Max-Age=x', { name: 'a', value: '1', maxAgeSeconds: 10, ...FLAGS }],
    ['a=1; Max-Age=-1', { name: 'a', value: '1', maxAgeSeconds: -1, ...FLAGS }],
    ['a=1; Max-Age=+5', { name: 'a', value: '1', ...FLAGS }],
    ['a=1; Max-Age=1.5', { name: 'a', value: '1', ...FLAGS }],
    [
      `a=1; Max-Age=${'9'.repeat(400)}`,
      { name: 'a', value: '1', maxAgeSeconds: Number.MAX_SAFE_INTEGER, ...FLAGS },
    ],
    ['a=1; Expires=never', { name: 'a', value: '1', ...FLAGS }],
    [
      'a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Expires=x',
      { name: 'a', value: '1', expires: 0, ...FLAGS },
    ],
    [
      'a=1; Expires=Sunday, 06-Nov-94 08:49:37 GMT',
      { name: 'a', value: '1', expires: 784111777000, ...FLAGS },
    ],
    [
      'a=1; Expires=Sun Nov  6 08:49:37 1994',
      { name: 'a', value: '1', expires: 784111777000, ...FLAGS },
    ],
    ['__proto__=1; __proto__=2', { name: '__proto__', value: '1', ...FLAGS }],
  ])('reads %j', (line, expected) => {
    expect(meaning(line)).toEqual(expected);
  });

  it('keeps an attribute longer than 1024 bytes as written and gives it no meaning', () => {
    const path = `/${'x'.repeat(1024)}`;
    const parsed = parseSetCookie(`a=1; Path=${path}; Domain=${'y'.repeat(1025)}`);
    expect(attribute(parsed.raw, 'Path')).toBe(path);
    expect(parsed.path).toBeUndefined();
    expect(parsed.domain).toBeUndefined();
    expect(parseSetCookie(`a=1; Path=/${'x'.repeat(1023)}`).path).toHaveLength(1024);
  });

  it('finds in 300 varied lines the attributes that were written', () => {
    const token = fc.stringMatching(/^[!-:<>-~]([ -:<>-~]{0,10}[!-:<>-~])?$/);
    const value = fc.stringMatching(/^([!-:<-~]([ -:<-~]{0,30}[!-:<-~])?)?$/);
    const written = fc.oneof(
      fc.record({ name: token }),
      fc.record({ name: token, value }),
      fc.record({
        name: fc.constantFrom('Path', 'path', 'Domain', 'expires', 'Max-Age', 'SameSite'),
        value,
      }),
      fc.record({ name: fc.constantFrom('Secure', 'httponly', 'HttpOnly', 'Partitioned') }),
    );
    const space = fc.constantFrom('', ' ', '  ', '\t ');
    fc.assert(
      fc.property(token, value, fc.array(written), space, (name, content, attributes, gap) => {
        const line = [
          `${name}=${content}`,
          ...attributes.map((each) => ('value' in each ? `${each.name}=${each.value}` : each.name)),
        ].join(`;${gap}`);
        const parsed = parseSetCookie(line);
        expect(parsed).toMatchObject({ raw: line, name, value: content });
        expect(parsed.attributes).toEqual(attributes);
      }),
      { numRuns: 300 },
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(() => parseSetCookie(text)).not.toThrow();
        expect(() => parseSetCookie(`a=b; expires=${text}; domain=${text}`)).not.toThrow();
      }),
    );
  });

  // Quadratic work on a million characters would not end within the time a test may take.
  it.each([' ', ';', '=', '; a', '"', '; Expires=1-', '-', '\t'])(
    'reads a million characters of %j',
    (unit) => {
      const text = unit.repeat(1e6 / unit.length);
      expect(() => parseSetCookie(`a=x${text}y`)).not.toThrow();
      expect(() => parseSetCookie(`a=x; expires=${text}y`)).not.toThrow();
    },
  );
});
