import { describe, expect, it } from 'vitest';
import { copySequence, MAX_COPIED_BYTES } from '../../../../src/tui/screen/clipboard.js';

const BASE64 = Buffer.from('ada\x1b\x07é').toString('base64');
const PLAIN = `\x1b]52;c;${BASE64}\x07`;

describe('copySequence', () => {
  it.each([
    ['a plain terminal', { TERM: 'xterm-256color' }, PLAIN],
    ['no environment', {}, PLAIN],
    ['an empty TMUX', { TMUX: '' }, PLAIN],
    [
      'tmux, which also hands it on',
      { TERM: 'screen-256color', TMUX: '/tmp/tmux,1,0' },
      `${PLAIN}\x1bPtmux;\x1b\x1b]52;c;${BASE64}\x07\x1b\\`,
    ],
    ['screen', { TERM: 'screen.xterm' }, `\x1bP${PLAIN}\x1b\\`],
  ])('for %s', (_name, env, expected) => {
    expect(copySequence('ada\x1b\x07é', env)).toBe(expected);
  });

  it('is handed to screen in pieces that it takes, which make up the whole', () => {
    const text = 'x'.repeat(5000);
    const sequence = copySequence(text, { TERM: 'screen' }) ?? '';
    const pieces = sequence.split('\x1b\\').slice(0, -1);
    expect(pieces.length).toBeGreaterThan(10);
    for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(502);
    expect(pieces.map((piece) => piece.replace(/^\x1bP/, '')).join('')).toBe(
      copySequence(text, {}),
    );
  });

  it('is none for what is longer than terminals take, in bytes', () => {
    expect(copySequence('x'.repeat(MAX_COPIED_BYTES), {})).toBeDefined();
    expect(copySequence('x'.repeat(MAX_COPIED_BYTES + 1), {})).toBeUndefined();
    expect(copySequence('é'.repeat(MAX_COPIED_BYTES / 2 + 1), {})).toBeUndefined();
  });
});
