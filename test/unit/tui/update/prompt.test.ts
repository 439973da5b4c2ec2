import { describe, expect, it, vi } from 'vitest';
import type { TuiModel } from '../../../../src/tui/model.js';
import type { Source } from '../../../../src/tui/source.js';
import { update } from '../../../../src/tui/update/update.js';
import { effectsOf, play, press, story, Traffic, letters } from '../traffic.js';

const SIZE = [120, 40] as const;

const after = (keys: readonly string[], source: Source = story().source): TuiModel =>
  play(source, SIZE, keys);

const listed = (model: TuiModel, source: Source): readonly unknown[] => {
  const list = source.lists.of(model);
  return Array.from({ length: list.length }, (_, index) => list.at(index));
};

describe('the filter prompt', () => {
  it('filters as it is typed, and keeps it when it is done', () => {
    const { source } = story();
    const typing = after(['/', ...letters('acc')], source);
    expect([typing.filter, listed(typing, source)]).toEqual(['acc', [2, 5]]);
    const done = press(typing, 'enter', source);
    expect([done.prompt, done.filter]).toEqual([undefined, 'acc']);
  });

  it('begins with the filter in force, its cursor at the end', () => {
    expect(after(['/', 'c', 'a', 'enter', '/']).prompt).toMatchObject({ text: 'ca', cursor: 2 });
  });

  it('keeps what can be read while what follows cannot', () => {
    const { source } = story();
    const broken = after(['/', ...letters('cart'), 'space', ...letters('user:')], source);
    expect([broken.prompt?.text, broken.filter]).toEqual(['cart user:', 'cart']);
    const refused = press(broken, 'enter', source);
    expect(refused.prompt).toBeDefined();
    const wrong = after(['/', ...letters('is:bogus')], source);
    expect(wrong.filter).toBe('');
  });

  it.each([
    ['user:ad', 'user:ada', undefined],
    ['user:a', 'user:a', 'anonymous  ada'],
    ['session:s-1', 'session:s-1a2b3c', undefined],
    ['connection:c2', 'connection:c2', undefined],
    ['event:logi', 'event:login', undefined],
    ['method:P', 'method:P', 'Nothing completes this.'],
  ])('completes %s by what was seen', (typed, text, said) => {
    const { source } = story();
    const model = after(['/', ...letters(typed), 'tab'], source);
    expect([model.prompt?.text, model.notice?.text]).toEqual([text, said]);
  });

  it.each(['esc', 'ctrl-g'])('gives the former filter back with %s', (leave) => {
    const model = after([
      '/',
      ...letters('cart'),
      'enter',
      '/',
      'ctrl-u',
      ...letters('login'),
      leave,
    ]);
    expect([model.prompt, model.filter]).toEqual([undefined, 'cart']);
  });

  it('takes the filter away when it is emptied', () => {
    expect(after(['/', ...letters('cart'), 'enter', '/', 'ctrl-u', 'enter']).filter).toBe('');
    expect(after(['/', ...letters('cart'), 'enter', '/', 'ctrl-u', 'space', 'enter']).filter).toBe(
      '',
    );
  });

  it('takes every printable key, also those that are commands elsewhere', () => {
    expect(after(['/', ...letters('qjxX?:/1'), '漢', '😀']).prompt?.text).toBe('qjxX?:/1漢😀');
  });

  it('asks for marks', () => {
    const { source } = story();
    const model = after(['g', 'm', '/', ...letters('is:marked'), 'enter'], source);
    expect(listed(model, source)).toEqual([1]);
    expect(listed(press(model, 'm', source), source)).toEqual([]);
  });

  it('remembers what was typed, the latest first, without doubles', () => {
    const enter = (text: string) => ['/', 'ctrl-u', ...letters(text), 'enter'];
    const model = after([...enter('cart'), ...enter('me'), ...enter('cart'), ...enter('')]);
    expect(model.histories.filter).toEqual(['cart', 'me']);
  });

  it('goes back and forth in what was typed, down to what was being typed', () => {
    const { source } = story();
    let model = after(
      [
        '/',
        ...letters('cart'),
        'enter',
        '/',
        'ctrl-u',
        ...letters('me'),
        'enter',
        '/',
        'ctrl-u',
        ...letters('coun'),
      ],
      source,
    );
    const seen = ['up', 'up', 'up', 'down', 'down', 'down'].map((key) => {
      model = press(model, key, source);
      return [model.prompt?.text, model.filter];
    });
    expect(seen).toEqual(['me', 'cart', 'cart', 'me', 'coun', 'coun'].map((text) => [text, text]));
  });

  it('remembers no more than its most', () => {
    const keys = Array.from({ length: 60 }, (_, index) => [
      '/',
      'ctrl-u',
      ...letters(`x${index}`),
      'enter',
    ]).flat();
    const { filter } = after(keys).histories;
    expect([filter.length, filter[0]]).toEqual([50, 'x59']);
  });
});

describe('the palette', () => {
  it.each([
    ['users', { view: 'users' }],
    ['user', { view: 'users' }],
    ['pause', { pausedAt: 5 }],
    ['help', { helpOpen: true }],
    ['h', { helpOpen: true }],
    ['sort', { menu: 'sort' }],
    ['copy', { menu: 'copy' }],
    ['clear', { menu: 'clear' }],
    ['mask', { masked: true }],
    ['filter', { prompt: { kind: 'filter' } }],
    ['w', { prompt: { kind: 'save' } }],
    ['save', { prompt: { kind: 'save' } }],
    ['save HAR', { prompt: { kind: 'save' } }],
    ['filter cart', { filter: 'cart' }],
    ['filter  me cart ', { filter: 'me cart' }],
  ])('does what :%s says', (typed, expected) => {
    expect(after([':', ...letters(typed), 'enter'])).toMatchObject(expected);
  });

  it.each(['q', 'q!', 'qa', 'exit', 'quit'])(':%s quits', (typed) => {
    const { source } = story();
    expect(effectsOf(after([':', ...letters(typed)], source), 'enter', source)).toEqual([
      { kind: 'quit' },
    ]);
  });

  it.each(['w out.har', 'save out.har', 'har out.har'])(':%s saves what is listed', (typed) => {
    const { source } = story();
    const model = after(['/', ...letters('account'), 'enter', ':', ...letters(typed)], source);
    expect(effectsOf(model, 'enter', source)).toEqual([
      { kind: 'save-har', path: 'out.har', seqs: [2, 5] },
    ]);
  });

  it('completes the chosen name, which then does the same', () => {
    const { source } = story();
    const model = after([':', ...letters('sav'), 'tab'], source);
    expect(model.prompt?.text).toBe('save HAR');
    expect(press(model, 'enter', source).prompt?.kind).toBe('save');
  });

  it('chooses with the arrows, within what fits', () => {
    const { source } = story();
    const down = after([':', ...letters('only'), 'down', 'down', 'down', 'down'], source);
    expect(down.prompt?.choice).toBe(2);
    expect(press(down, 'enter', source).scope).toEqual({ connection: 'c1' });
    expect(press(press(down, 'up', source), 'enter', source).scope).toEqual({
      session: 's-4d5e6f',
    });
    expect(press(down, 'x', source).prompt?.choice).toBe(0);
  });

  it('says so when there is no such command, and does nothing when nothing was typed', () => {
    expect(after([':', ...letters('zzz'), 'enter'])).toMatchObject({
      prompt: undefined,
      notice: { text: 'There is no command "zzz".', tone: 'bad' },
    });
    expect(after([':', 'space', 'enter']).prompt).toBeUndefined();
  });

  it('does not take a filter that cannot be read', () => {
    const model = after([
      '/',
      ...letters('cart'),
      'enter',
      ':',
      ...letters('filter user:'),
      'enter',
    ]);
    expect([model.filter, model.notice?.tone]).toEqual(['cart', 'bad']);
  });

  it('is left with Esc, without a trace', () => {
    expect(after(['/', ...letters('cart'), 'enter', ':', ...letters('q'), 'esc'])).toMatchObject({
      prompt: undefined,
      filter: 'cart',
      histories: { palette: [] },
    });
  });
});

describe('saving', () => {
  const saveAs = (path: string, before: readonly string[] = [], source = story().source) => {
    const model = play(source, SIZE, [...before, 'e', 'ctrl-u', ...letters(path)]);
    return update(model, { kind: 'key', key: 'enter' }, source);
  };

  it('suggests a file by the time of the first exchange', () => {
    expect(after(['e']).prompt?.text).toBe('sessionspy-2026-11-22-12-00-01.har');
    expect(after(['e'], new Traffic().source).prompt?.text).toBe('sessionspy.har');
  });

  it.each<[string, readonly string[], readonly number[]]>([
    ['everything', [], [1, 2, 3, 4, 5]],
    ['what a filter lets through', ['/', ...letters('account'), 'enter'], [2, 5]],
    ['that also while the others are shown', ['/', ...letters('account'), 'enter', 'f'], [2, 5]],
    ['what it is narrowed to, from another view', ['4', 'enter', '3'], [1, 2, 5]],
    ['by number, however it is sorted', ['s', '1'], [1, 2, 3, 4, 5]],
  ])('saves %s', (_name, before, seqs) => {
    const [model, effects] = saveAs('a b.har', before);
    expect(effects).toEqual([{ kind: 'save-har', path: 'a b.har', seqs }]);
    expect(model.notice?.text).toBe(`saving ${seqs.length} exchanges to a b.har …`);
  });

  it('saves all of them, in the order in which they came, also while they are being sorted', () => {
    const traffic = new Traffic();
    const connection = traffic.open();
    for (let count = 0; count < 500; count += 1) traffic.visit(connection);
    const { source } = traffic;
    const model: TuiModel = {
      ...play(source, SIZE),
      sorts: { requests: { column: 'took', descending: false } },
      pausedAt: 400,
    };
    let now = performance.now();
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 100));
    const asked = press(model, 'e', source);
    const [effect] = effectsOf(asked, 'enter', source);
    clock.mockRestore();
    expect(effect).toMatchObject({ seqs: Array.from({ length: 400 }, (_, index) => index + 1) });
    const sorted: TuiModel = {
      ...model,
      sorts: { requests: { column: 'path', descending: true } },
    };
    expect(press(sorted, 'e', source).prompt?.text).toBe(
      press(play(source, SIZE), 'e', source).prompt?.text,
    );
  });

  it('asks for a name, and saves nothing where nothing is listed', () => {
    expect(saveAs(' ')).toMatchObject([{ notice: { tone: 'bad' } }, []]);
    expect(saveAs('x', ['/', ...letters('zzz'), 'enter'])).toMatchObject([
      { notice: { tone: 'warn' } },
      [],
    ]);
  });

  it('waits for a search that is not done', () => {
    const { source } = story();
    const { lists } = source;
    const stuck = Object.assign(Object.create(lists) as typeof lists, { progress: () => 0.5 });
    const model = play(source, SIZE, ['/', 'a', 'enter', 'e']);
    expect(effectsOf(model, 'enter', { ...source, lists: bound(stuck, lists) })).toEqual([]);
  });
});

/** The object with its methods called on another one, which has the private fields. */
function bound<Of extends object>(given: Of, on: Of): Of {
  return new Proxy(given, {
    get: (target, property) => {
      const member: unknown = Reflect.get(target, property);
      if (typeof member !== 'function') return member;
      return Object.hasOwn(target, property) ? member : (member.bind(on) as unknown);
    },
  });
}
