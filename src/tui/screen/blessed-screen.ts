/**
 * The only import of blessed, which is used as a terminal driver: alternate screen, a buffer of cells
 * that is drawn by difference, keys, resizes, and the way back. Its boxes, lists and tags are not
 * used: what stands in each cell is decided by view/ (see cells.ts). The mouse stays off unless it is
 * asked for, so that text can be selected, and the title is never set.
 */
import type { Duplex } from 'node:stream';
import blessed, { type Widgets } from 'blessed';
import type { TuiMessage } from '../message.js';
import type { Size } from '../model.js';
import type { StyledLine } from '../styled.js';
import { writeCells, type CellLine } from './cells.js';
import { copySequence } from './clipboard.js';
import { JobControl } from './job-control.js';
import { KeyReader } from './key-name.js';
import { runPager } from './pager.js';

export interface Terminal {
  readonly size: Size;
  /** Shows the lines; only cells that differ are written. */
  paint(lines: readonly StyledLine[]): void;
  /** Forgets what the terminal shows, so that the next paint writes every cell. */
  invalidate(): void;
  /** Gives the terminal to the shell and stops the process; `onReturn` is called once it runs again. */
  suspend(): void;
  /** Puts a text into the clipboard of the user's terminal; false when it is too long for that. */
  copy(text: string): boolean;
  /** Shows a text in the user's pager; resolves when the screen is back. */
  page(text: string): Promise<void>;
  /** Gives the terminal back as it was. Synchronous; calls after the first do nothing. */
  restore(): void;
}

export interface TerminalOptions {
  readonly input: Duplex;
  readonly output: Duplex;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly mouse: boolean;
  /** Told of keys, the mouse and sizes; a size also when the terminal was someone else's meanwhile. */
  readonly send: (message: TuiMessage) => void;
}

/** blessed's mouse event: cells from 0. */
interface MouseEvent {
  readonly action: string;
  readonly x: number;
  readonly y: number;
}

/** What blessed's Screen has and its types leave out. */
interface CellScreen {
  lines: CellLine[];
  realloc(): void;
  readonly tput: { unicode: boolean; brokenACS: boolean };
}

/** Takes the terminal over. */
export function openTerminal(options: TerminalOptions): Terminal {
  const { input, output, env, send } = options;
  const screen = quietly(() =>
    blessed.screen({
      input,
      output,
      terminal: terminalName(env['TERM']),
      fullUnicode: true,
      autoPadding: false,
    }),
  );
  if (!hasCells(screen)) throw new TypeError('this release of blessed has no buffer of cells');
  // UTF-8 terminals draw lines as characters; blessed would switch character sets for them.
  screen.tput.brokenACS = screen.tput.unicode;
  const colour = (env['NO_COLOR'] ?? '') === '';
  const sizeNow = (): Size => ({ columns: screen.cols, rows: screen.rows });
  const { program } = screen;
  const sendSize = (): void => {
    send({ kind: 'resized', size: sizeNow() });
  };
  const jobs = new JobControl(jobTerminal(program, options.mouse), input, () => {
    screen.realloc();
    sendSize();
  });
  const keys = new KeyReader((key) => {
    // Keys come in bunches: those behind one that gives the terminal away are not for us.
    if (!jobs.isSuspended) send({ kind: 'key', key });
  });
  program.on('keypress', keys.take);
  screen.on('resize', sendSize);
  if (options.mouse) {
    program.bindMouse();
    enableMouse(program);
    program.on('mouse', ({ action, x, y }: MouseEvent) => {
      const at = { column: x, row: y };
      if (action === 'mousedown') send({ kind: 'click', ...at });
      else if (action === 'wheelup') send({ kind: 'wheel', by: -1, ...at });
      else if (action === 'wheeldown') send({ kind: 'wheel', by: 1, ...at });
    });
  }
  let isOpen = true;
  return {
    get size() {
      return sizeNow();
    },
    paint: (lines) => {
      if (!isOpen || jobs.isSuspended) return;
      for (const [index, row] of screen.lines.entries())
        writeCells(row, lines[index] ?? [], colour);
      screen.render();
      // blessed would write at the end of the next turn of the loop, behind more traffic.
      screen.program.flush();
    },
    invalidate: () => {
      if (isOpen) screen.realloc();
    },
    suspend: () => {
      if (isOpen) jobs.suspend();
    },
    copy: (text) => {
      const sequence = copySequence(text, env);
      if (sequence === undefined) return false;
      if (isOpen && !jobs.isSuspended) output.write(sequence);
      return true;
    },
    page: async (text) => {
      if (!isOpen || jobs.isSuspended) return;
      const takeBack = jobs.lend();
      try {
        await runPager(text, env);
      } finally {
        takeBack();
      }
    },
    restore: () => {
      if (!isOpen) return;
      isOpen = false;
      jobs.close();
      program.disableMouse(); // blessed does so only for a mouse that its own boxes listen to
      screen.destroy();
    },
  };
}

/** What changes hands with the terminal; the mouse with it. */
const jobTerminal = (program: Widgets.Screen['program'], mouse: boolean) => ({
  normalBuffer: () => program.normalBuffer(),
  alternateBuffer: () => {
    program.alternateBuffer();
    if (mouse) enableMouse(program);
  },
  showCursor: () => program.showCursor(),
  hideCursor: () => program.hideCursor(),
  disableMouse: () => {
    program.disableMouse();
  },
  flush: () => {
    program.flush();
  },
});

/** Presses and the wheel, in the coding that knows wide terminals. */
const enableMouse = (program: Widgets.Screen['program']): void => {
  program.setMouse({ vt200Mouse: true, sgrMouse: true }, true);
};

const hasCells = (screen: Widgets.Screen): screen is Widgets.Screen & CellScreen =>
  'lines' in screen && Array.isArray(screen.lines) && 'realloc' in screen;

/**
 * The terminal descriptions that blessed cannot compile (screen-256color, alacritty, iTerm's) belong to
 * terminals that understand xterm-256color; so do all others but the consoles named here.
 */
export const terminalName = (term: string | undefined): string =>
  term !== undefined && /^(?:linux|vt\d|rxvt)/.test(term) ? term : 'xterm-256color';

/** blessed prints a dump of any capability that it cannot compile; nobody can act on it. */
function quietly<Result>(work: () => Result): Result {
  const print = console.error;
  console.error = () => undefined;
  try {
    return work();
  } finally {
    console.error = print;
  }
}
