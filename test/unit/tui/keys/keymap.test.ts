import { describe, expect, it } from 'vitest';
import type { KeyBinding, Place } from '../../../../src/tui/keys/binding.js';
import { bindingsOf, commandFor, KEYMAP, placesOf } from '../../../../src/tui/keys/keymap.js';
import type { Menu, TuiModel } from '../../../../src/tui/model.js';
import type { Source } from '../../../../src/tui/source.js';
import { plainText, widthOf } from '../../../../src/tui/styled.js';
import { update } from '../../../../src/tui/update/update.js';
import { footerLine } from '../../../../src/tui/view/footer.js';
import { frame } from '../../../../src/tui/view/frame.js';
import { helpText } from '../../../../src/tui/view/help.js';
import { play, press, story, Traffic } from '../traffic.js';

const SIZE = [100, 30] as const;

/** Where one can be, and the keys that lead there. */
const WALKS: readonly (readonly [string, readonly string[]])[] = [
  ['requests', []],
  ['sessions', ['2']],
  ['users', ['3']],
  ['connections', ['4']],
  ['the detail of a request', ['enter']],
  ['the timeline of a session', ['2', 'l']],
  ['the card of a user', ['3', 'l']],
  ['the card of a connection', ['4', 'l']],
  ['a zoomed detail', ['enter', 'z']],
  ['narrowed requests', ['u', '/', 'a', 'enter']],
  ['sorted requests', ['s', '5']],
  ['paused requests', ['p']],
  ['masked requests', ['x']],
  ['the help', ['?']],
  ['the filter prompt', ['/', 'a']],
  ['the palette', [':', 's']],
  ['the file prompt', ['e']],
  ['help over a prompt', ['/', 'f1']],
  ['the copy menu', ['y']],
  ['the sort menu', ['s']],
  ['the clear menu', ['X']],
];

const PLACES = [...new Set(KEYMAP.flatMap(({ places }) => places))];
const KEYS = [...new Set(KEYMAP.flatMap(({ keys }) => keys))];

/** What a model says of itself that is never to be out of bounds. */
function expectSound(model: TuiModel, source: Source): TuiModel {
  const list = source.lists.of(model);
  const { selected } = model.lists[model.view];
  if (list.length === 0) expect(selected).toBeUndefined();
  else expect(selected !== undefined && list.at(list.indexOf(selected))).toBe(selected);
  expect(model.detail.cursor).toBeGreaterThanOrEqual(0);
  expect(model.detail.top).toBeGreaterThanOrEqual(0);
  if (model.prompt !== undefined) {
    expect(model.prompt.cursor).toBeLessThanOrEqual(model.prompt.text.length);
  }
  return model;
}

describe('every key', () => {
  for (const [kind, make] of [
    ['a story', () => story().source],
    ['nothing', () => new Traffic().source],
  ] as const) {
    it.each(WALKS)(`does something sensible or nothing in %s, with ${kind}`, (_name, walk) => {
      const source = make();
      const start = play(source, SIZE, walk);
      for (const key of [...KEYS, 'f5', 'Z', '漢', 'ctrl-y']) {
        const model = press(start, key, source);
        const lines = frame(expectSound(model, source), source);
        expect(lines).toHaveLength(SIZE[1]);
        expect(new Set(lines.map(widthOf))).toEqual(new Set([SIZE[0]]));
        for (const next of ['esc', 'enter']) expectSound(press(model, next, source), source);
      }
    });
  }

  it.each(WALKS)('leads back out of %s within a few Esc, without quitting', (_name, walk) => {
    const { source } = story();
    const start = play(source, SIZE, walk);
    const escapes = Array.from({ length: 8 }, () => 'esc');
    const end = escapes.reduce((model, key) => {
      const [next, effects] = update(model, { kind: 'key', key }, source);
      expect(effects).toEqual([]);
      return next;
    }, start);
    expect(end).toMatchObject({
      view: 'requests',
      focus: 'list',
      zoomed: false,
      helpOpen: false,
      prompt: undefined,
      menu: undefined,
      scope: {},
      filter: '',
    });
  });
});

describe('the key table', () => {
  it.each(PLACES)('binds no key twice in %s itself', (place) => {
    const keys = KEYMAP.filter(({ places }) => places.includes(place)).flatMap(({ keys }) => keys);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  it.each(WALKS)('hides no key of a wider place in %s unawares', (_name, walk) => {
    const places = placesOf(play(story().source, SIZE, walk));
    const hidden = KEYS.filter(
      (key) =>
        new Set(
          KEYMAP.filter(
            (binding) =>
              binding.keys.includes(key) && binding.places.some((place) => places.includes(place)),
          ),
        ).size > 1,
    );
    expect(hidden).toEqual([]);
  });

  it('says of every binding what it does, once', () => {
    for (const { help, keys, label, places } of KEYMAP) {
      expect(help.trim()).not.toBe('');
      expect(label.trim()).not.toBe('');
      expect(keys.length).toBeGreaterThan(0);
      expect(places.length).toBeGreaterThan(0);
    }
  });

  it('has labels that fit into the help and the menus', () => {
    for (const { label } of KEYMAP) expect(label.length).toBeLessThanOrEqual(12);
  });

  it('has no name of the palette twice where both hold', () => {
    for (const [, walk] of WALKS) {
      const names = bindingsOf(placesOf(play(story().source, SIZE, walk))).flatMap(
        ({ name }) => name ?? [],
      );
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it.each([
    ['j', 'requests', { kind: 'move', step: { unit: 'row', count: 1 } }],
    ['enter', 'detail', { kind: 'fold' }],
    ['5', 'sort', { kind: 'sort', index: 4 }],
    ['ctrl-c', 'anywhere', { kind: 'quit' }],
    ['tab', 'help', undefined],
    ['unbound', 'detail', undefined],
  ] as const)('%s in %s', (key, place, command) => {
    const places: readonly Place[] = place === 'requests' ? ['requests', 'list', 'panes'] : [place];
    expect(commandFor(key, places)).toEqual(command);
  });

  it('gives a key to the narrowest place that has it', () => {
    const places = placesOf(play(story().source, SIZE, ['enter']));
    expect(commandFor('l', places)).toEqual({ kind: 'turn-tab', by: 1 });
    expect(commandFor('l', placesOf(play(story().source, SIZE)))).toEqual({ kind: 'open' });
  });

  it('lets nothing through a prompt, a menu or the help but what holds anywhere', () => {
    for (const menu of ['copy', 'sort', 'clear'] satisfies Menu[]) {
      const model: TuiModel = { ...play(story().source, SIZE), menu };
      expect(placesOf(model)).toEqual([menu, 'anywhere']);
      expect(commandFor('W', placesOf(model))).toBeUndefined();
    }
    expect(placesOf(play(story().source, SIZE, ['/']))).toEqual(['prompt', 'anywhere']);
    expect(placesOf(play(story().source, SIZE, ['?']))).toEqual(['help', 'anywhere']);
  });
});

describe('the help', () => {
  /** The keys that the help lists: the label of each line between `Keys` and the next blank line. */
  const listedIn = (text: readonly string[]) => {
    const from = text.findIndex((row) => row.trim() === 'Keys') + 1;
    const keys = text.slice(
      from,
      text.findIndex((row, index) => index > from && row.trim() === ''),
    );
    return keys.map((row) => row.slice(3, 15).trim()).filter((label) => label !== '');
  };
  const labelsOf = (bindings: readonly KeyBinding[]) => bindings.map(({ label }) => label);

  it.each(WALKS.filter(([name]) => !name.includes('help')))(
    'shows exactly the keys of %s',
    (_name, walk) => {
      const { source } = story();
      const model = play(source, [200, 60], walk);
      const text = helpText({ ...model, helpOpen: true }, source).map((row) =>
        plainText(row).trimEnd(),
      );
      const bindings = bindingsOf(placesOf(model));
      expect(listedIn(text)).toEqual(labelsOf(bindings));
      for (const { help } of bindings) expect(text.join('\n')).toContain(help);
      for (const other of KEYMAP.filter((one) => !bindings.includes(one))) {
        const says = (row: string) => row === `   ${other.label.padEnd(12)} ${other.help}`;
        expect(text.filter(says)).toEqual([]);
      }
    },
  );

  it('fits the width of the screen', () => {
    const { source } = story();
    for (const columns of [40, 61, 80]) {
      const rows = helpText(play(source, [columns, 30]), source);
      for (const row of rows) expect(widthOf(row)).toBeLessThanOrEqual(columns);
    }
  });
});

describe('the footer', () => {
  const footerOf = (walk: readonly string[], width: number) => {
    const { source } = story();
    return plainText(footerLine(play(source, SIZE, walk), source, width));
  };

  it.each(WALKS.filter(([name]) => !/prompt$|palette|menu/.test(name)))(
    'names how to leave and how to get help in 40 cells, in %s',
    (_name, walk) => {
      const footer = footerOf(walk, 40);
      expect(footer).toHaveLength(40);
      expect(footer).toContain('? help');
      expect(footer).toMatch(/Esc back|q quit/);
    },
  );

  it('says quit only where q quits', () => {
    const { source } = story();
    for (const [, walk] of WALKS) {
      const model = play(source, SIZE, walk);
      if (!plainText(footerLine(model, source, 200)).includes('q quit')) continue;
      expect(update(model, { kind: 'key', key: 'q' }, source)[1]).toEqual([{ kind: 'quit' }]);
    }
  });

  it('has no cut entry at any width', () => {
    for (const [, walk] of WALKS.filter(([name]) => !/prompt$|palette/.test(name))) {
      for (let width = 40; width < 200; width += 3)
        expect(footerOf(walk, width)).not.toContain('…');
    }
  });
});
