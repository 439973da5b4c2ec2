/** Sessions of very many keys and of every script, made by real Django, on the real screen. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { displayWidth } from '../../../src/tui/display-width.js';
import { describeWith } from '../../support/programs.js';
import { describeWithDjango } from '../../support/python-django.js';
import { freePort } from '../../support/free-port.js';
import { ScreenProgram } from '../../support/screen-program.js';

/** Writes sessions as Django's file engine keeps them, each under a key of one letter 32 times. */
const WRITE = `
import sys
from django.conf import settings
settings.configure(SECRET_KEY='a-key')
from django.core import signing
def write(letter, data):
    with open(f'{sys.argv[1]}/sessionid' + letter * 32, 'w') as file:
        file.write(signing.dumps(data, salt='django.contrib.sessions.SessionStore', compress=True))
write('a', {f'\\x1b{n}': 1 for n in range(100_000)})
write('b', {f'\\x1b{n}': 1 for n in range(10_000)})
write('c', {
    '日本語': '山田太郎', 'emoji': '👩‍👩‍👧‍👦 🇩🇪 ❤️', 'עברית': 'שלום עולם', 'عربى': 'مرحبا',
    'marks': 'e\\u0301\\u0302\\u0303 ก็', 'fullwidth': 'ＡＢＣ', 'hangul': '한국어', 'tab': 'a\\tb',
})
`;

describeWith('tmux', 'a session', () => {
  describeWithDjango('that Django wrote', (python) => {
    let app: Server;
    let program: ScreenProgram;
    let folder: string;
    let url: string;

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'sessionspy-huge-'));
      execFileSync(python, ['-c', WRITE, folder]);
      app = createServer((_incoming, response) => response.end('ok')).listen(0, '127.0.0.1');
      await once(app, 'listening');
      const address = app.address();
      const target = typeof address === 'object' ? (address?.port ?? 0) : 0;
      const port = await freePort();
      url = `http://127.0.0.1:${port}/`;
      const engine = '--setting SESSION_ENGINE=django.contrib.sessions.backends.file';
      program = await ScreenProgram.open({
        columns: 160,
        rows: 40,
        args: `--target 127.0.0.1:${target} --listen ${port} --no-discover --framework django --secret a-key --store file:${folder} ${engine}`,
      });
      program.terminal.record(join(program.folder, 'raw'));
    });
    afterEach(async () => {
      await program.close();
      app.closeAllConnections();
      app.close();
      await rm(folder, { recursive: true, force: true });
    });

    const visit = (letter: string) =>
      fetch(url + letter, { headers: { Cookie: `sessionid=${letter.repeat(32)}` } });

    it('of 100,000 keys is said to be too large, one of 10,000 is folded', async () => {
      const { terminal } = program;
      await visit('a');
      await terminal.until(/unknown .*GET +\/a +200 +payload too large/);
      await visit('b');
      await terminal.until(/▸.*anonymous.*GET +\/b/);
      terminal.press('Enter');
      await terminal.until(/\\x1b0 +1/);
      terminal.press('G');
      await terminal.until(/… 9,800 more/);
      terminal.press('Enter');
      await terminal.until(/… 9,\d00 more|\\x1b2\d\d/);
      const raw = await readFile(join(program.folder, 'raw'), 'utf8');
      expect(raw).not.toMatch(/\x1b[0-69]/);
      terminal.press('q');
      await terminal.until(/━ \[1 Requests\]/);
    });

    it('of every script leaves the columns where they are', async () => {
      const { terminal } = program;
      await visit('c');
      await terminal.until(/▸.*\/c /);
      await terminal.until(/日本語 +"山田太郎"/);
      const lines = terminal.screen().split('\n').slice(3, -2);
      const columns = lines.map((line) => displayWidth(line.slice(0, line.indexOf('│'))));
      expect(new Set(columns).size).toBe(1);
      expect(terminal.screen()).toMatch(/hangul +"한국어"/);
      expect(terminal.screen()).toMatch(/\\u\{1f469\}|\\u200d/); // what has no agreed width, by number
    });
  });
});
