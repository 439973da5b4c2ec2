/** Keys while a text is typed or a column is chosen; everything printable goes into the text. */
import type { KeyBinding } from './binding.js';

const digit = (index: number): KeyBinding => ({
  keys: [String(index + 1)],
  label: String(index + 1),
  command: { kind: 'sort', index },
  places: ['sort'],
  help:
    index === 0 ? 'sort by the first column; again: the other way round' : `by column ${index + 1}`,
});

export const TYPING: readonly KeyBinding[] = [
  {
    keys: ['enter'],
    label: 'Enter',
    command: { kind: 'submit' },
    places: ['prompt'],
    help: 'do it',
    footer: { label: 'Enter', word: 'do it' },
  },
  {
    keys: ['esc', 'ctrl-g'],
    label: 'Esc',
    command: { kind: 'cancel' },
    places: ['prompt'],
    help: 'leave it as it was before',
    footer: { label: 'Esc', word: 'cancel' },
  },
  {
    keys: ['tab'],
    label: 'Tab',
    command: { kind: 'complete' },
    places: ['prompt'],
    help: 'complete the word',
    footer: { label: 'Tab', word: 'complete' },
  },
  {
    keys: ['up', 'ctrl-p'],
    label: '↑',
    command: { kind: 'recall', by: 1 },
    places: ['prompt'],
    help: 'what was typed before; in the palette: the command above',
    footer: { label: '↑ ↓', word: 'history' },
  },
  {
    keys: ['down', 'ctrl-n'],
    label: '↓',
    command: { kind: 'recall', by: -1 },
    places: ['prompt'],
    help: 'what was typed after; in the palette: the command beneath',
  },
  {
    keys: ['f1'],
    label: 'F1',
    command: { kind: 'toggle-help' },
    places: ['prompt'],
    help: 'what can be typed here',
    footer: { label: 'F1', word: 'help' },
  },
  ...Array.from({ length: 9 }, (_, index) => digit(index)),
  {
    keys: ['0', 'backspace'],
    label: '0',
    command: { kind: 'sort', index: undefined },
    places: ['sort'],
    help: 'in the order in which they came',
    footer: { label: '0', word: 'as they came' },
  },
];
