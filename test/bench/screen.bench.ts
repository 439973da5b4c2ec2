/**
 * The screen in a real terminal of 120 columns and 40 rows, with 100,000 rows and 500 requests a second:
 * from a key to its effect, and the memory of the process; beside it mitmproxy's console. Then what the
 * screen costs the proxy: rounds with it and without it, one after the other. docs/benchmarks.md says
 * how to read the tables and what can be set.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith, programPath } from '../support/programs.js';
import { percentile, table } from './figures.js';
import { MITMPROXY_KEYS, SPY_KEYS, typeKeys, type Keymap, type Timed } from './screen/keys.js';
import { Pty } from './screen/pty.js';
import {
  makeSessions,
  showMitmproxy,
  showSpy,
  SIZE,
  startHeadless,
  startLoad,
  startOrigin,
  temporaryFolder,
  type LoadOptions,
  type Origin,
  type Sessions,
  type Shown,
} from './screen/subjects.js';

const ROWS = Number(process.env['SESSIONSPY_BENCH_ROWS'] ?? 100_000);
const FILL_FOR_MS = 60_000; // a program that is slower has fewer rows, and says how many
const RATE = 500;
const CONNECTIONS = 16;
/** Of sixteen to twenty-two keys each. */
const KEY_ROUNDS = 25;
const KEYS_FOR_MS = 50_000;
const THROUGHPUT_ROUNDS = 6;
const THROUGHPUT_ROUND_MS = 4000;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let origin: Origin;
let sessions: Sessions;
const figures: Record<string, unknown> = { versions: versions() };

interface Case {
  readonly name: string;
  readonly start: () => Promise<Shown>;
  readonly keymap: Keymap;
  readonly cookies?: readonly string[];
}

describeWith('python3', 'the screen', () => {
  beforeAll(async () => {
    folder = await temporaryFolder();
    [origin, sessions] = await Promise.all([startOrigin(), makeSessions(folder.path)]);
  });
  afterAll(async () => {
    await origin.stop();
    await folder.remove();
    const text = JSON.stringify({ screen: figures });
    process.stdout.write(`\n${text}\n`);
    const file = process.env['SESSIONSPY_BENCH_JSON'];
    if (file !== undefined) writeFileSync(file, `${text}\n`);
  });

  it('the measurement itself', async () => {
    const pty = new Pty(['cat'], { ...SIZE, cwd: folder.path });
    await delay(300);
    const times: number[] = [];
    for (let count = 1; count <= 100; count += 1) {
      const echoed = 'x'.repeat(count);
      times.push(await pty.press('x', (grid) => grid.line(0).startsWith(echoed), 1000));
    }
    await pty.close();
    print('From a key to its echo by the kernel', [LATENCY_HEAD, latencyRow('echo', times)]);
    figures['echo'] = latencies(times);
  });

  it('sessionspy', () =>
    measure({
      name: 'sessionspy',
      start: () => showSpy({ cwd: folder.path, target: origin.port }),
      keymap: SPY_KEYS,
    }));

  it('sessionspy that names users', () =>
    measure({
      name: 'sessionspy, users named',
      start: () => showSpy({ cwd: folder.path, target: origin.port, sessions }),
      keymap: SPY_KEYS,
      cookies: sessions.cookies,
    }));

  describeWith('mitmproxy', 'beside it', () => {
    it('mitmproxy', () =>
      measure({
        name: 'mitmproxy',
        start: () => showMitmproxy({ cwd: folder.path, target: origin.port }),
        keymap: MITMPROXY_KEYS,
      }));
  });

  it('throughput with the screen and without', async () => {
    const options = { cwd: folder.path, target: origin.port };
    const [shown, headless] = await Promise.all([showSpy(options), startHeadless(options)]);
    shown.pty.isWatched = false;
    const rate = async (port: number): Promise<number> => {
      const load = startLoad({ port, connections: CONNECTIONS, forMs: THROUGHPUT_ROUND_MS });
      const { answered, seconds } = await load.figures;
      return answered / seconds;
    };
    const rates: Record<'screen' | 'headless' | 'direct', number[]> = {
      screen: [],
      headless: [],
      direct: [],
    };
    await rate(shown.port);
    await rate(headless.port);
    for (let round = 0; round < THROUGHPUT_ROUNDS; round += 1) {
      rates.screen.push(await rate(shown.port));
      rates.headless.push(await rate(headless.port));
      if (round % 3 === 0) rates.direct.push(await rate(origin.port));
    }
    await Promise.all([shown.stop(), headless.stop()]);
    printThroughput(rates);
  });
});

/** Fills the program with rows, types at it while more come, and tells what it saw. */
async function measure({ name, start, keymap, cookies = [] }: Case): Promise<void> {
  const shown = await start();
  try {
    const common = { port: shown.port, connections: CONNECTIONS, cookies };
    const idle = shown.pty.memory();
    const filled = await fill(shown, common);
    const afterRows = shown.pty.memory();
    const load = startLoad({ ...common, rate: RATE, first: filled.last + 1, forMs: 120_000 });
    await delay(2000);
    const during: number[] = [];
    const watch = setInterval(() => during.push(shown.pty.memory().nowMib), 500);
    const bytesBefore = shown.pty.outputBytes;
    const cpuBefore = shown.pty.cpuSeconds();
    const typingSince = performance.now();
    const limits = { rounds: KEY_ROUNDS, forMs: KEYS_FOR_MS };
    const timed = await typeKeys(shown.pty, keymap, limits);
    const typedForSeconds = (performance.now() - typingSince) / 1000;
    const outputRate = (shown.pty.outputBytes - bytesBefore) / typedForSeconds;
    const busy = (shown.pty.cpuSeconds() - cpuBefore) / typedForSeconds;
    clearInterval(watch);
    const lost = LOST.exec(shown.pty.grid.line(1))?.[1] ?? '0';
    const { peakMib } = shown.pty.memory();
    const arriving = await load.end();
    expect(timed.length).toBeGreaterThan(0);
    const memory = { idle: idle.nowMib, afterRows: afterRows.nowMib, during, peak: peakMib };
    report(name, { filled, arriving, timed, outputRate, busy, lost, memory });
  } finally {
    await shown.stop();
  }
}

interface Filled {
  readonly rows: number;
  readonly perSecond: number;
  /** Processor time of the program for each row, until all were shown. */
  readonly cpuMs: number;
  readonly last: number;
}

/** As many rows as there shall be, or as many as come in the time; waits until all are shown. */
async function fill(shown: Shown, options: LoadOptions): Promise<Filled> {
  const cpuBefore = shown.pty.cpuSeconds();
  const { answered, seconds, last } = await startLoad({
    ...options,
    count: ROWS,
    forMs: FILL_FOR_MS,
  }).figures;
  await shown.pty.type('G');
  if (!(await shown.pty.untilStill(20_000))) {
    process.stdout.write(`20 s after the last of ${answered} rows the screen still changed\n`);
  }
  const cpuMs = ((shown.pty.cpuSeconds() - cpuBefore) * 1000) / answered;
  await delay(3000);
  return { rows: answered, perSecond: answered / seconds, cpuMs, last };
}

interface Report {
  readonly filled: Filled;
  readonly arriving: { readonly answered: number; readonly seconds: number; readonly p99: number };
  readonly timed: readonly Timed[];
  readonly outputRate: number;
  /** Of one processor, while typed at. */
  readonly busy: number;
  /** Records that sessionspy says it had to leave out. */
  readonly lost: string;
  readonly memory: {
    readonly idle: number;
    readonly afterRows: number;
    readonly during: readonly number[];
    readonly peak: number;
  };
}

function report(
  name: string,
  { filled, arriving, timed, outputRate, busy, lost, memory }: Report,
): void {
  const perSecond = arriving.answered / arriving.seconds;
  const kinds = [...new Set(timed.map(({ kind }) => kind))];
  const timesOf = (kind?: Timed['kind']): number[] =>
    timed.filter((key) => kind === undefined || key.kind === kind).map(({ ms }) => ms);
  print(`${name}: from a key to its effect, ms`, [
    LATENCY_HEAD,
    ...kinds.map((kind) => latencyRow(kind, timesOf(kind))),
    latencyRow('all', timesOf()),
  ]);
  const unseen = timed.filter(({ ms }) => ms === Infinity).map(({ kind, keys }) => [kind, keys]);
  if (unseen.length > 0) process.stdout.write(`no effect seen: ${JSON.stringify(unseen)}\n`);
  const most = Math.max(...memory.during);
  print(`${name}: the work of it`, [
    ['rows', 'rows/s', 'CPU ms/row', 'lost', 'then/s', 'CPU', 'screen kB/s'],
    [
      filled.rows.toLocaleString('en-US'),
      filled.perSecond.toFixed(0),
      filled.cpuMs.toFixed(2),
      lost,
      perSecond.toFixed(0),
      `${(busy * 100).toFixed(0)}%`,
      (outputRate / 1000).toFixed(1),
    ],
  ]);
  print(`${name}: resident memory, MiB`, [
    ['idle', 'after rows', 'during, most', 'peak'],
    [memory.idle, memory.afterRows, most, memory.peak].map((mib) => mib.toFixed(0)),
  ]);
  figures[name] = {
    rows: filled.rows,
    rowsPerSecond: filled.perSecond,
    cpuMsPerRow: filled.cpuMs,
    arrivingPerSecond: perSecond,
    proxyP99Ms: arriving.p99,
    outputBytesPerSecond: outputRate,
    busy,
    lost,
    keys: {
      all: latencies(timesOf()),
      ...Object.fromEntries(kinds.map((kind) => [kind, latencies(timesOf(kind))])),
    },
    memoryMib: { ...memory, during: most },
  };
}

function printThroughput(rates: Record<'screen' | 'headless' | 'direct', number[]>): void {
  const median = (values: readonly number[]): number => percentile(values, 50);
  const ratio = median(rates.screen) / median(rates.headless);
  print('Requests per second, 16 connections', [
    ['', 'rounds', 'least', 'median', 'most'],
    ...Object.entries(rates).map(([name, values]) => [
      name,
      String(values.length),
      ...[Math.min(...values), median(values), Math.max(...values)].map((rate) => rate.toFixed(0)),
    ]),
    ['screen / headless', '', '', ratio.toFixed(3), ''],
  ]);
  figures['throughput'] = { ...rates, ratio };
}

const LOST = /! ([\d,]+) records? lost/;
const LATENCY_HEAD = ['', 'keys', 'p50', 'p95', 'p99', 'max', 'never'];

function latencies(times: readonly number[]): Record<string, number> {
  const at = (percent: number): number => percentile(times, percent);
  const never = times.filter((ms) => ms === Infinity).length;
  return { keys: times.length, p50: at(50), p95: at(95), p99: at(99), max: at(100), never };
}

function latencyRow(name: string, times: readonly number[]): string[] {
  const { keys = 0, never = 0, ...rest } = latencies(times);
  const places = Object.values(rest).map((ms) => ms.toFixed(1));
  return [name, String(keys), ...places, String(never)];
}

function print(title: string, rows: readonly (readonly string[])[]): void {
  process.stdout.write(`\n${title}\n${table(rows)}\n`);
}

/** What the figures depend on. */
function versions(): Record<string, string> {
  const cpu = cpus();
  const mitmproxy = programPath('mitmproxy');
  const said =
    mitmproxy === undefined ? '' : execFileSync(mitmproxy, ['--version'], { encoding: 'utf8' });
  return {
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    mitmproxy: /Mitmproxy: (\S+)/.exec(said)?.[1] ?? 'none',
    machine: `${cpu.length} × ${cpu[0]?.model ?? 'unknown'}, load ${loadavg()[0]?.toFixed(1) ?? ''}`,
  };
}
