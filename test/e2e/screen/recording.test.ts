/** `sessionspy show`: a recording in the screen of live traffic. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { runSpy } from '../../support/sessionspy-process.js';
import { describeWith } from '../../support/programs.js';
import { ScreenProgram } from '../../support/screen-program.js';

const FOREIGN = fileURLToPath(new URL('../../../fixtures/har/chrome.har', import.meta.url));

describeWith('tmux', 'a recording on the screen', () => {
  let folder: string;
  let recorded: string;
  let program: ScreenProgram;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sessionspy-recording-'));
    recorded = join(folder, 'demo.har');
    await runSpy(['demo', '--headless', '--har', recorded], { cwd: folder });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  afterEach(() => program.close());

  it('of ours has the users, the sessions and what happened to them', async () => {
    program = await ScreenProgram.open({ args: `show ${recorded}`, ready: /▸/ });
    const { terminal } = program;
    const shown = await terminal.until(/28 requests/);
    expect(shown).toMatch(/recorded by sessionspy .*, of http:\/\/127\.0\.0\.1/);
    expect(shown).toMatch(/ada +s-\w{6} +POST +\/logout\/ +302 +logged out/);
    terminal.press('3');
    await terminal.until(/ada +10 +\d +1 /);
    terminal.press('2');
    await terminal.until(/\[2 Sessions\]/);
    terminal.press('/');
    terminal.write('event:login user:grace');
    await terminal.until(/1 match$/m);
    terminal.press('Enter', '1');
    await terminal.until(/▸.*grace.*logged in/);
    terminal.press('Enter');
    await terminal.until(/_auth_user_id/);
    terminal.press('r');
    await terminal.until(/A recording has no store to ask/);
    terminal.press('q');
    await terminal.until(/━ \[1 Requests\]/);
    terminal.press('q');
    await terminal.until(/ended with 0/);
  });

  it('of another tool is shown as far as it tells', async () => {
    program = await ScreenProgram.open({ args: `show ${FOREIGN}`, ready: /▸/ });
    await program.terminal.until(/recorded by WebInspector/);
    program.terminal.press('Enter', ']');
    await program.terminal.until(/\[Cookies\]/);
  });
});
