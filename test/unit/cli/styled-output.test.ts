import { describe, expect, it } from 'vitest';
import { styledText, wantsColour } from '../../../src/cli/styled-output.js';
import { BOLD, text } from '../../../src/tui/styled.js';

describe('styled text', () => {
  const line = [text('a', BOLD), text(' b '), text('c', 'bad'), text('\u001b[0m')];

  it('has colours where they are wanted', () => {
    expect(styledText(line, false)).toBe('a b c\\x1b[0m');
    expect(styledText(line, true)).toBe('\u001b[1ma\u001b[0m b \u001b[38;5;160mc\u001b[0m\\x1b[0m');
  });

  it.each([
    ['auto', true, {}, true],
    ['auto', false, {}, false],
    ['auto', true, { NO_COLOR: '1' }, false],
    ['auto', true, { NO_COLOR: '' }, true],
    ['auto', true, { TERM: 'dumb' }, false],
    ['always', false, { NO_COLOR: '1' }, true],
    ['never', true, {}, false],
  ] as const)('%s on a terminal %s with %o: %s', (asked, isTTY, env, expected) => {
    expect(wantsColour(asked, { isTTY }, env)).toBe(expected);
  });
});
