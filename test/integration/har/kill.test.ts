/** kill -9 at any moment: the recording parses and holds everything older than a second. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HarFileSink } from '../../../src/sinks/har-file.js';
import { harProblems } from '../../support/har-validity.js';
import { context } from '../../unit/har/observation-fixture.js';

const CHILD = fileURLToPath(new URL('appending-child.mjs', import.meta.url));
const DIST = new URL('../../../dist/', import.meta.url).href;
const AT_ONCE = 4;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sessionspy-kill-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Accepted {
  readonly seq: number;
  readonly at: number;
}

type Pace = 'steady' | 'ceaseless';

/** Lets a child record until it has accepted `count` entries, kills it a moment later, and gives what it accepted. */
function recordAndKill(path: string, count: number, pace: Pace): Promise<readonly Accepted[]> {
  const child = spawn(process.execPath, [CHILD, DIST, path, pace], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  let isDue = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (isDue || output.split('\n').length <= count) return;
    isDue = true;
    setTimeout(() => child.kill('SIGKILL'), count % 13);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (_code, signal) => {
      if (signal !== 'SIGKILL') reject(new Error('the child ended by itself'));
      resolve(output.split('\n').slice(0, -1).map(readAccepted));
    });
  });
}

function readAccepted(line: string): Accepted {
  const [seq = 0, at = 0] = line.split(' ').map(Number);
  return { seq, at };
}

interface Recording {
  readonly log: { readonly entries: readonly { readonly _sessionspy: { readonly seq: number } }[] };
}

const parsed = (path: string): Recording => JSON.parse(readFileSync(path, 'utf8')) as Recording;

/** The sequence numbers that a killed recording holds, after it has been found valid. */
function recordedSeqs(path: string): ReadonlySet<number> {
  const har = parsed(path);
  expect(harProblems(har)).toEqual([]);
  return new Set(har.log.entries.map((entry) => entry._sessionspy.seq));
}

/** Kills as many recordings as there are counts, a few at once, and looks at each. */
async function killAll(
  name: string,
  counts: readonly number[],
  pace: Pace,
  look: (path: string, accepted: readonly Accepted[]) => void,
): Promise<void> {
  for (let start = 0; start < counts.length; start += AT_ONCE) {
    await Promise.all(
      counts.slice(start, start + AT_ONCE).map(async (count, index) => {
        const path = join(folder, `${name}-${start + index}.har`);
        look(path, await recordAndKill(path, count, pace));
        rmSync(path, { force: true });
      }),
    );
  }
}

/** Numbers that jump about between `least` and `most`. */
const scattered = (length: number, least: number, most: number): number[] =>
  Array.from({ length }, (_, index) => least + ((index * 37) % (most - least + 1)));

describe('a recording whose process is killed', () => {
  it('parses after each of 40 kills in the midst of writing', { timeout: 120_000 }, async () => {
    await killAll('ceaseless', scattered(40, 1, 24), 'ceaseless', (path) => {
      expect(parsed(path).log.entries.length % 20).toBe(0);
    });
  });

  it('lacks nothing older than a second, 8 times', { timeout: 120_000 }, async () => {
    await killAll('steady', scattered(8, 55, 80), 'steady', (path, accepted) => {
      const last = accepted.at(-1)?.at ?? 0;
      const due = accepted.filter(({ at }) => at < last - 1000).map(({ seq }) => seq);
      const recorded = recordedSeqs(path);
      expect(due.filter((seq) => !recorded.has(seq))).toEqual([]);
    });
  });

  it('leaves work files that the next run removes', async () => {
    const path = join(folder, 'again.har');
    await recordAndKill(path, 30, 'steady');
    const hidden = (): string[] =>
      readdirSync(folder).filter((name) => name.startsWith('.again.har.'));
    expect(hidden().length).toBeGreaterThan(0);
    const sink = await HarFileSink.open(path, { context: context(), version: '1.0' });
    await sink.close();
    expect(hidden()).toEqual([]);
    expect(recordedSeqs(path).size).toBe(0);
  });
});
