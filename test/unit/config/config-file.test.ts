import { describe, expect, it } from 'vitest';
import { layerOf, type ConfigFile } from '../../../src/config/config-file.js';
import { SpyError } from '../../../src/errors.js';

const file = (content: unknown, found = false): ConfigFile => ({
  label: 'sessionspy.config.json',
  folder: '/repo/site',
  text: typeof content === 'string' ? content : JSON.stringify(content, null, 2),
  found,
});

const messageOf = (configFile: ConfigFile): string => {
  try {
    layerOf(configFile);
  } catch (error) {
    if (error instanceof SpyError && error.code === 'SPY_CONFIG') return error.message;
  }
  throw new Error('no SPY_CONFIG');
};

describe('a configuration file', () => {
  it('gives texts with the line they stand on', () => {
    const layer = layerOf(file({ target: 'localhost:8000', timeout: '5s', headless: true }));
    expect(layer.get('timeout')).toEqual({
      texts: ['5s'],
      where: 'sessionspy.config.json:3 timeout',
    });
    expect(layer.get('headless')?.texts).toEqual(['true']);
  });

  it('has paths relative to its own folder', () => {
    const layer = layerOf(
      file({
        har: 'out/a.har',
        secret: ['@key', 'env:KEY'],
        store: ['sqlite:db.sqlite3', 'file:///srv/s', 'sqlite://x', 'cookie', 'redis://h', 'a.db'],
      }),
    );
    expect(layer.get('har')?.texts).toEqual(['/repo/site/out/a.har']);
    expect(layer.get('secret')?.texts).toEqual(['@/repo/site/key', 'env:KEY']);
    expect(layer.get('store')?.texts).toEqual([
      'sqlite:/repo/site/db.sqlite3',
      'file:///srv/s',
      'sqlite:/repo/site/x',
      'cookie',
      'redis://h',
      '/repo/site/a.db',
    ]);
  });

  it('may be a part of package.json', () => {
    const content = { name: 'site', sessionspy: { target: '8000' } };
    const layer = layerOf({ ...file(content), under: 'sessionspy' });
    expect([...layer.keys()]).toEqual(['target']);
  });

  it.each([
    [{ targt: 'x' }, 'unknown key "targt" on line 2: did you mean target?'],
    [{ 'max-body': '1k' }, 'did you mean maxBody?'],
    [{ max_boddy: '1k' }, 'did you mean maxBody?'],
    [{ colour: 'x' }, 'did you mean color?'],
    [{ somethingElse: 1 }, 'The keys are target, listen'],
    [{ config: 'x' }, 'may not set config: give it as --config.'],
    [{ har: ['a'] }, 'har must be a text'],
    [{ store: [{}] }, 'store must be a text or a list of texts.'],
    [{ timeout: null }, 'timeout must be a text'],
    [[], 'does not hold an object'],
    ['{"target": hunter2', 'is not JSON'],
  ])('%j is an error that says what to do', (content, message) => {
    expect(messageOf(file(content))).toContain(message);
  });

  it('that is broken is not quoted', () => {
    expect(messageOf(file('{"secret": "hunter2" x'))).not.toContain('hunter2');
  });
});

describe('a configuration file that was found, not named', () => {
  it.each([
    ['target', 'https://evil.example'],
    ['target', 'localhost:80@evil.example'],
    ['target', 'http://localhost@evil.example/'],
    ['target', 'http://evil.example#localhost'],
    ['target', 'unix:/var/run/docker.sock'],
    ['listen', '0.0.0.0:9000'],
    ['store', 'postgres://evil.example/db'],
    ['store', 'redis:///0?host=evil.example'],
    ['har', '../../.bashrc'],
    ['har', '/etc/passwd'],
    ['project', 'site'],
    ['redact', 'off'],
    ['insecure', 'true'],
  ])('may not set %s to %s', (name, value) => {
    const content = { [name]: value };
    expect(messageOf(file(content, true))).toMatch(/merely found may not: .*--config\.$/);
    expect(layerOf(file(content)).size).toBe(1);
  });

  it.each([
    ['target', 'localhost:8000'],
    ['target', '8000'],
    ['target', 'http://[::1]:8000/'],
    ['target', 'https://app.localhost'],
    ['listen', '9001'],
    ['store', 'sqlite:db.sqlite3'],
    ['store', 'redis://127.0.0.1:6379/0'],
    ['store', 'postgres://shop@%2Fvar%2Frun%2Fpostgresql/shop'],
    ['store', 'redis+unix:///run/redis.sock?db=1'],
    ['har', 'out.har'],
    ['redact', 'strict'],
    ['secret', 'env:SECRET_KEY'],
  ])('may set %s to %s', (name, value) => {
    expect(layerOf(file({ [name]: value }, true)).size).toBe(1);
  });
});
