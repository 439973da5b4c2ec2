/** A real MariaDB on a free port: a user who may do everything, a database, passwords and TLS. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { freePort } from '../free-port.js';
import { programPath } from '../programs.js';
import { SELF_SIGNED } from '../self-signed.js';
import { startGuarded, type GuardedProcess } from './guarded-process.js';
import type { SqlServer, SqlSession } from './sql-server.js';

const run = promisify(execFile);
const PASSWORD = 'my pass/word@1';

export interface MariadbServer extends SqlServer {
  readonly socketPath: string;
}

/** Starts one; `remove` it afterwards. Options as the server's command line takes them: `--max-connections=5`. */
export async function startMariadb(...options: readonly string[]): Promise<MariadbServer> {
  const mariadbd = programPath('mariadbd');
  if (mariadbd === undefined) throw new Error('no MariaDB here');
  const folder = await mkdtemp(join(tmpdir(), 'sessionspy-my-'));
  const server = new RunningMariadb(mariadbd, folder, await freePort(), options);
  try {
    await server.create();
    await server.start();
    return server;
  } catch (error) {
    await server.remove();
    throw error;
  }
}

class RunningMariadb implements MariadbServer {
  readonly host = '127.0.0.1';
  readonly user = 'keeper';
  readonly password = PASSWORD;
  readonly database = 'shop';
  readonly port: number;
  readonly socketPath: string;
  readonly certificatePath: string;
  readonly keyPath: string;
  readonly #mariadbd: string;
  readonly #folder: string;
  readonly #options: readonly string[];
  #process: GuardedProcess | undefined;

  constructor(mariadbd: string, folder: string, port: number, options: readonly string[]) {
    this.#mariadbd = mariadbd;
    this.#folder = folder;
    this.#options = options;
    this.port = port;
    this.socketPath = join(folder, 'socket');
    this.certificatePath = join(folder, 'server.crt');
    this.keyPath = join(folder, 'server.key');
  }

  async create(): Promise<void> {
    await writeFile(this.certificatePath, SELF_SIGNED.cert);
    await writeFile(this.keyPath, SELF_SIGNED.key, { mode: 0o600 });
    const { user, password, database } = this;
    const account = `'${user}'@'%'`;
    const setUp = [
      `CREATE DATABASE IF NOT EXISTS ${database} CHARACTER SET utf8mb4`,
      `CREATE USER IF NOT EXISTS ${account} IDENTIFIED BY '${password}'`,
      `GRANT ALL ON *.* TO ${account} WITH GRANT OPTION`,
    ];
    await writeFile(join(this.#folder, 'init.sql'), `${setUp.join(';\n')};\n`);
    await run('mariadb-install-db', [...this.#own(), '--skip-test-db', '--skip-name-resolve']);
  }

  async start(): Promise<void> {
    this.#process = await startGuarded(
      this.#mariadbd,
      [
        ...this.#own(),
        ...QUICKLY,
        `--port=${this.port}`,
        `--bind-address=${this.host}`,
        `--socket=${this.socketPath}`,
        `--pid-file=${join(this.#folder, 'pid')}`,
        `--init-file=${join(this.#folder, 'init.sql')}`,
        `--ssl-cert=${this.certificatePath}`,
        `--ssl-key=${this.keyPath}`,
        `--ssl-ca=${this.certificatePath}`,
        ...this.#options,
      ],
      { folder: this.#folder, owner: undefined, ready: /ready for connections/ },
    );
  }

  /**
   * It runs as root only where that is said. A server that starts clears its folder for temporary
   * tables, so none may share it with another.
   */
  #own(): readonly string[] {
    return [
      '--no-defaults',
      `--datadir=${join(this.#folder, 'data')}`,
      `--tmpdir=${this.#folder}`,
      `--user=${userInfo().username}`,
    ];
  }

  async stop(): Promise<void> {
    await this.#process?.stop('SIGTERM');
    this.#process = undefined;
  }

  async remove(): Promise<void> {
    await this.#process?.stop('SIGKILL');
    this.#process = undefined;
    await rm(this.#folder, { recursive: true, force: true });
  }

  pause(): void {
    this.#process?.signal('SIGSTOP');
  }

  resume(): void {
    this.#process?.signal('SIGCONT');
  }

  url(parameters = '', database = this.database): string {
    const place = `${this.user}@${this.host}:${this.port}/${database}`;
    return `mysql://${place}${parameters === '' ? '' : `?${parameters}`}`;
  }

  async run(sql: string, database?: string): Promise<void> {
    const session = await this.session(database);
    await session.run(sql);
    await session.end();
  }

  async session(database = this.database): Promise<SqlSession> {
    const { host, port, user, password } = this;
    const options = { host, port, user, password, database, multipleStatements: true };
    const connection = await createConnection(options);
    connection.on('error', () => undefined); // a test may stop the server
    return {
      run: async (sql) => {
        const [rows] = await connection.query<RowDataPacket[]>(sql);
        return Array.isArray(rows) ? rows : [];
      },
      end: () => connection.end(),
    };
  }
}

const QUICKLY = [
  '--innodb-flush-log-at-trx-commit=0',
  '--innodb-doublewrite=0',
  '--innodb-flush-method=nosync',
  '--innodb-buffer-pool-size=16M',
  '--innodb-log-file-size=4M',
  '--skip-log-bin',
  '--skip-name-resolve',
  '--max-connections=30',
  '--character-set-server=utf8mb4',
];
