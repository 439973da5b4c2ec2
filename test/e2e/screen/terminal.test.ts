/** The terminal itself: sizes, resizes, job control, and given back after every kind of ending. */
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { readRecording, requestLine } from '../../support/har-reading.js';
import { describeWith } from '../../support/programs.js';
import { ScreenProgram, type ScreenProgramOptions } from '../../support/screen-program.js';
import { freePort } from '../../support/free-port.js';

let program: ScreenProgram;

async function open(options: ScreenProgramOptions = {}): Promise<ScreenProgram> {
  program = await ScreenProgram.open(options);
  return program;
}

afterEach(() => program.close());

function expectGivenBack(): void {
  expect(program.terminal.isAlternate()).toBe(false);
  expect(program.terminal.hasCursor()).toBe(true);
}

describeWith('tmux', 'the terminal', () => {
  it.each([
    { columns: 40, rows: 12 },
    { columns: 80, rows: 24 },
    { columns: 120, rows: 40 },
    { columns: 200, rows: 50 },
  ])('is filled and never overflowed at $columns x $rows', async ({ columns, rows }) => {
    const { terminal } = await open({ columns, rows, ready: /Requests|Req/ });
    await program.visitor('ada');
    await terminal.until(/ada\s/);
    for (const key of ['1', '2', '3', '4', '1', 'Enter', '?']) {
      terminal.press(key);
      await terminal.until(SHOWN[key] ?? /./);
      const lines = terminal.screen().replace(/\n$/, '').split('\n');
      expect(lines.length).toBe(rows);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
    }
  });

  it('follows every resize, down to 40x12, and says when there is too little room', async () => {
    const { terminal } = await open();
    await program.visitor('ada');
    await terminal.until(/logged in/);
    terminal.resize(40, 12);
    await terminal.until(/^━ \[1 Req\] 2 Ses/m);
    terminal.resize(39, 11);
    await terminal.until(/too small: 40x12 needed/);
    terminal.resize(160, 30);
    await terminal.until(/\[1 Requests\] .*│─ x\d+/);
    terminal.resize(80, 24);
    await terminal.until(/what changed/);
    terminal.press('q');
    await terminal.until(/ended with 0/);
    expectGivenBack();
  });

  it('is the shell’s after Ctrl-z, and ours again after fg', async () => {
    const { terminal } = await open();
    await program.visitor('ada');
    await terminal.until(/logged in/);
    terminal.press('C-z');
    await terminal.until(/Stopped[^]*\$\s*$/);
    expectGivenBack();
    terminal.type('fg');
    await terminal.until(/\[1 Requests\]/);
    terminal.press('?');
    await terminal.until(/Help: the requests/);
    terminal.press('Escape');
    terminal.press('C-c');
    await terminal.until((screen) => !terminal.isAlternate() && /\$\s*$/.test(screen));
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('is given back on %s', async (signal) => {
    const { terminal } = await open({ columns: 80, rows: 24 });
    process.kill(await program.pid(), signal);
    await terminal.until(/ended with \d+/);
    expectGivenBack();
    terminal.type('echo typed');
    await terminal.until(/^typed$/m);
  });

  it('is given back when the program crashes, and the fault is said', async () => {
    const crash = `process.on('SIGUSR2', () => setImmediate(() => { throw new Error('a fault'); }));`;
    const { terminal } = await open({
      files: { 'crash.mjs': crash },
      env: 'NODE_OPTIONS=--import=./crash.mjs',
    });
    process.kill(await program.pid(), 'SIGUSR2');
    const shown = await terminal.until(/ended with 1/);
    expect(shown).toMatch(/sessionspy: unexpected: Error: a fault/);
    expectGivenBack();
  });

  it('loses nothing that was recorded when it goes away', async () => {
    const port = await freePort();
    const { terminal } = await open({ args: `demo --listen ${port} --har out.har` });
    const { Browser } = await import('../../support/browser.js');
    const browser = new Browser(`http://127.0.0.1:${port}`);
    await browser.get('/counter/');
    browser.close();
    const pid = await program.pid();
    terminal.kill();
    await expect.poll(() => isRunning(pid), { timeout: 10_000 }).toBe(false);
    const recorded = readRecording(join(program.folder, 'out.har')).map(requestLine);
    expect(recorded).toEqual(['GET /counter/']);
  });

  it('shows the same without colour', async () => {
    const { terminal } = await open({ env: 'NO_COLOR=1' });
    await program.visitor('ada');
    const shown = await terminal.until(/logged in/);
    expect(shown).toMatch(/▸/);
    expect(terminal.screenWithStyle()).not.toMatch(/\x1b\[(?:38;5;\d+|3[0-7])m/);
    expect(terminal.screenWithStyle()).toMatch(/\x1b\[7m/);
  });

  it('leaves the mouse to the terminal unless it is asked for', async () => {
    const { terminal } = await open();
    expect(terminal.hasMouse()).toBe(false);
    terminal.press('q');
    await terminal.until(/ended with 0/);
    await program.close();
    await open({ env: 'SESSIONSPY_MOUSE=yes' });
    expect(program.terminal.hasMouse()).toBe(true);
    program.terminal.press('q');
    await program.terminal.until(/ended with 0/);
    expect(program.terminal.hasMouse()).toBe(false);
  });
});

describeWith('screen', 'within GNU screen', () => {
  it('draws, takes keys and gives the terminal back', async () => {
    const { terminal } = await open({
      args: '--version',
      ready: /ended with 0/,
    });
    const port = await freePort();
    const bin = new URL('../../../bin/sessionspy.js', import.meta.url).pathname;
    terminal.type(`clear; screen -U -c /dev/null ${process.execPath} ${bin} demo --listen ${port}`);
    await terminal.until(/\[1 Requests\]/);
    const { Browser } = await import('../../support/browser.js');
    const browser = new Browser(`http://127.0.0.1:${port}`);
    await browser.get('/counter/');
    await terminal.until(/▸.*\/counter\//);
    terminal.press('2');
    await terminal.until(/\[2 Sessions\]/);
    terminal.press('q');
    await terminal.until(/screen is terminating/);
    browser.close();
  });
});

/** What each key of the walk through all views makes appear, at every size. */
const SHOWN: Readonly<Record<string, RegExp>> = {
  '1': /\[1 Req/,
  '2': /\[2 Ses/,
  '3': /\[3 U/,
  '4': /\[4 Con/,
  Enter: /━ x\d+ /,
  '?': /Help: the detail/,
};

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
