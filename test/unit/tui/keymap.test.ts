import { describe, expect, it } from 'vitest';
import { bindingsOf, KEYMAP, messageFor, type KeyContext } from '../../../src/tui/keymap.js';
import { plainText } from '../../../src/tui/styled.js';
import { footerLine } from '../../../src/tui/view/footer.js';
import { helpLines } from '../../../src/tui/view/help.js';
import { Traffic } from './traffic.js';

const CONTEXTS: readonly KeyContext[] = ['connections', 'exchanges', 'detail', 'help'];

describe('the keymap', () => {
  it.each(CONTEXTS)('binds no key twice in %s', (context) => {
    const keys = bindingsOf(context).flatMap((binding) => binding.keys);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it.each([
    ['j', 'exchanges', { kind: 'move', step: { unit: 'row', count: 1 } }],
    ['enter', 'detail', { kind: 'open' }],
    ['5', 'connections', { kind: 'show-tab', tab: 'timing' }],
    ['ctrl-c', 'help', { kind: 'quit' }],
    ['tab', 'help', undefined],
    ['unbound', 'detail', undefined],
  ] as const)('%s in %s', (key, context, message) => {
    expect(messageFor(key, context)).toEqual(message);
  });

  it('is told in full by the help screen', () => {
    const help = helpLines(new Traffic().source, 100).map(plainText).join('\n');
    for (const { label, help: meaning } of KEYMAP) {
      expect(help).toContain(label);
      expect(help).toContain(meaning);
    }
  });
});

describe('the footer', () => {
  it.each(CONTEXTS)('names how to leave and how to get help in 40 cells, in %s', (context) => {
    const footer = plainText(footerLine(context, 40));
    expect(footer).toHaveLength(40);
    expect(footer).toContain('? help');
    expect(footer).toMatch(context === 'detail' || context === 'help' ? /Esc back/ : /q quit/);
  });

  it('has no cut entry at any width', () => {
    for (let width = 40; width < 140; width += 1) {
      expect(plainText(footerLine('exchanges', width))).not.toContain('…');
    }
  });
});
