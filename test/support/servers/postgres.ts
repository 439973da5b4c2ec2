/** A real PostgreSQL on a free port: a superuser, a database, passwords and TLS. */
import { execFile, execFileSync } from 'node:child_process';
import { chown, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { freePort } from '../free-port.js';
import { programPath } from '../programs.js';
import { SELF_SIGNED } from '../self-signed.js';
import { startGuarded, type GuardedProcess, type Owner } from './guarded-process.js';
import type { SqlServer, SqlSession } from './sql-server.js';

const run = promisify(execFile);
const PASSWORD = 'pg pass/word@1';

export interface PostgresServer extends SqlServer {
  /** The folder with its socket. */
  readonly socketFolder: string;
}

/** Starts one; `remove` it afterwards. Options as the server's command line takes them: `max_connections=5`. */
export async function startPostgres(...options: readonly string[]): Promise<PostgresServer> {
  const postgres = programPath('postgres');
  if (postgres === undefined) throw new Error('no PostgreSQL here');
  const server = new RunningPostgres(
    postgres,
    await mkdtemp(join(tmpdir(), 'sessionspy-pg-')),
    await freePort(),
    options,
  );
  try {
    await server.create();
    await server.start();
    await server.run('CREATE DATABASE shop', 'postgres');
    return server;
  } catch (error) {
    await server.remove();
    throw error;
  }
}

class RunningPostgres implements PostgresServer {
  readonly host = '127.0.0.1';
  readonly user = 'keeper';
  readonly password = PASSWORD;
  readonly database = 'shop';
  readonly port: number;
  readonly socketFolder: string;
  readonly certificatePath: string;
  readonly keyPath: string;
  readonly #postgres: string;
  readonly #options: readonly string[];
  readonly #owner = ownerFor();
  #process: GuardedProcess | undefined;

  constructor(postgres: string, folder: string, port: number, options: readonly string[]) {
    this.#postgres = postgres;
    this.#options = options;
    this.port = port;
    this.socketFolder = folder;
    this.certificatePath = join(folder, 'server.crt');
    this.keyPath = join(folder, 'server.key');
  }

  get #data(): string {
    return join(this.socketFolder, 'data');
  }

  /** As root the files are the server's user's: PostgreSQL does not run as root. */
  async create(): Promise<void> {
    const passwordPath = join(this.socketFolder, 'password');
    await writeFile(this.certificatePath, SELF_SIGNED.cert);
    await writeFile(this.keyPath, SELF_SIGNED.key, { mode: 0o600 });
    await writeFile(passwordPath, this.password);
    if (this.#owner !== undefined) {
      const { uid, gid } = this.#owner;
      const paths = [this.socketFolder, this.certificatePath, this.keyPath, passwordPath];
      await Promise.all(paths.map((path) => chown(path, uid, gid)));
    }
    const initdb = join(dirname(await realpath(this.#postgres)), 'initdb');
    const { user } = this;
    await run(
      initdb,
      ['-D', this.#data, '-U', user, '-A', 'scram-sha-256', '--pwfile', passwordPath, ...QUICKLY],
      { ...this.#owner, cwd: this.socketFolder, env: { LC_ALL: 'C', PATH: process.env['PATH'] } },
    );
    await writeFile(join(this.#data, 'pg_hba.conf'), ADMISSION);
  }

  async start(): Promise<void> {
    const settings = {
      ...DURABLE_ENOUGH,
      port: String(this.port),
      listen_addresses: this.host,
      unix_socket_directories: this.socketFolder,
      ssl: 'on',
      ssl_cert_file: this.certificatePath,
      ssl_key_file: this.keyPath,
      ssl_ca_file: this.certificatePath,
    };
    const flags = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
    this.#process = await startGuarded(
      this.#postgres,
      ['-D', this.#data, ...[...flags, ...this.#options].flatMap((flag) => ['-c', flag])],
      {
        folder: this.socketFolder,
        owner: this.#owner,
        ready: /database system is ready to accept connections/,
      },
    );
  }

  async stop(): Promise<void> {
    await this.#process?.stop('SIGINT'); // "fast": sessions are ended
    this.#process = undefined;
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.socketFolder, { recursive: true, force: true });
  }

  pause(): void {
    this.#process?.signal('SIGSTOP');
  }

  resume(): void {
    this.#process?.signal('SIGCONT');
  }

  url(parameters = '', database = this.database): string {
    const place = `${this.user}@${this.host}:${this.port}/${database}`;
    return `postgres://${place}${parameters === '' ? '' : `?${parameters}`}`;
  }

  async run(sql: string, database?: string): Promise<void> {
    const session = await this.session(database);
    await session.run(sql);
    await session.end();
  }

  async session(database = this.database): Promise<SqlSession> {
    const { host, port, user, password } = this;
    const client = new Client({ host, port, user, password, database });
    client.on('error', () => undefined); // a test may stop the server
    await client.connect();
    return {
      run: async (sql) => {
        const result = await client.query<Record<string, unknown>>(sql);
        return Array.isArray(result) ? [] : result.rows;
      },
      end: () => client.end(),
    };
  }
}

/** Roles with these names are let in only so; all others by their password. */
const ADMISSION = `
local all all scram-sha-256
hostnossl all only_encrypted all reject
hostssl all only_plain all reject
hostssl all only_certified all scram-sha-256 clientcert=verify-ca
host all all all scram-sha-256
`;

const QUICKLY = ['--no-sync', '--encoding=UTF8', '--no-locale'];

const DURABLE_ENOUGH = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  shared_buffers: '16MB',
  max_connections: '30',
  autovacuum: 'off',
};

function ownerFor(): Owner | undefined {
  if (userInfo().uid !== 0) return undefined;
  const idOf = (flag: string): number => Number(execFileSync('id', [flag, 'postgres']).toString());
  return { uid: idOf('-u'), gid: idOf('-g') };
}
