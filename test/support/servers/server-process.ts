/**
 * A server program of this machine while a test runs. It ends with the test run, however that ends.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../free-port.js';
import { guard } from '../guard.js';
import { waitForSocket } from '../wait-for-port.js';

export interface ServerAddress {
  readonly port: number;
  /** A Unix socket in the server's folder. */
  readonly socketPath: string;
}

interface ServerPlan {
  readonly program: string;
  readonly args: (address: ServerAddress & { readonly folder: string }) => readonly string[];
  /** What has to accept connections before it counts as started. */
  readonly readyAt: 'port' | 'socket';
  /** Files that it needs, written before it starts for the first time. */
  readonly prepare?: (folder: string) => Promise<void>;
}

/** One server with a folder and a port of its own; it may be stopped and started again on both. */
export class ServerProcess implements ServerAddress {
  readonly folder: string;
  readonly port: number;
  readonly #plan: ServerPlan;
  #child: ChildProcess | undefined;

  private constructor(plan: ServerPlan, folder: string, port: number) {
    this.#plan = plan;
    this.folder = folder;
    this.port = port;
  }

  static async start(plan: ServerPlan): Promise<ServerProcess> {
    const folder = await mkdtemp(join(tmpdir(), `sessionspy-${plan.program}-`));
    await plan.prepare?.(folder);
    const server = new ServerProcess(plan, folder, await freePort());
    await server.start();
    return server;
  }

  get socketPath(): string {
    return join(this.folder, 'socket');
  }

  /** Of the running server. */
  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error(`${this.#plan.program} is not running`);
    return pid;
  }

  /** Starts it again, on the same port. */
  async start(): Promise<void> {
    const { port, socketPath, folder } = this;
    const args = this.#plan.args({ port, socketPath, folder });
    const child = spawn(this.#plan.program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    this.#child = child;
    guard(child);
    const target = this.#plan.readyAt === 'port' ? port : socketPath;
    const died = once(child, 'exit').then(() => {
      throw new Error(`${this.#plan.program} ended at once:\n${output}`);
    });
    const ready = new AbortController();
    await Promise.race([waitForSocket(target, ready.signal), died]).finally(() => {
      ready.abort();
      died.catch(() => undefined);
    });
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL'); // also where it is paused
    await ended;
  }

  /** It keeps its connections and answers nothing. */
  pause(): void {
    process.kill(this.pid, 'SIGSTOP');
  }

  resume(): void {
    process.kill(this.pid, 'SIGCONT');
  }

  /** Stops it for good. */
  async close(): Promise<void> {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
