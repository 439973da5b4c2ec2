/**
 * A recording that a log rotator moves away again and again while it is written: each exchange is in
 * exactly one of the files, and no file changes once it was moved.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { guard } from '../../support/guard.js';
import { harProblems } from '../../support/har-validity.js';

const CHILD = fileURLToPath(new URL('moved-child.mjs', import.meta.url));
const DIST = new URL('../../../dist/', import.meta.url).href;
const MOVES = 150;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sessionspy-moved-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The sequence numbers in a document that has been found valid. */
function seqsOf(text: string): number[] {
  const har = JSON.parse(text) as { log: { entries: { _sessionspy: { seq: number } }[] } };
  expect(harProblems(har)).toEqual([]);
  return har.log.entries.map((entry) => entry._sessionspy.seq);
}

/** Waits a number of turns of our event loop, so that moves meet the writer at all of its moments. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

it(`loses nothing and repeats nothing over ${MOVES} moves`, { timeout: 120_000 }, async () => {
  const path = join(folder, 'out.har');
  const child = spawn(process.execPath, [CHILD, DIST, path], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  guard(child);
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async (): Promise<string> => String((await lines.next()).value);
  expect(await nextLine()).toBe('ready');
  await expect.poll(() => existsSync(path)).toBe(true);

  const moved = new Map<string, string>();
  for (let move = 1; move <= MOVES; move += 1) {
    const away = join(folder, `old-${move}.har`);
    await turns((move * 7919) % 3000);
    renameSync(path, away);
    // Half of the times writes happen before we tell of the move.
    if (move % 2 === 0) await turns((move * 104_729) % 2000);
    child.kill('SIGHUP');
    expect(await nextLine()).toBe('reopened');
    moved.set(away, readFileSync(away, 'utf8'));
    expect(existsSync(path)).toBe(true);
  }
  child.kill('SIGTERM');
  const accepted = Number(/^accepted (\d+)$/.exec(await nextLine())?.[1]);
  expect(await once(child, 'exit')).toEqual([0, null]);

  for (const [away, text] of moved) expect(readFileSync(away, 'utf8') === text).toBe(true);
  const seqs = [...moved.values(), readFileSync(path, 'utf8')].flatMap(seqsOf);
  expect(seqs).toEqual(Array.from({ length: accepted }, (_, index) => index + 1));
  expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  expect(complaints).toBe('');
});
