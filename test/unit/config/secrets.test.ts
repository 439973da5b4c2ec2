import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readSecret, readSecrets } from '../../../src/config/secrets.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sessionspy-secrets-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

it('reads a secret from the environment', async () => {
  const { secret, warning } = await readSecret('env:KEY', { KEY: 'hunter2\n' });
  expect(textOf(secret.bytes())).toBe('hunter2\n');
  expect(secret.origin).toBe('env:KEY');
  expect(warning).toBeUndefined();
});

it.each([
  ['hunter2\n', 'hunter2'],
  ['hunter2\r\n', 'hunter2'],
  ['hunter2\n\n', 'hunter2\n'],
  [' hunter2 ', ' hunter2 '],
  ['\xff\x00', '\xff\x00'],
])('reads %j in a file as %j', async (content, expected) => {
  const path = join(folder, 'key');
  await writeFile(path, content, 'latin1');
  const { secret } = await readSecret(`@${path}`);
  expect(textOf(secret.bytes())).toBe(expected);
  expect(secret.origin).toBe(path);
});

it('takes anything else for the secret itself, and warns where others can see it', async () => {
  const value = ['hunter2', 'env:KEY', 'correct horse'];
  const environment = { KEY: 'k' };
  const flag = await readSecrets({ value, from: 'flag', where: '--secret' }, environment);
  expect(flag.keys.map((key) => textOf(key.bytes()))).toEqual(['hunter2', 'k', 'correct horse']);
  expect(flag.warnings).toHaveLength(1);
  expect(flag.warnings[0]).toContain('--secret env:NAME');
  const file = await readSecrets({ value, from: 'file', where: 'x.json:2 secret' }, environment);
  expect(file.warnings).toEqual([]);
});

it.each([
  ['env:KEY', 'The environment variable KEY is not set: export it, or use @FILE.'],
  ['env:', 'there must be the name of an environment variable'],
  ['env:hunter2!', 'there must be the name of an environment variable'],
  ['@none.txt', 'The file none.txt with the secret cannot be read: check its path'],
  ['@/dev/null', 'cannot be read'],
  ['@', 'The file after the @ with the secret cannot be read'],
  ['', 'write env:NAME or @FILE'],
])('says what is wrong with %j', async (source, message) => {
  await expect(readSecret(source, {})).rejects.toMatchObject({
    code: 'SPY_SECRET_UNREADABLE',
    message: expect.stringContaining(message) as unknown,
  });
});

it('says that a file is empty or too large', async () => {
  const path = join(folder, 'odd');
  await writeFile(path, '\n');
  await expect(readSecret(`@${path}`)).rejects.toThrow('is empty');
  await writeFile(path, 'x'.repeat(65 * 1024));
  await expect(readSecret(`@${path}`)).rejects.toThrow('cannot be read');
});

it('does not repeat a literal secret that begins like a file or a variable', async () => {
  for (const source of [
    '@k(z!x9$w2*hunter2',
    '@abcdefghijklmnopqrstuvwxyzhunter2',
    'env:hunter2-x',
  ]) {
    await expect(readSecret(source, {})).rejects.not.toThrow(/hunter2/);
  }
});
