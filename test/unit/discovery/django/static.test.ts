import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSettings, settingsModule } from '../../../../src/discovery/django/static/static.js';

const MANAGE = `import os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mysite.settings")
`;
/** What django-admin startproject writes, without what does not matter here. */
const STARTPROJECT = `"""Django settings for mysite project."""
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = 'django-insecure-9(x#z'
DEBUG = True
DATABASES = {
    'default': {
        'ENGINE': 'django.db.backends.sqlite3',
        'NAME': BASE_DIR / 'db.sqlite3',
    }
}
USE_TZ = True
`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sessionspy-static-'));
  await write('manage.py', MANAGE);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

const read = (environment: NodeJS.ProcessEnv = {}) => readSettings(folder, environment);
const secrets = (environment?: NodeJS.ProcessEnv) =>
  read(environment)?.facts.secrets.map(({ key, at }) => [
    typeof key === 'string' ? key : Buffer.from(key).toString('latin1'),
    at?.file.slice(folder.length + 1),
    at?.line,
  ]);

describe('settings read from files', () => {
  it('of a new project are all there, with the lines that say so', async () => {
    await write('mysite/settings.py', STARTPROJECT);
    const reading = read();
    expect(reading?.unclear).toEqual([]);
    expect(secrets()).toEqual([['django-insecure-9(x#z', 'mysite/settings.py', 6]]);
    expect(reading?.facts).toMatchObject({
      engine: { kind: 'db', base: 'django.contrib.sessions.backends.db' },
      sessionTable: { table: 'django_session' },
      users: { table: 'auth_user' },
    });
    expect(reading?.facts.databases.get('default')).toMatchObject({
      engine: 'django.db.backends.sqlite3',
      name: join(folder, 'db.sqlite3'),
      at: { line: 8 },
    });
    expect(reading?.facts.files).toEqual([join(folder, 'mysite/settings.py')]);
    expect(reading?.facts.settings.get('USE_TZ')).toMatchObject({ value: true, at: { line: 14 } });
  });

  it('follow imports of the project, and the last assignment counts', async () => {
    await write('mysite/settings/__init__.py', 'from .dev import *\n');
    await write('mysite/settings/dev.py', "from .base import *\nSESSION_COOKIE_NAME = 'dev'\n");
    await write(
      'mysite/settings/base.py',
      `import os
SECRET_KEY = os.environ.get('SITE_KEY', 'default-key')
SESSION_COOKIE_NAME = 'base'
SESSION_ENGINE = 'django.contrib.sessions.backends.file'
SESSION_FILE_PATH = 'var/sessions'
`,
    );
    expect(secrets()).toEqual([['default-key', 'mysite/settings/base.py', 2]]);
    expect(secrets({ SITE_KEY: 'k' })?.[0]?.[0]).toBe('k');
    const facts = read()?.facts;
    expect(facts?.settings.get('SESSION_COOKIE_NAME')?.value).toBe('dev');
    expect(facts).toMatchObject({
      engine: { kind: 'file' },
      sessionFolder: join(folder, 'var/sessions'),
    });
  });

  it('take local settings that are tried, when they are there', async () => {
    const tried = 'try:\n    from .local import *\nexcept ImportError:\n    pass\n';
    await write('mysite/settings.py', `SECRET_KEY = 'a'\n${tried}`);
    expect(secrets()?.[0]?.[0]).toBe('a');
    await write(
      'mysite/local.py',
      "SECRET_KEY = b'local'\nSECRET_KEY_FALLBACKS = ['old', b'older']",
    );
    expect(secrets()?.map(([key]) => key)).toEqual(['local', 'old', 'older']);
  });

  it.each([
    ["if DEBUG:\n    SECRET_KEY = 'b'", ['SECRET_KEY']],
    ["try:\n    if DEBUG:\n        SECRET_KEY = 'b'\nexcept E: pass", ['SECRET_KEY']],
    ["SECRET_KEY = env('SECRET_KEY')", ['SECRET_KEY']],
    ["DATABASES = {'default': env.db()}", ['DATABASES']],
    ["DATABASES['default'] = {}", ['DATABASES']],
    ["DATABASES = {'default': {'ENGINE': 'x', 'NAME': config('N')}}", ['DATABASES']],
    ['SECRET_KEY += unknown', ['SECRET_KEY']],
    ["SECRET_KEY, X = 'b', 1", ['SECRET_KEY']],
    ["SECRET_KEY_FALLBACKS = [env('OLD')]", ['SECRET_KEY_FALLBACKS']],
    ['django_heroku.settings(locals())', ['SECRET_KEY']],
    ['if X: SECRET_KEY = 1; SESSION_ENGINE = 2', ['SESSION_ENGINE', 'SECRET_KEY']],
    ["def f():\n    SECRET_KEY = 'b'\n    x = locals()", []],
    ["class A:\n    SECRET_KEY = 'b'", []],
    ["# SECRET_KEY = 'b'\n'''\nSECRET_KEY = 'b'\n'''", []],
    ["SECRET_KEY: str = 'a'", []],
  ])('that end in %j are unclear about %j and nothing else', async (source, unclear) => {
    await write('mysite/settings.py', `SECRET_KEY = 'a'\n${source}\n`);
    expect(read()?.unclear).toEqual(unclear);
    expect(secrets()).toHaveLength(unclear.includes('SECRET_KEY') ? 0 : 1);
  });

  it('are not read outside the project, and never for long', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'sessionspy-outside-'));
    await writeFile(join(outside, 'settings.py'), "SECRET_KEY = 'a'");
    await symlink(outside, join(folder, 'mysite'));
    expect(read()).toBeUndefined();
    await rm(join(folder, 'mysite'));
    await rm(outside, { recursive: true });
    await write('mysite/settings.py', 'from .settings import *\nfrom mysite.settings import *\n');
    expect(read()?.unclear).toEqual([]);
  });

  it('name the table of a user model as Django would', async () => {
    await write('mysite/settings.py', "AUTH_USER_MODEL = 'people.Person'\n");
    expect(read()?.facts.users).toEqual({ table: 'people_person' });
  });
});

describe('the settings module', () => {
  it('is the one of the environment where manage.py only has a default', async () => {
    expect(settingsModule(folder, {})).toBe('mysite.settings');
    expect(settingsModule(folder, { DJANGO_SETTINGS_MODULE: 'other' })).toBe('other');
    await write('manage.py', "os.environ['DJANGO_SETTINGS_MODULE'] = 'fixed.settings'");
    expect(settingsModule(folder, { DJANGO_SETTINGS_MODULE: 'other' })).toBe('fixed.settings');
    await write('manage.py', '');
    expect(settingsModule(folder, {})).toBeUndefined();
  });
});
