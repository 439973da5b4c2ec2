import { describe, expect, it } from 'vitest';
import { terminalName } from '../../../../src/tui/screen/blessed-screen.js';
import { keyName } from '../../../../src/tui/screen/key-name.js';

describe('keyName', () => {
  it.each([
    ['j', { name: 'j' }, 'j'],
    ['G', { name: 'g', shift: true }, 'G'],
    ['?', {}, '?'],
    ['[', {}, '['],
    ['5', {}, '5'],
    [' ', { name: 'space' }, 'space'],
    ['\x04', { name: 'd', ctrl: true }, 'ctrl-d'],
    ['\t', { name: 'tab' }, 'tab'],
    [undefined, { name: 'tab', shift: true }, 'shift-tab'],
    ['\x1b', { name: 'escape' }, 'esc'],
    ['\r', { name: 'enter' }, 'enter'],
    ['\r', { name: 'return' }, undefined],
    ['\n', { name: 'linefeed' }, 'enter'],
    [undefined, { name: 'pagedown' }, 'pagedown'],
    [undefined, { name: 'a', meta: true }, undefined],
    ['é', {}, undefined],
  ])('%j %j is %s', (character, key, expected) => {
    expect(keyName(character, key)).toBe(expected);
  });
});

describe('terminalName', () => {
  it.each([
    ['screen-256color', 'xterm-256color'],
    ['alacritty', 'xterm-256color'],
    ['tmux-256color', 'xterm-256color'],
    ['xterm-kitty', 'xterm-256color'],
    [undefined, 'xterm-256color'],
    ['linux', 'linux'],
    ['vt100', 'vt100'],
    ['rxvt-unicode', 'rxvt-unicode'],
  ])('%s is driven as %s', (term, expected) => {
    expect(terminalName(term)).toBe(expected);
  });
});
