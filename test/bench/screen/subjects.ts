/** The processes of the benchmark: the app, the load, and the two programs that show it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { startDemoApp } from '../../../src/demo/app.js';
import { Browser } from '../../support/browser.js';
import { distUrl } from '../../support/dist.js';
import { freePort } from '../../support/free-port.js';
import { guard } from '../../support/guard.js';
import { waitForPort } from '../../support/wait-for-port.js';
import { Pty } from './pty.js';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
/** SESSIONSPY_BENCH_BIN: that of another build, to compare. */
const BIN = process.env['SESSIONSPY_BENCH_BIN'] ?? here('../../../bin/sessionspy.js');

/** Of the terminal. */
export const SIZE = { columns: 120, rows: 40 };

/** A folder of the run's own, removed with all that is in it. */
export async function temporaryFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'sessionspy-screen-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

export interface Stoppable {
  stop(): Promise<void>;
}

/** A helper of ours ends when its stdin does. */
async function stopHelper(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.stdin?.end();
  const timer = setTimeout(() => child.kill('SIGKILL'), 3000);
  await ended;
  clearTimeout(timer);
}

type Helper = ChildProcess & { readonly stdin: Writable; readonly stdout: Readable };

function startHelper(file: string, ...args: string[]): Helper {
  const child = spawn(process.execPath, [here(file), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  guard(child);
  return child;
}

async function firstLine(child: Helper): Promise<string> {
  const lines = createInterface(child.stdout);
  const [line] = (await Promise.race([once(lines, 'line'), once(child, 'exit')])) as [unknown];
  if (typeof line !== 'string') throw new Error('a helper of the benchmark ended without a word');
  return line;
}

export interface Origin extends Stoppable {
  readonly port: number;
}

/** The trivial app. */
export async function startOrigin(): Promise<Origin> {
  const child = startHelper('./origin.mjs');
  return { port: Number(await firstLine(child)), stop: () => stopHelper(child) };
}

export interface LoadOptions {
  readonly port: number;
  readonly connections: number;
  /** The number in the first request's path. */
  readonly first?: number;
  readonly count?: number;
  readonly forMs?: number;
  /** Requests per second; absent: as fast as they are answered. */
  readonly rate?: number;
  readonly cookies?: readonly string[];
}

export interface LoadFigures {
  readonly answered: number;
  /** Not sent, because no connection was free when they were due. */
  readonly skipped: number;
  readonly failed: number;
  readonly seconds: number;
  readonly p50: number;
  readonly p99: number;
  /** The number in the last request's path. */
  readonly last: number;
}

export interface Load {
  /** What was done, once it has ended by itself or was ended. */
  readonly figures: Promise<LoadFigures>;
  end(): Promise<LoadFigures>;
}

/** Starts to send requests. */
export function startLoad(options: LoadOptions): Load {
  const child = startHelper('./load.mjs', JSON.stringify(options));
  const figures = firstLine(child).then((line) => JSON.parse(line) as LoadFigures);
  return {
    figures,
    end: async () => {
      child.stdin.end();
      return figures;
    },
  };
}

/** Sessions of three users in an SQLite file as Django keeps them, and what reads them. */
export interface Sessions {
  readonly databasePath: string;
  readonly secretKey: string;
  /** `sessionid=…; csrftoken=…` for each of them. */
  readonly cookies: readonly string[];
}

/** Logs them in at the demo's app, which writes the file, and ends it. */
export async function makeSessions(folder: string): Promise<Sessions> {
  const demo = (await import(distUrl('demo/app.js'))) as { startDemoApp: typeof startDemoApp };
  const options = { databasePath: join(folder, 'demo.sqlite3'), secretKey: 'bench-secret-key' };
  const app = await demo.startDemoApp(options);
  const cookies: string[] = [];
  for (const { name, password } of app.users) {
    const browser = new Browser(app.url);
    await browser.submit('/login/', { username: name, password });
    cookies.push([...browser.cookies].map((pair) => pair.join('=')).join('; '));
    browser.close();
  }
  await app.close();
  return { ...options, cookies };
}

/** A program in its terminal, with a proxy behind it. */
export interface Shown extends Stoppable {
  readonly pty: Pty;
  readonly port: number;
}

/** What sessionspy is told of the app's sessions. */
const sessionArgs = ({ databasePath }: Sessions): readonly string[] => [
  ...['--framework', 'django', '--store', `sqlite:${databasePath}`],
  ...['--secret', 'env:BENCH_SECRET_KEY'],
];

interface SpyOptions {
  readonly cwd: string;
  readonly target: number;
  readonly sessions?: Sessions | undefined;
}

/** SESSIONSPY_BENCH_NODE_ARGS: for node itself, as `--cpu-prof`. */
async function spyCommand({ target, sessions }: SpyOptions) {
  const port = await freePort();
  const extra = process.env['SESSIONSPY_BENCH_NODE_ARGS']?.split(' ') ?? [];
  return {
    port,
    args: [
      ...[...extra, BIN, '--no-discover'],
      ...['--listen', `127.0.0.1:${port}`, '--target', `127.0.0.1:${target}`],
      ...(sessions === undefined ? [] : sessionArgs(sessions)),
    ],
    env: { ...process.env, BENCH_SECRET_KEY: sessions?.secretKey },
  };
}

/** sessionspy with its screen. */
export async function showSpy(options: SpyOptions): Promise<Shown> {
  const { port, args, env } = await spyCommand(options);
  const pty = new Pty([process.execPath, ...args], { ...SIZE, cwd: options.cwd, env });
  await waitForPort(port);
  await pty.must((grid) => grid.line(0).includes('sessionspy'), 10_000, 'the screen of sessionspy');
  return { pty, port, stop: () => pty.close() };
}

export interface Headless extends Stoppable {
  readonly port: number;
}

/** sessionspy without a screen; its lines go to /dev/null. */
export async function startHeadless(options: SpyOptions): Promise<Headless> {
  const { port, args, env } = await spyCommand(options);
  const child = spawn(process.execPath, [...args, '--headless'], {
    cwd: options.cwd,
    env,
    stdio: 'ignore',
  });
  guard(child);
  await waitForPort(port);
  return {
    port,
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** mitmproxy's console with its settings as by default; its certificates go into the run's folder. */
export async function showMitmproxy({ cwd, target }: SpyOptions): Promise<Shown> {
  const port = await freePort();
  const command = [
    ...['mitmproxy', '--mode', `reverse:http://127.0.0.1:${target}`],
    ...['--listen-host', '127.0.0.1', '--listen-port', String(port), '--set', `confdir=${cwd}`],
  ];
  const pty = new Pty(command, { ...SIZE, cwd });
  await waitForPort(port);
  await pty.must((grid) => grid.line(0).includes('Flows'), 10_000, 'the screen of mitmproxy');
  return { pty, port, stop: () => pty.close() };
}
