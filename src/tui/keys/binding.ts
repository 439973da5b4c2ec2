/** What one line of the key table says. */
import type { Command } from '../message.js';
import type { Menu, View } from '../model.js';

/**
 * Where keys go. At one moment several hold, the narrowest first: in the list of requests `requests`,
 * `list` and `panes`; while a text is typed or a menu is open that one alone.
 */
export type Place =
  | View
  | 'list'
  /** The detail of an exchange, which has tabs. */
  | 'exchange'
  | 'detail'
  | 'panes'
  | 'help'
  | 'prompt'
  | Menu
  | 'anywhere';

export interface KeyBinding {
  /** Names as in screen/key-name.ts: `j`, `G`, `ctrl-d`, `shift-tab`, `up`, `enter`. */
  readonly keys: readonly string[];
  /** The keys as help and footer print them. */
  readonly label: string;
  readonly command: Command;
  readonly places: readonly Place[];
  /** What it does, for the help. */
  readonly help: string;
  /** What the command palette calls it; without it the palette leaves it out. */
  readonly name?: string;
  /** What the footer prints; without it the footer leaves the key out. */
  readonly footer?: { readonly label: string; readonly word: string };
}
