/** What an attacker may send, shown in every place there is: the terminal gets none of it raw. */
import { readFile } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import { connect } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeWith } from '../../support/programs.js';
import { freePort } from '../../support/free-port.js';
import { ScreenProgram } from '../../support/screen-program.js';

/** Escape sequences, a title, a bell, blessed's tags, bidi overrides, a zero-width joiner, C1, NUL. */
const HOSTILE = '\x1b[31mred\x1b]0;owned\x07{bold}tag{/bold}\u202eevil\u200d\u009b2J\x00end';

describeWith('tmux', 'hostile content', () => {
  let app: Server;
  let program: ScreenProgram;
  let port: number;

  beforeEach(async () => {
    app = createServer((incoming, response) => {
      incoming.resume();
      const body = incoming.url?.startsWith('/json')
        ? JSON.stringify({ [HOSTILE]: [HOSTILE], __proto__: HOSTILE })
        : `<p>${HOSTILE}</p>`;
      const type = incoming.url?.startsWith('/json') ? 'application/json' : 'text/html';
      response.writeHead(200, [
        ...['Content-Type', type],
        ...['X-Hostile', Buffer.from('\u202e\u009b31m{red-fg}').toString('latin1')],
        ...['Set-Cookie', 'evil="{bold}\u00e9"; Path=/{blink}'],
      ]);
      response.end(body);
    }).listen(0, '127.0.0.1');
    await once(app, 'listening');
    const address = app.address();
    const target = typeof address === 'object' ? (address?.port ?? 0) : 0;
    port = await freePort();
    program = await ScreenProgram.open({
      args: `--target 127.0.0.1:${target} --listen ${port} --no-discover`,
    });
    program.terminal.record(join(program.folder, 'raw'));
  });
  afterEach(async () => {
    await program.close();
    app.closeAllConnections();
    app.close();
  });

  it('is shown by its numbers everywhere, and nothing moves', async () => {
    const { terminal } = program;
    await send('/{bold}%1b[31m/?q=%00', Buffer.from(`name=${HOSTILE}&password=hidden-word`));
    await send('/json', Buffer.from(HOSTILE), { 'Content-Type': 'text/plain' });
    await send('/long', Buffer.alloc(0), { 'X-Long': 'x'.repeat(12_000) });
    await sendRaw(`GET /\x1b[31m HTTP/1.1\r\nHost: a\r\n\r\n`);
    await terminal.until(/\/long/);
    for (const view of ['2', '3', '4', '1']) {
      terminal.press(view);
      await terminal.until(new RegExp(`\\[${view} `));
    }
    terminal.press('g', 'Enter');
    for (let row = 0; row < 4; row += 1) {
      for (const tab of ['Cookies', 'Request', 'Response', 'Timing', 'User', 'Session']) {
        terminal.press(']');
        await terminal.until(new RegExp(`\\[${tab}\\]`));
        terminal.press('G');
      }
      terminal.press('J');
    }
    terminal.press('Escape');
    await terminal.until(/━ \[1 Requests\]/);
    terminal.press('/');
    terminal.write('{bold}');
    await terminal.until(/^\/\{bold\} +\d/m);
    terminal.press('Escape');
    const screen = terminal.screen();
    expect(screen.split('\n').filter((line) => line.length > 120)).toEqual([]);
    expect(screen).toMatch(/^ sessionspy {2}http/);
    const raw = (await readFile(join(program.folder, 'raw'), 'utf8'))
      .replaceAll(/\x1b\[[\d;?]*[A-Za-z]/g, '')
      .replaceAll(/\x1b[78=>]|\x1b\([B0]/g, '');
    expect(raw).not.toMatch(/[\u0000-\u0009\u000b-\u000c\u000e-\u001f\u007f-\u009f]/);
    expect(raw).not.toMatch(/[\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/);
    expect(raw).not.toContain('owned\u0007');
    expect(raw).not.toContain('hidden-word');
    expect(terminal.title()).not.toContain('owned');
    terminal.press('q');
    await terminal.until(/ended with 0/);
  });

  async function send(path: string, body: Buffer, headers: Record<string, string> = {}) {
    const sent = request({ port, path, method: 'POST', headers: { ...FORM, ...headers } });
    sent.end(body);
    const [response] = (await once(sent, 'response')) as [NodeJS.ReadableStream];
    response.resume();
    await once(response, 'end');
  }

  async function sendRaw(text: string): Promise<void> {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined).resume();
    socket.write(text);
    await once(socket, 'close');
  }
});

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };
