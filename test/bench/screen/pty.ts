/**
 * A program in a real terminal of a given size: keys in, what is shown out, and the moment of both by
 * one clock. in-a-pty.py holds the terminal and the clock, so that reading back costs the figures nothing.
 */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { guard } from '../../support/guard.js';
import { TerminalGrid } from './terminal-grid.js';

const BRIDGE = fileURLToPath(new URL('./in-a-pty.py', import.meta.url));
const FRAME_HEAD_BYTES = 13;
/** Of /proc, on every Linux there is. */
const TICKS_PER_SECOND = 100;

export interface PtyOptions {
  readonly columns: number;
  readonly rows: number;
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Resident memory in MiB: now, and the most so far. */
export interface Memory {
  readonly nowMib: number;
  readonly peakMib: number;
}

/** What must be on the screen for a wait to end. */
export type Seen = (grid: TerminalGrid) => boolean;

interface Wait {
  readonly seen: Seen;
  readonly resolve: (moment: bigint) => void;
}

export class Pty {
  readonly grid: TerminalGrid;
  /** Bytes of output so far. */
  outputBytes = 0;
  /** Whether output is looked at; while it is not, it costs this process nothing and is lost. */
  isWatched = true;
  #pid = 0;
  readonly #bridge: ChildProcessByStdio<Writable, Readable, null>;
  readonly #ended: Promise<unknown>;
  #rest: Buffer = Buffer.alloc(0);
  #waits: Wait[] = [];
  #keyWaits: ((moment: bigint) => void)[] = [];

  constructor(command: readonly string[], { columns, rows, cwd, env }: PtyOptions) {
    this.grid = new TerminalGrid(columns, rows);
    this.#bridge = spawn('python3', [BRIDGE, String(columns), String(rows), ...command], {
      cwd,
      env: env ?? process.env,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    guard(this.#bridge);
    this.#ended = once(this.#bridge, 'exit');
    this.#bridge.stdin.on('error', () => undefined);
    this.#bridge.stdout.on('data', (chunk: Buffer) => {
      this.#read(chunk);
    });
  }

  /** The program's process id. */
  get pid(): number {
    return this.#pid;
  }

  /** Types; resolves to the moment just before the bytes were written, in nanoseconds. */
  type(keys: string): Promise<bigint> {
    const stamped = new Promise<bigint>((resolve) => this.#keyWaits.push(resolve));
    this.#bridge.stdin.write(keys);
    return stamped;
  }

  /**
   * Milliseconds from the moment at which the keys were typed to the one at which the output came that
   * shows it; Infinity when it does not within the limit.
   */
  async press(keys: string, seen: Seen, limitMs: number): Promise<number> {
    const shown = this.#shown(seen, limitMs); // first: output may be read together with the key's stamp
    const typedAt = await this.type(keys);
    const shownAt = await shown;
    return shownAt === undefined ? Infinity : Number(shownAt - typedAt) / 1e6;
  }

  /** Resolves once the screen shows it; false when it does not within the limit. */
  async until(seen: Seen, limitMs: number): Promise<boolean> {
    return seen(this.grid) || (await this.#shown(seen, limitMs)) !== undefined;
  }

  /** The same, and it must come: fails with what is on the screen instead. */
  async must(seen: Seen, limitMs: number, what: string): Promise<void> {
    if (await this.until(seen, limitMs)) return;
    throw new Error(`not on the screen: ${what}\n${this.grid.lines().join('\n')}`);
  }

  /** Resolves once the screen has been the same for a second and a half; false when it never was. */
  async untilStill(limitMs: number): Promise<boolean> {
    const end = performance.now() + limitMs;
    let before = '';
    while (performance.now() < end) {
      const now = this.grid.lines().join('\n');
      if (now === before) return true;
      before = now;
      await delay(1500);
    }
    return false;
  }

  async #shown(seen: Seen, limitMs: number): Promise<bigint | undefined> {
    let timer: NodeJS.Timeout | undefined;
    let wait: Wait | undefined;
    const shown = new Promise<bigint>((resolve) => {
      wait = { seen, resolve };
      this.#waits.push(wait);
    });
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(resolve, limitMs, undefined);
    });
    const moment = await Promise.race([shown, late]);
    clearTimeout(timer);
    this.#waits = this.#waits.filter((other) => other !== wait);
    return moment;
  }

  /** VmRSS and VmHWM of the program: Linux only. */
  memory(): Memory {
    const status = readFileSync(`/proc/${this.#pid}/status`, 'utf8');
    const mib = (field: string): number =>
      Number(new RegExp(`${field}:\\s*(\\d+) kB`).exec(status)?.[1] ?? NaN) / 1024;
    return { nowMib: mib('VmRSS'), peakMib: mib('VmHWM') };
  }

  /** Seconds of processor time of the program so far, all threads: Linux only. */
  cpuSeconds(): number {
    const stat = readFileSync(`/proc/${this.#pid}/stat`, 'utf8');
    // Behind the name in parentheses the third field comes next: utime is the 14th, stime the 15th.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  }

  /** Ends the program: SIGTERM, and SIGKILL when that does not do it. */
  async close(): Promise<void> {
    this.#bridge.stdin.end();
    await this.#ended;
  }

  #read(chunk: Buffer): void {
    let buffer = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    while (buffer.length >= FRAME_HEAD_BYTES) {
      const end = FRAME_HEAD_BYTES + buffer.readUInt32BE(9);
      if (buffer.length < end) break;
      const moment = buffer.readBigUInt64BE(1);
      this.#take(buffer.toString('latin1', 0, 1), moment, buffer.subarray(FRAME_HEAD_BYTES, end));
      buffer = buffer.subarray(end);
    }
    this.#rest = buffer;
  }

  #take(kind: string, moment: bigint, data: Buffer): void {
    switch (kind) {
      case 'p':
        this.#pid = Number(data.toString());
        return;
      case 'k':
        this.#keyWaits.shift()?.(moment);
        return;
      case 'o':
        this.outputBytes += data.length;
        if (!this.isWatched) return;
        this.grid.write(data);
        for (const { seen, resolve } of this.#waits) if (seen(this.grid)) resolve(moment);
        return;
      default:
    }
  }
}
