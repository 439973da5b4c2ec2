import { describe, expect, it } from 'vitest';
import { SpyError } from '../../../src/errors.js';
import { parseDatabaseUrl } from '../../../src/stores/driver-database-url.js';

const FORM = { example: 'db://USER@HOST/NAME', parameters: ['mode', 'ca'] };

const parsed = (url: string) => {
  const { parameters, ...parts } = parseDatabaseUrl(url, FORM);
  return { ...parts, parameters: Object.fromEntries(parameters) };
};

const refusal = (url: string): string => {
  try {
    parseDatabaseUrl(url, FORM);
  } catch (error) {
    if (error instanceof SpyError && error.code === 'SPY_STORE_INVALID') return error.message;
  }
  throw new Error('not refused as SPY_STORE_INVALID');
};

describe("a server's URL", () => {
  it('is taken apart, its parts decoded', () => {
    expect(parsed('db://us%40er:p%2Fw@host:1234/na%20me?mode=on&ca=/a%20b.crt')).toEqual({
      user: 'us@er',
      password: 'p/w',
      host: 'host',
      port: '1234',
      database: 'na me',
      parameters: { mode: 'on', ca: '/a b.crt' },
    });
  });

  it('may leave off everything', () => {
    const nothing = {
      user: undefined,
      password: undefined,
      host: undefined,
      port: undefined,
      database: undefined,
      parameters: {},
    };
    for (const url of ['db:', 'db://', 'db:///', 'db://:@:/?'])
      expect(parsed(url)).toEqual(nothing);
  });

  it('may name an IPv6 address, or a folder with a socket', () => {
    expect(parsed('db://[::1]:7/n')).toMatchObject({ host: '::1', port: '7' });
    expect(parsed('db://u@%2Frun%2Fdb/n')).toMatchObject({ host: '/run/db', database: 'n' });
  });

  it('may hold a password with signs that should have been encoded', () => {
    expect(parsed('db://u:p@ss:w#rd+@h/n')).toMatchObject({ password: 'p@ss:w#rd+', host: 'h' });
  });

  it('that is not well-formed is refused, and what it holds is not repeated', () => {
    const urls = [
      'db://u:s3cret/x@h/n',
      'db://u:s3cret?x=1@h/n',
      'db://u:12/s3cret@h/n',
      'db://u:s3cret%zz@h/n',
      'db://u:s3cret@h/n%00',
      'db://u:s3cret@h/a/b',
    ];
    for (const url of urls) {
      expect(refusal(url)).toContain('db://USER@HOST/NAME');
      expect(refusal(url)).not.toContain('s3cret');
    }
  });

  it('with a parameter that is not known is refused with those that are', () => {
    expect(refusal('db://u:s3cret@h/n?mood=on')).toBe(
      "The store's URL has a parameter mood that is not known: there are mode, ca.",
    );
  });

  it('of several servers is refused', () => {
    expect(refusal('db://u@one,two/n')).toContain('several servers');
  });
});
