import { afterEach, describe, expect, it, vi } from 'vitest';
import { initialModel } from '../../../../src/tui/model.js';
import type { ScreenActions } from '../../../../src/tui/screen/actions.js';
import type { Terminal } from '../../../../src/tui/screen/blessed-screen.js';
import { Runtime } from '../../../../src/tui/screen/runtime.js';
import { plainText, type StyledLine } from '../../../../src/tui/styled.js';
import { letters, story, Traffic } from '../traffic.js';

const SIZE = { columns: 100, rows: 24 };

/** A terminal that keeps what was painted last. */
class FakeTerminal implements Terminal {
  readonly size = SIZE;
  painted: readonly StyledLine[] = [];
  paints = 0;
  readonly log: string[] = [];
  failsToPage = false;

  paint(lines: readonly StyledLine[]): void {
    this.painted = lines;
    this.paints += 1;
  }
  invalidate(): void {
    this.log.push('invalidate');
  }
  suspend(): void {
    this.log.push('suspend');
  }
  copy(text: string): boolean {
    this.log.push(`copy ${text}`);
    return true;
  }
  page(): Promise<void> {
    return this.failsToPage ? Promise.reject(new Error('there is no program')) : Promise.resolve();
  }
  restore(): void {
    this.log.push('restore');
  }

  get text(): string {
    return this.painted.map(plainText).join('\n');
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

function start(traffic: Traffic, actions: Partial<ScreenActions> = {}) {
  const terminal = new FakeTerminal();
  const onQuit = vi.fn();
  const all: ScreenActions = {
    saveHar: () => Promise.resolve('saved'),
    entryJson: () => '{}',
    rereadSession: () => Promise.reject(new Error('no store')),
    clear: () => undefined,
    ...actions,
  };
  const runtime = new Runtime(terminal, traffic.source, initialModel(SIZE), all, onQuit);
  traffic.journal.subscribe(() => {
    runtime.noteJournal();
  });
  runtime.send({ kind: 'resized', size: SIZE });
  const type = (...keys: readonly string[]) => {
    for (const key of keys) runtime.send({ kind: 'key', key });
  };
  const until = async (wanted: string) => {
    while (!terminal.text.includes(wanted)) await turn();
  };
  return { terminal, runtime, onQuit, type, until };
}

describe('the runtime', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('paints once for several keys at a time', async () => {
    const { terminal, type } = start(story());
    await turn();
    const { paints } = terminal;
    type('k', 'k', 'k');
    await turn();
    expect(terminal.paints - paints).toBe(1);
  });

  it('goes on with a search until it is complete, without another key', async () => {
    const traffic = new Traffic();
    const connection = traffic.open();
    for (let count = 0; count < 20_000; count += 1) traffic.visit(connection);
    const { terminal, type, until } = start(traffic);
    await turn();
    let now = performance.now();
    vi.spyOn(performance, 'now').mockImplementation(() => (now += 100));
    type('/', ...letters('page'));
    await turn();
    expect(terminal.text).toContain('searched');
    await until('20,000 matches ');
    expect(terminal.text).not.toContain('searched');
  });

  it('carries out what is asked for, and says how it went', async () => {
    const clear = vi.fn();
    const { terminal, type, until } = start(story(), { clear });
    type('y', 'y');
    await until('copied: URL, 38 characters. It may hold a live session.');
    type('r');
    await until('no store');
    type('ctrl-l', 'ctrl-z', 'X', 'y');
    expect(terminal.log).toEqual([
      'copy http://127.0.0.1:9000/accounts/logout/',
      'invalidate',
      'suspend',
    ]);
    expect(clear).toHaveBeenCalledOnce();
    terminal.failsToPage = true;
    type('v');
    await until('there is no program');
  });

  it('is quit from within a fault of ours', async () => {
    const traffic = story();
    const { terminal, type, onQuit } = start(traffic);
    await turn();
    vi.spyOn(traffic.source.lists, 'of').mockImplementation(() => {
      throw new Error('a fault of ours');
    });
    type('k');
    await turn();
    expect(terminal.text).toContain('a fault of ours');
    type('ctrl-c');
    expect(onQuit).toHaveBeenCalledOnce();
  });

  it('shows a fault in an update until the next key', async () => {
    const traffic = story();
    const { terminal, type } = start(traffic);
    await turn();
    vi.spyOn(traffic.source.lists, 'of').mockImplementationOnce(() => {
      throw new Error('a fault of ours');
    });
    type('k');
    await turn();
    expect(terminal.text).toContain('a fault of ours');
    type('k');
    await turn();
    expect(terminal.text).not.toContain('a fault of ours');
  });

  it.each(['work', 'follow'] as const)(
    'keeps a fault of the lists in %s to itself',
    async (where) => {
      const traffic = story();
      const { runtime, type, until } = start(traffic);
      await turn();
      vi.spyOn(traffic.source.lists, where).mockImplementation(() => {
        throw new Error('a fault of ours');
      });
      if (where === 'work') type('k');
      else runtime.follow({ kind: 'cleared' });
      await until('a fault of ours');
    },
  );

  it('goes on with a search that a paint was the first to ask for', async () => {
    const traffic = new Traffic();
    const { terminal, type, until } = start(traffic);
    type('/', ...letters('page'), 'enter');
    await turn();
    traffic.journal.clear();
    const connection = traffic.open();
    for (let count = 0; count < 20_000; count += 1) traffic.visit(connection);
    let now = performance.now();
    vi.spyOn(performance, 'now').mockImplementation(() => (now += 100));
    await until('20,000 of 20,000 ');
    expect(terminal.text).not.toContain('searched');
  });

  it('paints again when a list that was shown as it had been is due', async () => {
    const traffic = story();
    vi.spyOn(traffic.source.lists, 'dueInMs', 'get').mockReturnValueOnce(10);
    const { terminal } = start(traffic);
    await turn();
    const { paints } = terminal;
    while (terminal.paints === paints) await turn();
  });

  it('says so when the exchange to copy has gone meanwhile', async () => {
    const { type, until } = start(story(), { entryJson: () => undefined });
    type('y', 'j');
    await until('not held any more');
  });

  it('does nothing more for keys that come behind the one that quits', () => {
    const clear = vi.fn();
    const { runtime, type, onQuit } = start(story(), { clear });
    onQuit.mockImplementation(() => {
      runtime.close();
    });
    type('q', 'X', 'y', 'q');
    expect(onQuit).toHaveBeenCalledOnce();
    expect(clear).not.toHaveBeenCalled();
  });

  it('paints nothing once it is closed, whatever comes', async () => {
    const traffic = story();
    const { terminal, runtime, type } = start(traffic);
    await turn();
    const { paints } = terminal;
    traffic.visit(traffic.open());
    type('k');
    runtime.close();
    type('j');
    traffic.visit(traffic.open());
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(terminal.paints).toBe(paints);
  });
});
