import { describe, expect, it } from 'vitest';
import { problem } from '../../../../src/model/problem.js';
import type { EpochMs } from '../../../../src/model/time.js';
import type { TuiMessage } from '../../../../src/tui/message.js';
import type { TuiModel } from '../../../../src/tui/model.js';
import type { Source } from '../../../../src/tui/source.js';
import { plainText, widthOf } from '../../../../src/tui/styled.js';
import { frame } from '../../../../src/tui/view/frame.js';
import { hostileTraffic, HOSTILE, UNSAFE } from '../hostile.js';
import { COUNTING, LOGGED_IN, play, rowsOf, story, Traffic, letters } from '../traffic.js';

const SIZES: readonly (readonly [number, number])[] = [
  [40, 12],
  [41, 19],
  [53, 20],
  [63, 35],
  [80, 24],
  [99, 36],
  [120, 40],
  [149, 60],
  [150, 20],
  [160, 50],
  [200, 60],
];

const LONG = 'x'.repeat(500);
const saying = (text: string): TuiMessage => ({ kind: 'noticed', notice: { text, tone: 'bad' } });

/** Every view, menu, prompt, tab and mode. */
const WALKS: readonly (readonly (string | TuiMessage)[])[] = [
  [],
  ['2'],
  ['3'],
  ['4'],
  ['enter'],
  ['2', 'l'],
  ['3', 'l'],
  ['4', 'l'],
  ['enter', 'z'],
  ...[1, 2, 3, 4, 5].map((turns) => ['enter', ...Array<string>(turns).fill(']')]),
  ['x', 'enter'],
  ['x', '4'],
  ['?'],
  ['?', 'G'],
  ['y'],
  ['s'],
  ['4', 's'],
  ['X'],
  [':'],
  [':', ...letters('only'), 'down'],
  [':', ...letters('zzzzz')],
  ['/'],
  ['/', ...letters('login')],
  ['/', ...letters('user:')],
  ['/', ...letters('漢字😀'), ...letters(LONG)],
  ['/', ...letters(LONG), ...letters('user:')],
  ['/', ...letters(LONG), 'home'],
  ['/', 'f1'],
  ['/', ...letters('zzz'), 'enter'],
  ['/', ...letters('login'), 'enter', 'f'],
  ['/', 'a', saying(LONG)],
  ['/', 'a', saying('漢'.repeat(200))],
  ['e', ...letters(LONG)],
  ['e', saying(LONG)],
  ['m', 'u', 'S', 'C', 'p', 's', '5'],
  [saying(LONG)],
  [saying(HOSTILE)],
];

const expectFilled = (model: TuiModel, source: Source): void => {
  const lines = frame(model, source);
  expect(lines).toHaveLength(model.size.rows);
  expect(new Set(lines.map(widthOf))).toEqual(new Set([model.size.columns]));
  for (const line of lines) expect(plainText(line)).not.toMatch(UNSAFE);
};

describe('the frame', () => {
  for (const [kind, make] of [
    ['a story', story],
    ['hostile text', () => hostileTraffic(2000)],
    ['nothing', () => new Traffic()],
  ] as const) {
    it.each(SIZES)(`fills %i by %i exactly and safely, everywhere, with ${kind}`, (...size) => {
      const { source } = make();
      for (const walk of WALKS) expectFilled(play(source, size, walk), source);
    });
  }

  it('fills every size between with rows', () => {
    const { source } = story();
    for (let columns = 40; columns <= 200; columns += 1) {
      const rows = 12 + (columns % 49);
      for (const view of ['1', '2', '3', '4']) {
        expectFilled(play(source, [columns, rows], [view]), source);
      }
    }
  });

  it('draws hostile addresses, filters, names of files and scopes safely', () => {
    const { source } = hostileTraffic();
    const evil: Source = {
      ...source,
      info: {
        title: HOSTILE,
        origin: HOSTILE,
        target: HOSTILE,
        hints: [HOSTILE],
        progress: () => 0.5,
      },
    };
    const typed = Array.from(HOSTILE);
    for (const size of SIZES) {
      for (const walk of [
        ['/', ...typed],
        ['e', ...typed],
        [':', ...typed],
        ['u', 'S'],
      ]) {
        expectFilled(play(evil, size, walk), evil);
      }
      const raw: TuiModel = {
        ...play(evil, size),
        filter: HOSTILE,
        scope: { user: HOSTILE },
        sorts: { requests: { column: HOSTILE, descending: true } },
      };
      expectFilled(raw, evil);
      const prompt = {
        text: HOSTILE,
        cursor: 3,
        back: 0,
        draft: '',
        choice: 0,
        before: '',
        anchor: 1,
      };
      for (const kind of ['filter', 'palette', 'save'] as const) {
        expectFilled({ ...raw, prompt: { ...prompt, kind } }, evil);
      }
    }
  });

  it('says what it needs when it is too small, in any size', () => {
    const { source } = story();
    expect(rowsOf(play(source, [39, 5]), source)[0]).toBe(
      'too small: 40x12 needed; q quits       ',
    );
    for (const size of [
      [1, 1],
      [0, 0],
      [39, 12],
      [40, 11],
    ] as const) {
      expect(rowsOf(play(source, size), source)).toHaveLength(size[1]);
    }
  });

  it('marks selection and focus without colour', () => {
    const { source } = story();
    const screen = rowsOf(play(source, [80, 24], ['k']), source);
    expect(screen.filter((row) => row.startsWith('▸'))).toHaveLength(1);
    const reversed = (keys: readonly string[]) =>
      frame(play(source, [160, 50], keys), source).filter((styled) =>
        styled.some((segment) => segment.style.reverse === true),
      ).length;
    expect([reversed(['k']), reversed(['k', 'enter'])]).toEqual([1, 1]);
    const titles = (keys: readonly string[]) =>
      rowsOf(play(source, [160, 50], keys), source)[3]
        ?.replaceAll(/[^━─│]/g, '')
        .replaceAll(/(.)\1+/g, '$1');
    expect([titles([]), titles(['enter'])]).toEqual(['━│─', '─│━']);
  });
});

describe('the header', () => {
  const at = 0 as EpochMs;
  const good = {
    framework: 'django',
    store: 'sqlite db.sqlite3',
    hasSecret: true,
    problems: [],
    lost: 0,
  };
  const headerOf = (traffic: Traffic, columns: number, status: object = {}) => {
    traffic.journal.append({ kind: 'status', at, status: { ...good, ...status } });
    return rowsOf(play(traffic.source, [columns, 24]), traffic.source).slice(0, 3);
  };

  it('says where traffic goes, what is known and who is there', () => {
    const [route, state, who] = headerOf(story(), 120);
    expect(route).toMatch(/^ sessionspy {2}http:\/\/127.0.0.1:9000 → localhost:8000 +/);
    expect(route?.trimEnd()).toMatch(/ 2 connections · 2 users · 4 sessions · 5 requests$/);
    expect(state?.trimEnd()).toBe(' django · sqlite db.sqlite3 · secret known');
    expect(who?.trimEnd()).toBe(' now: bob* c2 · anonymous c1');
  });

  it('names those who are connected once each, the most connections first', () => {
    const traffic = new Traffic();
    const ids = Array.from({ length: 7 }, () => traffic.open());
    for (const [index, id] of ids.entries()) {
      traffic.visit(id, index === 0 ? {} : { after: COUNTING(1) });
      if (index > 0) traffic.visit(id, { after: LOGGED_IN });
    }
    expect(headerOf(traffic, 100)[2]?.trimEnd()).toBe(' now: ada c2 c3 c4 +3 · anonymous c1');
    for (const id of ids) traffic.close(id);
    expect(headerOf(traffic, 100)[2]?.trimEnd()).toBe(' nobody is connected');
  });

  it('looks at no more open connections than it could show', () => {
    const traffic = new Traffic();
    for (let count = 0; count < 300; count += 1) traffic.visit(traffic.open());
    expect(headerOf(traffic, 100)[2]).toContain('anonymous c1 c2 c3 +197 · … 100 more connections');
  });

  it('says what is missing, lost and wrong', () => {
    const locked = problem('error', 'store-locked', 'The store is locked.');
    const status = {
      framework: undefined,
      store: undefined,
      hasSecret: false,
      problems: [locked],
      lost: 3,
    };
    const [, state] = headerOf(story(), 140, status);
    expect(state).toContain(
      'no framework seen yet · no store · no secret: nothing can be verified',
    );
    expect(state).toContain('! 3 records lost');
    expect(state).toContain('! The store is locked. (?)');
  });

  it('counts problems when there are several, or no room for the one', () => {
    const locked = problem('error', 'store-locked', 'The store is locked.'.repeat(5));
    expect(headerOf(story(), 80, { problems: [locked] })[1]).toContain('! 1 problem (?)');
    expect(headerOf(story(), 160, { problems: [locked, locked] })[1]).toContain('! 2 problems (?)');
  });

  it('keeps the addresses whole where the counts have no room', () => {
    expect(headerOf(story(), 40)[0]).toBe(' http://127.0.0.1:9000 → localhost:8000 ');
  });

  it('says how far a recording is read', () => {
    const { source } = story();
    const reading: Source = {
      ...source,
      info: { title: 'visits.har', origin: 'http://a', progress: () => 0.424 },
    };
    const [route] = rowsOf(play(reading, [100, 24]), reading);
    expect(route).toMatch(/^ sessionspy {2}visits\.har .* reading 42% · .*5 requests $/);
  });

  it('leaves out who is there on a low terminal', () => {
    const { source } = story();
    expect(rowsOf(play(source, [80, 16]), source)[2]).toContain('[1 Requests]');
    expect(rowsOf(play(source, [80, 20]), source)[3]).toContain('[1 Requests]');
  });
});

describe('100,000 exchanges', () => {
  it('cost no more look-ups per repaint than a few for each row on the screen', () => {
    const traffic = new Traffic();
    for (let opened = 0; opened < 1000; opened += 1) {
      const connection = traffic.open();
      for (let count = 0; count < 100; count += 1) traffic.visit(connection);
    }
    let lookUps = 0;
    const { journal, ...others } = traffic.source;
    const counting = new Proxy(journal, {
      get: (target, property) => {
        const member: unknown = Reflect.get(target, property);
        if (typeof member !== 'function') return member;
        lookUps += 1;
        return member.bind(target) as unknown;
      },
    });
    const source: Source = { ...others, journal: counting };
    for (const keys of [
      [],
      ['g'],
      ['pageup', 'pageup'],
      ['4', 'G'],
      ['4', 'G', 'enter', 'k'],
      ['F', 'enter'],
    ]) {
      const model = play(source, [160, 50], keys);
      lookUps = 0;
      rowsOf(model, source);
      expect(lookUps).toBeGreaterThan(0);
      expect(lookUps).toBeLessThan(600);
    }
  });
});
