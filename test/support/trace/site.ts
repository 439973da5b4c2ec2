/** The Django project of fixtures/apps/django_trace under gunicorn with several workers, and its side log. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from '../free-port.js';
import { guard } from '../guard.js';
import { programPath } from '../programs.js';
import { findDjangoPython } from '../python-django.js';
import { waitForPort } from '../wait-for-port.js';

const run = promisify(execFile);
const PROJECT = fileURLToPath(new URL('../../../fixtures/apps/django_trace', import.meta.url));

/** The project's own key, as its settings have it. */
export const TRACE_SECRET = 'django-insecure-key-of-the-trace-site';

/** A session as Django had it: `key` and `count` are null where there is none. */
export interface SeenByDjango {
  readonly user: string | null;
  readonly id: string | null;
  readonly key: string | null;
  readonly count: number | null;
}

export interface SideLogLine {
  readonly id: string;
  readonly before: SeenByDjango;
  readonly after: SeenByDjango;
}

export interface TraceSite {
  readonly url: string;
  /** As sessionspy takes it: with a password in it, if there is one. */
  readonly storeUrl: string;
  /** What every request was, by its X-Trace-Id. */
  sideLog(): Promise<ReadonlyMap<string, SideLogLine>>;
  stop(): Promise<void>;
}

export interface TraceSiteOptions {
  readonly users: number;
  readonly workers: number;
  /** A PostgreSQL database; without it a SQLite file. */
  readonly databaseUrl?: string;
}

export async function startTraceSite(options: TraceSiteOptions): Promise<TraceSite> {
  const python = findDjangoPython();
  const gunicorn = programPath('gunicorn');
  if (python === undefined || gunicorn === undefined)
    throw new Error('no Django and gunicorn here');
  const home = await mkdtemp(join(tmpdir(), 'sessionspy-trace-'));
  const folder = join(home, 'project');
  await cp(PROJECT, folder, { recursive: true });
  const databasePath = join(home, 'trace.sqlite3');
  const log = join(home, 'side.ndjson');
  const env = {
    ...process.env,
    PYTHONDONTWRITEBYTECODE: '1',
    TRACE_DATABASE_URL: options.databaseUrl ?? `sqlite://${databasePath}`,
    TRACE_SIDE_LOG: log,
  };
  const manage = (...args: string[]): Promise<unknown> =>
    run(python, ['manage.py', ...args], { cwd: folder, env });
  await manage('migrate', '--verbosity', '0');
  await manage('add_users', String(options.users));
  const port = await freePort();
  const args = ['trace_site.wsgi', '--bind', `127.0.0.1:${port}`, '--log-level', 'error'];
  const shape = ['--workers', String(options.workers), '--threads', '4', '--keep-alive', '30'];
  // By this Python and not the one of gunicorn's own first line.
  const server = spawn(python, [gunicorn, ...args, ...shape], {
    cwd: folder,
    env,
    stdio: 'ignore',
  });
  guard(server);
  await waitForPort(port);
  return {
    url: `http://127.0.0.1:${port}`,
    storeUrl: options.databaseUrl ?? `sqlite://${databasePath}`,
    sideLog: async () => {
      const lines = (await readFile(log, 'utf8')).split('\n').filter((line) => line !== '');
      return new Map(
        lines.map((line) => {
          const read = JSON.parse(line) as SideLogLine; // written by side_log.py
          return [read.id, read];
        }),
      );
    },
    stop: async () => {
      const ended = server.exitCode === null ? once(server, 'exit') : undefined;
      server.kill('SIGTERM');
      await ended;
      await rm(home, { recursive: true, force: true });
    },
  };
}
