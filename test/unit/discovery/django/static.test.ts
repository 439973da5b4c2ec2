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

  it('follow modules that are imported whole', async () => {
    await write('mysite/own.py', "KEY = 'own'\nHOST = 'h'\n");
    await write('beside.py', "OLD = ['older']\n");
    await write(
      'mysite/settings.py',
      `import beside, ssl
import mysite.own as mine
from . import own
from mysite import own as again
SECRET_KEY = own.KEY + mine.KEY + again.KEY
SECRET_KEY_FALLBACKS = beside.OLD
SESSION_COOKIE_AGE = ssl.CERT_REQUIRED
`,
    );
    await write('mysite/__init__.py', '');
    expect(secrets()?.map(([key]) => key)).toEqual(['ownownown', 'older']);
    expect(read()?.facts.settings.get('SESSION_COOKIE_AGE')?.value).toBe(2);
    expect(read()?.facts.files).toHaveLength(4);
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
    ['import keys\nSECRET_KEY = keys.KEY', ['SECRET_KEY']],
    ['from . import own\nSECRET_KEY = own.NONE', ['SECRET_KEY']],
    [
      "DATABASES = {'default': {'ENGINE': 'x', 'NAME': 'y', 'OPTIONS': {'isolation_level': psycopg2.X}}}",
      [],
    ],
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
    const all = Array.from({ length: 30 }, (_, index) => `from mysite import m${index}\n`).join('');
    for (let index = 0; index < 30; index += 1) await write(`mysite/m${index}.py`, all);
    await write('mysite/settings.py', `${all}SECRET_KEY = 'a'\n`);
    expect(secrets()?.[0]?.[0]).toBe('a');
  });

  it('name the table of a user model as Django would', async () => {
    await write('mysite/settings.py', "AUTH_USER_MODEL = 'people.Person'\n");
    expect(read()?.facts.users).toEqual({ table: 'people_person' });
  });
});

describe('packages that read the environment', () => {
  const unclear = async (source: string, environment?: NodeJS.ProcessEnv) => {
    await write('mysite/settings.py', `SECRET_KEY = 'a'\n${source}\n`);
    return read(environment)?.unclear;
  };
  const setting = async (source: string, environment?: NodeJS.ProcessEnv) => {
    await write('mysite/settings.py', source);
    return read(environment)?.facts.settings.get('SESSION_COOKIE_NAME')?.value;
  };

  it.each([
    ["env = environ.Env()\nSESSION_COOKIE_NAME = env('X')", 'x'],
    ["env = environ.Env(Y=(str, 'y'))\nSESSION_COOKIE_NAME = env('Y')", 'y'],
    ["env = environ.Env()\nSESSION_COOKIE_NAME = env.str('Y', default='d')", 'd'],
    ["env = environ.Env()\nSESSION_COOKIE_NAME = env('Y', default=None)", null],
    ["env = environ.Env()\nSESSION_COOKIE_NAME = env('PROXY')", 'x'],
    ["env = environ.Env()\nSESSION_COOKIE_NAME = 'a' if env.bool('ON') else 'b'", 'a'],
    ["env = environ.Env()\nSESSION_COOKIE_NAME = env.list('LIST')[1]", 'b'],
    ["env = environ.Env()\nSESSION_COOKIE_NAME = env.dict('DICT')['k']", 'v'],
    ["env = environ.Env()\nSESSION_COOKIE_NAME = env.json('JSON')['k']", 'v'],
    ["env = environ.Env()\nSESSION_COOKIE_NAME = 'n%d' % env.int('N', default=1)", 'n1'],
    ["env = environ.Env()\nSESSION_COOKIE_NAME = env('Y')", undefined],
    ["env = environ.Env()\nSESSION_COOKIE_NAME = env('X', cast=lambda v: v)", undefined],
    ["env = environ.Env(X=unknown)\nSESSION_COOKIE_NAME = env('X')", undefined],
    ["from environs import Env\nenv = Env()\nSESSION_COOKIE_NAME = env('Y', 'd')", 'd'],
    ["from environs import Env\nenv = Env()\nSESSION_COOKIE_NAME = env.str('X')", 'x'],
    [
      "from environs import Env\nenv = Env()\nSESSION_COOKIE_NAME = 'a' if env.bool('ON', False) else 'b'",
      'a',
    ],
    ["from decouple import config\nSESSION_COOKIE_NAME = config('Y', default='d', cast=str)", 'd'],
    ["import decouple\nSESSION_COOKIE_NAME = decouple.config('X', cast=unknown)", undefined],
    [
      "from decouple import AutoConfig, config\nconfig = AutoConfig(search_path='conf')\nSESSION_COOKIE_NAME = config('INI')",
      'ini',
    ],
    [
      "from decouple import Config, RepositoryEnv\nconfig = Config(RepositoryEnv('conf/x.env'))\nSESSION_COOKIE_NAME = config('FILE')",
      'file',
    ],
    ["import os\nos.environ['Y'] = 'set'\nSESSION_COOKIE_NAME = os.environ['Y']", 'set'],
    ["import os\nos.environ.setdefault('X', 'no')\nSESSION_COOKIE_NAME = os.environ['X']", 'x'],
    [
      "import os\nos.environ['X'] = unknown()\nSESSION_COOKIE_NAME = os.environ.get('X')",
      undefined,
    ],
  ])('in %j tell %j', async (source, value) => {
    await write('conf/settings.ini', '[other]\nINI=no\n[settings]\nini = ini\n');
    await write('conf/x.env', 'FILE="file"\n');
    const environment = {
      X: 'x',
      PROXY: '$X',
      ON: 'on',
      LIST: 'a,b',
      DICT: 'k=v,l=w',
      JSON: '{"k": "v"}',
    };
    expect(await setting(`import environ\n${source}`, environment)).toBe(value);
  });

  it('tell databases and caches as URLs, and what of them cannot be told', async () => {
    const source = `import environ
env = environ.Env()
DATABASES = {'default': env.db_url('DB')}
CACHES = {'default': env.cache_url('CACHE', default='locmemcache://')}
SESSION_ENGINE = 'django.contrib.sessions.backends.cache'
`;
    expect(await unclear(source, { DB: 'mysql://h/d' })).toEqual([]);
    expect(read({ DB: 'mysql://ada:pw@h/d' })?.facts.databases.get('default')).toMatchObject({
      engine: 'django.db.backends.mysql',
      name: 'd',
      host: 'h',
      user: 'ada',
      password: 'pw',
    });
    expect(read({ DB: 'mysql://h/d' })?.facts.cache?.backend).toMatch(/LocMemCache$/);
    expect(await unclear(source)).toEqual(['DATABASES']);
    expect(await unclear(source, { DB: 'mysql://h/d', CACHE: 'odd://h' })).toEqual(['CACHES']);
  });

  it('read a dotenv file that manage.py loads', async () => {
    await write('manage.py', `${MANAGE}import dotenv\nif x:\n    dotenv.load_dotenv()\n`);
    await write('.env', 'DJANGO_SETTINGS_MODULE=mysite.other\nKEY=of-env\n');
    await write('mysite/other.py', "import os\nSECRET_KEY = os.environ['KEY']\n");
    expect(secrets()?.[0]?.[0]).toBe('of-env');
    expect(read()?.facts.files).toEqual([join(folder, '.env'), join(folder, 'mysite/other.py')]);
  });

  it.each(['from configurations import Configuration', 'from split_settings.tools import include'])(
    'may have settings elsewhere: %s',
    async (source) => {
      await write('mysite/settings.py', `${source}\n`);
      expect(read()).toMatchObject({
        unclear: ['SESSION_ENGINE', 'SECRET_KEY', 'DATABASES'],
        facts: { engine: {} },
      });
    },
  );
});

describe('caches and databases read from files', () => {
  const CACHED = "SESSION_ENGINE = 'django.contrib.sessions.backends.cache'\n";

  it('are those of the alias, with prefix and version', async () => {
    await write(
      'mysite/settings.py',
      `${CACHED}SESSION_CACHE_ALIAS = 'sessions'
CACHES = {'default': unknown(), 'sessions': {
    'BACKEND': 'django_redis.cache.RedisCache', 'LOCATION': ['redis://:pw@h/1'], 'KEY_PREFIX': 'p',
    'VERSION': 3, 'OPTIONS': {'PASSWORD': 'x', 'CONNECTION_POOL_KWARGS': {'db': 2}}}}
`,
    );
    expect(read()?.unclear).toEqual([]);
    expect(read()?.facts.cache).toMatchObject({
      bases: ['django_redis.cache.RedisCache'],
      locations: ['redis://:pw@h/1'],
      keyFormat: 'p:3:{}',
      options: new Map<string, unknown>([
        ['PASSWORD', 'x'],
        ['CONNECTION_POOL_KWARGS', new Map([['db', 2]])],
      ]),
    });
  });

  it.each([
    ["CACHES = {'default': {'BACKEND': 'x.RedisCache', 'KEY_FUNCTION': 'a.b'}}", ['CACHES']],
    ["CACHES = {'default': {'BACKEND': 'x.RedisCache', 'LOCATION': f()}}", ['CACHES']],
    ["CACHES['default']['LOCATION'] = 'x'", ['CACHES']],
    ["CACHES = {'default': {}}\nCACHES['default'] = {'BACKEND': 'x.RedisCache'}", []],
    ["CACHES = {'default': {'BACKEND': 'x'}}\nCACHES['default'].update(LOCATION=f())", ['CACHES']],
    ['SESSION_CACHE_ALIAS = f()', ['SESSION_CACHE_ALIAS']],
    ["DATABASE_ROUTERS = ['a.B']", ['DATABASE_ROUTERS']],
    ["DATABASES = {'default': {'ENGINE': 'x', 'NAME': 'y', 'PASSWORD': f()}}", ['DATABASES']],
    ["DATABASES = {'default': {'ENGINE': 'x', 'NAME': 'y'}, 'other': f()}", []],
    ["DATABASES = {'default': {'ENGINE': 'x', 'NAME': 'y', 'TEST': f()}}", []],
  ])('with %j are unclear about %j', async (source, unclear) => {
    await write('mysite/settings.py', `${CACHED}${source}\n`);
    expect(read()?.unclear).toEqual(unclear);
  });

  it('are unknown where a part of their place is: a guess might be another one', async () => {
    const told = async (source: string) => {
      await write('mysite/settings.py', `${CACHED}${source}\n`);
      const facts = read()?.facts;
      return facts?.databases.has('default') === true || facts?.cache !== undefined;
    };
    const database = (more: string) =>
      told(`CACHES = f()\nDATABASES = {'default': {'ENGINE': 'x', 'NAME': 'y', ${more}}}`);
    expect(await database('')).toBe(true);
    expect(await database("'PASSWORD': f(), 'OPTIONS': {'sslmode': f()}")).toBe(true);
    expect(await database("'HOST': f()")).toBe(false);
    expect(await database("'OPTIONS': {'service': f()}")).toBe(false);
    expect(await database("'OPTIONS': f()")).toBe(false);
    const cache = (more: string) =>
      told(`CACHES = {'default': {'BACKEND': 'x.RedisCache', ${more}}}`);
    expect(await cache('')).toBe(true);
    expect(await cache("'LOCATION': ['redis://h', f()]")).toBe(false);
    expect(await cache("'KEY_PREFIX': f()")).toBe(false);
  });

  it('of django-redis-sessions are in its settings, old and new', async () => {
    const redis = async (source: string) => {
      await write('mysite/settings.py', `SESSION_ENGINE = 'redis_sessions.session'\n${source}\n`);
      return read()?.facts.redisSessions;
    };
    expect(await redis("SESSION_REDIS_HOST = 'h'\nSESSION_REDIS_PREFIX = 'p'")).toMatchObject({
      servers: [
        new Map([
          ['host', 'h'],
          ['prefix', 'p'],
        ]),
      ],
      prefix: 'p',
      hasSentinels: false,
    });
    expect(await redis("SESSION_REDIS = {'POOL': [{'host': 'a'}, {'host': 'b'}]}")).toMatchObject({
      servers: [new Map([['host', 'a']]), new Map([['host', 'b']])],
    });
    expect(await redis("SESSION_REDIS_SENTINEL_LIST = [('a', 1)]")).toMatchObject({
      hasSentinels: true,
    });
    expect(await redis("SESSION_REDIS = {'host': f()}")).toBeUndefined();
    expect(read()?.unclear).toEqual(['SESSION_REDIS']);
  });

  it('are in memory without CACHES, as in Django', async () => {
    await write('mysite/settings.py', CACHED);
    expect(read()?.facts.cache?.backend).toMatch(/LocMemCache$/);
  });
});

describe('conditions', () => {
  it.each([
    ["if DEBUG:\n    SECRET_KEY = 'b'\nelse:\n    SECRET_KEY = 'c'", 'b'],
    [
      "if not DEBUG:\n    SECRET_KEY = 'b'\nelif DEBUG:\n    SECRET_KEY = 'c'\nelse:\n    SECRET_KEY = 'd'",
      'c',
    ],
    ["if False:\n    SECRET_KEY = 'b'", 'a'],
    ["if 'X' in os.environ:\n    SECRET_KEY = 'b'", 'a'],
    [
      "if DEBUG:\n    if False:\n        SECRET_KEY = 'b'\n    else:\n        SECRET_KEY = 'c'",
      'c',
    ],
    ["if unknown:\n    pass\nelif DEBUG:\n    SECRET_KEY = 'b'", undefined],
    ["if unknown:\n    pass\nelse:\n    SECRET_KEY = 'b'", undefined],
    ["if unknown:\n    pass\nelif False:\n    SECRET_KEY = 'b'", 'a'],
    ["if DEBUG: SECRET_KEY = 'b'", 'b'],
    ["if DEBUG:\n    pass\nSECRET_KEY = 'b'\nif not DEBUG:\n    SECRET_KEY = 'c'", 'b'],
    ['if False:\n    from .never import *', 'a'],
    ["if False:\n    def f():\n        pass\n    SECRET_KEY = 'b'", 'a'],
    ["SECRET_KEY += 'b'", 'ab'],
  ])('in %j leave %j', async (source, key) => {
    await write('mysite/never.py', "SECRET_KEY = 'never'\n");
    await write('mysite/settings.py', `import os\nDEBUG = True\nSECRET_KEY = 'a'\n${source}\n`);
    expect(secrets()?.[0]?.[0]).toBe(key);
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
    await write(
      'manage.py',
      'import settings\nif __name__ == "__main__":\n    execute_manager(settings)',
    );
    expect(settingsModule(folder, {})).toBe('settings');
  });
});
