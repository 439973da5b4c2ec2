import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { filesDriver } from '../../../src/stores/files.js';

const SESSIONS = fileURLToPath(
  new URL('../../../fixtures/stores/django/file-sessions', import.meta.url),
);

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sessionspy-files-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function read(name: string, url = `file:${folder}`) {
  const store = filesDriver.open(url, { environment: {} });
  if (store.kind !== 'files') throw new Error('a folder has files');
  return store.files.readFile(name, new AbortController().signal);
}

it("reads Django's own session files byte for byte, with their age", async () => {
  await cp(SESSIONS, folder, { recursive: true });
  const names = await readdir(SESSIONS);
  expect(names).toHaveLength(9);
  for (const name of names) {
    const file = await read(name);
    expect(Buffer.from(file?.bytes ?? [])).toEqual(await readFile(join(SESSIONS, name)));
    expect(file?.modifiedAt).toBeGreaterThan(Date.UTC(2020, 0));
  }
});

it('says that a session is not there, also when its name is too long for a file', async () => {
  expect(await read('sessionidabc')).toBeUndefined();
  expect(await read('a'.repeat(5000))).toBeUndefined();
});

it('takes the folder as a URL with slashes as well', async () => {
  await writeFile(join(folder, 's'), 'x');
  expect((await read('s', `file://${folder}`))?.bytes).toEqual(new Uint8Array([120]));
});

it.each(['../secret', '/a', 'a/../b', 'a//b', 'a\\b', '.', '..', '', 'a\0b', '/etc/passwd'])(
  'does not take %j for a file name',
  async (name) => {
    await expect(read(name)).rejects.toMatchObject({ code: 'session-id-malformed' });
  },
);

it('does not follow a symbolic link', async () => {
  await writeFile(join(folder, 'real'), 'x');
  await symlink(join(folder, 'real'), join(folder, 'link'));
  await expect(read('link')).rejects.toMatchObject({ code: 'store-unsuitable' });
});

it.skipIf(process.platform === 'win32')('does not hang on a pipe', async () => {
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  await expect(read('pipe')).rejects.toMatchObject({ code: 'store-unsuitable' });
});

it('does not take a folder for a session', async () => {
  await mkdir(join(folder, 'sub'));
  await expect(read('sub')).rejects.toMatchObject({ code: 'store-unsuitable' });
});

it('reads a session of exactly 1 MiB and refuses one byte more', async () => {
  await writeFile(join(folder, 'most'), Buffer.alloc(1024 * 1024));
  await writeFile(join(folder, 'more'), Buffer.alloc(1024 * 1024 + 1));
  expect((await read('most'))?.bytes).toHaveLength(1024 * 1024);
  await expect(read('more')).rejects.toMatchObject({ code: 'payload-too-large' });
});

it('says that the folder is missing, and reads from it once it is there', async () => {
  const url = `file:${join(folder, 'later')}`;
  await expect(read('s', url)).rejects.toMatchObject({ code: 'store-missing' });
  await mkdir(join(folder, 'later'));
  expect(await read('s', url)).toBeUndefined();
});

it('says that a file is not a folder', async () => {
  await writeFile(join(folder, 'file'), '');
  await expect(read('s', `file:${join(folder, 'file')}`)).rejects.toMatchObject({
    code: 'store-unsuitable',
  });
});
