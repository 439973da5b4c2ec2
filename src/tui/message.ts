/** Everything that can happen to the screen, as plain data. The keymap and the runtime send these. */
import type { SessionSnapshot } from '../model/session.js';
import type { Menu, Notice, PromptKind, Size, View } from './model.js';

/** How far a cursor or a text moves. */
export type Step =
  | { readonly unit: 'row' | 'half-page' | 'page'; readonly count: 1 | -1 }
  | { readonly unit: 'start' | 'end' };

export type CopyWhat = 'value' | 'curl' | 'cookie' | 'json';

/** What a key, a command of the palette or a click may mean. */
export type Command =
  | { readonly kind: 'move'; readonly step: Step }
  | { readonly kind: 'show-view'; readonly view: View }
  | { readonly kind: 'turn-view'; readonly by: 1 | -1 }
  /** Into what is selected. */
  | { readonly kind: 'open' }
  /** Out of it again; at the top level nothing. */
  | { readonly kind: 'back' }
  /** Out of it again; at the top level out of the program. */
  | { readonly kind: 'back-or-quit' }
  | { readonly kind: 'turn-tab'; readonly by: 1 | -1 }
  /** From within the detail: that of the next or previous row. */
  | { readonly kind: 'next-row'; readonly by: 1 | -1 }
  | { readonly kind: 'next-match'; readonly by: 1 | -1 }
  | { readonly kind: 'next-mark'; readonly by: 1 | -1 }
  | { readonly kind: 'narrow'; readonly to: 'user' | 'session' | 'connection' }
  /** Away with filter and narrowing. */
  | { readonly kind: 'widen' }
  | { readonly kind: 'timeline' }
  | { readonly kind: 'zoom' }
  | { readonly kind: 'fold' }
  | { readonly kind: 'toggle-show-all' }
  | { readonly kind: 'toggle-follow' }
  | { readonly kind: 'toggle-pause' }
  | { readonly kind: 'toggle-mark' }
  | { readonly kind: 'toggle-mask' }
  | { readonly kind: 'toggle-help' }
  | { readonly kind: 'ask'; readonly prompt: PromptKind }
  | { readonly kind: 'menu'; readonly menu: Menu }
  | { readonly kind: 'copy'; readonly what: CopyWhat }
  | { readonly kind: 'clear' }
  /** By the column of that place in the menu; the same again turns the order; undefined: as they came. */
  | { readonly kind: 'sort'; readonly index: number | undefined }
  | { readonly kind: 'submit' }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'complete' }
  | { readonly kind: 'recall'; readonly by: 1 | -1 }
  | { readonly kind: 'reread' }
  | { readonly kind: 'page-content' }
  | { readonly kind: 'redraw' }
  | { readonly kind: 'suspend' }
  | { readonly kind: 'quit' };

export type TuiMessage =
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'resized'; readonly size: Size }
  /** The journal has more to show, or a search went on. */
  | { readonly kind: 'journal-changed' }
  /** A key by the keymap's name for it; a printable character stands for itself. */
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'click'; readonly column: number; readonly row: number }
  | { readonly kind: 'wheel'; readonly by: 1 | -1; readonly column: number; readonly row: number }
  | { readonly kind: 'noticed'; readonly notice: Notice }
  | { readonly kind: 'reread-done'; readonly seq: number; readonly snapshot: SessionSnapshot };
