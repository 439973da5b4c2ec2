import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runPager } from '../../../../src/tui/screen/pager.js';

describe('runPager', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sessionspy-pager-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  /** A program that carries out these lines of shell, with the folder's `seen` to write to. */
  async function program(lines: string): Promise<string> {
    const path = join(folder, 'pager');
    await writeFile(path, `#!/bin/sh\nseen='${folder}/seen'\n${lines}\n`);
    await chmod(path, 0o755);
    return path;
  }
  const seen = () => readFile(join(folder, 'seen'), 'utf8');

  it('gives the whole text to the program, with its own arguments, and waits for it', async () => {
    const path = await program(
      'echo "$@" > "$seen"; cat >> "$seen"; sleep 0.1; echo end >> "$seen"',
    );
    const text = `ada é\n${'x'.repeat(300_000)}\n`;
    await runPager(text, { PAGER: ` ${path} -R 'a b' ` });
    expect(await seen()).toBe(`-R a b\n${text}end\n`);
  });

  it.each([
    ['leaves before it has read all', 'exit 0'],
    ['ends with a complaint of its own', 'cat > /dev/null; exit 3'],
  ])('is content with a program that %s', async (_name, lines) => {
    const path = await program(lines);
    await expect(runPager('x'.repeat(1_000_000), { PAGER: path })).resolves.toBeUndefined();
  });

  it('says which program is missing and what to set', async () => {
    const missing = join(folder, 'no-such-pager');
    await expect(runPager('text', { PAGER: `${missing} 2>/dev/null` })).rejects.toThrow(
      `there is no program "${missing} 2>/dev/null": set PAGER`,
    );
  });
});
