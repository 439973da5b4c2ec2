import { describe, expect, it } from 'vitest';
import type { TuiEffect } from '../../../../src/tui/effect.js';
import { DetailTexts } from '../../../../src/tui/detail-texts.js';
import type { DetailRow } from '../../../../src/tui/detail-row.js';
import { sortableColumns } from '../../../../src/tui/lists/sort-values.js';
import { VIEWS } from '../../../../src/tui/model.js';
import type { Source } from '../../../../src/tui/source.js';
import { line } from '../../../../src/tui/styled.js';
import { update } from '../../../../src/tui/update/update.js';
import { content, effectsOf, LOGGED_IN, play, press, story, Traffic } from '../traffic.js';

const SIZE = [120, 40] as const;

/** One request with a cookie. */
function withCookie(): Source {
  const traffic = new Traffic();
  traffic.visit(traffic.open('10.0.0.9'), {
    target: '/me/?q=1',
    requestHeaders: [
      ['Host', '127.0.0.1:9000'],
      ['Cookie', 'sessionid=abc'],
      ['Cookie', 'b=2'],
    ],
    after: LOGGED_IN,
  });
  return traffic.source;
}

class FakeTexts extends DetailTexts {
  override of(): readonly DetailRow[] {
    return [{ line: line('shown …'), value: 'the whole \x1b value' }, { line: line('no value') }];
  }
}

/** What the last of the keys asks for, and what is said. */
function last(keys: readonly string[], source: Source) {
  const model = play(source, SIZE, keys.slice(0, -1));
  const [next, effects] = update(model, { kind: 'key', key: keys.at(-1) ?? '' }, source);
  return { model: next, effects, said: next.notice?.text };
}

describe('copying', () => {
  it.each<[string, readonly string[], TuiEffect]>([
    [
      'the URL of a request',
      ['y', 'y'],
      { kind: 'copy', text: 'http://127.0.0.1:9000/me/?q=1', what: 'URL' },
    ],
    ["a session's tag", ['2', 'y', 'y'], { kind: 'copy', text: 's-4d5e6f', what: 'session tag' }],
    ["a user's name", ['3', 'y', 'y'], { kind: 'copy', text: 'ada', what: 'user' }],
    [
      "a client's address",
      ['4', 'y', 'y'],
      { kind: 'copy', text: '10.0.0.9:50001', what: 'client address' },
    ],
    ['the cookies', ['y', 'k'], { kind: 'copy', text: 'sessionid=abc; b=2', what: 'Cookie field' }],
    [
      'a curl command',
      ['y', 'c'],
      {
        kind: 'copy',
        text: "curl 'http://127.0.0.1:9000/me/?q=1' -H 'Cookie: sessionid=abc' -H 'Cookie: b=2'",
        what: 'curl command',
      },
    ],
    ['the exchange as JSON', ['y', 'j'], { kind: 'copy-json', seq: 1, masked: false }],
    ['that masked', ['x', 'y', 'j'], { kind: 'copy-json', seq: 1, masked: true }],
  ])('copies %s, and closes the menu', (_name, keys, effect) => {
    const { model, effects } = last(keys, withCookie());
    expect(effects).toEqual([effect]);
    expect(model.menu).toBeUndefined();
  });

  it('copies the whole value at the cursor of the detail, not as it is shown', () => {
    const source = withCookie();
    const fake: Source = { ...source, details: new FakeTexts(source.journal) };
    expect(last(['enter', 'y', 'y'], fake).effects).toEqual([
      { kind: 'copy', text: 'the whole \x1b value', what: 'value' },
    ]);
    expect(last(['enter', 'j', 'y', 'y'], fake)).toMatchObject({
      effects: [],
      said: 'There is no value on this line.',
    });
  });

  it.each([
    ['y', ['x']],
    ['c', ['x']],
    ['k', ['x']],
    ['y', ['x', 'enter']],
    ['y', ['x', '2']],
  ])('refuses %s after %j, because secrets are masked', (key, before) => {
    const { model, effects, said } = last([...before, 'y', key], withCookie());
    expect([effects, said]).toEqual([[], 'Secrets are masked: x shows them.']);
    expect(model.menu).toBeUndefined();
  });

  it('says so where there is nothing to copy', () => {
    const none = new Traffic().source;
    for (const key of ['y', 'c', 'k', 'j']) {
      const { model, effects, said } = last(['y', key], none);
      expect([effects, model.menu, said === undefined]).toEqual([[], undefined, false]);
    }
    expect(last(['3', 'y', 'c'], withCookie()).said).toBe('Select an exchange first (1).');
    expect(last(['y', 'k'], story().source).said).toBe('The request carries no cookie.');
  });

  it.each(['esc', 'q', 'n'])('is left with %s, and %s does nothing else', (key) => {
    const { model, effects } = last(['y', key], withCookie());
    expect([model.menu, effects]).toEqual([undefined, []]);
  });
});

describe('the sort menu', () => {
  it.each(VIEWS.map((view, index) => [view, String(index + 1)] as const))(
    'offers each column of the %s',
    (view, key) => {
      const { source } = story();
      for (const [index, column] of sortableColumns(view).entries()) {
        const { sorts, menu } = play(source, SIZE, [key, 's', String(index + 1)]);
        expect([sorts[view]?.column, menu]).toEqual([column, undefined]);
      }
      expect(sortableColumns(view).length).toBeLessThanOrEqual(9);
    },
  );

  it.each([
    ['the path', '5', false],
    ['the time', '1', true],
    ['the size', '8', true],
  ])('sorts by %s first in the order that helps, then in the other', (_name, key, descending) => {
    const { source } = story();
    const once = play(source, SIZE, ['s', key]);
    expect(once.sorts.requests?.descending).toBe(descending);
    const twice = press(press(once, 's', source), key, source);
    expect(twice.sorts.requests?.descending).toBe(!descending);
  });

  it('goes back to the order in which they came', () => {
    const { source } = story();
    for (const key of ['0', 'backspace']) {
      expect(play(source, SIZE, ['s', '5', 's', key])).toMatchObject({
        sorts: {},
        menu: undefined,
      });
    }
  });

  it('sorts each view for itself, and keeps the cursor on its row', () => {
    const { source } = story();
    const model = play(source, SIZE, ['g', 'j', 's', '5', '3', 's', '1']);
    expect(model.sorts).toEqual({
      requests: { column: 'path', descending: false },
      users: { column: 'user', descending: false },
    });
    expect(model.lists.requests.selected).toBe(2);
  });

  it('stays open for a column that is not there, and is left with Esc', () => {
    const { source } = story();
    const model = play(source, SIZE, ['3', 's', '9']);
    expect([model.menu, model.sorts]).toEqual(['sort', {}]);
    expect(press(model, 'esc', source).menu).toBeUndefined();
  });
});

describe('clearing', () => {
  it.each(['y', 'enter'])('asks first; %s clears what refers to exchanges', (key) => {
    const { source } = story();
    const asked = play(source, SIZE, ['m', 'C', 'p', 'X']);
    expect([asked.menu, effectsOf(play(source, SIZE), 'X', source)]).toEqual(['clear', []]);
    const [model, effects] = update(asked, { kind: 'key', key }, source);
    expect(effects).toEqual([{ kind: 'clear' }]);
    expect(model).toMatchObject({
      menu: undefined,
      scope: {},
      pausedAt: undefined,
      following: true,
    });
    expect(model.marks.size).toBe(0);
  });

  it.each(['esc', 'n', 'q'])('is called off with %s', (key) => {
    const { source } = story();
    const [model, effects] = update(play(source, SIZE, ['m', 'X']), { kind: 'key', key }, source);
    expect([effects, model.menu, model.marks.size]).toEqual([[], undefined, 1]);
  });

  it('leaves nothing selected once the journal has done it', () => {
    const traffic = story();
    const model = play(traffic.source, SIZE, ['2', '3', '1', 'X', 'y']);
    traffic.journal.clear();
    for (const key of ['1', '2', '3']) {
      const later = press(model, key, traffic.source);
      expect(later.lists[later.view].selected).toBeUndefined();
    }
  });
});

describe('reading a session again', () => {
  it.each([
    ['the selected request', ['g', 'r'], 1],
    ['the last request of the selected session', ['2', 'r'], 2],
    ['a request in its detail', ['enter', 'r'], 5],
  ])('asks for that of %s', (_name, keys, seq) => {
    const { effects } = last(keys, story().source);
    expect(effects).toEqual([{ kind: 'reread', seq }]);
  });

  it.each([['3'], ['4']])('says so where view %s has none', (view) => {
    expect(last([view, 'r'], story().source)).toMatchObject({
      effects: [],
      said: 'Select a request or a session first.',
    });
  });

  it('shows what was read, in its tab, until another row is selected', () => {
    const { source } = story();
    const model = play(source, SIZE, [
      'k',
      ']',
      { kind: 'reread-done', seq: 4, snapshot: { ...LOGGED_IN, state: 'missing' } },
    ]);
    expect(model.detail).toMatchObject({ tab: 'session', reread: { seq: 4 } });
    expect(model.notice).toEqual({ text: 's-4d5e6f: missing, ada', tone: 'warn' });
    expect(press(model, 'k', source).detail.reread).toBeUndefined();
  });
});

describe('the pager', () => {
  const withContent = () => {
    const traffic = new Traffic();
    traffic.visit(traffic.open(), {
      requestHeaders: [['Content-Type', 'text/plain']],
      requestContent: content('what was asked'),
      responseContent: content('what was said'),
    });
    return traffic.source;
  };

  it('gets the response, or the request in its tab', () => {
    expect(last(['v'], withContent()).effects).toMatchObject([
      { kind: 'page', text: expect.stringContaining('what was said') as string },
    ]);
    expect(last(['enter', ']', ']', 'o'], withContent()).effects).toMatchObject([
      { kind: 'page', text: expect.stringContaining('what was asked') as string },
    ]);
  });

  it.each([
    [['x', 'v'], 'Secrets are masked: x shows them.'],
    [['3', 'v'], 'Select an exchange first (1).'],
    [[']', ']', 'v'], 'The request has no content.'],
  ])('after %j says: %s', (keys, said) => {
    expect(last(keys, story().source)).toMatchObject({ effects: [], said });
  });

  it('says so while there is no response', () => {
    const traffic = new Traffic();
    traffic.visit(traffic.open(), { pending: true });
    expect(last(['v'], traffic.source).said).toBe('The response has no content.');
  });
});

describe('a notice', () => {
  it('stands until the next key', () => {
    const { source } = story();
    const model = play(source, SIZE, [{ kind: 'noticed', notice: { text: 'done', tone: 'good' } }]);
    expect(model.notice?.text).toBe('done');
    expect(press(model, 'k', source).notice).toBeUndefined();
  });
});
