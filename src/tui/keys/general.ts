/** Keys that mean the same wherever one is. */
import type { KeyBinding } from './binding.js';

export const GENERAL: readonly KeyBinding[] = [
  {
    keys: [':'],
    label: ':',
    command: { kind: 'ask', prompt: 'palette' },
    places: ['panes', 'help'],
    help: 'every command by its name',
    footer: { label: ':', word: 'commands' },
  },
  {
    keys: ['?', 'f1'],
    label: '?',
    command: { kind: 'toggle-help' },
    places: ['panes', 'help'],
    help: 'the keys of this place',
    name: 'help',
    footer: { label: '?', word: 'help' },
  },
  {
    keys: ['ctrl-l'],
    label: 'Ctrl-l',
    command: { kind: 'redraw' },
    places: ['anywhere'],
    help: 'paint the screen anew',
    name: 'redraw',
  },
  {
    keys: ['ctrl-z'],
    label: 'Ctrl-z',
    command: { kind: 'suspend' },
    places: ['anywhere'],
    help: 'suspend, and traffic with it; fg brings both back',
    name: 'suspend',
  },
  {
    keys: ['q'],
    label: 'q',
    command: { kind: 'back-or-quit' },
    places: ['panes', 'help'],
    help: 'back from detail and help, else quit',
    footer: { label: 'q', word: 'quit' },
  },
  {
    keys: ['ctrl-c'],
    label: 'Ctrl-c',
    command: { kind: 'quit' },
    places: ['anywhere'],
    help: 'quit',
    name: 'quit',
  },
  {
    keys: ['Q'],
    label: 'Q',
    command: { kind: 'quit' },
    places: ['panes', 'help'],
    help: 'quit, wherever you are',
  },
];
