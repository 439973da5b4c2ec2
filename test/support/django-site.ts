/** The real Django project of fixtures/apps/django_site, started on a free port with its own data. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from './free-port.js';
import { guard } from './guard.js';
import { findDjangoPython } from './python-django.js';
import { waitForPort } from './wait-for-port.js';

const run = promisify(execFile);
const SITE = fileURLToPath(new URL('../../fixtures/apps/django_site', import.meta.url));

export interface DjangoSite {
  readonly port: number;
  readonly url: string;
  /** The copied project: the folder with manage.py. */
  readonly folder: string;
  readonly databasePath: string;
  /** The environment its processes run in; sessionspy needs the same to find the same settings. */
  readonly env: NodeJS.ProcessEnv;
  manage(...args: string[]): Promise<string>;
  stop(): Promise<void>;
}

/** `variables` without the `SITE_` prefix, e.g. `{ SESSION_ENGINE: 'file' }`. */
export async function startDjangoSite(variables: Record<string, string> = {}): Promise<DjangoSite> {
  const python = findDjangoPython();
  if (python === undefined) throw new Error('no Python with Django here');
  const home = await mkdtemp(join(tmpdir(), 'sessionspy-django-'));
  const folder = join(home, 'project');
  await cp(SITE, folder, { recursive: true });
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONUNBUFFERED: '1',
    TMPDIR: home,
    SITE_DATA_DIR: home,
    ...Object.fromEntries(Object.entries(variables).map(([key, value]) => [`SITE_${key}`, value])),
  };
  const manage = async (...args: string[]): Promise<string> =>
    (await run(python, ['manage.py', ...args], { cwd: folder, env })).stdout;
  await manage('migrate', '--verbosity', '0');
  await manage('populate_users');
  if (variables['CACHE_URL']?.startsWith('db://') === true) await manage('createcachetable');

  const port = await freePort();
  const server = spawn(python, ['manage.py', 'runserver', '--noreload', `127.0.0.1:${port}`], {
    cwd: folder,
    env,
    stdio: 'ignore',
  });
  guard(server);
  await waitForPort(port);
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    folder,
    databasePath: join(home, 'site.sqlite3'),
    env,
    manage,
    stop: async () => {
      const ended = server.exitCode === null ? once(server, 'exit') : undefined;
      server.kill();
      await ended;
      await rm(home, { recursive: true, force: true });
    },
  };
}
