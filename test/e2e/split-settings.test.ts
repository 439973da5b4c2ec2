/**
 * A project whose settings are a package, with what differs between machines in the environment; and what
 * happens when they change while the program runs.
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { logIntoAdmin, startProject, type DjangoProject } from '../support/django-project.js';
import { describeWithDjango } from '../support/python-django.js';
import { startSpyProcess } from '../support/sessionspy-process.js';

const DEVELOPMENT = `
import os
from .base import *
SECRET_KEY = os.environ['SHOP_KEY']
SESSION_COOKIE_NAME = os.environ.get('SHOP_COOKIE', 'shopid')
DATABASES['default']['NAME'] = BASE_DIR / os.environ.get('SHOP_DB', 'shop.sqlite3')
`;

/** settings.py becomes settings/base.py, with settings/dev.py over it. */
async function split(project: DjangoProject): Promise<void> {
  const site = join(project.folder, 'mysite');
  await mkdir(join(site, 'settings'));
  const base = await readFile(join(site, 'settings.py'), 'utf8');
  await rename(join(site, 'settings.py'), join(site, 'settings', 'base.py'));
  await writeFile(
    join(site, 'settings', 'base.py'),
    base.replace('.parent.parent', '.parent.parent.parent').replace(/^SECRET_KEY.*$/m, ''),
  );
  await writeFile(join(site, 'settings', '__init__.py'), '');
  await writeFile(join(site, 'settings', 'dev.py'), DEVELOPMENT);
  await project.edit('manage.py', "'mysite.settings'", "'mysite.settings.dev'");
}

describeWithDjango('a project with split settings', (python) => {
  let project: DjangoProject;
  beforeAll(async () => {
    project = await startProject(python, split, { SHOP_KEY: 'k'.repeat(50) });
  });
  afterAll(() => project.remove());

  it('names the admin with no other flag, and again after the settings have changed', async () => {
    const spy = await startSpyProcess(
      ['--target', `localhost:${project.port}`, '--listen', '0', '--headless'],
      { cwd: project.folder, env: project.env },
    );
    const browser = new Browser(spy.url);
    await logIntoAdmin(browser);
    await spy.until(/root\s+s-\S+\s+POST \/admin\/login\/\S* 302 {2}logged in as root/);

    await project.stopServing();
    await project.edit('mysite/settings/dev.py', "'shopid'", "'basket'");
    await spy.until(/The settings have changed and were found again/);
    await project.serve();
    const other = new Browser(spy.url);
    await logIntoAdmin(other);
    expect(other.cookies.has('basket')).toBe(true);
    await spy.until(
      /found again[^]*root\s+s-\S+\s+POST \/admin\/login\/\S* 302 {2}logged in as root/,
    );

    await project.edit('mysite/settings/dev.py', 'import os', 'import os, (');
    await spy.until(/cannot be loaded; those from before are kept/);
    await other.get('/admin/');
    await spy.until(/are kept[^]*root\s+s-\S+\s+GET \/admin\/ 200/);
    browser.close();
    other.close();
    expect(await spy.stop()).toBe(0);
  });
});
