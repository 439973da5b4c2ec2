/**
 * The loop: messages change the model, a changed model is painted. Traffic paints at most 20 times a
 * second however much there is; a key is painted as soon as the events at hand are done. A fault in
 * update or view is shown in place of the screen and goes no further: the proxy must not notice.
 */
import type { JournalEvent } from '../../model/journal-event.js';
import type { TuiEffect } from '../effect.js';
import type { TuiMessage } from '../message.js';
import type { TuiModel } from '../model.js';
import type { Source } from '../source.js';
import { line, type StyledLine, type Tone } from '../styled.js';
import { update } from '../update/update.js';
import { frame } from '../view/frame.js';
import { countText } from '../view/quantities.js';
import type { ScreenActions } from './actions.js';
import type { Terminal } from './blessed-screen.js';
import { MAX_COPIED_BYTES } from './clipboard.js';

const MS_BETWEEN_PAINTS = 50;
/** So long a search goes on at a time before keys and traffic have their turn. */
const SEARCH_SLICE_MS = 8;

export class Runtime {
  readonly #terminal: Terminal;
  readonly #source: Source;
  readonly #actions: ScreenActions;
  readonly #onQuit: () => void;
  #model: TuiModel;
  #paintedAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  #soon: NodeJS.Immediate | undefined;
  #later: NodeJS.Timeout | undefined;
  #searching: NodeJS.Immediate | undefined;
  #journalChanged = false;
  /** What went wrong in an update or a search: shown until the next key. */
  #fault: { readonly error: unknown } | undefined;
  #isClosed = false;

  constructor(
    terminal: Terminal,
    source: Source,
    model: TuiModel,
    actions: ScreenActions,
    onQuit: () => void,
  ) {
    this.#terminal = terminal;
    this.#source = source;
    this.#model = model;
    this.#actions = actions;
    this.#onQuit = onQuit;
  }

  /** A key, a resize, the first look: applied now, painted as soon as possible. */
  send(message: TuiMessage): void {
    // Keys come in bunches: one of them may have ended all.
    if (!this.#isClosed) this.#apply(message);
    if (this.#isClosed) return;
    this.#soon ??= setImmediate(this.#paint);
    this.#searching ??= setImmediate(this.#search);
  }

  /** To be called for each event of the journal. */
  follow(event: JournalEvent): void {
    try {
      this.#source.lists.follow(event);
    } catch (error) {
      this.#fault = { error };
    }
    this.noteJournal();
  }

  /** There is more to show: looked at and painted with the next frame. */
  noteJournal(): void {
    this.#journalChanged = true;
    if (this.#isClosed || this.#timer !== undefined) return;
    const wait = this.#paintedAt + MS_BETWEEN_PAINTS - performance.now();
    this.#timer = setTimeout(this.#paint, Math.max(0, wait));
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#later);
    clearImmediate(this.#soon);
    clearImmediate(this.#searching);
  }

  readonly #search = (): void => {
    this.#searching = undefined;
    if (this.#isClosed) return;
    try {
      if (!this.#source.lists.work(SEARCH_SLICE_MS)) return;
      this.#searching = setImmediate(this.#search);
    } catch (error) {
      this.#fault = { error };
    }
    this.noteJournal();
  };

  readonly #paint = (): void => {
    clearTimeout(this.#timer);
    clearImmediate(this.#soon);
    this.#timer = undefined;
    this.#soon = undefined;
    if (this.#isClosed) return;
    if (this.#journalChanged) {
      this.#journalChanged = false;
      if (this.#fault === undefined) this.#apply({ kind: 'journal-changed' });
    }
    this.#paintedAt = performance.now();
    this.#terminal.paint(this.#lines());
    // A paint may have been the first to ask for a list, or have shown one as it was.
    this.#searching ??= setImmediate(this.#search);
    this.#paintAgainWhenDue();
  };

  #paintAgainWhenDue(): void {
    const { dueInMs } = this.#source.lists;
    if (dueInMs === undefined) return;
    this.#later ??= setTimeout(() => {
      this.#later = undefined;
      this.noteJournal();
    }, dueInMs);
  }

  #lines(): readonly StyledLine[] {
    if (this.#fault !== undefined) return faultLines(this.#fault.error);
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
      this.#fault = undefined;
      effects.forEach((effect) => {
        this.#perform(effect);
      });
    } catch (error) {
      this.#fault = { error };
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
      case 'copy':
        this.#copy(effect.text, effect.what);
        return;
      case 'copy-json':
        this.#copy(this.#actions.entryJson(effect.seq, effect.masked), 'exchange');
        return;
      case 'clear':
        this.#actions.clear();
        return;
      case 'save-har':
        void this.#tellWhenDone(this.#actions.saveHar(effect.path, effect.seqs));
        return;
      case 'reread':
        void this.#reread(effect.seq);
        return;
      case 'page':
        void this.#page(effect.text);
        return;
      default:
        effect satisfies never;
    }
  }

  #copy(text: string | undefined, what: string): void {
    if (text === undefined) {
      this.#tell('This exchange is not held any more.', 'warn');
      return;
    }
    const size = text.length.toLocaleString('en-US');
    if (this.#terminal.copy(text)) {
      this.#tell(
        `copied: ${what}, ${countText(text.length, 'character')}${HARMLESS.has(what) ? '' : '. It may hold a live session.'}`,
        'good',
      );
    } else {
      const most = MAX_COPIED_BYTES.toLocaleString('en-US');
      this.#tell(`Not copied: ${size} characters; terminals take ${most}. Save it with e.`, 'bad');
    }
  }

  async #tellWhenDone(work: Promise<string>): Promise<void> {
    try {
      this.#tell(await work, 'good');
    } catch (error) {
      this.#tell(messageOf(error), 'bad');
    }
  }

  async #reread(seq: number): Promise<void> {
    try {
      const snapshot = await this.#actions.rereadSession(seq);
      if (!this.#isClosed) this.send({ kind: 'reread-done', seq, snapshot });
    } catch (error) {
      this.#tell(messageOf(error), 'bad');
    }
  }

  async #page(text: string): Promise<void> {
    try {
      await this.#terminal.page(text);
    } catch (error) {
      this.#tell(messageOf(error), 'bad');
    }
  }

  #tell(text: string, tone: Tone): void {
    if (this.#isClosed) return;
    // Not within an update: an effect may be performed while one is being applied.
    setImmediate(() => {
      if (!this.#isClosed) this.send({ kind: 'noticed', notice: { text, tone } });
    });
  }
}

/** What cannot hold a secret. */
const HARMLESS: ReadonlySet<string> = new Set(['session tag', 'user', 'client address']);

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

const faultLines = (fault: unknown): readonly StyledLine[] => [
  line('The screen could not be drawn; traffic is not affected. Please report this:', 'bad'),
  line(fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)),
  line('Ctrl-c quits.'),
];
