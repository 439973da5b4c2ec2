/**
 * What is typed, and how its effect is told from what traffic paints anyway: a key has taken effect
 * when the screen shows something for it that it did not show before. Nothing else changes what is
 * looked at here: not new rows, not counts, not times.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Pty, Seen } from './pty.js';
import type { TerminalGrid } from './terminal-grid.js';

/** What the screen shows of the thing that a key changes. */
type Shows = (grid: TerminalGrid) => readonly string[];

export interface Press {
  /** Keys of one kind are one row of the table. */
  readonly kind: 'move' | 'open' | 'close' | 'tab' | 'help' | 'prompt';
  readonly keys: string;
  readonly shows: Shows;
}

/** One program's keymap, as far as it is typed here. */
export interface Keymap {
  /** Brings the program to where a round begins. */
  readonly prepare: (pty: Pty) => Promise<void>;
  /** Typed again and again; leaves the program as it was but for the cursor. */
  readonly round: readonly Press[];
  /** A line that is typed into; left out where the program has none. */
  readonly prompt?: { readonly open: string; readonly cancel: string; readonly shows: Shows };
}

/** No word of either program, so that each letter is seen when it is there. */
const LETTERS = 'zqxzqx';
const LIMIT_MS = 3000;

const ORDER = /\/orders\/\d+/;
const matches = (lines: readonly string[], pattern: RegExp): readonly string[] =>
  lines.flatMap((line) => pattern.exec(line)?.[0] ?? []);

/** The order in the row with the mark, in reverse video as the list has the focus. */
const spyCursor: Shows = (grid) =>
  grid
    .lines()
    .flatMap((line, row) =>
      line.startsWith('▸ ') && grid.isReverse(row, 0) ? matches([line], ORDER) : [],
    );
/** The pane with the heavy rule has the focus; its name is the next word. */
const spyFocus: Shows = (grid) => matches(grid.lines(), /^━+ \S+/);
const spyTab: Shows = (grid) => matches(grid.lines(), /^\[[A-Z][a-z]+\]| \[[A-Z][a-z]+\]/);
const spyHead: Shows = (grid) => [grid.line(0).trim().split(' ')[0] ?? ''];
const lastRow: Shows = (grid) => [grid.line(grid.rows - 1).trimEnd()];

const moves = (keys: string, shows: Shows): readonly Press[] =>
  Array.from(keys, (key) => ({ kind: 'move', keys: key, shows }) as const);

export const SPY_KEYS: Keymap = {
  prepare: async (pty) => {
    await pty.type('G');
    await delay(300);
    await pty.type('k'); // no longer follows: the cursor stays where it is put
    await pty.must((grid) => spyCursor(grid).length === 1, 5000, 'the cursor');
    await delay(300);
  },
  round: [
    ...moves('kkk\x15jj\x04k', spyCursor),
    { kind: 'open', keys: '\r', shows: spyFocus },
    ...Array.from(']]][', (keys) => ({ kind: 'tab', keys, shows: spyTab }) as const),
    { kind: 'close', keys: 'q', shows: spyFocus },
    { kind: 'help', keys: '?', shows: spyHead },
    { kind: 'help', keys: '?', shows: spyHead },
  ],
  prompt: { open: '/', cancel: '\x1b', shows: lastRow },
};

const mitmCursor: Shows = (grid) =>
  matches(
    grid.lines().filter((line) => line.startsWith('>>')),
    ORDER,
  );
const mitmHead: Shows = (grid) => [grid.line(0).trim()];
/** The first field: of the request, of the response. */
const mitmTab: Shows = (grid) => [grid.line(4).split(':')[0] ?? ''];

export const MITMPROXY_KEYS: Keymap = {
  prepare: async (pty) => {
    await pty.type('G');
    await pty.must((grid) => mitmCursor(grid).length === 1, 10_000, 'the cursor');
    await delay(500);
  },
  round: [
    ...moves('kkk\x02jj\x06k', mitmCursor),
    { kind: 'open', keys: '\r', shows: mitmHead },
    ...Array.from('lhlh', (keys) => ({ kind: 'tab', keys, shows: mitmTab }) as const),
    { kind: 'close', keys: 'q', shows: mitmHead },
    { kind: 'help', keys: '?', shows: mitmHead },
    { kind: 'help', keys: 'q', shows: mitmHead },
  ],
  prompt: { open: ':', cancel: '\x1b', shows: lastRow },
};

/** One key: from the moment at which it was typed to the one at which its effect was there. */
export interface Timed {
  readonly kind: Press['kind'];
  readonly keys: string;
  /** Infinity: not within three seconds. */
  readonly ms: number;
}

export interface TypingLimits {
  readonly rounds: number;
  readonly forMs: number;
}

/** Types rounds of keys, each when the one before has been seen, after a pause as between keys. */
export async function typeKeys(
  pty: Pty,
  { prepare, round, prompt }: Keymap,
  limits: TypingLimits,
): Promise<readonly Timed[]> {
  const end = performance.now() + limits.forMs;
  const pause = pauses();
  const timed: Timed[] = [];
  const press = async ({ kind, keys, shows }: Press): Promise<void> => {
    await delay(pause());
    timed.push({ kind, keys, ms: await pty.press(keys, changed(pty.grid, shows), LIMIT_MS) });
  };
  await prepare(pty);
  const hasPrompt = prompt !== undefined && (await canPrompt(pty, prompt));
  for (let number = 0; number < limits.rounds && performance.now() < end; number += 1) {
    for (const each of round) await press(each);
    if (!hasPrompt) continue;
    await pty.press(prompt.open, changed(pty.grid, prompt.shows), LIMIT_MS);
    for (const keys of LETTERS) await press({ kind: 'prompt', keys, shows: prompt.shows });
    await pty.press(prompt.cancel, changed(pty.grid, prompt.shows), LIMIT_MS);
  }
  return timed;
}

/** Whether the key opens a line to type into. */
async function canPrompt(pty: Pty, prompt: NonNullable<Keymap['prompt']>): Promise<boolean> {
  const { open, cancel, shows } = prompt;
  const opened = (await pty.press(open, changed(pty.grid, shows), 1000)) !== Infinity;
  if (opened) await pty.press(cancel, changed(pty.grid, shows), 1000);
  return opened;
}

/** Shows something that it does not show now, and not only nothing. */
function changed(grid: TerminalGrid, shows: Shows): Seen {
  const before = new Set(shows(grid));
  return (later) => shows(later).some((text) => !before.has(text));
}

/** 20 to 80 ms, of no rhythm that a screen's own could fall in with; the same in each run. */
function pauses(): () => number {
  let state = 20_261_125;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return 20 + (state / 2 ** 31) * 60;
  };
}
