/** The screen from start to end: takes the terminal, follows the journal, gives the terminal back. */
import type { Duplex } from 'node:stream';
import type { JournalReader } from '../../journal/journal.js';
import { ConnectionIndex } from '../connection-index.js';
import { initialModel, type ScreenInfo, type Source } from '../model.js';
import { openTerminal, type Terminal } from './blessed-screen.js';
import { Runtime } from './runtime.js';

export interface ScreenOptions {
  readonly journal: JournalReader;
  readonly info: ScreenInfo;
  /** Default: the process's own. */
  readonly input?: Duplex;
  readonly output?: Duplex;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user asked to quit; the terminal is already as it was. */
  readonly onQuit?: () => void;
}

/** Resolves when the screen is closed, by the user or by `restore`. */
export type RunningScreen = Promise<void> & {
  /**
   * Gives the terminal back as it was, at once; for the program's signal and crash handlers.
   * Calls after the first do nothing.
   */
  restore(): void;
};

/** Whether a screen can be shown at all: a terminal on both sides, and one that can be drawn on. */
export const canShowScreen = (
  input: { readonly isTTY?: boolean },
  output: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): boolean => input.isTTY === true && output.isTTY === true && env['TERM'] !== 'dumb';

/** Shows the journal until the user quits. */
export function runScreen(options: ScreenOptions): RunningScreen {
  const { journal, info, env, input = process.stdin, output = process.stdout } = options;
  const connections = new ConnectionIndex(journal);
  const source: Source = { journal, connections, info };
  let resolve: () => void = () => undefined;
  const closed = new Promise<void>((settle) => {
    resolve = settle;
  });
  const terminal: Terminal = openTerminal({
    input,
    output,
    env,
    onKey: (key) => {
      runtime.send({ kind: 'key', key });
    },
    onResize: (size) => {
      runtime.send({ kind: 'resized', size });
    },
    onReturn: () => {
      runtime.send({ kind: 'resized', size: terminal.size });
    },
  });
  const restore = (): void => {
    unsubscribe();
    runtime.close();
    terminal.restore();
    resolve();
  };
  const runtime = new Runtime(terminal, source, initialModel(terminal.size), () => {
    restore();
    options.onQuit?.();
  });
  const unsubscribe = journal.subscribe((event) => {
    connections.follow(event);
    runtime.noteJournal();
  });
  runtime.send({ kind: 'resized', size: terminal.size });
  return Object.assign(closed, { restore });
}
