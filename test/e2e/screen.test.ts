/** The screen in a real terminal, during a real login. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { freePort } from '../support/free-port.js';
import { readRecording, requestLine } from '../support/har-reading.js';
import { describeWith } from '../support/programs.js';
import { Tmux } from '../support/tmux.js';

const BIN = fileURLToPath(new URL('../../bin/sessionspy.js', import.meta.url));

describeWith('tmux', 'the screen in a terminal', () => {
  let folder: string;
  let terminal: Tmux;
  let port: number;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sessionspy-screen-'));
    port = await freePort();
  });

  afterEach(async () => {
    terminal.kill();
    await rm(folder, { recursive: true, force: true });
  });

  async function openDemo(columns: number, rows: number): Promise<Browser> {
    terminal = new Tmux(columns, rows, folder);
    const program = `echo $$ > pid; exec ${process.execPath} ${BIN} demo --listen ${port}`;
    terminal.type(`sh -c '${program}'; echo ended with $?`);
    await terminal.until(/Waiting for the first request/);
    return new Browser(`http://127.0.0.1:${port}`);
  }

  it.each([
    { columns: 80, rows: 24 },
    { columns: 160, rows: 50 },
  ])('shows the name right after the login at $columns x $rows', async ({ columns, rows }) => {
    const browser = await openDemo(columns, rows);
    await browser.get('/counter/');
    await terminal.until(/anonymous/);
    expect(terminal.screen()).not.toMatch(/\bgrace\b(?! \()/);
    await browser.submit('/login/', { username: 'grace', password: 'grace-password' });
    const shown = await terminal.until(/^.*c1\s+grace\b.*$/m);
    expect(shown).toMatch(/POST\s+\/login\//);
    expect(shown).toMatch(/logged in/);
    await browser.submit('/logout/', {}, '/');
    await terminal.until(/logged out/);
    browser.close();
    for (const line of terminal.screen().split('\n')) {
      expect(line.length).toBeLessThanOrEqual(columns);
    }
    terminal.press('q');
    await terminal.until(/ended with 0/);
    expect(terminal.isAlternate()).toBe(false);
    expect(terminal.hasCursor()).toBe(true);
  });

  it('opens an exchange, its tabs and the help with keys, and follows a resize', async () => {
    const browser = await openDemo(80, 24);
    await browser.submit('/login/', { username: 'ada', password: 'ada-password' });
    browser.close();
    await terminal.until(/logged in/);
    terminal.press('Enter');
    await terminal.until(/_auth_user_id/);
    terminal.press('2');
    await terminal.until(/sessionid/);
    terminal.press('3');
    const request = await terminal.until(/Origin/);
    expect(request).not.toContain('ada-password');
    terminal.resize(120, 40);
    await terminal.until(/Connections/);
    terminal.press('?');
    await terminal.until(/Ctrl-z\s+suspend/);
    terminal.press('Escape');
    await terminal.until(/Connections/);
    terminal.press('C-c');
    await terminal.until(/ended with 0/);
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'gives the terminal back on %s',
    async (signal) => {
      await openDemo(80, 24).then((browser) => {
        browser.close();
      });
      process.kill(Number(await readFile(join(folder, 'pid'), 'utf8')), signal);
      await terminal.until(/ended with \d+/);
      expect(terminal.isAlternate()).toBe(false);
      expect(terminal.hasCursor()).toBe(true);
      terminal.type('echo typed');
      await terminal.until(/^typed$/m);
    },
  );

  it('ends, with its recording finished, when the terminal goes away', async () => {
    terminal = new Tmux(80, 24, folder);
    const command = `exec ${process.execPath} ${BIN} demo --listen ${port} --har out.har`;
    terminal.type(`sh -c 'echo $$ > pid; ${command}'`);
    await terminal.until(/Waiting for the first request/);
    const browser = new Browser(`http://127.0.0.1:${port}`);
    await browser.get('/counter/');
    browser.close();
    const pid = Number(await readFile(join(folder, 'pid'), 'utf8'));
    terminal.kill();
    await expect.poll(() => isRunning(pid), { timeout: 10_000 }).toBe(false);
    expect(readRecording(join(folder, 'out.har')).map(requestLine)).toEqual(['GET /counter/']);
    terminal = new Tmux(80, 24, folder);
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
