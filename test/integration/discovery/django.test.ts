import { execFileSync, spawnSync } from 'node:child_process';
import { renameSync } from 'node:fs';
import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { discover, type Discovery } from '../../../src/discovery/discover.js';
import { describeWithDjango } from '../../support/python-django.js';

const SITE = fileURLToPath(new URL('../../../fixtures/apps/django_site', import.meta.url));

let home: string;
let project: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'sessionspy-discovery-'));
  project = join(home, 'project');
});
afterEach(() => rm(home, { recursive: true, force: true }));

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(project, path)), { recursive: true });
  await writeFile(join(project, path), text);
}

async function found(
  environment: Record<string, string> = {},
  options: { run?: boolean; timeLimitMs?: number } = {},
): Promise<Discovery> {
  const discovery = await discover(project, {
    run: true,
    environment: { ...process.env, ...environment },
    ...options,
  });
  if (discovery === undefined) throw new Error('nothing was found');
  return discovery;
}

const settingsOf = (discovery: Discovery): Record<string, unknown> =>
  Object.fromEntries([...discovery.settings].map(([name, { value }]) => [name, value]));

const secretsOf = (discovery: Discovery): string[] =>
  discovery.secrets.map(({ secret }) => Buffer.from(secret.bytes()).toString());

const filesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true })).sort();

it('finds nothing in a folder without manage.py, and looks neither above nor below', async () => {
  await write('below/manage.py', '');
  expect(await discover(project, { run: true })).toBeUndefined();
  await write('manage.py', '');
  expect(await discover(join(project, 'below', 'none'), { run: true })).toBeUndefined();
});

describeWithDjango('a real Django project', (python) => {
  const startProject = (): void => {
    execFileSync(python, ['-m', 'django', 'startproject', 'mysite'], { cwd: home });
    renameSync(join(home, 'mysite'), project);
  };
  const append = async (text: string): Promise<void> => {
    const path = join(project, 'mysite', 'settings.py');
    await writeFile(path, `${await readFile(path, 'utf8')}\n${text}\n`);
  };

  it('as startproject makes it is known completely, and is left as it was', async () => {
    startProject();
    const before = await filesIn(project);
    const discovery = await found();
    const version = execFileSync(python, ['-m', 'django', '--version']).toString().trim();
    expect(discovery.problems).toEqual([]);
    expect(discovery.stores).toEqual([
      {
        url: `sqlite://${join(project, 'db.sqlite3')}`,
        where: expect.stringMatching(/^mysite\/settings\.py:\d+$/) as unknown,
      },
    ]);
    expect(settingsOf(discovery)).toMatchObject({
      SESSION_COOKIE_NAME: 'sessionid',
      SESSION_ENGINE: 'django.contrib.sessions.backends.db',
      SESSION_COOKIE_HTTPONLY: true,
      SESSION_COOKIE_SAMESITE: 'Lax',
      SESSION_COOKIE_SECURE: false,
      CSRF_COOKIE_NAME: 'csrftoken',
      CSRF_USE_SESSIONS: false,
      MESSAGE_STORAGE: 'django.contrib.messages.storage.fallback.FallbackStorage',
      session_table: 'django_session',
      user_table: 'auth_user',
      user_pk_column: 'id',
      user_name_column: 'username',
      user_password_column: 'password',
      django_version: version,
    });
    expect(secretsOf(discovery)[0]).toMatch(/^django-insecure-/);
    expect(discovery.summary).toContain('sessions in the database (sqlite ');
    expect(discovery.summary).toMatch(/SECRET_KEY from mysite\/settings\.py$/);
    expect(JSON.stringify([...discovery.settings, discovery])).not.toContain('django-insecure');
    expect(await filesIn(project)).toEqual(before);
    const watched = ['manage.py', 'mysite/__init__.py', 'mysite/settings.py'];
    expect(discovery.watched).toEqual(watched.map((file) => join(project, file)));
  });

  it('says the same when only its files are read', async () => {
    startProject();
    const [run, read] = [await found(), await found({}, { run: false })];
    expect(secretsOf(read)).toEqual(secretsOf(run));
    expect(read.stores).toEqual(run.stores);
    expect(read.problems).toEqual([]);
    expect(read.summary).toContain('files read, not run');
  });

  it('is read from its files where no Python has Django, and says so', async () => {
    startProject();
    const discovery = await found({ PATH: '', VIRTUAL_ENV: '', CONDA_PREFIX: '' });
    expect(secretsOf(discovery)[0]).toMatch(/^django-insecure-/);
    expect(discovery.problems.map(({ message }) => message)).toEqual([
      'No Python was found to ask the project for its settings, so its files were read.',
    ]);
  });

  it("is asked through its own virtualenv's Python first", async () => {
    startProject();
    await write('.venv/bin/python', `#!/bin/sh\ntouch "$0.used"\nexec ${python} "$@"\n`);
    await chmod(join(project, '.venv/bin/python'), 0o755);
    expect((await found()).problems).toEqual([]);
    expect((await stat(join(project, '.venv/bin/python.used'))).isFile()).toBe(true);
  });

  it('is asked through a later Python where the first has no Django', async () => {
    startProject();
    await mkdir(join(home, 'bin'));
    await writeFile(join(home, 'bin', 'python3'), `#!/bin/sh\nexec ${python} -S "$@"\n`);
    await chmod(join(home, 'bin', 'python3'), 0o755);
    const path = `${join(home, 'bin')}:${process.env['PATH'] ?? ''}`;
    const discovery = await found({ PATH: path, PYTHONPATH: '' });
    expect(discovery.settings.get('django_version')).toBeDefined();
  });

  it('with settings in parts, from the environment and a dotenv file, is known as it runs', async () => {
    startProject();
    await rm(join(project, 'mysite', 'settings.py'));
    await write('mysite/settings/__init__.py', '');
    await write(
      'mysite/settings/base.py',
      `import os
SECRET_KEY = os.environ['DOTENV_KEY']
SECRET_KEY_FALLBACKS = [b'\\xff\\x00', 'older']
INSTALLED_APPS = ['django.contrib.contenttypes', 'django.contrib.auth', 'django.contrib.sessions']
DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': 'data/site.db'}}
`,
    );
    await write(
      'mysite/settings/dev.py',
      "from .base import *\nSESSION_COOKIE_NAME = 'dev_' + os.environ['STAGE']\n",
    );
    await write(
      'manage.py',
      `import os, sys
def main():
    os.environ['DOTENV_KEY'] = 'key of manage.py'
    os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'mysite.settings.base')
    from django.core.management import execute_from_command_line
    execute_from_command_line(sys.argv)
if __name__ == '__main__':
    main()
`,
    );
    const discovery = await found({
      DJANGO_SETTINGS_MODULE: 'mysite.settings.dev',
      STAGE: 'one',
    });
    expect(discovery.settings.get('SESSION_COOKIE_NAME')).toEqual({
      value: 'dev_one',
      where: 'mysite/settings/dev.py:2',
    });
    expect(secretsOf(discovery)[0]).toBe('key of manage.py');
    expect(discovery.secrets[0]?.where).toBe('mysite/settings/base.py:2');
    expect([...(discovery.secrets[1]?.secret.bytes() ?? [])]).toEqual([255, 0]);
    expect(discovery.secrets[2]?.where).toBe('mysite/settings/base.py:3');
    expect(discovery.stores.map(({ url }) => url)).toEqual([
      `sqlite://${join(project, 'data/site.db')}`,
    ]);
  });

  it.each([
    [
      'import not_installed_here',
      /\(ModuleNotFoundError: No module named .*mysite\/settings\.py:\d+\)/,
    ],
    [
      "import os; os.environ['NOT_SET_HERE']",
      /\(KeyError: 'NOT_SET_HERE' in mysite\/settings\.py:\d+\)/,
    ],
    ['this is no Python', /\(SyntaxError: .* in mysite\/settings\.py:\d+\)/],
    ['raise SystemExit(3)', /\(SystemExit in mysite\/settings\.py:\d+\)/],
    ["raise ValueError('hunter2')", /\(ValueError in mysite\/settings\.py:\d+\)/],
    ['import os; os._exit(1)', /Python ended without an answer/],
    ["import os; os.write(1, b'x'); os.write(3, b'y' * 3000000)", /Python ended without an answer/],
  ])('that ends in %j is read from its files, and the reason is told', async (code, reason) => {
    startProject();
    await append(code);
    const discovery = await found();
    expect(discovery.problems[0]?.message).toMatch(reason);
    expect(discovery.problems[0]?.code).toBe('settings-uncertain');
    expect(secretsOf(discovery)[0]).toMatch(/^django-insecure-/);
    expect(JSON.stringify(discovery)).not.toContain('hunter2');
    expect(discovery.watched).toContain(join(project, 'mysite', 'settings.py'));
  });

  it('that prints while it loads is understood all the same', async () => {
    startProject();
    await append("import os, sys\nprint('{' * 100000)\nos.system('echo noise')\nsys.stdout = None");
    expect((await found()).problems).toEqual([]);
  });

  it('that does not come to an end is stopped with all that it started', async () => {
    startProject();
    await append(
      `import subprocess, time
child = subprocess.Popen(['sleep', '60'])
open('pids', 'w').write('%d %d' % (os.getpid(), child.pid))
time.sleep(60)`.replace('import subprocess', 'import os, subprocess'),
    );
    const discovery = await found({}, { timeLimitMs: 3000 });
    expect(discovery.problems[0]?.message).toContain('took too long');
    expect(secretsOf(discovery)[0]).toMatch(/^django-insecure-/);
    const pids = (await readFile(join(project, 'pids'), 'utf8')).split(' ').map(Number);
    expect(pids).toHaveLength(2);
    await expect.poll(() => pids.filter(isRunning)).toEqual([]);
  });

  it('may be interrupted', async () => {
    startProject();
    await append('import time; time.sleep(60)');
    const signal = AbortSignal.abort();
    const discovery = await discover(project, { run: true, signal });
    expect(discovery?.problems[0]?.message).toContain('took too long');
  });

  it('is not run at all when that is switched off', async () => {
    startProject();
    await append("open('run', 'w')");
    await found({}, { run: false });
    await expect(stat(join(project, 'run'))).rejects.toThrow();
  });
});

describeWithDjango('the test site', () => {
  const site = async (variables: Record<string, string>): Promise<Discovery> => {
    await cp(SITE, project, { recursive: true });
    const entries = Object.entries(variables).map(([name, value]) => [`SITE_${name}`, value]);
    return found({
      SITE_DATA_DIR: home,
      ...(Object.fromEntries(entries) as Record<string, string>),
    });
  };
  const urls = (discovery: Discovery): string[] => discovery.stores.map(({ url }) => url);
  const database = (): string => `sqlite://${join(home, 'site.sqlite3')}`;

  it('keeps sessions in files', async () => {
    const discovery = await site({ SESSION_ENGINE: 'file', SESSION_FILE_PATH: home });
    expect(urls(discovery)).toEqual([`file:${home}`, database()]);
    expect(discovery.summary).toContain(`sessions in files (${home})`);
    expect(discovery.problems).toEqual([]);
  });

  it('keeps sessions in signed cookies, pickled', async () => {
    const discovery = await site({
      SESSION_ENGINE: 'signed_cookies',
      SESSION_SERIALIZER: 'pickle',
      SECRET_KEY: 'now',
      SECRET_KEY_FALLBACKS: 'before,long before',
    });
    expect(urls(discovery)).toEqual(['cookie', database()]);
    expect(settingsOf(discovery)['SESSION_SERIALIZER']).toBe(
      'django_site.serializers.PickleSerializer',
    );
    expect(secretsOf(discovery)).toEqual(['now', 'before', 'long before']);
  });

  it('has users of its own model', async () => {
    expect(settingsOf(await site({ USER_MODEL: 'people.Person' }))).toMatchObject({
      user_table: 'people_person',
      user_pk_type: 'UUIDField',
      user_name_column: 'email',
    });
  });

  it('keeps sessions in a cache that is a table', async () => {
    const discovery = await site({ SESSION_ENGINE: 'cache', CACHE_URL: 'db://cached?prefix=x' });
    expect(urls(discovery)).toEqual([database()]);
    expect(settingsOf(discovery)).toMatchObject({
      cache_table: 'cached',
      cache_key_format: 'x:1:{}',
    });
  });

  it('is read from its files where the driver of its database is missing', async () => {
    const discovery = await site({ DATABASE_URL: 'postgres://ada:hunter2@127.0.0.1:1/site' });
    const text = JSON.stringify([discovery, ...discovery.settings]);
    expect(text).not.toContain('hunter2');
    expect(text).toMatch(/ImproperlyConfigured|postgres:..ada@127\.0\.0\.1:1.site/);
  });
});

describe('a folder whose manage.py says nothing', () => {
  it('is still Django, with the advice to name the settings', async () => {
    await write('manage.py', '# nothing');
    const discovery = await found({ DJANGO_SETTINGS_MODULE: '' }, { run: false });
    expect(discovery.problems[0]?.message).toContain('does not name a settings module');
    expect(discovery.stores).toEqual([]);
  });
});

/** A process that has ended counts as such, also while nobody has asked for its exit code. */
function isRunning(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)]);
  return /^[^Z\s]/.test(stdout.toString().trim());
}
