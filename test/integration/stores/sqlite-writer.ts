/**
 * The app's side of a database: another process that runs SQL on the same file when told to, so that
 * locks, logs and crashes are real.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Reads SQL as JSON, a line each, and answers `ok` or what went wrong. */
const PROGRAM = `
  import Database from 'libsql';
  import { createInterface } from 'node:readline';
  const database = new Database(process.argv[1], { timeout: 200 });
  for await (const line of createInterface({ input: process.stdin })) {
    try {
      database.exec(JSON.parse(line));
      process.stdout.write('ok\\n');
    } catch (error) {
      process.stdout.write(error.message + '\\n');
    }
  }
  database.close();
`;

export class SqliteWriter {
  readonly #process: ChildProcess;
  readonly #answers: AsyncIterator<string>;

  constructor(path: string) {
    this.#process = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM, path], {
      cwd: ROOT,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const input = this.#process.stdout;
    if (input === null) throw new Error('stdout is a pipe');
    this.#answers = createInterface({ input })[Symbol.asyncIterator]();
  }

  /** Resolves once the other process has run it; throws what SQLite said. */
  async exec(sql: string): Promise<void> {
    this.#process.stdin?.write(`${JSON.stringify(sql)}\n`);
    const answer: unknown = (await this.#answers.next()).value;
    if (answer !== 'ok') throw new Error(String(answer));
  }

  /** Closes the database properly and ends. */
  async end(): Promise<void> {
    const ended = this.#ended();
    this.#process.stdin?.end();
    await ended;
  }

  /** Dies as by `kill -9`. */
  async kill(): Promise<void> {
    const ended = this.#ended();
    this.#process.kill('SIGKILL');
    await ended;
  }

  #ended(): Promise<unknown> {
    const { exitCode, signalCode } = this.#process;
    return exitCode === null && signalCode === null
      ? once(this.#process, 'exit')
      : Promise.resolve();
  }
}
