/** DATABASES of real Django projects: no server is there, and none is needed to know where sessions are. */
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { WrittenProject } from '../../support/written-project.js';
import { describeWithPackages } from '../../support/python-packages.js';

let project: WrittenProject;
afterEach(() => project.remove());

describeWithPackages('a project on PostgreSQL', ['psycopg2'], () => {
  it('is known without a server, its password apart', async () => {
    project = await WrittenProject.make(`
DATABASES = {'default': {
    'ENGINE': 'django.db.backends.postgresql', 'NAME': 'shop', 'USER': 'ada', 'PASSWORD': 'hunter2',
    'HOST': '127.0.0.1', 'PORT': 1, 'TEST': {'NAME': 'other', 'MIRROR': 'x'},
    'OPTIONS': {'sslmode': 'require', 'sslrootcert': 'ca.pem', 'connect_timeout': 3},
}}
`);
    const { urls, passwords, settings, messages, discovery } = await project.discover();
    expect(urls).toEqual([
      `postgres://ada@127.0.0.1:1/shop?sslmode=require&sslrootcert=${project.folder}/ca.pem`,
    ]);
    expect(passwords).toEqual(['hunter2']);
    expect(discovery.stores[0]?.password?.origin).toBe('mysite/settings.py:6');
    expect(messages).toEqual([]);
    expect(settings).toMatchObject({ session_table: 'django_session', user_table: 'auth_user' });
  });

  it('takes a lazy password, one that is called, and a driver of its own', async () => {
    project = await WrittenProject.make(`
from django.utils.functional import lazystr
DATABASES = {'default': {
    'ENGINE': 'mysite.engine', 'NAME': 'shop', 'HOST': '/run/pg', 'PASSWORD': lazystr('hunter2')}}
`);
    await project.write('mysite/engine/__init__.py', '');
    await project.write(
      'mysite/engine/base.py',
      `from django.db.backends.postgresql import base
class DatabaseWrapper(base.DatabaseWrapper):
    vendor = 'mine'
    def get_new_connection(self, params):
        raise SystemExit('no connection must be opened')
`,
    );
    const first = await project.discover();
    expect(first.urls).toEqual(['postgres://%2Frun%2Fpg/shop']);
    expect(first.passwords).toEqual(['hunter2']);
    await project.write(
      'mysite/settings.py',
      `from .base import *
DATABASES['default']['PASSWORD'] = lambda: 'hunter' + '2'
`,
    );
    await project.write(
      'mysite/base.py',
      "SECRET_KEY = 'the-secret-key'\nDATABASES = {'default': {'ENGINE': 'django.db.backends.postgresql', 'NAME': 'x'}}\nINSTALLED_APPS = ['django.contrib.sessions']\n",
    );
    const second = await project.discover();
    expect(second.passwords).toEqual(['hunter2']);
    expect(second.discovery.stores[0]?.where).toBe('mysite/settings.py:2');
  });

  it('takes what a service file and variables of its dotenv file say', async () => {
    project = await WrittenProject.make(`
import os
os.environ.setdefault('PGSERVICEFILE', os.path.abspath('pg_service.conf'))
os.environ.setdefault('PGPASSWORD', 'hunter2')
DATABASES = {'default': {
    'ENGINE': 'django.db.backends.postgresql', 'NAME': 'shop', 'OPTIONS': {'service': 'mine'}}}
`);
    const service = await project.write(
      'pg_service.conf',
      '[mine]\nhost=db\nuser=ada\nport=5433\n',
    );
    const { urls, passwords, discovery } = await project.discover();
    expect(urls).toEqual(['postgres://ada@db:5433/shop']);
    expect(passwords).toEqual(['hunter2']);
    expect(discovery.stores[0]?.password?.origin).toBe('env:PGPASSWORD');
    expect(discovery.watched).toContain(service);
  });
});

describeWithPackages('a project on MySQL', ['MySQLdb'], () => {
  it('takes OPTIONS, and an option file for the rest', async () => {
    project = await WrittenProject.make(`
import os
DATABASES = {'default': {
    'ENGINE': 'django.db.backends.mysql', 'NAME': 'shop', 'OPTIONS': {
        'read_default_file': os.path.abspath('my.cnf'), 'ssl': {'ca': '/ca.pem'},
        'init_command': 'SET x=1'},
}}
`);
    const file = await project.write('my.cnf', '[client]\nhost=db\nuser=ada\npassword="hunter2"\n');
    const { urls, passwords, discovery } = await project.discover();
    expect(urls).toEqual(['mysql://ada@db/shop?ssl-ca=/ca.pem']);
    expect(passwords).toEqual(['hunter2']);
    expect(discovery.stores[0]?.password?.origin).toBe(file);
    expect(discovery.watched).toContain(file);
  });
});

describeWithPackages(
  'a project with a wrapper around its database',
  ['django_prometheus', 'psycopg2'],
  () => {
    it('is known by what is wrapped', async () => {
      project = await WrittenProject.make(`
DATABASES = {'default': {
    'ENGINE': 'django_prometheus.db.backends.postgresql', 'NAME': 'shop', 'HOST': 'db'}}
`);
      expect((await project.discover()).urls).toEqual(['postgres://db/shop']);
    });
  },
);

describeWithPackages('a project of several databases', [], () => {
  it('is followed through its routers, sessions and users each to their own', async () => {
    project = await WrittenProject.make(`
DATABASES = {name: {'ENGINE': 'django.db.backends.sqlite3', 'NAME': name + '.sqlite3'}
             for name in ('default', 'people', 'people_replica', 'sittings')}
DATABASE_ROUTERS = ['mysite.routers.Router']
`);
    await project.write(
      'mysite/routers.py',
      `class Router:
    def db_for_read(self, model, **hints):
        return {'auth': 'people_replica', 'sessions': 'sittings'}.get(model._meta.app_label)
    def db_for_write(self, model, **hints):
        return {'auth': 'people', 'sessions': 'sittings'}.get(model._meta.app_label)
`,
    );
    const { urls, messages } = await project.discover();
    expect(urls).toEqual([
      [`sqlite://${join(project.folder, 'sittings.sqlite3')}`, 'sessions'],
      [`sqlite://${join(project.folder, 'people_replica.sqlite3')}`, 'users'],
    ]);
    expect(messages).toEqual([]);
    const read = await project.discover({ run: false });
    expect(read.messages).toEqual([
      'DATABASES and DATABASE_ROUTERS cannot be told without running the project.',
    ]);
  });

  it('keeps what could be told of its settings where its apps cannot be loaded', async () => {
    project = await WrittenProject.make(
      "INSTALLED_APPS.append('not_there')\nSESSION_COOKIE_NAME = 'sid'\n",
    );
    const { urls, messages, settings } = await project.discover();
    expect(messages).toEqual([
      "A part of the project's settings could not be had (ModuleNotFoundError: No module named 'not_there').",
    ]);
    expect(urls).toEqual([`sqlite://${join(project.folder, 'db.sqlite3')}`]);
    expect(settings).toMatchObject({
      SESSION_COOKIE_NAME: 'sid',
      session_table: 'django_session',
      user_table: 'auth_user',
    });
  });
});
