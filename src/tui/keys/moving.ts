/** Keys that move a cursor, turn a view or a tab, go in and out. */
import type { Step } from '../message.js';
import { VIEWS, type View } from '../model.js';
import type { KeyBinding, Place } from './binding.js';

const MOVABLE: readonly Place[] = ['panes', 'help'];

const move = (
  keys: readonly string[],
  label: string,
  step: Step,
  help: string,
  footer?: KeyBinding['footer'],
): KeyBinding => ({
  keys,
  label,
  command: { kind: 'move', step },
  places: MOVABLE,
  help,
  ...(footer === undefined ? {} : { footer }),
});

const view = (name: View, index: number): KeyBinding => ({
  keys: [String(index + 1)],
  label: String(index + 1),
  command: { kind: 'show-view', view: name },
  places: ['panes'],
  help: `the ${name}`,
  name,
  ...(index === 0 ? { footer: { label: '1-4', word: 'views' } } : {}),
});

export const MOVING: readonly KeyBinding[] = [
  move(['j', 'down'], 'j ↓', { unit: 'row', count: 1 }, 'one row down', {
    label: 'j/k',
    word: 'move',
  }),
  move(['k', 'up'], 'k ↑', { unit: 'row', count: -1 }, 'one row up'),
  move(['g', 'home'], 'g Home', { unit: 'start' }, 'to the first row'),
  move(['G', 'end'], 'G End', { unit: 'end' }, 'to the last row; requests: follow from there'),
  move(['ctrl-d'], 'Ctrl-d', { unit: 'half-page', count: 1 }, 'half a page down'),
  move(['ctrl-u'], 'Ctrl-u', { unit: 'half-page', count: -1 }, 'half a page up'),
  move(['pagedown', 'ctrl-f'], 'PgDn Ctrl-f', { unit: 'page', count: 1 }, 'a page down'),
  move(['pageup', 'ctrl-b'], 'PgUp Ctrl-b', { unit: 'page', count: -1 }, 'a page up'),
  {
    keys: ['enter', 'l', 'right'],
    label: 'Enter',
    command: { kind: 'open' },
    places: ['requests'],
    help: 'open the exchange',
    footer: { label: 'Enter', word: 'open' },
  },
  {
    keys: ['enter'],
    label: 'Enter',
    command: { kind: 'open' },
    places: ['sessions', 'users', 'connections'],
    help: 'narrow all views to this row, and show its requests',
    footer: { label: 'Enter', word: 'narrow to it' },
  },
  {
    keys: ['l', 'right'],
    label: 'l →',
    command: { kind: 'timeline' },
    places: ['sessions', 'users', 'connections'],
    help: 'into the text beside or behind the list',
    footer: { label: 'l', word: 'look into it' },
  },
  {
    keys: ['enter', 'space'],
    label: 'Enter Space',
    command: { kind: 'fold' },
    places: ['detail'],
    help: 'fold or open what the cursor is on, or go to the exchange or session it names',
    footer: { label: 'Enter', word: 'open' },
  },
  {
    keys: ['esc', 'backspace'],
    label: 'Esc',
    command: { kind: 'back' },
    places: ['panes', 'help'],
    help: 'back: from a jump, from the detail; in a list: away with the last narrowing',
    footer: { label: 'Esc', word: 'back' },
  },
  {
    keys: ['h', 'left'],
    label: 'h ←',
    command: { kind: 'back' },
    places: ['list'],
    help: 'away with the last narrowing',
  },
  {
    keys: [']', 'l', 'right'],
    label: '] l →',
    command: { kind: 'turn-tab', by: 1 },
    places: ['exchange'],
    help: 'next tab',
    footer: { label: '[ ]', word: 'tabs' },
  },
  {
    keys: ['[', 'h', 'left'],
    label: '[ h ←',
    command: { kind: 'turn-tab', by: -1 },
    places: ['exchange'],
    help: 'previous tab',
  },
  {
    keys: [']'],
    label: ']',
    command: { kind: 'turn-tab', by: 1 },
    places: ['requests'],
    help: 'next tab of the detail',
  },
  {
    keys: ['['],
    label: '[',
    command: { kind: 'turn-tab', by: -1 },
    places: ['requests'],
    help: 'previous tab of the detail',
  },
  {
    keys: ['J', 'ctrl-n'],
    label: 'J',
    command: { kind: 'next-row', by: 1 },
    places: ['detail'],
    help: 'the same tab of the next row',
    footer: { label: 'J/K', word: 'next/previous' },
  },
  {
    keys: ['K', 'ctrl-p'],
    label: 'K',
    command: { kind: 'next-row', by: -1 },
    places: ['detail'],
    help: 'the same tab of the previous row',
  },
  {
    keys: ['z'],
    label: 'z',
    command: { kind: 'zoom' },
    places: ['detail'],
    help: 'give the detail the whole screen, or take it back',
    name: 'zoom',
  },
  ...VIEWS.map(view),
  {
    keys: ['tab'],
    label: 'Tab',
    command: { kind: 'turn-view', by: 1 },
    places: ['panes'],
    help: 'next view (Shift-Tab: previous)',
  },
  {
    keys: ['shift-tab'],
    label: 'Shift-Tab',
    command: { kind: 'turn-view', by: -1 },
    places: ['panes'],
    help: 'previous view',
  },
];
