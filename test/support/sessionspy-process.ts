/** The real program, bin/sessionspy.js, run as its user would run it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { guard } from './guard.js';

const BIN = fileURLToPath(new URL('../../bin/sessionspy.js', import.meta.url));

export interface LaunchedSpy {
  readonly pid: number;
  /** To write to where `stdin` is a pipe. */
  readonly stdin: Writable | null;
  /** Everything on stdout so far. */
  readonly output: () => string;
  /** Everything on stderr so far. */
  readonly log: () => string;
  /** Resolves once stderr matches. */
  until(pattern: RegExp): Promise<string>;
  /** The same of stdout. */
  untilOutput(pattern: RegExp): Promise<string>;
  /** Resolves once so many exchanges have been told, each with what was learnt of it. */
  untilTold(exchanges: number): Promise<unknown>;
  /** Sends the signal and resolves to the exit code, or the signal's name where it had none. */
  stop(signal?: NodeJS.Signals): Promise<number | string>;
  signal(signal: NodeJS.Signals): void;
  /** How it ended, as of `stop`; pipes that others hold are not waited for. */
  readonly ended: Promise<number | string>;
}

export interface RunningSpy extends LaunchedSpy {
  readonly url: string;
}

/** After so many milliseconds a test ends with the log instead of with nothing. */
const PATIENCE_MS = 20_000;

export interface SpyProcessOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Nothing by default. */
  readonly stdin?: 'ignore' | 'pipe';
}

/** Starts it and waits for its ready line. */
export async function startSpyProcess(
  args: readonly string[],
  options: SpyProcessOptions = {},
): Promise<RunningSpy> {
  const spy = launchSpy(args, options);
  return { ...spy, url: await spy.until(/listening on (http:\S+)/) };
}

/** Starts it and waits for nothing. */
export function launchSpy(args: readonly string[], options: SpyProcessOptions = {}): LaunchedSpy {
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: [options.stdin ?? 'ignore', 'pipe', 'pipe'],
  });
  guard(child);
  const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const ended = exit.then(([code, by]) => code ?? String(by));
  const log = heard(child.stderr, ended);
  const output = heard(child.stdout, ended);
  return {
    pid: child.pid ?? 0,
    stdin: child.stdin,
    output: output.text,
    log: log.text,
    until: log.until,
    untilOutput: output.until,
    untilTold: (exchanges) => log.until(new RegExp(`(?:^c\\d+ [^]*?){${exchanges}}`, 'm')),
    stop: (signal = 'SIGINT') => {
      child.kill(signal);
      return ended;
    },
    signal: (signal) => {
      child.kill(signal);
    },
    ended,
  };
}

interface Heard {
  readonly text: () => string;
  readonly until: (pattern: RegExp) => Promise<string>;
}

/** What a program writes, and waiting for it. */
function heard(stream: Readable | null, ended: Promise<unknown>): Heard {
  let text = '';
  const waiting = new Set<() => void>();
  stream?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    for (const check of waiting) check();
  });
  const until = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const impatience = setTimeout(() => {
        if (waiting.delete(check)) reject(new Error(`never ${String(pattern)}:\n${text}`));
      }, PATIENCE_MS);
      const check = (): void => {
        const match = pattern.exec(text);
        if (match === null) return;
        clearTimeout(impatience);
        waiting.delete(check);
        resolve(match[1] ?? match[0]);
      };
      waiting.add(check);
      check();
      void ended.then(() => {
        if (!waiting.delete(check)) return;
        reject(new Error(`sessionspy ended before ${String(pattern)}:\n${text}`));
      });
    });
  return { text: () => text, until };
}

/** Runs it to its end; for the cases in which it does not start listening. */
export async function runSpy(
  args: readonly string[],
  options: SpyProcessOptions = {},
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}
