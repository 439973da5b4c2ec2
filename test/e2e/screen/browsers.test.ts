/** Two users in two browsers, one of them a real Chromium, seen live on one screen. */
import { chromium } from 'playwright-core';
import { afterEach, beforeEach, it } from 'vitest';
import { describeWith, programPath } from '../../support/programs.js';
import { ScreenProgram } from '../../support/screen-program.js';

describeWith('tmux', 'two browsers', () => {
  describeWith('chromium', 'one of them Chromium', () => {
    let program: ScreenProgram;

    beforeEach(async () => {
      program = await ScreenProgram.open({ columns: 160, rows: 40 });
    });
    afterEach(() => program.close());

    it('are told apart, by name, login and logout', async () => {
      const { terminal } = program;
      const executablePath = programPath('chromium') ?? '';
      const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
      try {
        const page = await browser.newPage();
        await page.goto(`${program.url}/login/`);
        await page.fill('[name=username]', 'ada');
        await page.fill('[name=password]', 'ada-password');
        await Promise.all([page.waitForURL(/\/$|\/me\/|\/counter\//), page.click('form button')]);
        await terminal.until(/ada +s-\w{6} +POST +\/login\/ +302 +logged in/);
        const grace = await program.visitor('grace');
        await grace.get('/counter/');
        await terminal.until(/grace +s-\w{6} +GET +\/counter\//);
        terminal.press('3');
        await terminal.until(/ada +\d+ +1 /);
        await terminal.until(/grace +2 +1 +1 +GET \/counter\//);
        terminal.press('1');
        await terminal.until(/\[1 Requests\]/);
        await page.goto(`${program.url}/me/`);
        await terminal.until(/▸.*ada +s-\w{6} +GET +\/(?:me|favicon)/);
        await grace.submit('/logout/', {}, '/');
        await terminal.until(/grace +s-\w{6} +POST +\/logout\/ +302 +logged out/);
        await terminal.until(/now: ada .*anonymous c/);
      } finally {
        await browser.close();
      }
    });
  });
});
