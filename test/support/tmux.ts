/** A real terminal for tests: tmux on a socket of its own, typed at and read back. */
import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

export class Tmux {
  #isKilled = false;
  readonly #socket = `sessionspy-test-${process.pid}-${Math.random().toString(36).slice(2)}`;

  /** A shell of the given size, without the user's configuration. */
  constructor(columns: number, rows: number, cwd: string) {
    const size = ['-x', String(columns), '-y', String(rows)];
    this.#run('-f', '/dev/null', 'new-session', '-d', ...size, '-c', cwd, 'env PS1="$ " sh');
  }

  /** Types a line and Enter. */
  type(line: string): void {
    this.#run('send-keys', '-l', line);
    this.press('Enter');
  }

  /** Types text into whatever reads it. */
  write(text: string): void {
    this.#run('send-keys', '-l', text);
  }

  /** Keys by tmux's names: `q`, `Down`, `C-c`. */
  press(...keys: string[]): void {
    this.#run('send-keys', ...keys);
  }

  resize(columns: number, rows: number): void {
    this.#run('resize-window', '-x', String(columns), '-y', String(rows));
  }

  /** What is on the screen, as lines of text. */
  screen(): string {
    return this.#run('capture-pane', '-p');
  }

  /** The same with its colours and attributes, as escape sequences. */
  screenWithStyle(): string {
    return this.#run('capture-pane', '-p', '-e');
  }

  /** Whether the program has asked for the mouse. */
  hasMouse(): boolean {
    return this.#run('display-message', '-p', '#{mouse_any_flag}').trim() === '1';
  }

  /** Whether the alternate screen is on: a program has the terminal. */
  isAlternate(): boolean {
    return this.#run('display-message', '-p', '#{alternate_on}').trim() === '1';
  }

  /** Whether the cursor can be seen. */
  hasCursor(): boolean {
    return this.#run('display-message', '-p', '#{cursor_flag}').trim() === '1';
  }

  /** The screen, once it matches; fails with the last one seen. */
  async until(wanted: RegExp | ((screen: string) => boolean), limitMs = 15_000): Promise<string> {
    const end = Date.now() + limitMs;
    for (;;) {
      const text = this.screen();
      if (wanted instanceof RegExp ? wanted.test(text) : wanted(text)) return text;
      if (Date.now() > end) throw new Error(`not on the screen: ${String(wanted)}\n${text}`);
      await delay(50);
    }
  }

  /** What programs have copied to the clipboard of this terminal. */
  clipboard(): string {
    return this.#run('show-buffer');
  }

  /** Everything that is written to the terminal from now on, byte for byte, into a file. */
  record(file: string): void {
    this.#run('pipe-pane', '-o', `cat > '${file}'`);
  }

  /** What a program has made the terminal's title. */
  title(): string {
    return this.#run('display-message', '-p', '#{pane_title}');
  }

  /** One of tmux's options, for every session here. */
  set(option: string, value: string): void {
    this.#run('set-option', '-s', option, value);
  }

  /** Ends the terminal and what runs in it. Calls after the first do nothing. */
  kill(): void {
    if (this.#isKilled) return;
    this.#isKilled = true;
    this.#run('kill-server');
  }

  #run(...args: string[]): string {
    return execFileSync('tmux', ['-L', this.#socket, ...args], { encoding: 'utf8' });
  }
}
