import { describe, expect, it } from 'vitest';
import { terminalName } from '../../../../src/tui/screen/blessed-screen.js';
import { keyName, KeyReader } from '../../../../src/tui/screen/key-name.js';

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
    ['\x1b', { name: 'escape', meta: true }, 'esc'],
    ['\r', { name: 'enter' }, 'enter'],
    ['\r', { name: 'return' }, undefined],
    ['\n', { name: 'linefeed' }, 'enter'],
    ['\x7f', { name: 'backspace' }, 'backspace'],
    [undefined, { name: 'pagedown' }, 'pagedown'],
    [undefined, { name: 'f1' }, 'f1'],
    [undefined, { name: 'a', meta: true }, undefined],
    [undefined, { name: 'undefined' }, undefined],
    ['é', {}, 'é'],
    ['漢', {}, '漢'],
    ['😀', {}, '😀'],
    ['\u0301', {}, '\u0301'],
    ['\u202e', {}, undefined],
    ['\x9b', {}, undefined],
    ['\x00', {}, undefined],
    [undefined, {}, undefined],
  ])('%j %j is %s', (character, key, expected) => {
    expect(keyName(character, key)).toBe(expected);
  });
});

describe('KeyReader', () => {
  const read = (...characters: readonly (string | undefined)[]): readonly string[] => {
    const keys: string[] = [];
    const reader = new KeyReader((key) => keys.push(key));
    for (const character of characters) reader.take(character, undefined);
    return keys;
  };

  it.each([
    ['two halves to one character', ['\ud83d', '\ude00'], ['😀']],
    ['several after one another', ['\ud83d', '\ude00', 'a', '\ud83d', '\ude01'], ['😀', 'a', '😁']],
    ['nothing to a half alone', ['\ud83d', 'a', '\ude00', 'b'], ['a', 'b']],
    ['nothing to two first halves but the last', ['\ud83d', '\ud83d', '\ude00'], ['😀']],
    ['whole characters as they are', ['😀', '漢'], ['😀', '漢']],
    ['nothing to nothing', [undefined], []],
  ])('makes of %s', (_name, characters, expected) => {
    expect(read(...characters)).toEqual(expected);
  });

  it('names keys that are no characters', () => {
    const keys: string[] = [];
    const reader = new KeyReader((key) => keys.push(key));
    reader.take('\ud83d', undefined);
    reader.take(undefined, { name: 'up' });
    reader.take('\ude00', {});
    expect(keys).toEqual(['up']);
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
