import { describe, expect, it } from 'vitest';
import type { SessionTag } from '../../../../src/model/ids.js';
import { DetailTexts } from '../../../../src/tui/detail-texts.js';
import type { DetailRow } from '../../../../src/tui/detail-row.js';
import { initialModel, type TuiModel } from '../../../../src/tui/model.js';
import type { Source } from '../../../../src/tui/source.js';
import { line } from '../../../../src/tui/styled.js';
import { update } from '../../../../src/tui/update/update.js';
import {
  COUNTING,
  effectsOf,
  LOGGED_IN,
  look,
  play,
  press,
  story,
  Traffic,
  letters,
} from '../traffic.js';

const LARGE = [160, 50] as const;
const SMALL = [80, 24] as const;

/** Two connections with three and two exchanges: 1, 3, 5 and 2, 4. */
function twoConnections() {
  const traffic = new Traffic();
  const [first, second] = [traffic.open(), traffic.open()];
  for (const id of [first, second, first, second, first]) traffic.visit(id);
  return { traffic, source: traffic.source, first, second };
}

const selected = ({ view, lists }: TuiModel) => lists[view].selected;

describe('following', () => {
  it('starts on the newest exchange and goes to each new one', () => {
    const { traffic, source, first } = twoConnections();
    const model = play(source, LARGE);
    expect([selected(model), model.following]).toEqual([5, true]);
    traffic.visit(first);
    expect(selected(look(model, source))).toBe(6);
  });

  it('ends when the cursor is moved away, and G resumes it', () => {
    const { traffic, source, first } = twoConnections();
    const moved = play(source, LARGE, ['k']);
    expect([selected(moved), moved.following]).toEqual([4, false]);
    traffic.visit(first);
    const later = look(moved, source);
    expect(selected(later)).toBe(4);
    const resumed = press(later, 'G', source);
    expect([selected(resumed), resumed.following]).toEqual([6, true]);
  });

  it('goes on when j finds no further row', () => {
    const { source } = twoConnections();
    expect(play(source, LARGE, ['j']).following).toBe(true);
    const back = play(source, LARGE, ['k', 'j']);
    expect([selected(back), back.following]).toEqual([5, false]);
  });

  it('is switched by F', () => {
    const { source } = twoConnections();
    expect(play(source, LARGE, ['F']).following).toBe(false);
    const again = play(source, LARGE, ['k', 'F']);
    expect([selected(again), again.following]).toEqual([5, true]);
  });

  it('ends when one exchange was opened', () => {
    const { traffic, source, first } = twoConnections();
    const reading = play(source, LARGE, ['enter']);
    expect(reading).toMatchObject({ focus: 'detail', following: false });
    traffic.visit(first);
    expect(selected(press(look(reading, source), 'esc', source))).toBe(5);
  });

  it('rests while another view is in front and while a column sorts', () => {
    const { traffic, source, first } = twoConnections();
    const users = play(source, LARGE, ['3']);
    const sorted = play(source, LARGE, ['s', '1']);
    traffic.visit(first);
    expect(selected(press(look(users, source), '1', source))).toBe(6);
    expect(selected(look(sorted, source))).toBe(5);
  });
});

describe('pausing', () => {
  it('holds the requests as they are, and goes on from the newest', () => {
    const { traffic, source, first } = twoConnections();
    const paused = play(source, LARGE, ['p']);
    traffic.visit(first);
    traffic.visit(first);
    const later = look(paused, source);
    expect([later.pausedAt, selected(later), source.lists.of(later).length]).toEqual([5, 5, 5]);
    expect(selected(press(later, 'G', source))).toBe(5);
    const resumed = press(later, 'p', source);
    expect([resumed.pausedAt, selected(resumed)]).toEqual([undefined, 7]);
  });

  it('still shows revisions of what is held', () => {
    const traffic = new Traffic();
    const connection = traffic.open();
    const seq = traffic.visit(connection, { pending: true });
    const paused = play(traffic.source, LARGE, ['p']);
    traffic.revise(seq, connection, { after: LOGGED_IN });
    expect(userOfSelected(traffic.source, paused)).toBe('ada');
  });
});

const userOfSelected = ({ journal }: Source, model: TuiModel) => {
  const seq = selected(model);
  return typeof seq === 'number' ? journal.summary(seq)?.user : undefined;
};

describe('the cursor of the requests', () => {
  it.each([
    [['g'], 1],
    [['g', 'j', 'j'], 3],
    [['g', 'k'], 1],
    [['g', 'pagedown'], 5],
    [['pageup'], 1],
    [['g', 'ctrl-d'], 5],
    [['home', 'end'], 5],
    [['g', 'n', 'n', 'N'], 2],
  ])('%j goes to exchange %i', (keys, expected) => {
    const { source } = twoConnections();
    expect(selected(play(source, LARGE, keys))).toBe(expected);
  });

  it('stays on its exchange while older ones are evicted, then goes to the oldest held', () => {
    const traffic = new Traffic(5);
    const connection = traffic.open();
    for (let count = 0; count < 5; count += 1) traffic.visit(connection);
    let model = play(traffic.source, LARGE, ['g', 'j', 'j']);
    expect(selected(model)).toBe(3);
    for (const expected of [3, 3, 4, 5]) {
      traffic.visit(connection);
      model = look(model, traffic.source);
      expect(selected(model)).toBe(expected);
    }
  });

  it('is on the last row when its own no longer matches and none comes after it', () => {
    const { traffic, source, first } = twoConnections();
    const model = { ...play(source, LARGE, ['k', 'k']), filter: 'page' };
    expect(selected(model)).toBe(3);
    traffic.revise(3, first, { target: '/other/' });
    expect(selected(look(model, source))).toBe(4);
    traffic.revise(4, first, { target: '/other/' });
    traffic.revise(5, first, { target: '/other/' });
    expect(selected(look(model, source))).toBe(2);
  });

  it('is nowhere while there is nothing', () => {
    const { source } = new Traffic();
    expect(selected(play(source, SMALL, ['j', 'G', 'enter']))).toBeUndefined();
    expect(play(source, SMALL, ['enter']).focus).toBe('list');
  });
});

describe('the views', () => {
  it('are chosen by number and turned by Tab, round and round', () => {
    const { source } = story();
    const views = (...keys: readonly string[]) => play(source, LARGE, keys).view;
    expect(['1', '2', '3', '4'].map((key) => views(key))).toEqual([
      'requests',
      'sessions',
      'users',
      'connections',
    ]);
    expect([views('tab'), views('shift-tab'), views('4', 'tab')]).toEqual([
      'sessions',
      'connections',
      'requests',
    ]);
  });

  it('keep a cursor each', () => {
    const { source } = story();
    const model = play(source, LARGE, ['g', 'j', '2', 'j', '3', '1']);
    expect(model.lists).toMatchObject({
      requests: { selected: 2 },
      sessions: { selected: 's-4d5e6f' },
      users: { selected: 'anonymous' },
    });
    expect(selected(press(model, '2', source))).toBe('s-4d5e6f');
  });

  it('are left for the list when the detail had the keys', () => {
    const { source } = story();
    expect(play(source, LARGE, ['enter', 'z', '3'])).toMatchObject({
      view: 'users',
      focus: 'list',
      zoomed: false,
    });
  });
});

describe('opening and going back', () => {
  it('leads from a request into its detail, whole and back', () => {
    const { source } = story();
    const steps = ['enter', 'z', 'esc', 'esc', 'esc'];
    const seen = steps.map((_, index) => {
      const { focus, zoomed } = play(source, LARGE, steps.slice(0, index + 1));
      return `${focus}${zoomed ? ' zoomed' : ''}`;
    });
    expect(seen).toEqual(['detail', 'detail zoomed', 'detail', 'list', 'list']);
  });

  it.each([
    ['2', { session: 's-1a2b3c' }, 2],
    ['3', { user: 'anonymous' }, 1],
    ['4', { connection: 'c1' }, 5],
  ])('leads from a row of view %s to its requests, and back out', (view, scope, newest) => {
    const { source } = story();
    const model = play(source, LARGE, [view, 'enter']);
    expect(model).toMatchObject({ view: 'requests', focus: 'list', scope, following: true });
    expect(selected(model)).toBe(newest);
    const back = press(model, 'esc', source);
    expect(back).toMatchObject({ view: play(source, LARGE, [view]).view, scope: {} });
    expect(back.trail).toEqual([]);
  });

  it('widens what was narrowed last first, then the filter, then the view', () => {
    const { source } = story();
    const start: TuiModel = {
      ...play(source, LARGE, ['4', 'enter', '3', 'enter', '2']),
      filter: 'a',
    };
    expect(Object.keys(start.scope)).toEqual(['connection', 'user']);
    const seen: unknown[] = [];
    let model = start;
    for (let step = 0; step < 5; step += 1) {
      model = press(model, 'esc', source);
      seen.push([Object.keys(model.scope).join(' '), model.filter, model.view]);
    }
    expect(seen).toEqual([
      ['connection', 'a', 'sessions'],
      ['', 'a', 'sessions'],
      ['', '', 'sessions'],
      ['', '', 'requests'],
      ['', '', 'requests'],
    ]);
  });

  it('shows the timeline of the session of a request, and the text of other rows', () => {
    const { source } = story();
    const model = play(source, LARGE, ['g', 'j', 't']);
    expect(model).toMatchObject({ view: 'sessions', focus: 'detail' });
    expect(selected(model)).toBe(LOGGED_IN.tag);
    for (const view of ['2', '3', '4']) {
      expect(play(source, LARGE, [view, 'l']).focus).toBe('detail');
    }
  });

  it('says so where a request has no session', () => {
    const { source } = twoConnections();
    const model = play(source, LARGE, ['t']);
    expect([model.view, model.notice?.text]).toEqual(['requests', 'This request has no session.']);
  });

  it('shows the timeline that was asked for, also when a filter hides its session', () => {
    const { source } = story();
    const all: TuiModel = { ...play(source, LARGE, ['g']), filter: 'cart', showAll: true };
    const model = press(all, 't', source);
    expect(selected(model)).toBe(COUNTING(1).tag);
    expect(source.lists.of(model).indexOf(COUNTING(1).tag)).toBeGreaterThanOrEqual(0);
  });

  it('goes to the exchange that a line names, also when a filter or a pause hides it', () => {
    const { traffic, source, first } = twoConnections();
    const card: TuiModel = { ...play(source, LARGE, ['p', '4', 'l']), filter: 'page/1' };
    traffic.visit(first, { target: '/late/' });
    const rows = source.details.of(look(card, source), 68);
    const cursor = rows.findIndex(({ seq }) => seq === 6);
    expect(cursor).toBeGreaterThan(0);
    const model = press({ ...card, detail: { ...card.detail, cursor } }, 'enter', source);
    expect(model).toMatchObject({ view: 'requests', focus: 'detail', following: false });
    expect([selected(model), model.detail.cursor, model.detail.top]).toEqual([6, 0, 0]);
  });
});

describe('narrowing', () => {
  it.each([
    ['u', 'user', { user: 'authenticated ada' }],
    ['S', 'session', { session: 's-4d5e6f' }],
    ['C', 'connection', { connection: 'c1' }],
  ])('%s narrows to the %s of the request, and widens again', (key, _kind, scope) => {
    const { source } = story();
    const model = play(source, LARGE, [key]);
    expect(model.scope).toEqual(scope);
    expect(selected(model)).toBe(5);
    expect(press(model, key, source).scope).toEqual({});
  });

  it('combines, the latest last', () => {
    const { source } = story();
    const { scope } = play(source, LARGE, ['C', 'u']);
    expect(Object.entries(scope)).toEqual([
      ['connection', 'c1'],
      ['user', 'authenticated ada'],
    ]);
  });

  it.each([
    ['2', 'u', { user: 'anonymous' }],
    ['2', 'S', { session: 's-1a2b3c' }],
    ['3', 'u', { user: 'anonymous' }],
    ['4', 'C', { connection: 'c1' }],
    ['4', 'u', {}],
  ])('in view %s %s gives %j', (view, key, scope) => {
    const { source } = story();
    expect(play(source, LARGE, [view, key]).scope).toEqual(scope);
  });

  it('narrows from a connection to the user and session that speak on it now', () => {
    const { source } = story();
    expect(play(source, LARGE, ['4', 'G', 'u']).scope).toEqual({ user: 'authenticated bob' });
    expect(play(source, LARGE, ['4', 'G', 'S']).scope).toEqual({ session: 's-b0bb0b' });
  });

  it('says so where the row belongs to nothing of the kind', () => {
    const { source } = twoConnections();
    const model = play(source, LARGE, ['S']);
    expect([model.scope, model.notice?.text]).toEqual([{}, 'This row belongs to no session.']);
    expect(play(source, LARGE, ['3', 'C']).notice?.text).toBe('This row belongs to no connection.');
  });

  it('ends whole with W', () => {
    const { source } = story();
    const model: TuiModel = { ...play(source, LARGE, ['C', 'u']), filter: 'x' };
    expect(press(model, 'W', source)).toMatchObject({ scope: {}, filter: '' });
  });
});

describe('matches among all rows', () => {
  const filtered = (keys: readonly string[]) => {
    const { source } = story();
    return play(source, LARGE, ['/', ...letters('account'), 'enter', 'f', ...keys]);
  };

  it('are found by n and N, and the cursor stays where there is none', () => {
    expect(selected(filtered(['g', 'n']))).toBe(2);
    expect(selected(filtered(['g', 'n', 'n']))).toBe(5);
    expect(selected(filtered(['N']))).toBe(2);
    const past = filtered(['n']);
    expect([selected(past), past.notice?.text]).toEqual([5, 'No later match.']);
    expect(filtered(['g', 'N']).notice?.text).toBe('No earlier match.');
  });

  it('ends where the list is paused', () => {
    const { source } = story();
    const model: TuiModel = {
      ...play(source, LARGE, ['g']),
      filter: 'logout',
      showAll: true,
      pausedAt: 3,
    };
    const past = press(model, 'n', source);
    expect([selected(past), past.notice?.text]).toEqual([1, 'No later match.']);
  });

  it('end the following', () => {
    expect(filtered(['N']).following).toBe(false);
  });

  it('need a filter', () => {
    const { source } = story();
    const model = play(source, LARGE, ['f']);
    expect([model.showAll, model.notice?.text]).toEqual([
      false,
      'There is no filter; / makes one.',
    ]);
  });
});

describe('marks', () => {
  it('are set, taken away, and gone round', () => {
    const { source } = story();
    const model = play(source, LARGE, ['g', 'm', 'G', 'k', 'm']);
    expect([...model.marks]).toEqual([1, 4]);
    expect(selected(press(model, "'", source))).toBe(1);
    expect(selected(press(press(model, "'", source), "'", source))).toBe(4);
    expect([...press(model, 'm', source).marks]).toEqual([1]);
  });

  it('say so where there are none, or none that is listed', () => {
    const { source } = story();
    expect(play(source, LARGE, ["'"]).notice?.text).toBe('Nothing is marked; m marks.');
    const hidden: TuiModel = { ...play(source, LARGE, ['g', 'm']), filter: 'cart' };
    const model = press(hidden, "'", source);
    expect([selected(model), model.notice?.text]).toEqual([4, 'Nothing that is listed is marked.']);
  });

  it('that were evicted are passed over', () => {
    const traffic = new Traffic(3);
    const connection = traffic.open();
    for (let count = 0; count < 3; count += 1) traffic.visit(connection);
    const model = play(traffic.source, LARGE, ['g', 'm', 'j', 'm']);
    traffic.visit(connection);
    expect(selected(press(model, "'", traffic.source))).toBe(2);
  });

  it('are not set in other views', () => {
    const { source } = story();
    expect(play(source, LARGE, ['3', 'm', 'l', 'm']).marks.size).toBe(0);
  });
});

describe('tabs', () => {
  it('turn round and round in the requests, and only there', () => {
    const { source } = story();
    const tab = (...keys: readonly string[]) => play(source, LARGE, keys).detail.tab;
    expect([tab(']'), tab('['), tab('enter', 'l', 'l'), tab('enter', 'h')]).toEqual([
      'cookies',
      'user',
      'request',
      'user',
    ]);
    expect(tab('2', ']')).toBe('session');
  });
});

/** A detail of many lines, some of which fold. */
class FakeTexts extends DetailTexts {
  override of(model: TuiModel): readonly DetailRow[] {
    const open = model.detail.turned.has('k');
    return Array.from({ length: open ? 100 : 60 }, (_, index) => ({
      line: line(`line ${index}`),
      ...(index === 2 ? { fold: { key: 'k', open } } : {}),
    }));
  }
}

describe('the text of the detail', () => {
  const withText = (keys: readonly string[], size: readonly [number, number] = SMALL) => {
    const { source } = story();
    const fake: Source = { ...source, details: new FakeTexts(source.journal) };
    return { source: fake, model: play(fake, size, ['enter', ...keys]) };
  };

  it('has a cursor that moves within it, and the text with it', () => {
    expect(withText(['j', 'j', 'k']).model.detail).toMatchObject({ cursor: 1, top: 0 });
    expect(withText(['k']).model.detail.cursor).toBe(0);
    const { cursor, top } = withText(['G', 'j']).model.detail;
    expect([cursor, top]).toEqual([59, 60 - 18]);
    expect(withText(['G', 'g']).model.detail).toMatchObject({ cursor: 0, top: 0 });
  });

  it('folds and opens at the cursor, and keeps to what is left', () => {
    const { model, source } = withText(['j', 'j', 'enter']);
    expect([...model.detail.turned]).toEqual(['k']);
    expect(model.detail.cursor).toBe(2);
    expect([...press(model, 'space', source).detail.turned]).toEqual([]);
    expect(withText(['j', 'enter']).model.detail.turned.size).toBe(0);
  });

  it('begins at its top for another row and another tab, with the same folds', () => {
    for (const keys of [['J'], ['K'], [']']]) {
      const { model } = withText(['k', 'j', 'j', 'enter', 'G', ...keys]);
      if (keys[0] !== 'J') expect(model.detail).toMatchObject({ cursor: 0, top: 0 });
      expect([...model.detail.turned]).toEqual(['k']);
    }
  });

  it('leads on to the next and previous row with J and K', () => {
    const { model, source } = withText(['K', 'K']);
    expect([selected(model), model.focus]).toEqual([3, 'detail']);
    expect(selected(press(model, 'J', source))).toBe(4);
  });

  it('keeps to its text when the terminal grows', () => {
    const size = { columns: 200, rows: 200 };
    const { model, source } = withText(['G']);
    expect(update(model, { kind: 'resized', size }, source)[0].detail.top).toBe(0);
  });
});

describe('leaving', () => {
  it('q quits at the top level, and only goes back from detail and help', () => {
    const { source } = twoConnections();
    const quits = (...keys: readonly string[]) => effectsOf(play(source, LARGE, keys), 'q', source);
    expect(quits()).toEqual([{ kind: 'quit' }]);
    expect(quits('3')).toEqual([{ kind: 'quit' }]);
    expect([quits('enter'), quits('?'), quits('y'), quits('X'), quits('s')]).toEqual([
      [],
      [],
      [],
      [],
      [],
    ]);
    expect(play(source, LARGE, ['?', 'q']).helpOpen).toBe(false);
  });

  it.each([
    ['ctrl-c', 'quit'],
    ['ctrl-z', 'suspend'],
    ['ctrl-l', 'redraw'],
  ])('%s asks the runtime to %s, wherever it is pressed', (key, kind) => {
    const { source } = twoConnections();
    for (const keys of [[], ['enter'], ['?'], ['/'], [':'], ['e'], ['y'], ['s'], ['X']]) {
      expect(effectsOf(play(source, LARGE, keys), key, source)).toEqual([{ kind }]);
    }
  });
});

describe('the help', () => {
  it('scrolls within itself and leaves the lists as they were', () => {
    const { source } = twoConnections();
    const model = play(source, SMALL, ['?', 'G', 'j']);
    expect(model.help.top).toBeGreaterThan(5);
    expect(play(source, SMALL, ['?', 'G', 'g', 'k']).help.top).toBe(0);
    expect([model.lists.requests.selected, model.following]).toEqual([5, true]);
  });

  it.each(['/', ':', 'e'])(
    'over the prompt of %s scrolls, closes, and leaves it as it was',
    (key) => {
      const { source } = twoConnections();
      const typing = play(source, [40, 12], [key, 'a']);
      const open = press(typing, 'f1', source);
      expect(open.helpOpen).toBe(true);
      const scrolled = press(press(open, 'j', source), 'G', source);
      expect(scrolled.prompt).toEqual(typing.prompt);
      expect(scrolled.help.top).toBeGreaterThan(0);
      for (const leave of ['esc', 'q', '?', 'f1']) {
        expect(press(scrolled, leave, source)).toMatchObject({
          helpOpen: false,
          prompt: typing.prompt,
        });
      }
    },
  );
});

describe('the mouse', () => {
  const click = (model: TuiModel, column: number, row: number, source: Source) =>
    update(model, { kind: 'click', column, row }, source)[0];
  const wheel = (model: TuiModel, column: number, row: number, by: 1 | -1, source: Source) =>
    update(model, { kind: 'wheel', column, row, by }, source)[0];

  it('selects the row that is clicked at', () => {
    const { source } = twoConnections();
    const model = click(play(source, LARGE), 10, 6, source);
    expect([selected(model), model.following, model.focus]).toEqual([2, false, 'list']);
    expect(selected(click(play(source, LARGE), 10, 30, source))).toBe(5);
    expect(selected(click(play(source, LARGE), 10, 4, source))).toBe(5);
  });

  it('focuses the pane that is clicked at, within its text', () => {
    const { source } = twoConnections();
    const model = click(play(source, LARGE), 120, 48, source);
    expect(model.focus).toBe('detail');
    const length = source.details.of(model, 68).length;
    expect(model.detail.cursor).toBeLessThan(length);
    expect(click(model, 3, 5, source).focus).toBe('list');
  });

  it('moves by three rows with the wheel, in the pane beneath it', () => {
    const { source } = twoConnections();
    expect(selected(wheel(play(source, LARGE), 10, 10, -1, source))).toBe(2);
    expect(wheel(play(source, LARGE), 120, 10, 1, source).detail.cursor).toBe(3);
  });

  it.each([['?'], ['/'], ['X'], ['y'], ['s']])('does nothing behind what %s opens', (key) => {
    const { source } = twoConnections();
    const model = play(source, LARGE, [key]);
    expect(click(model, 10, 5, source)).toBe(model);
    expect(wheel(model, 10, 5, -1, source)).toBe(model);
  });

  it('does nothing at the edges', () => {
    const { source } = twoConnections();
    const model = play(source, LARGE);
    for (const [column, row] of [
      [0, 0],
      [0, 49],
      [999, 999],
      [-1, -1],
    ] as const) {
      expect(click(model, column, row, source)).toBe(model);
    }
  });
});

describe('settling', () => {
  it('leaves a model as it is when nothing happened', () => {
    const { source } = twoConnections();
    for (const keys of [['k', 'enter'], ['2'], ['/', 'p'], ['s', '2']]) {
      const model = play(source, LARGE, keys);
      expect(look(model, source)).toBe(model);
    }
  });

  it('does not touch the model it was given', () => {
    const { source } = twoConnections();
    const model = Object.freeze(initialModel({ columns: 80, rows: 24 }));
    expect([model.masked, press(model, 'x', source).masked]).toEqual([false, true]);
  });

  it('takes a session that is forgotten from the cursor', () => {
    const traffic = new Traffic(1);
    const connection = traffic.open();
    traffic.visit(connection, { after: COUNTING(1) });
    const model = play(traffic.source, LARGE, ['2']);
    expect(selected(model)).toBe(COUNTING(1).tag);
    traffic.visit(connection, { after: LOGGED_IN });
    expect(selected(look(model, traffic.source))).toBe('s-4d5e6f' as SessionTag);
  });
});
