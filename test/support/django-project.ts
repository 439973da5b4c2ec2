/**
 * A project as `django-admin startproject` makes it, changed as a test wants, with a superuser `root` and
 * its own server. The folder is the one with manage.py.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser } from './browser.js';
import { freePort } from './free-port.js';
import { guard } from './guard.js';
import { waitForPort } from './wait-for-port.js';

const run = promisify(execFile);

export const ROOT_PASSWORD = 'admin-password';

export interface DjangoProject {
  readonly folder: string;
  readonly port: number;
  /** What its processes and sessionspy run in. */
  readonly env: NodeJS.ProcessEnv;
  manage(...args: string[]): Promise<string>;
  /** Starts its server; with `autoreload`, as a developer would. */
  serve(): Promise<void>;
  stopServing(): Promise<void>;
  /** Replaces text in a file; fails where there is none such. */
  edit(file: string, from: string | RegExp, to: string): Promise<void>;
  remove(): Promise<void>;
}

/** `change` is done before the tables are made. */
export async function startProject(
  python: string,
  change: (project: DjangoProject) => Promise<void> = () => Promise.resolve(),
  variables: Readonly<Record<string, string>> = {},
): Promise<DjangoProject> {
  const folder = await mkdtemp(join(tmpdir(), 'sessionspy-project-'));
  await run(python, ['-m', 'django', 'startproject', 'mysite', folder]);
  const port = await freePort();
  const env = {
    ...process.env,
    ...variables,
    PYTHONDONTWRITEBYTECODE: '1',
    DJANGO_SUPERUSER_PASSWORD: ROOT_PASSWORD,
  };
  const manage = async (...args: string[]): Promise<string> =>
    (await run(python, ['manage.py', ...args], { cwd: folder, env })).stdout;
  let server: ChildProcess | undefined;
  const project: DjangoProject = {
    folder,
    port,
    env,
    manage,
    serve: async () => {
      const args = ['manage.py', 'runserver', '--noreload', `127.0.0.1:${port}`];
      server = spawn(python, args, { cwd: folder, env, stdio: 'ignore' });
      guard(server);
      await waitForPort(port);
    },
    stopServing: async () => {
      if (server?.exitCode !== null) return;
      const ended = once(server, 'exit');
      server.kill();
      await ended;
    },
    edit: async (file, from, to) => {
      const path = join(folder, file);
      const text = await readFile(path, 'utf8');
      const changed = text.replace(from, to);
      if (changed === text) throw new Error(`nothing to replace in ${file}`);
      await writeFile(path, changed);
    },
    remove: async () => {
      await project.stopServing();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await change(project);
  await manage('migrate', '--verbosity', '0');
  await manage('createsuperuser', '--noinput', '--username', 'root', '--email', 'r@example.com');
  await project.serve();
  return project;
}

/** Logs the superuser into the admin. */
export async function logIntoAdmin(browser: Browser): Promise<void> {
  const page = await browser.submit('/admin/login/?next=/admin/', {
    username: 'root',
    password: ROOT_PASSWORD,
    next: '/admin/',
  });
  if (page.status !== 302) throw new Error(`the login was answered with ${page.status}`);
}
