/** `sessionspy doctor` in real projects: what it found, from where, and what it could read. */
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { logIntoAdmin, startProject, type DjangoProject } from '../support/django-project.js';
import { describeWithDjango } from '../support/python-django.js';
import { runSpy } from '../support/sessionspy-process.js';

const doctor = (cwd: string, ...args: string[]) => runSpy(['doctor', ...args], { cwd });

describeWithDjango('sessionspy doctor in a stock project', (python) => {
  let project: DjangoProject;
  beforeAll(async () => {
    project = await startProject(python);
  });
  afterAll(() => project.remove());

  it('finds all, and says that there is no session yet', async () => {
    const { code, stdout, stderr } = await doctor(project.folder);
    expect(stderr).toBe('');
    expect(stdout).toMatch(
      /Django 3\.2 in this folder \(loaded with \S+\): sessions in the database \(sqlite db/,
    );
    expect(stdout).toMatch(/SESSION_ENGINE +django\.contrib\.sessions\.backends\.db +default of/);
    expect(stdout).toMatch(/current {2}[0-9a-f]{8} {2}mysite\/settings\.py:23/);
    expect(stdout).toContain('it answers and holds none yet');
    expect(stdout).toContain('table auth_user can be read');
    expect(stdout).toMatch(/named by mysite\/settings\.py:\d+/);
    expect(stdout).toContain('Sessions can be read and users named.');
    expect(code).toBe(0);
  });

  it('decodes a session once there is one, and never prints a secret', async () => {
    const browser = new Browser(`http://127.0.0.1:${project.port}`);
    await logIntoAdmin(browser);
    const { code, stdout } = await doctor(project.folder, '--verbose');
    expect(stdout).toMatch(
      /✓ sessions: the newest one is signing, json, verified, live; user root/,
    );
    expect(stdout).not.toContain('django-insecure');
    for (const value of browser.cookies.values()) expect(stdout).not.toContain(value);
    expect(code).toBe(0);
    browser.close();
  });

  it('tells a wrong key by its exit code and says what to give', async () => {
    const args = ['--secret', 'env:NOT_THE_KEY'];
    const env = { ...process.env, NOT_THE_KEY: 'x'.repeat(50) };
    const { code, stdout } = await runSpy(['doctor', ...args], { cwd: project.folder, env });
    expect(stdout).toMatch(/✗ The signature of the session fits none of the known secrets/);
    expect(stdout).toContain("Give the app's SECRET_KEY, and its fallbacks, with --secret.");
    expect(code).toBe(1);
  });

  it.each([
    [
      "SESSION_ENGINE = 'django.contrib.sessions.backends.cache'",
      /✗ Sessions are in the memory of the app \(LocMemCache\)\.\n +While debugging, set SESSION_ENGINE/,
    ],
    [
      "DATABASES['default'] = {'ENGINE': 'django.db.backends.postgresql', 'NAME': 'shop', 'USER': 'app', 'PASSWORD': 'hunter2', 'HOST': 'no-such-service'}",
      /✗ The host of no-such-service:5432 is not known here\.\n +A Docker service name .* --store postgres:\/\/app@localhost:5432\/shop\./,
    ],
  ])('says of %s what to use instead, once', async (setting, message) => {
    await writeFile(
      join(project.folder, 'mysite', 'other.py'),
      `from .settings import *\n${setting}\n`,
    );
    const env = { ...process.env, DJANGO_SETTINGS_MODULE: 'mysite.other' };
    const { code, stdout } = await runSpy(['doctor'], { cwd: project.folder, env });
    const problems = stdout.slice(stdout.indexOf('\nProblems\n'));
    expect(problems).toMatch(message);
    expect(problems.match(/✗/g)).toHaveLength(1);
    expect(stdout).not.toContain('hunter2');
    expect(code).toBe(1);
  });

  it('tells a database that is not there', async () => {
    const path = join(project.folder, 'db.sqlite3');
    await rename(path, `${path}.away`);
    const { code, stdout } = await doctor(project.folder);
    await rename(`${path}.away`, path);
    expect(stdout).toMatch(/✗ There is no SQLite file at db\.sqlite3/);
    expect(code).toBe(1);
  });
});

it('says in an empty folder what is missing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sessionspy-nothing-'));
  const { code, stdout } = await doctor(folder);
  expect(stdout).toContain('No store is known in which the sessions could be.');
  expect(stdout).toContain('No secret key is known, so nothing can be verified.');
  expect(code).toBe(1);
  await rm(folder, { recursive: true, force: true });
});
