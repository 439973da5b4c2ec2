import { describe, expect, it } from 'vitest';
import { initialModel, type Source, type TuiModel } from '../../../src/tui/model.js';
import { update } from '../../../src/tui/update.js';
import { COUNTING, play, Traffic } from './traffic.js';

const LARGE = [160, 50] as const;
const SMALL = [80, 24] as const;

/** Two connections with three and two exchanges: 1, 3, 5 and 2, 4. */
function twoConnections() {
  const traffic = new Traffic();
  const [first, second] = [traffic.open(), traffic.open()];
  for (const id of [first, second, first, second, first]) traffic.visit(id);
  return { traffic, source: traffic.source, first, second };
}

const effectsOf = (model: TuiModel, key: string, source: Source) =>
  update(model, { kind: 'key', key }, source)[1];

describe('following', () => {
  it('starts on the newest exchange and goes to each new one', () => {
    const { traffic, source, first } = twoConnections();
    const model = play(source, LARGE);
    expect(model.exchanges).toMatchObject({ selected: 5, following: true });
    traffic.visit(first);
    const [next] = update(model, { kind: 'journal-changed' }, source);
    expect(next.exchanges.selected).toBe(6);
  });

  it('ends when the cursor is moved away, and G resumes it', () => {
    const { traffic, source, first } = twoConnections();
    const moved = play(source, LARGE, ['k']);
    expect(moved.exchanges).toMatchObject({ selected: 4, following: false });
    traffic.visit(first);
    const [later] = update(moved, { kind: 'journal-changed' }, source);
    expect(later.exchanges.selected).toBe(4);
    const [resumed] = update(later, { kind: 'key', key: 'G' }, source);
    expect(resumed.exchanges).toMatchObject({ selected: 6, following: true });
  });

  it('goes on when j finds no further row', () => {
    const { source } = twoConnections();
    expect(play(source, LARGE, ['j']).exchanges.following).toBe(true);
    expect(play(source, LARGE, ['k', 'j']).exchanges).toMatchObject({
      selected: 5,
      following: false,
    });
  });

  it('is switched by F', () => {
    const { source } = twoConnections();
    expect(play(source, LARGE, ['F']).exchanges.following).toBe(false);
    expect(play(source, LARGE, ['k', 'F']).exchanges).toMatchObject({
      selected: 5,
      following: true,
    });
  });

  it('waits while the detail is being read, and ends when one exchange was opened', () => {
    const { traffic, source, first } = twoConnections();
    const reading = play(source, LARGE, ['tab']);
    expect(reading).toMatchObject({ focus: 'detail', exchanges: { following: true } });
    traffic.visit(first);
    const [later] = update(reading, { kind: 'journal-changed' }, source);
    expect(later.exchanges.selected).toBe(5);
    const [back] = update(later, { kind: 'key', key: 'esc' }, source);
    expect(back.exchanges.selected).toBe(6);
    expect(play(source, LARGE, ['enter'])).toMatchObject({
      focus: 'detail',
      exchanges: { following: false },
    });
  });
});

describe('the cursor of the exchanges', () => {
  it.each([
    [['g'], 1],
    [['g', 'j', 'j'], 3],
    [['g', 'k'], 1],
    [['g', 'pagedown'], 5],
    [['pageup'], 1],
    [['g', 'ctrl-d'], 5],
    [['home', 'end'], 5],
  ])('%j goes to exchange %i', (keys, selected) => {
    const { source } = twoConnections();
    expect(play(source, LARGE, keys).exchanges.selected).toBe(selected);
  });

  it('stays on its exchange while older ones are evicted, then goes to the oldest held', () => {
    const traffic = new Traffic(5);
    const connection = traffic.open();
    for (let count = 0; count < 5; count += 1) traffic.visit(connection);
    let model = play(traffic.source, LARGE, ['g', 'j', 'j']);
    expect(model.exchanges.selected).toBe(3);
    for (const expected of [3, 3, 4, 5]) {
      traffic.visit(connection);
      [model] = update(model, { kind: 'journal-changed' }, traffic.source);
      expect(model.exchanges.selected).toBe(expected);
    }
  });

  it('is nowhere while there is nothing, and no key fails', () => {
    const { source } = new Traffic();
    const keys = ['j', 'k', 'g', 'G', 'ctrl-d', 'pageup', 'enter', 'tab', 'j', 'enter', '5', 'x'];
    const model = play(source, SMALL, keys);
    expect(model.exchanges.selected).toBeUndefined();
    expect(play(source, SMALL, ['enter']).focus).toBe('exchanges');
  });
});

describe('the connections', () => {
  it('narrow the exchanges to their own, followed from the newest', () => {
    const { source, second } = twoConnections();
    const model = play(source, LARGE, ['k', 'esc', 'j', 'j']);
    expect(model).toMatchObject({
      focus: 'connections',
      connections: { selected: second },
      exchanges: { selected: 4, following: true },
    });
    expect(play(source, LARGE, ['esc', 'j', 'j', 'enter', 'k']).exchanges.selected).toBe(2);
  });

  it('begin with a row for all, to which Esc returns', () => {
    const { source } = twoConnections();
    expect(play(source, LARGE, ['esc', 'j', 'esc']).connections.selected).toBe('all');
  });

  it('fall back to all when the selected one is forgotten', () => {
    const { traffic, source } = twoConnections();
    const third = traffic.open();
    const model = play(source, LARGE, ['esc', 'G']);
    expect(model.connections.selected).toBe(third);
    expect(model.exchanges.selected).toBeUndefined();
    traffic.close(third);
    const [later] = update(model, { kind: 'journal-changed' }, source);
    expect(later.connections.selected).toBe('all');
    expect(later.exchanges.selected).toBe(5);
  });
});

describe('panes', () => {
  it('take turns with Tab and Shift-Tab', () => {
    const { source } = twoConnections();
    expect(play(source, LARGE, ['tab']).focus).toBe('detail');
    expect(play(source, LARGE, ['tab', 'tab']).focus).toBe('connections');
    expect(play(source, LARGE, ['shift-tab']).focus).toBe('connections');
  });

  it('zoom the detail with Enter and leave it with Esc', () => {
    const { source } = twoConnections();
    expect(play(source, LARGE, ['enter', 'enter'])).toMatchObject({ zoomed: true });
    expect(play(source, LARGE, ['enter', 'enter', 'esc'])).toMatchObject({
      zoomed: false,
      focus: 'exchanges',
    });
  });

  it('turn tabs by number and by brackets, round and round', () => {
    const { source } = twoConnections();
    expect(play(source, LARGE, ['3']).detail.tab).toBe('request');
    expect(play(source, LARGE, [']', ']']).detail.tab).toBe('request');
    expect(play(source, LARGE, ['[']).detail.tab).toBe('timing');
  });
});

describe('the detail', () => {
  const tall = () => {
    const traffic = new Traffic();
    const connection = traffic.open();
    const requestHeaders = Array.from({ length: 80 }, (_, n) => [`X-${n}`, `${n}`] as const);
    for (let count = 0; count < 2; count += 1) traffic.visit(connection, { requestHeaders });
    return traffic.source;
  };

  it('scrolls, and stops at its end', () => {
    expect(play(tall(), SMALL, ['enter', '3', 'j', 'j']).detail.top).toBe(2);
    const atEnd = play(tall(), SMALL, ['enter', '3', 'G']).detail.top;
    expect(atEnd).toBeGreaterThan(50);
    expect(play(tall(), SMALL, ['enter', '3', 'G', 'j', 'ctrl-d']).detail.top).toBe(atEnd);
    expect(play(tall(), SMALL, ['enter', '3', 'G', 'k']).detail.top).toBe(atEnd - 1);
  });

  it('begins at its top for another exchange and another tab', () => {
    expect(play(tall(), SMALL, ['enter', '3', 'G', 'esc', 'k']).detail.top).toBe(0);
    expect(play(tall(), SMALL, ['enter', '3', 'G', '1']).detail.top).toBe(0);
  });

  it('keeps to its text when the terminal grows', () => {
    const size = { columns: 200, rows: 200 };
    expect(play(tall(), SMALL, ['enter', '3', 'G', { kind: 'resized', size }]).detail.top).toBe(0);
  });
});

describe('leaving', () => {
  it('q quits at the top level, and only goes back from detail and help', () => {
    const { source } = twoConnections();
    expect(effectsOf(play(source, LARGE), 'q', source)).toEqual([{ kind: 'quit' }]);
    expect(effectsOf(play(source, LARGE, ['esc']), 'q', source)).toEqual([{ kind: 'quit' }]);
    expect(effectsOf(play(source, LARGE, ['enter']), 'q', source)).toEqual([]);
    expect(effectsOf(play(source, LARGE, ['?']), 'q', source)).toEqual([]);
    expect(play(source, LARGE, ['?', 'q']).helpOpen).toBe(false);
  });

  it.each([
    ['ctrl-c', 'quit'],
    ['Q', 'quit'],
    ['ctrl-z', 'suspend'],
    ['ctrl-l', 'redraw'],
  ])('%s asks the runtime to %s, wherever it is pressed', (key, kind) => {
    const { source } = twoConnections();
    for (const keys of [[], ['enter'], ['?']]) {
      expect(effectsOf(play(source, LARGE, keys), key, source)).toEqual([{ kind }]);
    }
  });
});

describe('settling', () => {
  it('leaves a model as it is when nothing happened', () => {
    const { source } = twoConnections();
    const model = play(source, LARGE, ['k', 'enter']);
    expect(update(model, { kind: 'journal-changed' }, source)[0]).toBe(model);
  });

  it('does not touch the model it was given', () => {
    const { source } = twoConnections();
    const model = Object.freeze(initialModel({ columns: 80, rows: 24 }));
    const [next] = update(model, { kind: 'key', key: 'x' }, source);
    expect([model.masked, next.masked]).toEqual([false, true]);
  });

  it('shows a revision of the selected exchange', () => {
    const traffic = new Traffic();
    const connection = traffic.open();
    const seq = traffic.visit(connection, { pending: true });
    const model = play(traffic.source, LARGE);
    traffic.revise(seq, connection, { after: COUNTING(1) });
    const [next] = update(model, { kind: 'journal-changed' }, traffic.source);
    expect(next.exchanges.selected).toBe(seq);
  });
});
