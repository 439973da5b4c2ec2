/** The screen from start to end: takes the terminal, follows the journal, gives the terminal back. */
import type { Duplex } from 'node:stream';
import type { JournalReader } from '../../journal/reader.js';
import { DetailTexts } from '../detail-texts.js';
import { Lists } from '../lists/lists.js';
import { initialModel } from '../model.js';
import type { ScreenInfo, Source } from '../source.js';
import type { ScreenActions } from './actions.js';
import { openTerminal, type Terminal } from './blessed-screen.js';
import { Runtime } from './runtime.js';

export interface ScreenOptions {
  readonly journal: JournalReader;
  readonly info: ScreenInfo;
  readonly actions: ScreenActions;
  /** Default: the process's own. */
  readonly input?: Duplex;
  readonly output?: Duplex;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Clicks and the wheel; off, so that text can be selected. */
  readonly mouse?: boolean;
  /** In force from the start; one that parses. */
  readonly filter?: string;
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
  /** Something outside of the journal changed: how far a recording is read. */
  refresh(): void;
};

/** Shows the journal until the user quits. */
export function runScreen(options: ScreenOptions): RunningScreen {
  const { journal, info, env, input = process.stdin, output = process.stdout } = options;
  const source: Source = {
    journal,
    info,
    lists: new Lists(journal),
    details: new DetailTexts(journal),
  };
  let resolve: () => void = () => undefined;
  const closed = new Promise<void>((settle) => {
    resolve = settle;
  });
  const terminal: Terminal = openTerminal({
    input,
    output,
    env,
    mouse: options.mouse ?? false,
    send: (message) => {
      runtime.send(message);
    },
  });
  const restore = (): void => {
    unsubscribe();
    runtime.close();
    terminal.restore();
    resolve();
  };
  const model = { ...initialModel(terminal.size), filter: options.filter?.trim() ?? '' };
  const runtime = new Runtime(terminal, source, model, options.actions, () => {
    restore();
    options.onQuit?.();
  });
  const unsubscribe = journal.subscribe((event) => {
    runtime.follow(event);
  });
  runtime.send({ kind: 'resized', size: terminal.size });
  const refresh = (): void => {
    runtime.noteJournal();
  };
  return Object.assign(closed, { restore, refresh });
}
