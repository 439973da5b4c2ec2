/** Everything that can happen to the screen, as plain data. The keymap and the runtime send these. */
import type { DetailTab, Size } from './model.js';

/** How far a cursor or a text moves. */
export type Step =
  | { readonly unit: 'row' | 'half-page' | 'page'; readonly count: 1 | -1 }
  | { readonly unit: 'start' | 'end' };

export type TuiMessage =
  | { readonly kind: 'resized'; readonly size: Size }
  | { readonly kind: 'journal-changed' }
  /** A key by the keymap's name for it. */
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'move'; readonly step: Step }
  | { readonly kind: 'focus-next'; readonly by: 1 | -1 }
  /** Into what is selected. */
  | { readonly kind: 'open' }
  /** Out of it again; at the top level nothing. */
  | { readonly kind: 'back' }
  /** Out of it again; at the top level out of the program. */
  | { readonly kind: 'back-or-quit' }
  | { readonly kind: 'show-tab'; readonly tab: DetailTab }
  | { readonly kind: 'turn-tab'; readonly by: 1 | -1 }
  | { readonly kind: 'toggle-follow' }
  | { readonly kind: 'toggle-mask' }
  | { readonly kind: 'toggle-help' }
  | { readonly kind: 'redraw' }
  | { readonly kind: 'suspend' }
  | { readonly kind: 'quit' };
