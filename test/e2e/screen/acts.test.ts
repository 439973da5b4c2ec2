/** What can be done with what is shown: every act, on the real program in a real terminal. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Browser } from '../../support/browser.js';
import { readRecording, requestLine } from '../../support/har-reading.js';
import { describeWith } from '../../support/programs.js';
import { ScreenProgram } from '../../support/screen-program.js';

describeWith('tmux', 'the acts', () => {
  let program: ScreenProgram;
  let ada: Browser;

  beforeEach(async () => {
    program = await ScreenProgram.open({
      files: { pager: '#!/bin/sh\ncat > paged\nprintf "in the pager"\nread answer < /dev/tty\n' },
      env: 'PAGER="sh ./pager"',
    });
    program.terminal.set('set-clipboard', 'on');
    ada = await program.visitor('ada');
    await ada.get('/counter/');
    await program.terminal.until(/▸.*\/counter\//);
  });
  afterEach(() => program.close());

  it('pauses and resumes, follows and stops following', async () => {
    const { terminal } = program;
    terminal.press('p');
    await terminal.until(/paused, 0 more/);
    await ada.get('/me/');
    await terminal.until(/paused, 1 more/);
    expect(terminal.screen()).toMatch(/▸.*\/counter\//);
    terminal.press('p');
    await terminal.until(/▸.*\/me\//);
    terminal.press('k');
    await terminal.until(/▸.*\/counter\/[^]*\/me\//);
    await ada.get('/cookie/');
    await terminal.until(/▸.*\/counter\/[^]*\/cookie\//);
    terminal.press('G');
    await terminal.until(/▸.*\/cookie\//);
    terminal.press('F');
    await terminal.until(/G follows/);
    await ada.get('/late/');
    await terminal.until(/▸.*\/cookie\/[^]*\/late\//);
  });

  it('marks, and filters and jumps by marks', async () => {
    const { terminal } = program;
    terminal.press('g', 'm');
    await terminal.until(/▸\*.*GET +\/login\//);
    terminal.press('G');
    await terminal.until(/▸ .*\/counter\//);
    terminal.press("'");
    await terminal.until(/▸\*.*GET +\/login\//);
    terminal.press('/');
    terminal.write('is:marked');
    await terminal.until(/^\/is:marked +1 match$/m);
    terminal.press('Enter', 'm');
    await terminal.until(/None of the requests fits/);
  });

  it('sorts by a column, turns the order, and goes back', async () => {
    const { terminal } = program;
    const paths = () =>
      [...terminal.screen().matchAll(/^[▸ ] +\d\d:.* (\/\w+\/)/gm)].map((m) => m[1]);
    terminal.press('s');
    await terminal.until(/━ Sort by[^]*5 +path/);
    terminal.press('5');
    await terminal.until(/by path ↑/);
    expect(paths()).toEqual(['/counter/', '/login/', '/login/']);
    terminal.press('s', '5');
    await terminal.until(/by path ↓/);
    expect(paths()).toEqual(['/login/', '/login/', '/counter/']);
    terminal.press('s', '0');
    await terminal.until(/following|G follows/);
    expect(paths()).toEqual(['/login/', '/login/', '/counter/']);
  });

  it('copies a value, a curl command, the cookies, the exchange', async () => {
    const { terminal } = program;
    terminal.press('y', 'c');
    await terminal.until(/copied: curl command/);
    const curl = terminal.clipboard();
    expect(curl).toMatch(/^curl http:\/\/127\.0\.0\.1:\d+\/counter\/ .*-H 'Cookie: .*sessionid=/);
    terminal.press('y');
    await terminal.until(/━ Copy/);
    terminal.press('k');
    await terminal.until(/copied: Cookie field/);
    expect(terminal.clipboard()).toContain(`sessionid=${ada.cookies.get('sessionid') ?? '?'}`);
    terminal.press('y', 'j');
    await terminal.until(/copied: exchange/);
    const entry = JSON.parse(terminal.clipboard()) as { _sessionspy: { user: { name: string } } };
    expect(entry._sessionspy.user.name).toBe('ada');
    terminal.press('y', 'y');
    await terminal.until(/copied: URL/);
    expect(terminal.clipboard()).toBe(`${program.url}/counter/`);
    terminal.press('k', 'y');
    await terminal.until(/▸.*POST[^]*━ Copy/);
    terminal.press('j');
    await terminal.until(/copied: exchange/);
    expect(terminal.clipboard()).toContain('username');
    expect(terminal.clipboard()).not.toContain('ada-password');
    terminal.press('j');
    await terminal.until(/▸.*\/counter\//);
    terminal.press('Enter');
    await terminal.until(/━ x3/);
    terminal.press('G');
    await terminal.until(/_auth_user_hash/);
    terminal.press('y', 'y');
    await terminal.until(/copied: value, 1 character\b/);
    expect(terminal.clipboard()).toBe('1'); // the counter, the last of the session's keys
  });

  it('masks everything at once, and copies nothing secret then', async () => {
    const { terminal } = program;
    terminal.press('Enter', ']');
    const id = ada.cookies.get('sessionid') ?? '?';
    await terminal.until((screen) => screen.includes(id));
    terminal.press('x');
    await terminal.until((screen) => screen.includes('masked') && !screen.includes(id));
    terminal.press('y', 'k');
    await terminal.until(/Secrets are masked: x shows them/);
    terminal.press('y', 'j');
    await terminal.until(/copied: exchange/);
    expect(terminal.clipboard()).not.toContain(id);
    terminal.press('v');
    await terminal.until(/Secrets are masked/);
    terminal.press('x');
    await terminal.until((screen) => screen.includes(id));
  });

  it('saves what is listed as a HAR, and replaces no file', async () => {
    const { terminal } = program;
    terminal.press('/');
    terminal.write('method:POST');
    terminal.press('Enter', 'e');
    await terminal.until(/save to: sessionspy-\d{4}-\d\d-\d\d/);
    terminal.press('C-u');
    terminal.write('posts.har');
    terminal.press('Enter');
    await terminal.until(/saved 1 exchanges? to posts\.har/);
    expect(readRecording(join(program.folder, 'posts.har')).map(requestLine)).toEqual([
      'POST /login/',
    ]);
    terminal.press(':');
    terminal.write('w posts.har');
    terminal.press('Enter');
    await terminal.until(/posts\.har is there already: give another name/);
  });

  it('reads the session again from its store', async () => {
    const { terminal } = program;
    terminal.press('r');
    await terminal.until(/s-\w{6}: live, ada/);
    await ada.submit('/logout/', {}, '/');
    await terminal.until(/logged out/);
    terminal.press('/');
    terminal.write('counter');
    terminal.press('Enter', 'r');
    await terminal.until(/s-\w{6}: missing, anonymous/);
    await terminal.until(/Read again just now/);
  });

  it('opens the content in the pager, and comes back', async () => {
    const { terminal } = program;
    terminal.press('v');
    await terminal.until(/in the pager/);
    expect(terminal.isAlternate()).toBe(false);
    await ada.get('/me/'); // traffic goes on meanwhile
    expect(await readFile(join(program.folder, 'paged'), 'utf8')).toMatch(
      /^response of GET \/counter\/, text\/html[^]*<title>Counter<\/title>/,
    );
    terminal.press('Enter');
    await terminal.until(/▸.*\/me\//);
    expect(terminal.isAlternate()).toBe(true);
  });

  it('clears after asking, and shows what comes then', async () => {
    const { terminal } = program;
    terminal.press('X');
    await terminal.until(/Forget every exchange so far\?/);
    terminal.press('n');
    await terminal.until(/\[1 Requests\].* · 3 ·/);
    terminal.press('X', 'y');
    await terminal.until(/Nothing since it was cleared/);
    await ada.get('/me/');
    await terminal.until(/▸.*ada.*\/me\//);
  });
});
