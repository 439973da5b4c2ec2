/** The screen on streams instead of a terminal: typed at, resized, and read back cell by cell. */
import { createRequire } from 'node:module';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { EventEmitter } from 'node:events';
import { sessionTag } from '../../../src/model/ids.js';
import { payload, snapshot, user } from '../../support/snapshots.js';
import { canShowScreen, runScreen, type RunningScreen } from '../../../src/tui/screen/run.js';
import { content, COUNTING, LOGGED_IN, Traffic } from '../../unit/tui/traffic.js';

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
}

class Session {
  readonly traffic: Traffic;
  readonly running: RunningScreen;
  readonly #input = new PassThrough();
  readonly #output: PassThrough & { columns: number; rows: number };
  readonly #screen: (typeof Screen.instances)[number];
  written = '';

  constructor(traffic: Traffic, { columns = 80, rows = 24, env = {}, onQuit }: Options = {}) {
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
  it('at 80x24: moves, opens the detail over the lists, turns tabs, goes back', async () => {
    const session = show(story());
    await session.until(/^▸ .* \/me\//);
    session.type('k');
    await session.until(/^▸ .* POST +\/accounts/);
    session.type('\r');
    const detail = await session.until('Payload after');
    expect(detail.join('\n')).toContain('logged in as ada, session rotated s-1a2b3c → s-4d5e6f');
    expect(detail.join('\n')).not.toContain('Connections');
    session.type('2');
    await session.until(/sessionid +old/);
    session.type('x');
    await session.until(/sessionid +••••/);
    session.type('\x1b');
    await session.until('━ Exchanges · 3 · not following');
    session.type('G');
    await session.until('━ Exchanges · 3 · following');
  });

  it('at 160x50: shows all panes side by side, live', async () => {
    const session = show(story(), { columns: 160, rows: 50 });
    const first = await session.until('x3 · GET /me/');
    expect(first[2]).toMatch(/^─ Connections.*│─ x3 · GET \/me\/ · 200/);
    session.traffic.visit(session.traffic.open(), { target: '/new/' });
    const later = await session.until(/^▸ .*\/new\//);
    expect(later[0]).toContain('2 connections · 4 requests');
  });

  it('at 40x12: shows one pane at a time', async () => {
    const session = show(story(), { columns: 40, rows: 12 });
    await session.until('━ Exchanges');
    session.type('\t\t');
    await session.until('━ Connections');
    session.type('?');
    await session.until('Keys');
  });

  it('understands arrows, paging keys and shift-tab', async () => {
    const session = show(story());
    await session.until('━ Exchanges');
    session.type('\x1b[A');
    await session.until(/^▸ .*POST/);
    session.type('\x1b[5~');
    await session.until(/^▸ .*counter/);
    session.type('\x1b[F');
    await session.until(/^▸ .*\/me\//);
    session.type('\x1b[Z');
    await session.until('━ Connections');
  });

  it('follows the size of the terminal', async () => {
    const session = show(story());
    await session.until('━ Exchanges');
    for (const [columns, rows, sign] of [
      [160, 50, '│'],
      [30, 8, 'too small'],
      [2, 1, 'to'],
      [80, 24, '━ Exchanges'],
    ] as const) {
      session.resize(columns, rows);
      const shown = await session.until(rows === 1 ? /^t…$/ : sign);
      expect(shown).toHaveLength(rows);
    }
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
    await session.until('━ Exchanges');
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
    await session.until('━ Exchanges');
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

const HOSTILE = [
  '\x1b]0;evil title\x07',
  '\x1b[2J\x1b[31mSPOOF',
  '\x9b2J\x9d0;c1\x9c',
  '\0\b\r\n\t\x7f',
  '{bold}{red-fg}tags{/}',
  '\u202eevil\u202c\u2066\u200b\ufeff\u2028',
  '\ud800\udc00\udfff',
  '山田👩‍👩‍👧‍👦❤️🇩🇪e\u0301\u0302\u0303\u0304\u0305',
  'x'.repeat(1_000_000),
].join('');

function hostileTraffic(): Traffic {
  const traffic = new Traffic();
  const { info, journal } = traffic.source;
  const evil = new Traffic();
  Object.assign(evil.source.info, { url: info.url, hints: [HOSTILE] });
  const connection = evil.open(HOSTILE);
  const name = { ...user(HOSTILE), verified: false } as typeof LOGGED_IN.identity;
  const side = snapshot({
    tag: sessionTag(HOSTILE.slice(0, 30)),
    framework: HOSTILE,
    format: HOSTILE,
    identity: name,
    payload: payload({ [HOSTILE]: HOSTILE, ['__proto__']: HOSTILE, constructor: 1 }),
  });
  const cookie = {
    name: HOSTILE,
    value: HOSTILE,
    domain: HOSTILE,
    hostOnly: true,
    path: HOSTILE,
    secure: false,
    httpOnly: false,
  };
  evil.visit(connection, {
    method: HOSTILE,
    target: HOSTILE,
    requestHeaders: [
      [HOSTILE, HOSTILE],
      ['Content-Type', 'application/x-www-form-urlencoded'],
    ],
    requestContent: content(`${HOSTILE}=${HOSTILE}`),
    responseHeaders: [['Content-Type', 'text/html']],
    responseContent: content(HOSTILE),
    before: side,
    after: { ...side, payload: payload({ [HOSTILE]: 'other', count: 1 }) },
    cookies: {
      sent: [cookie],
      set: [{ ...cookie, raw: HOSTILE, attributes: [cookie], partitioned: false }],
      changes: [
        { kind: 'stored', cookie },
        { kind: 'withheld', before: cookie, why: HOSTILE },
      ],
    },
    changes: { outcome: { kind: 'server-failed', code: HOSTILE, message: HOSTILE } },
  });
  expect(journal.lastSeq).toBe(0);
  return evil;
}

describe('hostile content', () => {
  it.each([
    [80, 24],
    [160, 50],
    [40, 12],
  ])('at %ix%i never reaches the terminal raw and moves no pane', async (columns, rows) => {
    const session = show(hostileTraffic(), { columns, rows });
    await session.until('━ Exchanges');
    session.type('\r');
    await session.until('━ x1 · ');
    for (const tab of ['1', '2', '3', '4', '5']) {
      session.type(tab);
      const shown = await session.until(new RegExp(`\\[${tab} ${TABS[tab] ?? ''}\\]`, 'i'));
      expect(shown).toHaveLength(rows);
      expect(shown[2]).toMatch(columns === 160 ? /^─ Conn.*│━ x1 · / : /^━ x1 · /);
      if (columns === 160) {
        const line = shown.slice(2, -1).map((row) => row.indexOf('│'));
        expect(new Set(line).size).toBe(1);
      }
    }
    session.type('G');
    session.type('\x1b');
    await session.until('━ Exchanges');
    const withoutOurs = session.written
      .replaceAll(/\x1b\[[\d;?]*[A-Za-z]/g, '')
      .replaceAll(/\x1b[78=>]|\x1b\([B0]/g, '');
    expect(withoutOurs).not.toMatch(
      /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/,
    );
    expect(session.written).not.toMatch(/\x1b\[31m|\x1b\]0;|\x1b\[2JS/);
  });
});

const TABS: Readonly<Record<string, string>> = {
  1: 'session',
  2: 'cookies',
  3: 'request',
  4: 'response',
  5: 'timing',
};

describe('the terminal', () => {
  it('gets no colour under NO_COLOR, and reverse video all the same', async () => {
    const session = show(story(), { env: { NO_COLOR: '1' } });
    await session.until('━ Exchanges');
    expect(session.written).not.toMatch(/38;5|\x1b\[[\d;]*3[0-7]m/);
    expect(session.written).toContain('\x1b[7m');
    const coloured = show(story());
    await coloured.until('━ Exchanges');
    expect(coloured.written).toContain('38;5');
  });

  it.each(['screen-256color', 'alacritty', 'xterm-kitty', 'no-such-terminal'])(
    'TERM=%s makes no noise',
    async (TERM) => {
      const print = vi.spyOn(console, 'error');
      const write = vi.spyOn(process.stderr, 'write');
      const session = show(story(), { env: { TERM } });
      await session.until('━ Exchanges');
      expect(print).not.toHaveBeenCalled();
      expect(write).not.toHaveBeenCalled();
      vi.restoreAllMocks();
    },
  );

  it('is painted anew by Ctrl-l', async () => {
    const session = show(story());
    await session.until('━ Exchanges');
    const length = session.written.length;
    session.type('\x0c');
    while (!session.written.slice(length).includes('Exchanges')) {
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
    await session.until('━ Exchanges');
    const renders = session.renders;
    const connection = session.traffic.open();
    for (let count = 0; count < 10_000; count += 1) session.traffic.visit(connection);
    await session.until('10,003');
    expect(session.renders - renders).toBeLessThanOrEqual(2);
  });

  it('goes on when the screen cannot be drawn', async () => {
    const traffic = story();
    const session = show(traffic);
    await session.until('━ Exchanges');
    const get = vi.spyOn(traffic.journal, 'get').mockImplementation(() => {
      throw new Error('a fault of ours');
    });
    expect(() => traffic.visit(traffic.open())).not.toThrow();
    await session.until('The screen could not be drawn; traffic is not affected.');
    get.mockRestore();
    session.type('k');
    await session.until('━ Exchanges');
  });
});
