/**
 * The keys, as one table: key, message, where it holds, what it does. Dispatch, the help screen and
 * the footer all derive from it, so none of them can be out of date. Key names are those of
 * screen/key-name.ts: `j`, `G`, `ctrl-d`, `shift-tab`, `up`, `enter`.
 */
import type { Step, TuiMessage } from './message.js';
import type { Pane } from './model.js';

export type KeyContext = Pane | 'help';

export interface KeyBinding {
  readonly keys: readonly string[];
  /** The keys as help and footer print them. */
  readonly label: string;
  readonly message: TuiMessage;
  readonly contexts: readonly KeyContext[];
  /** What it does, for the help screen. */
  readonly help: string;
  /** What the footer prints; without it the footer leaves the key out. */
  readonly footer?: { readonly label: string; readonly word: string };
}

const EVERYWHERE: readonly KeyContext[] = ['connections', 'exchanges', 'detail', 'help'];
const PANES: readonly KeyContext[] = ['connections', 'exchanges', 'detail'];
const LISTS: readonly KeyContext[] = ['connections', 'exchanges'];

const move = (
  keys: readonly string[],
  label: string,
  step: Step,
  help: string,
  footer?: KeyBinding['footer'],
): KeyBinding => ({
  keys,
  label,
  message: { kind: 'move', step },
  contexts: EVERYWHERE,
  help,
  ...(footer === undefined ? {} : { footer }),
});

const tab = (key: string, name: 'session' | 'cookies' | 'request' | 'response' | 'timing') =>
  ({
    keys: [key],
    label: key,
    message: { kind: 'show-tab', tab: name },
    contexts: PANES,
    help: `show the ${name} of the exchange`,
    ...(key === '1' ? { footer: { label: '1-5', word: 'tabs' } } : {}),
  }) satisfies KeyBinding;

export const KEYMAP: readonly KeyBinding[] = [
  move(['j', 'down'], 'j ↓', { unit: 'row', count: 1 }, 'one row down', {
    label: 'j/k',
    word: 'move',
  }),
  move(['k', 'up'], 'k ↑', { unit: 'row', count: -1 }, 'one row up'),
  move(['g', 'home'], 'g Home', { unit: 'start' }, 'to the first row'),
  move(['G', 'end'], 'G End', { unit: 'end' }, 'to the last row; exchanges: follow again'),
  move(['ctrl-d'], 'Ctrl-d', { unit: 'half-page', count: 1 }, 'half a page down'),
  move(['ctrl-u'], 'Ctrl-u', { unit: 'half-page', count: -1 }, 'half a page up'),
  move(['pagedown', 'ctrl-f', 'space'], 'PgDn', { unit: 'page', count: 1 }, 'a page down'),
  move(['pageup', 'ctrl-b'], 'PgUp', { unit: 'page', count: -1 }, 'a page up'),
  {
    keys: ['enter', 'l', 'right'],
    label: 'Enter',
    message: { kind: 'open' },
    contexts: LISTS,
    help: 'open: the exchanges of a connection, the detail of an exchange',
    footer: { label: 'Enter', word: 'open' },
  },
  {
    keys: ['enter'],
    label: 'Enter',
    message: { kind: 'open' },
    contexts: ['detail'],
    help: 'give the detail the whole screen, or take it back',
    footer: { label: 'Enter', word: 'zoom' },
  },
  {
    keys: ['esc', 'h', 'left', 'backspace'],
    label: 'Esc',
    message: { kind: 'back' },
    contexts: EVERYWHERE,
    help: 'back',
    footer: { label: 'Esc', word: 'back' },
  },
  {
    keys: ['tab'],
    label: 'Tab',
    message: { kind: 'focus-next', by: 1 },
    contexts: PANES,
    help: 'next pane (Shift-Tab: previous)',
    footer: { label: 'Tab', word: 'pane' },
  },
  {
    keys: ['shift-tab'],
    label: 'Shift-Tab',
    message: { kind: 'focus-next', by: -1 },
    contexts: PANES,
    help: 'previous pane',
  },
  {
    keys: [']'],
    label: ']',
    message: { kind: 'turn-tab', by: 1 },
    contexts: PANES,
    help: 'next tab of the detail',
  },
  {
    keys: ['['],
    label: '[',
    message: { kind: 'turn-tab', by: -1 },
    contexts: PANES,
    help: 'previous tab of the detail',
  },
  tab('1', 'session'),
  tab('2', 'cookies'),
  tab('3', 'request'),
  tab('4', 'response'),
  tab('5', 'timing'),
  {
    keys: ['F'],
    label: 'F',
    message: { kind: 'toggle-follow' },
    contexts: PANES,
    help: 'follow the newest exchange, or stop following',
    footer: { label: 'F', word: 'follow' },
  },
  {
    keys: ['x'],
    label: 'x',
    message: { kind: 'toggle-mask' },
    contexts: EVERYWHERE,
    help: 'hide or show cookie values, session values and content',
    footer: { label: 'x', word: 'mask' },
  },
  {
    keys: ['?', 'f1'],
    label: '?',
    message: { kind: 'toggle-help' },
    contexts: EVERYWHERE,
    help: 'this help',
    footer: { label: '?', word: 'help' },
  },
  {
    keys: ['ctrl-l'],
    label: 'Ctrl-l',
    message: { kind: 'redraw' },
    contexts: EVERYWHERE,
    help: 'paint the screen anew',
  },
  {
    keys: ['ctrl-z'],
    label: 'Ctrl-z',
    message: { kind: 'suspend' },
    contexts: EVERYWHERE,
    help: 'suspend; fg brings it back',
  },
  {
    keys: ['q'],
    label: 'q',
    message: { kind: 'back-or-quit' },
    contexts: EVERYWHERE,
    help: 'back from detail and help, else quit',
    footer: { label: 'q', word: 'quit' },
  },
  {
    keys: ['ctrl-c', 'Q'],
    label: 'Ctrl-c Q',
    message: { kind: 'quit' },
    contexts: EVERYWHERE,
    help: 'quit',
  },
];

/** What a key means in a place; undefined when nothing. */
export const messageFor = (key: string, context: KeyContext): TuiMessage | undefined =>
  KEYMAP.find((binding) => binding.contexts.includes(context) && binding.keys.includes(key))
    ?.message;

/** The bindings that hold in a place, in the table's order. */
export const bindingsOf = (context: KeyContext): readonly KeyBinding[] =>
  KEYMAP.filter((binding) => binding.contexts.includes(context));
