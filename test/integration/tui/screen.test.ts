/** The screen on streams instead of a terminal: typed at, resized, and read back cell by cell. */
import { createRequire } from 'node:module';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { EventEmitter } from 'node:events';
import type { ScreenActions } from '../../../src/tui/screen/actions.js';
import { canShowScreen } from '../../../src/tui/screen/can-show.js';
import { runScreen, type RunningScreen } from '../../../src/tui/screen/run.js';
import { hostileTraffic } from '../../unit/tui/hostile.js';
import { COUNTING, LOGGED_IN, Traffic } from '../../unit/tui/traffic.js';

/** blessed keeps its screens here; the types leave it out. */
const { Screen } = createRequire(import.meta.url)('blessed') as {
  Screen: {
    instances: (EventEmitter & { lines: (readonly [number, string])[][]; renders: number })[];
  };
};

interface Options {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Record<string, string>;
  readonly onQuit?: () => void;
  readonly mouse?: boolean;
  readonly actions?: Partial<ScreenActions>;
}

/** What a program around the screen does when nothing is asked of it. */
const ACTIONS: ScreenActions = {
  saveHar: () => Promise.reject(new Error('nothing is to be saved')),
  entryJson: () => '{}',
  rereadSession: () => Promise.reject(new Error('nothing is to be read')),
  clear: () => undefined,
};

class Session {
  readonly traffic: Traffic;
  readonly running: RunningScreen;
  readonly #input = new PassThrough();
  readonly #output: PassThrough & { columns: number; rows: number };
  readonly #screen: (typeof Screen.instances)[number];
  written = '';

  constructor(traffic: Traffic, options: Options = {}) {
    const { columns = 80, rows = 24, env = {}, mouse, actions = {}, onQuit } = options;
    this.traffic = traffic;
    this.#output = Object.assign(new PassThrough(), { columns, rows });
    this.#output.setEncoding('utf8').on('data', (chunk: string) => {
      this.written += chunk;
    });
    const { journal, info } = traffic.source;
    this.running = runScreen({
      journal,
      info,
      input: this.#input,
      output: this.#output,
      env: { TERM: 'xterm-256color', ...env },
      actions: { ...ACTIONS, ...actions },
      ...(mouse === undefined ? {} : { mouse }),
      ...(onQuit && { onQuit }),
    });
    const screen = Screen.instances.at(-1);
    if (screen === undefined) throw new Error('blessed has no screen');
    this.#screen = screen;
  }

  get renders(): number {
    return this.#screen.renders;
  }

  rows(): readonly string[] {
    return this.#screen.lines.map((row) => row.map(([, character]) => character).join(''));
  }

  type(keys: string): void {
    this.#input.write(keys);
  }

  resize(columns: number, rows: number): void {
    Object.assign(this.#output, { columns, rows });
    this.#output.emit('resize');
  }

  /** The rows as soon as one of them contains the text or matches. */
  async until(wanted: string | RegExp): Promise<readonly string[]> {
    const isThere = () =>
      this.rows().some((row) =>
        typeof wanted === 'string' ? row.includes(wanted) : wanted.test(row),
      );
    while (!isThere()) {
      await new Promise((resolve) => this.#screen.once('render', resolve));
    }
    await turn(); // blessed hands its output on in the next turn
    return this.rows();
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

const open: Session[] = [];
const show = (traffic: Traffic, options?: Options): Session => {
  const session = new Session(traffic, options);
  open.push(session);
  return session;
};
afterEach(() => {
  for (const session of open.splice(0)) session.running.restore();
});

function story(): Traffic {
  const traffic = new Traffic();
  const connection = traffic.open();
  traffic.visit(connection, { target: '/counter/', before: COUNTING(5), after: COUNTING(6) });
  traffic.visit(connection, {
    method: 'POST',
    target: '/accounts/login/',
    status: 302,
    before: COUNTING(6),
    after: LOGGED_IN,
    cookies: { sent: [{ name: 'sessionid', value: 'old' }], set: [], changes: [] },
  });
  traffic.visit(connection, { target: '/me/', before: LOGGED_IN, after: LOGGED_IN });
  return traffic;
}

describe('typing at the screen', () => {
  it('at 80x24: moves, opens the detail over the list, turns tabs, goes back', async () => {
    const session = show(story());
    await session.until(/^▸ .* \/me\//);
    session.type('k');
    await session.until(/^▸ .* POST +\/accounts/);
    session.type('\r');
    const detail = await session.until(/^━ x2 · POST \/accounts\/login\//);
    expect(detail.join('\n')).toContain('logged in as ada');
    expect(detail.join('\n')).not.toContain('[1 Requests]');
    session.type(']');
    await session.until('[Cookies]');
    session.type('[');
    await session.until('[Session]');
    session.type('\x1b');
    await session.until(/━ \[1 Requests\].* · 3 · G follows/);
    session.type('G');
    await session.until('· 3 · following');
  });

  it('at 160x50: shows list and detail side by side, live', async () => {
    const session = show(story(), { columns: 160, rows: 50 });
    const first = await session.until('x3 · GET /me/');
    expect(first[3]).toMatch(/^━ \[1 Requests\].*│─ x3 · GET \/me\/ 200/);
    session.traffic.visit(session.traffic.open(), { target: '/new/' });
    const later = await session.until(/^▸ .*\/new\//);
    expect(later[0]).toContain('2 connections');
    expect(later[0]).toContain('4 requests');
  });

  it('at 40x12: shows one pane at a time', async () => {
    const session = show(story(), { columns: 40, rows: 12 });
    await session.until('[1 Req]');
    session.type('\t\t\t');
    await session.until('[4 Con]');
    session.type('?');
    await session.until('Help: the connections');
  });

  it('shows every view, and narrows one by another', async () => {
    const session = show(story());
    await session.until('[1 Requests]');
    session.type('2');
    await session.until(/^▸ s-1a2b3c +anonymous/);
    session.type('3');
    await session.until(/^▸ anonymous +1 /);
    session.type('4');
    await session.until(/^▸ c1 +ada/);
    session.type('3j\r');
    await session.until(/\[1 Requests\].* · ada · 2 · following/);
    session.type('\x1b');
    await session.until('[3 Users]');
    session.type('1');
    await session.until('· 3 · following');
  });

  it('filters as it is typed, and takes commands by name', async () => {
    const session = show(story());
    await session.until('[1 Requests]');
    session.type('/login');
    await session.until(/^\/login .* 1 match /);
    expect(session.rows().filter((row) => /GET|POST/.test(row))).toHaveLength(1);
    session.type('\r');
    await session.until('/login · 1 of 3');
    session.type(':users\r');
    await session.until('[3 Users]');
    session.type('W/漢😀');
    await session.until(/^\/漢 ?\\u\{1f600\}/);
  });

  it('understands arrows, paging keys and shift-tab', async () => {
    const session = show(story());
    await session.until('[1 Requests]');
    session.type('\x1b[A');
    await session.until(/^▸ .*POST/);
    session.type('\x1b[5~');
    await session.until(/^▸ .*counter/);
    session.type('\x1b[F');
    await session.until(/^▸ .*\/me\//);
    session.type('\x1b[Z');
    await session.until('[4 Connections]');
  });

  it('follows the size of the terminal', async () => {
    const session = show(story());
    await session.until('[1 Requests]');
    for (const [columns, rows, sign] of [
      [160, 50, '│'],
      [30, 8, 'too small'],
      [2, 1, 'to'],
      [80, 24, '[1 Requests]'],
    ] as const) {
      session.resize(columns, rows);
      const shown = await session.until(rows === 1 ? /^t…$/ : sign);
      expect(shown).toHaveLength(rows);
    }
  });
});

describe('what the program is asked to do', () => {
  it('saves what is listed, and says how it went', async () => {
    const saved: unknown[] = [];
    const saveHar = (path: string, seqs: readonly number[]) => {
      saved.push([path, seqs]);
      return path === 'bad.har'
        ? Promise.reject(new Error('The disk is full.'))
        : Promise.resolve('3 exchanges saved.');
    };
    const session = show(story(), { actions: { saveHar } });
    await session.until('[1 Requests]');
    session.type('e\x15good.har\r');
    await session.until('3 exchanges saved.');
    session.type(':w bad.har\r');
    await session.until('The disk is full.');
    expect(saved).toEqual([
      ['good.har', [1, 2, 3]],
      ['bad.har', [1, 2, 3]],
    ]);
  });

  it('copies through the terminal', async () => {
    const session = show(story(), { actions: { entryJson: (seq) => `{"seq":${seq}}` } });
    await session.until('[1 Requests]');
    session.type('yy');
    await session.until('copied: URL, 25 characters.');
    session.type('yj');
    await session.until('copied: exchange, 9 characters.');
    const copied = [...session.written.matchAll(/\x1b\]52;c;([^\x07]*)\x07/g)].map(([, base64]) =>
      Buffer.from(base64 ?? '', 'base64').toString(),
    );
    expect(copied).toEqual(['http://127.0.0.1:9000/me/', '{"seq":3}']);
  });

  it('does not copy what terminals do not take', async () => {
    const session = show(story(), { actions: { entryJson: () => 'x'.repeat(100_000) } });
    await session.until('[1 Requests]');
    session.type('yj');
    await session.until('Not copied: 100,000 characters');
    expect(session.written).not.toContain('\x1b]52');
  });

  it('reads a session again, and says when it cannot', async () => {
    const rereadSession = vi
      .fn<ScreenActions['rereadSession']>()
      .mockResolvedValueOnce({ ...LOGGED_IN, state: 'missing' })
      .mockRejectedValueOnce(new Error('The store is closed.'));
    const session = show(story(), { actions: { rereadSession } });
    await session.until('[1 Requests]');
    session.type('r');
    await session.until('s-4d5e6f: missing, ada');
    session.type('r');
    await session.until('The store is closed.');
    expect(rereadSession.mock.calls).toEqual([[3], [3]]);
  });

  it('clears only after it has asked', async () => {
    const traffic = story();
    const session = show(traffic, {
      actions: {
        clear: () => {
          traffic.journal.clear();
        },
      },
    });
    await session.until('[1 Requests]');
    session.type('X');
    await session.until('Forget every exchange so far?');
    session.type('n');
    await session.until(/^▸ .*\/me\//);
    session.type('Xy');
    await session.until('Nothing since it was cleared.');
    traffic.visit(traffic.open(), { target: '/again/' });
    await session.until(/^▸ .*\/again\//);
  });

  it('lends the terminal to the pager, and takes it back', async () => {
    const session = show(story(), { env: { PAGER: 'cat > /dev/null' }, mouse: true });
    await session.until('[1 Requests]');
    const length = session.written.length;
    session.type('v');
    const isBack = () =>
      /\x1b\[\?1000l[^]*\x1b\[\?1049l[^]*\x1b\[\?1049h[^]*\x1b\[\?1000h/.test(
        session.written.slice(length),
      );
    while (!isBack()) await new Promise((resolve) => setTimeout(resolve, 5));
    session.type('2');
    await session.until('[2 Sessions]');
  });

  it('opens one pager for keys that come in a bunch, and leaves it the rest of them', async () => {
    const onQuit = vi.fn();
    const session = show(story(), { env: { PAGER: 'cat > /dev/null' }, onQuit });
    await session.until('[1 Requests]');
    const { length } = session.written;
    session.type('vvq');
    const isBack = () => session.written.slice(length).includes('\x1b[?1049h');
    while (!isBack()) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(session.written.slice(length).split('\x1b[?1049l')).toHaveLength(2);
    expect(onQuit).not.toHaveBeenCalled();
  });
});

describe('quitting', () => {
  it.each([
    ['q', 'q'],
    ['Ctrl-c', '\x03'],
  ])('%s gives the terminal back as it was', async (_name, key) => {
    const onQuit = vi.fn();
    const before = ['SIGTSTP', 'SIGCONT', 'SIGTERM', 'exit', 'uncaughtException'].map((event) =>
      process.listenerCount(event),
    );
    const session = show(story(), { onQuit });
    await session.until('[1 Requests]');
    session.type(key);
    await session.running;
    expect(onQuit).toHaveBeenCalledOnce();
    expect(session.written).toContain('\x1b[?1049h');
    expect(session.written.lastIndexOf('\x1b[?1049l')).toBeGreaterThan(
      session.written.lastIndexOf('\x1b[?1049h'),
    );
    expect(session.written.lastIndexOf('\x1b[?25h')).toBeGreaterThan(
      session.written.lastIndexOf('\x1b[?25l'),
    );
    expect(session.written).not.toMatch(/\x1b\[\?100[0-6]h/);
    const after = ['SIGTSTP', 'SIGCONT', 'SIGTERM', 'exit', 'uncaughtException'].map((event) =>
      process.listenerCount(event),
    );
    expect(after).toEqual(before);
  });

  it('restore does the same at once, and nothing a second time', async () => {
    const session = show(story());
    await session.until('[1 Requests]');
    session.running.restore();
    await session.running;
    const length = session.written.length;
    expect(session.written).toContain('\x1b[?1049l');
    session.running.restore();
    session.traffic.visit(session.traffic.open());
    await turn();
    expect(session.written.length).toBe(length);
  });
});

describe('hostile content', () => {
  it.each([
    [80, 24],
    [160, 50],
    [40, 12],
  ])('at %ix%i never reaches the terminal raw and moves no pane', async (columns, rows) => {
    const isWide = columns === 160;
    const session = show(hostileTraffic(1_000_000), { columns, rows });
    const title = columns === 40 ? '[1 Req]' : '[1 Requests]';
    const expectInPlace = (shown: readonly string[]) => {
      expect(shown).toHaveLength(rows);
      if (!isWide) return;
      expect(new Set(shown.slice(3, -1).map((row) => row.indexOf('│'))).size).toBe(1);
    };
    await session.until(title);
    for (const [key, sign] of [
      ['2', columns === 40 ? '[2 Ses]' : '[2 Sessions]'],
      ['3', columns === 40 ? '[3 Usr]' : '[3 Users]'],
      ['4', columns === 40 ? '[4 Con]' : '[4 Connections]'],
      ['1', title],
    ] as const) {
      session.type(key);
      expectInPlace(await session.until(sign));
    }
    session.type('\r');
    await session.until('━ x1 · ');
    for (const tab of ['cookies', 'request', 'response', 'timing', 'user', 'session']) {
      session.type(']');
      expectInPlace(await session.until(new RegExp(`\\[${tab}\\]`, 'i')));
    }
    session.type('G\x1b');
    await session.until(`━ ${title}`);
    session.type('uSC');
    await session.until(title);
    const withoutOurs = session.written
      .replaceAll(/\x1b\[[\d;?]*[A-Za-z]/g, '')
      .replaceAll(/\x1b[78=>]|\x1b\([B0]/g, '');
    expect(withoutOurs).not.toMatch(
      /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/,
    );
    expect(session.written).not.toMatch(/\x1b\[31m|\x1b\]0;|\x1b\[2JS/);
  });
});

describe('the mouse', () => {
  it.each([
    [undefined, false],
    [false, false],
    [true, true],
  ])('asked for as %s, is taken: %s', async (mouse, isTaken) => {
    const session = show(story(), mouse === undefined ? {} : { mouse });
    await session.until('[1 Requests]');
    expect(/\x1b\[\?100[0-6]h/.test(session.written)).toBe(isTaken);
    session.running.restore();
    await session.running;
    expect(session.written.includes('\x1b[?1000l')).toBe(isTaken);
  });

  it('selects the row that is clicked at, and turns with the wheel', async () => {
    const session = show(story(), { mouse: true });
    await session.until(/^▸ .*\/me\//);
    session.type('\x1b[<0;10;6M\x1b[<0;10;6m');
    await session.until(/^▸ .*\/counter\//);
    session.type('\x1b[<65;10;8M');
    await session.until(/^▸ .*\/me\//);
  });
});

describe('the terminal', () => {
  it('gets no colour under NO_COLOR, and reverse video all the same', async () => {
    const session = show(story(), { env: { NO_COLOR: '1' } });
    await session.until('[1 Requests]');
    expect(session.written).not.toMatch(/38;5|\x1b\[[\d;]*3[0-7]m/);
    expect(session.written).toContain('\x1b[7m');
    const coloured = show(story());
    await coloured.until('[1 Requests]');
    expect(coloured.written).toContain('38;5');
  });

  it.each(['screen-256color', 'alacritty', 'xterm-kitty', 'no-such-terminal'])(
    'TERM=%s makes no noise',
    async (TERM) => {
      const print = vi.spyOn(console, 'error');
      const write = vi.spyOn(process.stderr, 'write');
      const session = show(story(), { env: { TERM } });
      await session.until('[1 Requests]');
      expect(print).not.toHaveBeenCalled();
      expect(write).not.toHaveBeenCalled();
      vi.restoreAllMocks();
    },
  );

  it('is painted anew by Ctrl-l', async () => {
    const session = show(story());
    await session.until('[1 Requests]');
    const length = session.written.length;
    session.type('\x0c');
    while (!session.written.slice(length).includes('Requests')) {
      await turn();
    }
  });

  it('is not taken where there is none', () => {
    const tty = { isTTY: true };
    expect(canShowScreen(tty, tty, { TERM: 'xterm' })).toBe(true);
    expect(canShowScreen(tty, tty, { TERM: 'dumb' })).toBe(false);
    expect(canShowScreen(tty, {}, {})).toBe(false);
    expect(canShowScreen({}, tty, {})).toBe(false);
  });
});

describe('traffic', () => {
  it('is painted together, however much of it comes at once', async () => {
    const session = show(story());
    await session.until('[1 Requests]');
    const renders = session.renders;
    const connection = session.traffic.open();
    for (let count = 0; count < 10_000; count += 1) session.traffic.visit(connection);
    await session.until('10,003');
    expect(session.renders - renders).toBeLessThanOrEqual(2);
  });

  it('goes on when the screen cannot be drawn', async () => {
    const traffic = story();
    const session = show(traffic);
    await session.until('[1 Requests]');
    const get = vi.spyOn(traffic.journal, 'get').mockImplementation(() => {
      throw new Error('a fault of ours');
    });
    expect(() => traffic.visit(traffic.open())).not.toThrow();
    await session.until('The screen could not be drawn; traffic is not affected.');
    get.mockRestore();
    session.type('k');
    await session.until('[1 Requests]');
  });
});
