/** What stands in the panes, on the footer and over the panes, as text. */
import { describe, expect, it } from 'vitest';
import type { TuiModel } from '../../../../src/tui/model.js';
import type { Source } from '../../../../src/tui/source.js';
import { plainText, widthOf } from '../../../../src/tui/styled.js';
import { overlayLines } from '../../../../src/tui/view/overlay.js';
import { promptErrorLines, promptLine } from '../../../../src/tui/view/prompt.js';
import { COUNTING, LOGGED_IN, play, press, rowsOf, story, Traffic, letters } from '../traffic.js';

const SIZE = [120, 24] as const;

/** Rows without blanks at their end, and with times that do not depend on the time zone. */
const shown = (model: TuiModel, source: Source): readonly string[] =>
  rowsOf(model, source).map((row) =>
    row
      .trimEnd()
      .replaceAll(/\d\d:\d\d:\d\d/g, 'hh:mm:ss')
      .replaceAll(/\d\d-\d\d \d\d:\d\d/g, 'MM-DD hh:mm'),
  );

/** The list with its headings: the rows from the title to the first blank one. */
const listOf = (keys: readonly string[], source = story().source): readonly string[] => {
  const rows = shown(play(source, SIZE, keys), source).slice(3);
  const end = rows.findIndex((row) => row === '');
  return rows.slice(0, end).map((row) => row.replace(/ ?━+$/, ''));
};

describe('the list of', () => {
  it('requests says who asked for what, and what it did to the session', () => {
    expect(listOf([])).toEqual([
      '━ [1 Requests] 2 Sessions  3 Users  4 Connections  · 5 · following',
      '  time      conn   user         session   method  path                 status  what changed                size     took',
      '  hh:mm:ss  c1     anonymous    s-1a2b3c  GET     /counter/            200     count: 5 → 6                14 B    12 ms',
      '  hh:mm:ss  c1     ada          s-4d5e6f  POST    /accounts/login/     302     logged in, id rotated       14 B    12 ms',
      '  hh:mm:ss  c2     unknown      s-777777  GET     /me/                 200     store locked                14 B    12 ms',
      '  hh:mm:ss  c2     bob*         s-b0bb0b  GET     /cart/               200                                 14 B    12 ms',
      '▸ hh:mm:ss  c1     ada          s-4d5e6f  POST    /accounts/logout/    302     logged out, destroyed       14 B    12 ms',
    ]);
  });

  it('sessions says whose each is, how it stands and what happened last', () => {
    expect(listOf(['2'])).toEqual([
      '━  1 Requests [2 Sessions] 3 Users  4 Connections  · 4',
      '  session   user           state       framework  created   expires      requests  connections  last change',
      '▸ s-1a2b3c  anonymous      ended       django     before    –                   2            1  hh:mm:ss logged in, id …',
      '  s-4d5e6f  ada            ended       django     hh:mm:ss  MM-DD hh:mm         2            1  hh:mm:ss logged out, de…',
      '  s-777777  unknown        unreadable  django     before    –                   1            1  none seen',
      '  s-b0bb0b  bob*           live        django     before    –                   1            1  none seen',
    ]);
  });

  it('users says who was there, and where last', () => {
    expect(listOf(['3'])).toEqual([
      '━  1 Requests  2 Sessions [3 Users] 4 Connections  · 4',
      '  user                        requests  sessions  connections  last request                        first seen  last seen',
      '▸ anonymous                          1         1            1  GET /counter/                       hh:mm:ss    hh:mm:ss',
      '  ada                                2         2            1  POST /accounts/logout/              hh:mm:ss    hh:mm:ss',
      '  unknown (store locked)             1         1            1  GET /me/                            hh:mm:ss    hh:mm:ss',
      '  bob*                               1         1            1  GET /cart/                          hh:mm:ss    hh:mm:ss',
    ]);
  });

  it('connections says who speaks on each, from where', () => {
    const traffic = story();
    traffic.close(traffic.journal.connectionIds[1] ?? ('' as never));
    traffic.visit(traffic.open('::ffff:10.0.0.5'), { pending: true, target: '/slow/' });
    expect(listOf(['4'], traffic.source)).toEqual([
      '━  1 Requests  2 Sessions  3 Users [4 Connections] · 3',
      '  id      user              session   requests  in flight  last request          opened    state   client',
      '▸ c1      anonymous +1      –                3          –  302 POST /accounts/…  hh:mm:ss  open    127.0.0.1:50001',
      '  c2      bob*              s-b0bb0b         2          –  200 GET /cart/        hh:mm:ss  closed  192.168.0.17:50002',
      '  c3      –                 –                1          1  … GET /slow/          hh:mm:ss  open    10.0.0.5:50003',
    ]);
  });

  it('requests marks what is marked and what matches, beside the cursor', () => {
    const rows = listOf(['/', ...letters('login'), 'enter', 'f', 'g', 'm', 'j']);
    expect(rows.slice(2).map((row) => row.slice(0, 2))).toEqual([' *', '▸•', '  ', '  ', '  ']);
  });

  it('requests shows what is under way as such, and then what came of it', () => {
    const traffic = new Traffic();
    const connection = traffic.open();
    traffic.visit(connection, { pending: true, target: '/slow/' });
    expect(listOf([], traffic.source)[2]).toMatch(/▸ hh:mm:ss {2}c1 +… +– +GET +\/slow\/ +…$/);
    traffic.revise(1, connection, { target: '/slow/', before: COUNTING(1), after: COUNTING(2) });
    expect(listOf([], traffic.source)[2]).toMatch(/anonymous +s-1a2b3c .* count: 1 → 2 /);
  });

  it('hides passwords in a query, in every view', () => {
    const traffic = new Traffic();
    traffic.visit(traffic.open(), { target: '/in/?password=hunter2', after: LOGGED_IN });
    for (const keys of [[], ['2', 'l'], ['3'], ['3', 'l'], ['4'], ['4', 'l'], ['enter']]) {
      const text = shown(play(traffic.source, [200, 60], keys), traffic.source).join('\n');
      expect(text).not.toContain('hunter2');
    }
  });

  it('hides the tokens of a query where they are masked, in each view and its detail', () => {
    const traffic = new Traffic();
    traffic.visit(traffic.open(), {
      target: '/reset?token=t0k3nt0k3n&page=2',
      before: COUNTING(1),
    });
    for (const view of ['1', '2', '3', '4']) {
      const open = play(traffic.source, [200, 60], [view]);
      const masked = rowsOf(press(open, 'x', traffic.source), traffic.source).join('\n');
      expect(masked).toContain('page=2');
      expect(masked).not.toContain('t0k3n');
      expect(rowsOf(open, traffic.source).join('\n')).toContain('token=t0k3nt0k3n');
    }
  });

  it('hides values where they are masked', () => {
    expect(listOf(['x'])[2]).toContain('count changed');
  });
});

describe('the title', () => {
  it.each<[readonly string[], string]>([
    [['k'], '5 · G follows'],
    [['p'], '5 · paused, 0 more'],
    [['x'], '5 · following · masked'],
    [['s', '5'], '5 · by path ↑'],
    [['s', '5', 's', '5'], '5 · by path ↓'],
    [['/', ...letters('login'), 'enter'], '/login · 1 of 5 · following'],
    [['/', ...letters('login'), 'enter', 'f'], '/login · 1 of 5 · following · matches marked •'],
    [['C', 'u'], 'c1 · ada · 2 · following'],
    [['u', '2'], 'ada · 2'],
  ])('after %j says: %s', (keys, expected) => {
    expect(
      listOf(keys)[0]
        ?.split('Connections')[1]
        ?.replace(/^[ \]·]+/, ''),
    ).toBe(expected);
  });

  it('counts what came since the pause', () => {
    const traffic = story();
    const model = play(traffic.source, SIZE, ['p']);
    for (const count of ['1 more', '2 more']) {
      traffic.visit(traffic.open());
      expect(shown(model, traffic.source)[3]).toContain(`paused, ${count} `);
    }
  });

  it('is short where there is no room', () => {
    const { source } = story();
    expect(rowsOf(play(source, [50, 24]), source)[3]).toMatch(
      /^━ \[1 Req\] 2 Ses {2}3 Usr {2}4 Con /,
    );
  });
});

describe('an empty list', () => {
  const saysOf = (source: Source, keys: readonly string[] = []) =>
    shown(play(source, SIZE, keys), source)
      .slice(5, 8)
      .join('\n')
      .trim();

  it('says where to go while nothing has come', () => {
    expect(saysOf(new Traffic().source)).toBe(
      'Waiting for the first request: open http://127.0.0.1:9000 in a browser\n\n' +
        '  Log in as ada with the password lovelace.',
    );
  });

  it.each([
    [
      ['/', ...letters('zzz'), 'enter'],
      'None of the requests fits. Esc widens again, W shows everything.',
    ],
    [
      ['/', ...letters('zzz'), 'enter', '3'],
      'None of the users fits. Esc widens again, W shows everything.',
    ],
  ])('says what hides the rows, after %j', (keys, expected) => {
    expect(saysOf(story().source, keys)).toBe(expected);
  });

  it('says that it was cleared', () => {
    const traffic = story();
    traffic.journal.clear();
    expect(saysOf(traffic.source)).toBe('Nothing since it was cleared.');
    expect(saysOf(traffic.source, ['2'])).toBe('No request has carried a session yet.');
    expect(saysOf(traffic.source, ['3'])).toBe('Nobody has been recognised yet.');
  });

  it('says what a recording is at', () => {
    const { source } = new Traffic();
    const saved = (progress: number | undefined) =>
      saysOf({ ...source, info: { title: 'a.har', origin: 'http://a', progress: () => progress } });
    expect([saved(0.5), saved(undefined)]).toEqual([
      'Reading a.har',
      'There is no exchange in a.har',
    ]);
  });
});

describe('the overlay', () => {
  const overlayOf = (keys: readonly string[], rows = 20) =>
    linesOf(story().source, keys, rows).map((line) => plainText(line).trimEnd());
  const linesOf = (source: Source, keys: readonly string[], rows: number, width = 60) =>
    overlayLines(play(source, SIZE, keys), source, width, rows);

  it('is nothing while nothing is asked', () => {
    expect(overlayOf([])).toEqual([]);
    expect(overlayOf(['e'])).toEqual([]);
    expect(overlayOf(['/', 'a'])).toEqual([]);
    expect(overlayOf(['/', 'f1'])).toEqual([]);
  });

  it.each([
    [
      ['X'],
      [
        'Forget every exchange so far? Nothing is recorded.',
        'y        yes, forget them',
        'Esc      leave it',
      ],
    ],
    [
      ['s'],
      [
        'Sort by',
        '1        time',
        '2        user',
        '3        session',
        '4        method',
        '5        path',
      ],
    ],
    [
      ['4', 's', '2', 's'],
      ['Sort by', '1        id', '2        client ↑ again: the other way round'],
    ],
    [['y'], ['Copy', 'y        copy the value at the cursor; in a list: the UR…']],
    [
      [':', ...letters('zzz')],
      ['Commands', 'No command is called so.'],
    ],
  ])('after %j is a menu', (keys, expected) => {
    const lines = overlayOf(keys).map((row) => row.replace(/^━ | ?━+$/g, '').trim());
    expect(lines.slice(0, expected.length)).toEqual(expected);
  });

  it('puts no key on another line than its column where there is little room', () => {
    const { source } = story();
    const lines = linesOf(source, ['s'], 7, 40).map(plainText);
    expect(lines.slice(1).map((row) => row.trim())).toEqual([
      '1 time 2 user 3 session 4 method 5 path',
      '6 status 7 what changed 8 size 9 took',
      '0 as they came',
    ]);
  });

  it('shows the palette around its choice, which is the only line reversed', () => {
    const { source } = story();
    let model = play(source, SIZE, [':']);
    for (let count = 0; count < 15; count += 1) model = press(model, 'down', source);
    const lines = overlayLines(model, source, 60, 20);
    expect(lines).toHaveLength(11);
    const chosen = lines.filter((line) => line.some(({ style }) => style.reverse === true));
    expect(chosen).toHaveLength(1);
    expect(lines.indexOf(chosen[0] ?? [])).toBe(10);
  });

  it.each([1, 3, 8])('takes no more than %i rows', (rows) => {
    for (const keys of [[':'], ['s'], ['y'], ['X'], ['/', ...letters('user:')]]) {
      expect(overlayOf(keys, rows).length).toBeLessThanOrEqual(rows);
    }
  });
});

describe('the prompt', () => {
  const { source } = story();
  const promptOf = (keys: readonly string[], width: number) => {
    const model = play(source, SIZE, keys);
    if (model.prompt === undefined) throw new Error('there is no prompt');
    return promptLine(model.prompt, model, source, width);
  };
  const cursorOf = (keys: readonly string[], width: number) => {
    const line = promptOf(keys, width);
    const index = line.findIndex(({ style }) => style.reverse === true);
    return [widthOf(line.slice(0, index)), line[index]?.text];
  };

  it('shows what is typed, with its cursor and the number of matches', () => {
    expect(plainText(promptOf(['/', ...letters('login')], 40))).toBe(
      '/login                          1 match ',
    );
    expect(plainText(promptOf(['/'], 40))).toContain('5 matches');
    expect(cursorOf(['/', ...letters('login')], 40)).toEqual([6, ' ']);
    expect(cursorOf(['/', ...letters('login'), 'left', 'left'], 40)).toEqual([4, 'i']);
    expect(cursorOf(['/', ...letters('漢字'), 'left'], 40)).toEqual([3, '字']);
    expect(plainText(promptOf(['e', 'ctrl-u', 'a'], 40)).trimEnd()).toBe('save to: a');
  });

  it('keeps the cursor in sight in a long text', () => {
    const long = ['/', ...letters('0123456789'.repeat(10))];
    const [at] = cursorOf(long, 40);
    expect(at).toBeLessThan(40);
    expect(plainText(promptOf(long, 40))).toContain('789 ');
    expect(cursorOf([...long, 'home'], 40)).toEqual([1, '0']);
  });

  it.each([
    ['user:', 5],
    ['cart user:', 10],
    ['漢字 user:', 10],
    ['\u202e user:', 12],
  ])('marks where %j is wrong, and says how', (typed, column) => {
    const model = play(source, SIZE, ['/', ...Array.from(typed)]);
    if (model.prompt === undefined) throw new Error('there is no prompt');
    const [line = []] = promptErrorLines(model.prompt, 80);
    expect(widthOf(line)).toBe(80);
    const text = plainText(line);
    const marker = text.indexOf('^');
    // The filter decides whether the field or what is missing behind it is marked.
    expect(marker).toBeGreaterThanOrEqual(column - 'user:'.length + 1);
    expect(text.lastIndexOf('^')).toBeLessThanOrEqual(column + 1);
    expect(text.slice(text.lastIndexOf('^') + 1).trim()).not.toBe('');
  });

  it('says what is wrong above the mark where both have no room beside each other', () => {
    const model = play(source, SIZE, [
      '/',
      ...letters('x'.repeat(25)),
      'space',
      ...letters('user:'),
    ]);
    if (model.prompt === undefined) throw new Error('there is no prompt');
    const lines = promptErrorLines(model.prompt, 40).map(plainText);
    expect(lines).toHaveLength(2);
    expect(lines[1]?.trim()).toMatch(/^\^+$/);
    expect(promptErrorLines({ ...model.prompt, text: `${'x'.repeat(80)} user:` }, 40)).toHaveLength(
      1,
    );
  });

  it('has nothing to mark in a filter that can be read, and in other prompts', () => {
    for (const keys of [
      ['/', 'a'],
      [':', ...letters('user:')],
      ['e', ...letters('user:')],
    ]) {
      const { prompt } = play(source, SIZE, keys);
      expect(prompt && promptErrorLines(prompt, 80)).toEqual([]);
    }
  });
});
