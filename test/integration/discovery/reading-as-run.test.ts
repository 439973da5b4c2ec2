/** Settings that packages read from the environment: reading the files finds what running them finds. */
import { afterEach, expect, it } from 'vitest';
import { WrittenProject, type ProjectDiscovery } from '../../support/written-project.js';
import { describeWithPackages } from '../../support/python-packages.js';

let project: WrittenProject;
afterEach(() => project.remove());

const SECRETS = ['hunter2', 'the-secret-key', 'key-of-env'];

/** What both ways must agree about. */
const told = ({ urls, passwords, settings, discovery }: ProjectDiscovery) => ({
  urls,
  passwords,
  secrets: discovery.secrets.map(({ secret }) => Buffer.from(secret.bytes()).toString()),
  settings: ['SESSION_ENGINE', 'SESSION_COOKIE_NAME', 'SESSION_COOKIE_AGE', 'cache_key_format'].map(
    (name) => settings[name],
  ),
});

/** Run and read, with the same answer. */
async function bothWays(
  environment: Record<string, string> = {},
): Promise<ReturnType<typeof told>> {
  const options = { environment, secrets: SECRETS };
  const run = await project.discover(options);
  const read = await project.discover({ ...options, run: false });
  expect(run.messages).toEqual([]);
  expect(read.messages).toEqual([]);
  expect(told(read)).toEqual({
    ...told(run),
    settings: told(run).settings.map((value, index) =>
      // Defaults of Django's are no part of the files.
      told(read).settings[index] === undefined && index !== 3 ? undefined : value,
    ),
  });
  return told(run);
}

describeWithPackages('django-environ', ['environ', 'psycopg2', 'django_redis'], () => {
  it('with a dotenv file, defaults, casts, and URLs', async () => {
    project = await WrittenProject.make(`
import environ
from pathlib import Path
BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env(DEBUG=(bool, False), AGE=(int, 77))
environ.Env.read_env(str(BASE_DIR / '.env'))
SECRET_KEY = env('SECRET_KEY')
DEBUG = env('DEBUG')
if DEBUG:
    SESSION_COOKIE_NAME = env.str('COOKIE', default='debug')
else:
    SESSION_COOKIE_NAME = 'live'
SESSION_COOKIE_AGE = env('AGE')
DATABASES = {'default': env.db('DATABASE_URL', default='sqlite:///never')}
CACHES = {'default': env.cache()}
SESSION_ENGINE = 'django.contrib.sessions.backends.%s' % env('KIND', default='cached_db')
AUTHENTICATION_BACKENDS = env.list('BACKENDS', default=['django.contrib.auth.backends.ModelBackend'])
`);
    await project.write(
      '.env',
      `# settings
SECRET_KEY='key-of-env'
DEBUG=on
DATABASE_URL="postgres://ada:hunter2@db:5433/my%20shop?sslmode=require"
CACHE_URL=rediscache://:hunter2@cache:6380/2?key_prefix=p
`,
    );
    expect(await bothWays()).toMatchObject({
      urls: ['redis://cache:6380/2', 'postgres://ada@db:5433/my%20shop?sslmode=require'],
      passwords: ['hunter2', 'hunter2'],
      secrets: ['key-of-env'],
      settings: [expect.any(String), 'debug', 77, 'p:1:{}'],
    });
    const other = await bothWays({
      DEBUG: 'false',
      DATABASE_URL: 'sqlite:///data/site.db',
      CACHE_URL: 'filecache:///var/cache',
    });
    expect(other).toMatchObject({
      urls: ['file:/var/cache', `sqlite://${project.folder}/data/site.db`],
      settings: [expect.any(String), 'live', 77, ':1:{}'],
    });
  });
});

describeWithPackages(
  'python-decouple and dj-database-url',
  ['decouple', 'dj_database_url', 'psycopg2'],
  () => {
    it('with a dotenv file above the settings', async () => {
      project = await WrittenProject.make(`
import dj_database_url
from decouple import config, Csv
SECRET_KEY = config('SECRET_KEY')
SESSION_COOKIE_NAME = config('COOKIE', default='sid')
SESSION_COOKIE_AGE = config('AGE', default='5', cast=int)
AUTHENTICATION_BACKENDS = config('BACKENDS', cast=Csv())
if config('DEBUG', default=False, cast=bool):
    SESSION_ENGINE = 'django.contrib.sessions.backends.signed_cookies'
DATABASES['default'] = dj_database_url.config(default=config('DB'), conn_max_age=600, ssl_require=True)
`);
      await project.write(
        '.env',
        "SECRET_KEY=key-of-env\nDB='postgres://ada:hun%74er2@db/shop'\nBACKENDS=django.contrib.auth.backends.ModelBackend, \nDEBUG=no\nAGE=9\n",
      );
      expect(await bothWays()).toMatchObject({
        urls: ['postgres://ada@db/shop?sslmode=require'],
        passwords: ['hunter2'],
        settings: [expect.any(String), 'sid', 9, undefined],
      });
      expect(await bothWays({ DEBUG: '1', DATABASE_URL: 'mysql2://h/d' })).toMatchObject({
        urls: ['cookie', [expect.stringMatching(/^mysql:\/\/h\/d/), 'users']],
      });
    });

    it('with an ini file', async () => {
      project = await WrittenProject.make(`
from decouple import config
SECRET_KEY = config('SECRET_KEY')
SESSION_COOKIE_NAME = config('COOKIE')
`);
      await project.write('settings.ini', '[settings]\nSECRET_KEY: key-of-env\nCOOKIE=50%%\n');
      expect(await bothWays()).toMatchObject({
        settings: [expect.any(String), '50%', expect.any(Number), undefined],
      });
    });
  },
);

describeWithPackages('python-dotenv', ['dotenv', 'psycopg2'], () => {
  it('read by the settings, by manage.py, or into a dict', async () => {
    project = await WrittenProject.make(`
import os
from dotenv import dotenv_values, load_dotenv
load_dotenv()
SECRET_KEY = os.environ['SECRET_KEY']
values = dotenv_values('extra.env')
name = values.get('NAME') or 'shop'
DATABASES = {'default': {'ENGINE': f'django.db.backends.{os.getenv("ENGINE")}', 'NAME': name,
                         'HOST': os.environ.get('HOST', '127.0.0.1'), 'PASSWORD': values['PW']}}
DATABASES['default'].update({'USER': os.environ['USER_OF_DB']})
SESSION_COOKIE_NAME = '{}_{kind}'.format(os.environ['STAGE'], kind='sid')
`);
    await project.write(
      '.env',
      'SECRET_KEY="key-of-env" # mine\nENGINE=postgresql # a comment\nSTAGE=one\nUSER_OF_DB=${STAGE}-${NONE:-ada}\nBARE\n',
    );
    await project.write('extra.env', "export PW='hunter2'\nHOST=not\n");
    expect(await bothWays()).toMatchObject({
      urls: ['postgres://one-ada@127.0.0.1/shop'],
      passwords: ['hunter2'],
      settings: [expect.any(String), 'one_sid', expect.any(Number), undefined],
    });
    const { discovery } = await project.discover();
    const names = discovery.watched.map((file) => file.slice(project.folder.length + 1));
    expect(names).toEqual(['.env', 'manage.py', 'mysite/__init__.py', 'mysite/settings.py']);
  });
});

describeWithPackages('settings in parts', ['psycopg2'], () => {
  it('that depend on the environment', async () => {
    project = await WrittenProject.make();
    await project.write('mysite/settings.py', 'from mysite.conf.dev import *\n');
    await project.write('mysite/conf/__init__.py', '');
    await project.write('.env.dev', 'A=1\n');
    await project.write(
      'mysite/conf/base.py',
      `import os, sys
from os.path import dirname, join
HERE = dirname(dirname(dirname(os.path.abspath(__file__))))
SECRET_KEY = 'the-secret-key'
INSTALLED_APPS = ['django.contrib.contenttypes', 'django.contrib.auth', 'django.contrib.sessions']
DEFAULT_AUTO_FIELD = 'django.db.models.AutoField'
DATABASES = {'default': {'ENGINE': 'django.db.backends.postgresql', 'NAME': 'shop', 'HOST': 'base'},
             'other': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': join(HERE, 'x.db')}}
COMMON = {'PASSWORD': 'hunter2', 'PORT': 5 * 1000}
if 'test' in sys.argv:
    DATABASES = {}
`,
    );
    await project.write(
      'mysite/conf/dev.py',
      `from .base import *
STAGE = os.environ.get('STAGE', 'dev')
if STAGE == 'dev' and not os.environ.get('CI_HOST'):
    DATABASES['default'] = {**DATABASES['default'], **COMMON, 'HOST': 'localhost'}
elif STAGE != 'dev':
    DATABASES['default']['HOST'] = '10.0.0.1'
    SESSION_ENGINE = 'django.contrib.sessions.backends.signed_cookies'
SESSION_COOKIE_NAME = 'sid' if STAGE == 'dev' else 'live'
`,
    );
    expect(await bothWays()).toMatchObject({
      urls: ['postgres://localhost:5000/shop'],
      passwords: ['hunter2'],
    });
    expect(await bothWays({ STAGE: 'live' })).toMatchObject({
      urls: ['cookie', ['postgres://10.0.0.1/shop', 'users']],
    });
    const { discovery } = await project.discover({ run: false });
    const names = discovery.watched.map((file) => file.slice(project.folder.length + 1));
    expect(names).toEqual([
      '.env.dev',
      'manage.py',
      'mysite/conf/base.py',
      'mysite/conf/dev.py',
      'mysite/settings.py',
    ]);
  });
});
