import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfigFile, readEnvironment } from '../../../src/config/sources.js';

describe('the environment', () => {
  it('gives the options it names, one value per line where several are possible', () => {
    const { layer, warnings } = readEnvironment({
      PATH: '/bin',
      SESSIONSPY_TARGET: 'localhost:8000',
      SESSIONSPY_MAX_BODY: '1k',
      SESSIONSPY_STORE: 'sqlite:a\nfile:b\n',
      SESSIONSPY_HAR: '',
    });
    expect(layer).toEqual(
      new Map([
        ['target', { texts: ['localhost:8000'], where: 'SESSIONSPY_TARGET' }],
        ['store', { texts: ['sqlite:a', 'file:b'], where: 'SESSIONSPY_STORE' }],
        ['maxBody', { texts: ['1k'], where: 'SESSIONSPY_MAX_BODY' }],
      ]),
    );
    expect(warnings).toEqual([]);
  });

  it('is searched for slips of the fingers', () => {
    expect(readEnvironment({ SESSIONSPY_TRAGET: 'x', SESSIONSPY_URL: 'x' }).warnings).toEqual([
      'The environment variable SESSIONSPY_TRAGET is no option of sessionspy: did you mean SESSIONSPY_TARGET?',
    ]);
  });
});

describe('the configuration file', () => {
  let root: string;
  let folder: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'sessionspy-config-'));
    folder = join(root, 'repo', 'site');
    await mkdir(folder, { recursive: true });
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const write = (path: string, content: unknown): Promise<void> =>
    writeFile(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
  const repository = (): Promise<unknown> => mkdir(join(root, 'repo', '.git'));
  const found = async (): Promise<readonly [string | undefined, unknown]> => {
    const { layer, label } = await readConfigFile(undefined, folder);
    return [label, Object.fromEntries([...layer].map(([name, { texts }]) => [name, texts]))];
  };

  it('may be missing', async () => {
    expect(await found()).toEqual([undefined, {}]);
  });

  it('is found beside us, before the package.json that also has settings', async () => {
    await write('repo/site/sessionspy.config.json', { target: '8000' });
    await write('repo/site/package.json', { sessionspy: { target: '8001' } });
    expect(await found()).toEqual(['sessionspy.config.json', { target: ['8000'] }]);
  });

  it('is found above us, up to the root of the repository and not beyond', async () => {
    await repository();
    await write('sessionspy.config.json', { target: '7000' });
    expect(await found()).toEqual([undefined, {}]);
    await write('repo/site/package.json', { name: 'site' });
    await write('repo/package.json', { sessionspy: { target: '8001' } });
    expect(await found()).toEqual([join('..', 'package.json'), { target: ['8001'] }]);
  });

  it('is not looked for above a folder that is in no repository', async () => {
    await write('repo/sessionspy.config.json', { target: '7000' });
    expect(await found()).toEqual([undefined, {}]);
  });

  it('says so when it cannot be read', async () => {
    await mkdir(join(folder, 'sessionspy.config.json'));
    await expect(found()).rejects.toThrow(
      'The configuration file sessionspy.config.json cannot be read: check its permissions.',
    );
  });

  it('that is named is trusted, and must be there', async () => {
    await write('repo/site/my.json', { target: 'https://staging.example' });
    const { layer, label } = await readConfigFile('my.json', folder);
    expect(label).toBe('my.json');
    expect(layer.get('target')?.texts).toEqual(['https://staging.example']);
    await expect(readConfigFile('none.json', folder)).rejects.toThrow(
      'The configuration file none.json cannot be read: check its path.',
    );
  });
});
