/** The program on a real terminal: `sessionspy demo` in tmux, in a folder of its own. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Browser } from './browser.js';
import { freePort } from './free-port.js';
import { Tmux } from './tmux.js';

const BIN = fileURLToPath(new URL('../../bin/sessionspy.js', import.meta.url));

export interface ScreenProgramOptions {
  readonly columns?: number;
  readonly rows?: number;
  /** What follows `sessionspy`, instead of the demo on a free port. */
  readonly args?: string;
  /** Settings of the environment, as a shell writes them: `NO_COLOR=1`. */
  readonly env?: string;
  /** Files in its folder, by name. */
  readonly files?: Readonly<Record<string, string>>;
  /** What the first screen shows. */
  readonly ready?: RegExp;
}

export class ScreenProgram {
  readonly terminal: Tmux;
  readonly folder: string;
  readonly url: string;
  readonly #browsers: Browser[] = [];

  private constructor(terminal: Tmux, folder: string, port: number) {
    this.terminal = terminal;
    this.folder = folder;
    this.url = `http://127.0.0.1:${port}`;
  }

  /** Starts it and waits for its first screen. */
  static async open(options: ScreenProgramOptions = {}): Promise<ScreenProgram> {
    const { columns = 120, rows = 40, env = '', ready = /Waiting for the first request/ } = options;
    const folder = await mkdtemp(join(tmpdir(), 'sessionspy-screen-'));
    for (const [name, text] of Object.entries(options.files ?? {})) {
      await writeFile(join(folder, name), text);
    }
    const port = await freePort();
    const terminal = new Tmux(columns, rows, folder);
    const program = new ScreenProgram(terminal, folder, port);
    const args = options.args ?? `demo --listen ${port}`;
    const line = `echo $$ > pid; exec env ${env} ${process.execPath} ${BIN} ${args}`;
    terminal.type(`sh -c '${line}'; echo ended with $?`);
    await terminal.until(ready);
    return program;
  }

  /** A visitor of the demo, as one of its users where a name is given. */
  async visitor(user?: string): Promise<Browser> {
    const browser = new Browser(this.url);
    this.#browsers.push(browser);
    if (user !== undefined) await this.logIn(browser, user);
    return browser;
  }

  async logIn(browser: Browser, user: string): Promise<void> {
    await browser.submit('/login/', { username: user, password: `${user}-password` });
  }

  async pid(): Promise<number> {
    return Number(await readFile(join(this.folder, 'pid'), 'utf8'));
  }

  /** Quits where it still runs, and leaves nothing behind. */
  async close(): Promise<void> {
    this.#browsers.forEach((browser) => {
      browser.close();
    });
    this.terminal.kill();
    await rm(this.folder, { recursive: true, force: true });
  }
}
