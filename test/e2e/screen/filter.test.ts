/** The filter, the palette and the help, typed at the real program. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeWith } from '../../support/programs.js';
import { ScreenProgram } from '../../support/screen-program.js';

describeWith('tmux', 'typing', () => {
  let program: ScreenProgram;

  beforeEach(async () => {
    program = await ScreenProgram.open();
    const ada = await program.visitor('ada');
    await ada.get('/counter/');
    const grace = await program.visitor('grace');
    await grace.get('/missing/');
    await program.terminal.until(/▸.*\/missing\//);
  });
  afterEach(() => program.close());

  it('filters as it is typed, counts, and says in place what is wrong', async () => {
    const { terminal } = program;
    terminal.press('/');
    terminal.write('user:ad');
    await terminal.until(/^\/user:ad +0 matches/m);
    terminal.write('a');
    await terminal.until(/^\/user:ada +2 matches/m);
    await terminal.until(/\[1 Requests\].* · \/user:ada · 2 of 6 ·/);
    terminal.write(' status:>');
    await terminal.until(/\^ A number is expected here[^]*^\/user:ada status:>/m);
    terminal.write('=300');
    await terminal.until(/^\/user:ada status:>=300 +1 match$/m);
    terminal.press('Enter');
    await terminal.until(/▸.*ada.*POST +\/login\//);
    expect(terminal.screen()).not.toMatch(/grace +s-/);
    terminal.press('2');
    await terminal.until(/\[2 Sessions\].* · 1 /);
    terminal.press('1');
    await terminal.until(/\[1 Requests\]/);
    terminal.press('Escape');
    await terminal.until(/\[1 Requests\].* · 6 ·/);
    terminal.press('/');
    await terminal.until(/^\/ +6 matches/m);
    terminal.press('Up');
    await terminal.until(/^\/user:ada status:>=300 +1 match$/m);
    terminal.press('Escape');
    await terminal.until(/\[1 Requests\].* · 6 ·/);
  });

  it('finds by what happened, completes words, and goes from match to match', async () => {
    const { terminal } = program;
    terminal.press('/');
    terminal.write('eve');
    terminal.press('Tab');
    await terminal.until(/^\/event: /m);
    terminal.write('login');
    await terminal.until(/^\/event:login +2 matches/m);
    terminal.press('Enter', 'f');
    await terminal.until(/matches marked •/);
    terminal.press('g', 'n');
    await terminal.until(/▸.*ada.*logged in/);
    terminal.press('n');
    await terminal.until(/▸.*grace.*logged in/);
    terminal.press('N');
    await terminal.until(/▸.*ada.*logged in/);
    terminal.press('n', 'n');
    await terminal.until(/No later match/);
  });

  it('runs commands by name, and vim’s', async () => {
    const { terminal } = program;
    terminal.press(':');
    await terminal.until(/━ Commands[^]*filter +\/ /);
    terminal.write('mask');
    await terminal.until(/━ Commands ━+\s+mask +x +hide or show/);
    terminal.press('Enter');
    await terminal.until(/masked/);
    terminal.press(':');
    terminal.write('filter status:404');
    terminal.press('Enter');
    await terminal.until(/· \/status:404 · 1 of 6/);
    terminal.press(':');
    terminal.write('no such thing');
    terminal.press('Enter');
    await terminal.until(/There is no command/);
    terminal.press(':');
    terminal.write('q');
    terminal.press('Enter');
    await terminal.until(/ended with 0/);
  });

  it('shows in the help exactly the keys of the place', async () => {
    const { terminal } = program;
    terminal.press('?');
    const list = await terminal.until(/Help: the requests/);
    expect(list).toMatch(/Enter +open the exchange/);
    expect(list).not.toMatch(/next tab\n/);
    terminal.press('Escape');
    await terminal.until(/\[1 Requests\]/);
    terminal.press('Enter');
    await terminal.until(/━ x6/);
    terminal.press('?');
    const detail = await terminal.until(/Help: the detail of an exchange/);
    expect(detail).toMatch(/\] l → +next tab/);
    expect(detail).not.toMatch(/open the exchange/);
    terminal.press('Escape');
    await terminal.until(/━ x6/);
    terminal.press('/');
    await terminal.until(/^\/ /m);
    terminal.press('F1');
    await terminal.until(/Help: typing[^]*user: +the user’s name/);
  });
});
