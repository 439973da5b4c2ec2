/**
 * How long the program takes to its ready line, to its help and to the news that a port is taken, beside
 * Node itself doing nothing: by turns, so that what else runs on the machine falls on each alike.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { percentile, table } from './figures.js';

const ROUNDS = Number(process.env['SESSIONSPY_BENCH_ROUNDS'] ?? '15');
const BIN = resolve(process.env['SESSIONSPY_BENCH_BIN'] ?? 'bin/sessionspy.js');

/** Milliseconds until stderr matches, or else until its end. */
async function timeOf(cwd: string, args: readonly string[], pattern?: RegExp): Promise<number> {
  const start = performance.now();
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  let readyAt: number | undefined;
  let text = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    if (pattern?.test(text) !== true) return;
    readyAt ??= performance.now();
    child.kill('SIGKILL');
  });
  await once(child, 'exit');
  if (pattern !== undefined && readyAt === undefined) throw new Error(`not ready: ${text}`);
  return (readyAt ?? performance.now()) - start;
}

it('start', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sessionspy-start-'));
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const spy = [BIN, 'localhost:1', '--headless', '--listen'];
  const cases: readonly (readonly [string, readonly string[], RegExp?])[] = [
    ['node -e 0', ['-e', '0']],
    ['--help', [BIN, '--help']],
    ['ready line', [...spy, '0'], /listening on/],
    ['port taken', [...spy, String(port)]],
  ];
  const times = new Map(cases.map(([name]) => [name, [] as number[]]));
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [name, args, pattern] of cases) {
        times.get(name)?.push(await timeOf(folder, args, pattern));
      }
    }
  } finally {
    taken.close();
    await rm(folder, { recursive: true, force: true });
  }
  const base = percentile(times.get('node -e 0') ?? [], 50);
  const rows = [...times].map(([name, values]) => {
    const median = percentile(values, 50);
    const figures = [Math.min(...values), median, Math.max(...values)].map((ms) => ms.toFixed(0));
    return [name, ...figures, (median / base).toFixed(1)];
  });
  expect(rows).toHaveLength(cases.length);
  const head = ['', 'least ms', 'median ms', 'most ms', 'of node'];
  process.stdout.write(`\nStart, ${ROUNDS} rounds\n${table([head, ...rows])}\n`);
});
