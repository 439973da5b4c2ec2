/** Every view of the screen during real traffic: two users, logins seen live, narrowing and the detail. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeWith } from '../../support/programs.js';
import { ScreenProgram } from '../../support/screen-program.js';

describeWith('tmux', 'the views', () => {
  let program: ScreenProgram;

  beforeEach(async () => {
    program = await ScreenProgram.open();
  });
  afterEach(() => program.close());

  it('show a login and a logout as they happen, and who is connected now', async () => {
    const { terminal } = program;
    const ada = await program.visitor();
    await ada.get('/counter/');
    await terminal.until(/now: anonymous c1/);
    await program.logIn(ada, 'ada');
    await terminal.until(/▸ .* ada +s-\w{6} +POST +\/login\/ +302 +logged in, id rotated/);
    await terminal.until(/now: ada c1/);
    const grace = await program.visitor('grace');
    await terminal.until(/now: ada c1 · grace c2/);
    await grace.submit('/logout/', {}, '/');
    await terminal.until(/grace +s-\w{6} +POST +\/logout\/ +302 +logged out, destroyed/);
    await terminal.until(/now: ada c1 · anonymous c2/);
    await grace.submit('/login/', { username: 'grace', password: 'wrong' });
    await terminal.until(/anonymous +– +POST +\/login\/ +200 +password sent, still/);
  });

  it('list sessions, users and connections with their counts', async () => {
    const { terminal } = program;
    const ada = await program.visitor('ada');
    await ada.get('/counter/');
    await program.visitor('grace');
    await terminal.until(/grace.*logged in/);
    terminal.press('2');
    await terminal.until(/\[2 Sessions\]/);
    await terminal.until(/s-\w{6} +ada +live +django +\d\d:\d\d:\d\d +\d\d-\d\d \d\d:\d\d +2/);
    terminal.press('3');
    await terminal.until(/ada +2 +1 +1 +GET \/counter\//);
    await terminal.until(/anonymous +2 +0 +2 +GET \/login\//);
    terminal.press('4');
    await terminal.until(/c1 +ada +s-\w{6} +3 /);
    terminal.press('Tab');
    await terminal.until(/\[1 Requests\]/);
    terminal.press('BTab');
    await terminal.until(/\[4 Connections\]/);
  });

  it('narrow one another to a user, a session, a connection, and widen again', async () => {
    const { terminal } = program;
    const ada = await program.visitor('ada');
    await ada.get('/counter/');
    await program.visitor('grace');
    await terminal.until(/grace.*logged in/);
    terminal.press('3');
    await terminal.until(/\[3 Users\]/);
    terminal.press('g', 'j'); // anonymous came first
    await terminal.until(/▸ +ada/);
    terminal.press('Enter');
    await terminal.until(/\[1 Requests\].* · ada · 2 ·/);
    expect(terminal.screen()).not.toMatch(/▸?.*grace +s-/);
    terminal.press('4');
    await terminal.until(/\[4 Connections\] · ada · 1 /);
    terminal.press('2');
    await terminal.until(/\[2 Sessions\].* · ada · 1 /);
    terminal.press('Escape');
    await terminal.until(/\[2 Sessions\].* · 2 /);
    terminal.press('1');
    await terminal.until(/\[1 Requests\].* · 5 ·/);
    terminal.press('G', 'u');
    await terminal.until(/ · grace · 1 ·/);
    terminal.press('u', 'C');
    await terminal.until(/ · c2 · 2 ·/);
    terminal.press('S');
    await terminal.until(/ · c2 · s-\w{6} · 1 ·/);
    terminal.press('W');
    await terminal.until(/\[1 Requests\] 2 Sessions  3 Users  4 Connections  · 5 ·/);
  });

  it('open an exchange with all its tabs, go through the rows, and come back', async () => {
    const { terminal } = program;
    await program.visitor('ada');
    await terminal.until(/▸.*logged in/);
    terminal.press('Enter');
    await terminal.until(/━ x2 · POST \/login\//);
    await terminal.until(/_auth_user_id/);
    terminal.press(']');
    await terminal.until(/\[Cookies\]/);
    await terminal.until(/sessionid/);
    terminal.press(']');
    const request = await terminal.until(/\[Request\][^]*Origin/);
    expect(request).not.toContain('ada-password');
    terminal.press(']');
    await terminal.until(/\[Response\][^]*Location/);
    terminal.press(']');
    await terminal.until(/\[Timing\][^]*wait/);
    terminal.press(']');
    await terminal.until(/\[User\][^]*ada/);
    terminal.press('K');
    await terminal.until(/━ x1 · GET \/login\//);
    terminal.press('z');
    await terminal.until((screen) => !screen.includes('[1 Requests]'));
    terminal.press('Escape');
    await terminal.until(/─ \[1 Requests\]/);
    terminal.press('Escape');
    await terminal.until(/━ \[1 Requests\]/);
  });

  it('tell the timeline of a session', async () => {
    const { terminal } = program;
    const ada = await program.visitor();
    await ada.get('/counter/');
    await program.logIn(ada, 'ada');
    await ada.get('/counter/');
    await ada.submit('/logout/', {}, '/');
    await terminal.until(/▸.*logged out/);
    terminal.press('t');
    const shown = await terminal.until(/━ Timeline of s-\w{6}/);
    expect(shown).toMatch(/\[2 Sessions\]/);
    await terminal.until(/POST \/login\/[^]*POST \/logout\//);
  });
});
