import { describe, expect, it } from 'vitest';
import { paletteChoices } from '../../../../src/tui/keys/palette.js';
import { play, story } from '../traffic.js';

const SIZE = [100, 30] as const;

const namesFor = (typed: string, walk: readonly string[] = []): readonly string[] =>
  paletteChoices(play(story().source, SIZE, walk), typed).map(({ name }) => name);

describe('the palette', () => {
  it('offers every command with a name for nothing, with key and help', () => {
    const all = paletteChoices(play(story().source, SIZE), '');
    expect(all.length).toBeGreaterThan(20);
    for (const { label, help } of all) expect([label, help]).not.toContain('');
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  });

  it.each([
    ['what begins so first', 'mar', ['mark', 'next mark']],
    ['what holds it behind', 'user', ['users', 'only this user']],
    ['letters in their order', 'otu', ['only this user']],
    ['capitals and blanks aside', '  PAUSE ', ['pause']],
    ['nothing', 'zzz', []],
    ['an alias alone', 'w', ['save HAR']],
    ['a whole name alone', 'mark', ['mark']],
  ])('finds %s: %s', (_name, typed, expected) => {
    const names = namesFor(typed);
    if (expected.length === 0) expect(names).toEqual([]);
    else expect(new Set(names.slice(0, expected.length))).toEqual(new Set(expected));
    expect(names[0]).toBe(expected[0] ?? names[0]);
  });

  it('offers what holds where one is', () => {
    expect(namesFor('', ['enter'])).toContain('zoom');
    expect(namesFor('')).not.toContain('zoom');
    expect(namesFor('mark', ['3'])).not.toContain('mark');
  });

  it.each([
    ['w a b.har', 'save HAR', 'a b.har'],
    ['filter user:ada  x', 'filter', 'user:ada  x'],
    ['constructor x', undefined, undefined],
    ['__proto__', undefined, undefined],
  ])('reads %j as %s with %s', (typed, name, argument) => {
    const [first] = paletteChoices(play(story().source, SIZE), typed);
    expect([first?.name, first?.argument]).toEqual([name, argument]);
  });

  it('keeps what it offers when it is opened over the help', () => {
    expect(namesFor('', ['?', ':'])).toEqual(namesFor('', [':']));
  });
});
