/**
 * The loop: messages change the model, a changed model is painted. Traffic paints at most 20 times a
 * second however much there is; a key is painted as soon as the events at hand are done. A fault in
 * update or view is shown in place of the screen and goes no further: the proxy must not notice.
 */
import type { TuiEffect } from '../effect.js';
import type { TuiMessage } from '../message.js';
import type { Source, TuiModel } from '../model.js';
import { line, type StyledLine } from '../styled.js';
import { update } from '../update.js';
import { frame } from '../view/frame.js';
import type { Terminal } from './blessed-screen.js';

const MS_BETWEEN_PAINTS = 50;

export class Runtime {
  readonly #terminal: Terminal;
  readonly #source: Source;
  readonly #onQuit: () => void;
  #model: TuiModel;
  #paintedAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  #soon: NodeJS.Immediate | undefined;
  #journalChanged = false;
  #isClosed = false;

  constructor(terminal: Terminal, source: Source, model: TuiModel, onQuit: () => void) {
    this.#terminal = terminal;
    this.#source = source;
    this.#model = model;
    this.#onQuit = onQuit;
  }

  /** A key, a resize, the first look: applied now, painted as soon as possible. */
  send(message: TuiMessage): void {
    this.#apply(message);
    if (!this.#isClosed) this.#soon ??= setImmediate(this.#paint);
  }

  /** The journal has more to show: looked at and painted with the next frame. */
  noteJournal(): void {
    this.#journalChanged = true;
    if (this.#isClosed || this.#timer !== undefined) return;
    const wait = this.#paintedAt + MS_BETWEEN_PAINTS - performance.now();
    this.#timer = setTimeout(this.#paint, Math.max(0, wait));
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    clearImmediate(this.#soon);
  }

  readonly #paint = (): void => {
    clearTimeout(this.#timer);
    clearImmediate(this.#soon);
    this.#timer = undefined;
    this.#soon = undefined;
    if (this.#isClosed) return;
    if (this.#journalChanged) {
      this.#journalChanged = false;
      this.#apply({ kind: 'journal-changed' });
    }
    this.#paintedAt = performance.now();
    this.#terminal.paint(this.#lines());
  };

  #lines(): readonly StyledLine[] {
    try {
      return frame(this.#model, this.#source);
    } catch (fault) {
      return faultLines(fault);
    }
  }

  #apply(message: TuiMessage): void {
    try {
      const [model, effects] = update(this.#model, message, this.#source);
      this.#model = model;
      effects.forEach((effect) => {
        this.#perform(effect);
      });
    } catch (fault) {
      this.#terminal.paint(faultLines(fault));
      if (message.kind === 'key' && message.key === 'ctrl-c') this.#onQuit();
    }
  }

  #perform(effect: TuiEffect): void {
    switch (effect.kind) {
      case 'quit':
        this.#onQuit();
        return;
      case 'suspend':
        this.#terminal.suspend();
        return;
      case 'redraw':
        this.#terminal.invalidate();
        return;
      default:
        effect satisfies never;
    }
  }
}

const faultLines = (fault: unknown): readonly StyledLine[] => [
  line('The screen could not be drawn; traffic is not affected. Please report this:', 'bad'),
  line(fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)),
  line('Ctrl-c quits.'),
];
