import { expect, it } from 'vitest';
import { groupHasTerminal } from '../../../src/cli/foreground.js';

it.each([
  ['812 (node) S 800 812 800 34816 812 4194304 0', true],
  ['812 (node) S 800 812 800 34816 900 4194304 0', false],
  // Without a terminal.
  ['812 (node) S 800 812 800 0 -1 4194304 0', false],
  // A name of its own making.
  ['812 (a) S 1 7 7 7 7 (b) S 800 812 800 34816 900 4194304 0', false],
  ['', false],
])('%s: %s', (stat, expected) => {
  expect(groupHasTerminal(stat)).toBe(expected);
});
