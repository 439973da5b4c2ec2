/**
 * The only import of blessed, which is used as a terminal driver: alternate screen, a buffer of cells
 * that is drawn by difference, keys, resizes, and the way back. Its boxes, lists and tags are not
 * used: what stands in each cell is decided by view/ (see cells.ts). The mouse stays off, so that text
 * can be selected, and the title is never set.
 */
import type { Duplex } from 'node:stream';
import blessed, { type Widgets } from 'blessed';
import type { Size } from '../model.js';
import type { StyledLine } from '../styled.js';
import { writeCells, type CellLine } from './cells.js';
import { JobControl } from './job-control.js';
import { keyName, type PressedKey } from './key-name.js';

export interface Terminal {
  readonly size: Size;
  /** Shows the lines; only cells that differ are written. */
  paint(lines: readonly StyledLine[]): void;
  /** Forgets what the terminal shows, so that the next paint writes every cell. */
  invalidate(): void;
  /** Gives the terminal to the shell and stops the process; `onReturn` is called once it runs again. */
  suspend(): void;
  /** Gives the terminal back as it was. Synchronous; calls after the first do nothing. */
  restore(): void;
}

export interface TerminalOptions {
  readonly input: Duplex;
  readonly output: Duplex;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onKey: (key: string) => void;
  readonly onResize: (size: Size) => void;
  /** The terminal was someone else's meanwhile and must be painted again. */
  readonly onReturn: () => void;
}

/** What blessed's Screen has and its types leave out. */
interface CellScreen {
  lines: CellLine[];
  realloc(): void;
  readonly tput: { unicode: boolean; brokenACS: boolean };
}

/** Takes the terminal over. */
export function openTerminal(options: TerminalOptions): Terminal {
  const { input, output, env } = options;
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
  const jobs = new JobControl(screen.program, input, () => {
    screen.realloc();
    options.onReturn();
  });
  screen.program.on('keypress', (character: string | undefined, key: PressedKey) => {
    const name = keyName(character, key);
    if (name !== undefined) options.onKey(name);
  });
  screen.on('resize', () => {
    options.onResize(sizeNow());
  });
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
    },
    invalidate: () => {
      if (isOpen) screen.realloc();
    },
    suspend: () => {
      if (isOpen) jobs.suspend();
    },
    restore: () => {
      if (!isOpen) return;
      isOpen = false;
      jobs.close();
      screen.destroy();
    },
  };
}

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
