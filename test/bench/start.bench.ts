/**
 * How long the program takes to its ready line, to its help, to the news that a port is taken, and from
 * SIGTERM to its end with recordings to finish and a stream still open, beside Node itself doing nothing: by turns, so that what else runs on the machine falls on each alike.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
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

/** Milliseconds from SIGTERM to the end of a run that has recorded, and of which a client still hears. */
async function timeOfStop(cwd: string, appPort: number): Promise<number> {
  const outputs = ['--har', join(cwd, 'out.har'), '--ndjson', join(cwd, 'out.ndjson')];
  const target = `127.0.0.1:${appPort}`;
  const args = [BIN, target, '--headless', '--quiet', '--listen', '0', ...outputs];
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  let text = '';
  const url = await new Promise<string>((resolve) => {
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const found = /listening on (\S+)/.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  const stream = await fetch(`${url}/events`);
  for (let request = 0; request < REQUESTS; request += 1) await (await fetch(url)).text();
  const ended = once(child, 'exit');
  const start = performance.now();
  child.kill('SIGTERM');
  await ended;
  const time = performance.now() - start;
  await stream.text().catch(() => undefined);
  return time;
}

/** Recorded before SIGTERM. */
const REQUESTS = 200;

/** A page of 2 kB, and a stream of events that does not end. */
const app = createHttpServer((request, response) => {
  if (request.url === '/events') {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    response.write('data: 1\n\n');
  } else {
    response.setHeader('Content-Type', 'text/html');
    response.end('<p>hello</p>'.repeat(170));
  }
});

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
  const names = [...cases.map(([name]) => name), 'SIGTERM'];
  const times = new Map(names.map((name) => [name, [] as number[]]));
  app.listen(0, '127.0.0.1');
  await once(app, 'listening');
  const { port: appPort } = app.address() as AddressInfo;
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [name, args, pattern] of cases) {
        times.get(name)?.push(await timeOf(folder, args, pattern));
      }
      times.get('SIGTERM')?.push(await timeOfStop(folder, appPort));
    }
  } finally {
    taken.close();
    app.closeAllConnections();
    app.close();
    await rm(folder, { recursive: true, force: true });
  }
  const base = percentile(times.get('node -e 0') ?? [], 50);
  const rows = [...times].map(([name, values]) => {
    const median = percentile(values, 50);
    const figures = [Math.min(...values), median, Math.max(...values)].map((ms) => ms.toFixed(0));
    return [name, ...figures, (median / base).toFixed(1)];
  });
  expect(rows).toHaveLength(names.length);
  const head = ['', 'least ms', 'median ms', 'most ms', 'of node'];
  process.stdout.write(`\nStart, ${ROUNDS} rounds\n${table([head, ...rows])}\n`);
});
