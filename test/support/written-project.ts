/** A small Django project in a folder of its own, made for one test and asked by discovery. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inspect } from 'node:util';
import { discover, type Discovery } from '../../src/discovery/discover.js';

const MANAGE = `import os, sys
def main():
    os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'mysite.settings')
    from django.core.management import execute_from_command_line
    execute_from_command_line(sys.argv)
if __name__ == '__main__':
    main()
`;

/** What every project here begins with. */
const SETTINGS = `SECRET_KEY = 'the-secret-key'
INSTALLED_APPS = ['django.contrib.contenttypes', 'django.contrib.auth', 'django.contrib.sessions']
DEFAULT_AUTO_FIELD = 'django.db.models.AutoField'
DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': 'db.sqlite3'}}
`;

export interface ProjectDiscovery {
  readonly discovery: Discovery;
  readonly settings: Readonly<Record<string, unknown>>;
  /** The stores; each with its use where that is not both. */
  readonly urls: readonly (string | readonly [string, string])[];
  readonly messages: readonly string[];
  /** The password of each store that has one. */
  readonly passwords: readonly string[];
}

export class WrittenProject {
  readonly home: string;
  readonly folder: string;

  private constructor(home: string) {
    this.home = home;
    this.folder = join(home, 'project');
  }

  /** With `settings` after those that every project has. */
  static async make(settings = ''): Promise<WrittenProject> {
    const project = new WrittenProject(await mkdtemp(join(tmpdir(), 'sessionspy-project-')));
    await project.write('manage.py', MANAGE);
    await project.write('mysite/__init__.py', '');
    await project.write('mysite/settings.py', SETTINGS + settings);
    return project;
  }

  async write(path: string, text: string): Promise<string> {
    const whole = join(this.folder, path);
    await mkdir(dirname(whole), { recursive: true });
    await writeFile(whole, text);
    return whole;
  }

  /** Whatever is found, no secret may be in what is shown of it. */
  async discover(
    options: { run?: boolean; environment?: Record<string, string>; secrets?: string[] } = {},
  ): Promise<ProjectDiscovery> {
    const { run = true, environment = {}, secrets = ['the-secret-key', 'hunter2'] } = options;
    const discovery = await discover(this.folder, {
      run,
      environment: { ...process.env, HOME: this.home, ...environment },
    });
    if (discovery === undefined) throw new Error('nothing was found');
    const shown =
      inspect(discovery, { depth: 20 }) + JSON.stringify([discovery, ...discovery.settings]);
    const leaked = secrets.filter((secret) => shown.includes(secret));
    if (leaked.length > 0) throw new Error(`shown: ${leaked.join(', ')}`);
    return {
      discovery,
      settings: Object.fromEntries(
        [...discovery.settings].map(([name, { value }]) => [name, value]),
      ),
      urls: discovery.stores.map(({ url, use }) => (use === undefined ? url : [url, use])),
      messages: discovery.problems.map(({ message }) => message),
      passwords: discovery.stores.flatMap(({ password }) =>
        password === undefined ? [] : [Buffer.from(password.bytes()).toString()],
      ),
    };
  }

  remove(): Promise<void> {
    return rm(this.home, { recursive: true, force: true });
  }
}
