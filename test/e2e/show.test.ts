/** `sessionspy show` as its user runs it: in a pipe and on a terminal. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWith } from '../support/programs.js';
import { runSpy } from '../support/sessionspy-process.js';
import { Tmux } from '../support/tmux.js';

const BIN = fileURLToPath(new URL('../../bin/sessionspy.js', import.meta.url));
const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../fixtures/har/${name}`, import.meta.url));
const KEY = { ...process.env, KEY: 'django-insecure-2f$k^w!8z@q#p0r(t)y_u+i=o-a3' };

let folder: string;
let recorded: string;
/** The lines of the headless demo that made the recording. */
let live: readonly string[];

const exchangeLines = (text: string): string[] =>
  text.split('\n').filter((line) => /^c\d+ /.test(line));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sessionspy-show-'));
  recorded = join(folder, 'demo.har');
  const { code, stderr } = await runSpy(['demo', '--har', recorded], { cwd: folder });
  expect(code).toBe(0);
  live = exchangeLines(stderr);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('sessionspy show in a pipe', () => {
  it('prints on stdout the lines that were told live', async () => {
    const { code, stdout, stderr } = await runSpy(['show', recorded], { cwd: folder });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const withoutTokens = (line: string): string => line.replaceAll(/%E2%80%B9.*?%E2%80%BA/g, '…');
    expect(exchangeLines(stdout).map(withoutTokens).toSorted()).toEqual(
      live.map(withoutTokens).toSorted(),
    );
    expect(stdout).toMatch(/^c\d+ +ada +s-[0-9a-f]{6} +POST \/login\/ 302 +logged in as ada/m);
  });

  it('opens the sessions of other tools with the secret that is given', async () => {
    const shown = await runSpy(['show', fixture('firefox.har'), '--secret', 'env:KEY'], {
      cwd: folder,
      env: KEY,
    });
    expect(shown.code).toBe(0);
    expect(shown.stdout).toMatch(/^c1 +#1 +s-[0-9a-f]{6} +POST \/login\/ 302 +logged in as #1/m);
  });

  it('says on stderr that a file ended early, after all that is whole', async () => {
    const cut = join(folder, 'cut.har');
    await writeFile(cut, '{"log":{"entries":[{"request":{"url":"http://a/1"}},{"req');
    const { code, stdout, stderr } = await runSpy(['show', cut], { cwd: folder });
    expect(code).toBe(0);
    expect(exchangeLines(stdout)).toHaveLength(1);
    expect(stderr).toMatch(/^sessionspy: cut\.har ends early, after \d+ bytes/m);
  });

  it.each([
    [['show'], /Name the recording to show/],
    [['show', 'a.har', 'b.har'], /leave "?b\.har"? out|one argument too many/],
    [['show', 'nothing.har'], /There is no file "nothing\.har": check the path\./],
    [['show', '.'], /"\." is a folder: name the HAR file in it\./],
    [['show', BIN], /is no JSON/],
    [['show', '--listen', '9000', 'a.har'], /--listen belongs to sessionspy watch/],
  ])('ends with 2 and one sentence for %j', async (args, message) => {
    const { code, stdout, stderr } = await runSpy(args, { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('ends without a word when its reader leaves', async () => {
    const many = join(folder, 'many.har');
    const entry = '{"request":{"url":"http://a.example/some/path","headers":[]}}';
    await writeFile(many, `{"log":{"entries":[${Array(60_000).fill(entry).join(',')}]}}`);
    const child = spawn(process.execPath, [BIN, 'show', many], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const [code] = (await once(child, 'close')) as [number | null];
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

describeWith('tmux', 'sessionspy show on a terminal', () => {
  it('opens the recording in the screen, and gives the terminal back', async () => {
    const terminal = new Tmux(120, 30, folder);
    try {
      terminal.type(`${process.execPath} ${BIN} show demo.har; echo ended with $?`);
      await terminal.until(/logged out/);
      const shown = await terminal.until(/demo\.har/);
      expect(shown).toMatch(/ada|grace/);
      terminal.press('q');
      await terminal.until(/ended with 0/);
      expect(terminal.isAlternate()).toBe(false);
    } finally {
      terminal.kill();
    }
  });
});
