/**
 * Tests that need a program of the machine: skipped by name with the command that installs it, and
 * failed where `CI` is set, so that a pipeline never passes on what it has not tried.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'vitest';

const INSTALL: Readonly<Record<string, string>> = {
  python3: 'apt-get install python3',
  mitmproxy: 'apt-get install mitmproxy',
  gunicorn: 'apt-get install gunicorn',
  'pytest-3': 'apt-get install python3-pytest',
  tmux: 'apt-get install tmux',
  postgres: 'apt-get install postgresql',
  mariadbd: 'apt-get install mariadb-server',
  'redis-server': 'apt-get install redis-server',
  memcached: 'apt-get install memcached',
  chromium: 'apt-get install chromium',
  'har-to-k6': 'npm install --global har-to-k6',
  screen: 'apt-get install screen',
  less: 'apt-get install less',
  jq: 'apt-get install jq',
};

/** Folders of programs that packages do not put on the PATH; `*` is the newest version there. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  postgres: ['/usr/lib/postgresql/*/bin', '/usr/local/pgsql/bin'],
  mariadbd: ['/usr/sbin', '/usr/libexec', '/usr/local/sbin'],
};

/** Where a program is; undefined: not on this machine. */
export function programPath(program: string): string | undefined {
  const found = spawnSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' });
  if (found.status === 0) return found.stdout.trim();
  return (ELSEWHERE[program] ?? [])
    .flatMap(newestVersion)
    .map((folder) => join(folder, program))
    .find(isExecutable);
}

/** `describe`, if the program is there. */
export function describeWith(program: string, name: string, define: () => void): void {
  if (programPath(program) !== undefined) {
    describe(name, define);
    return;
  }
  const remedy = `needs ${program}: ${INSTALL[program] ?? `install ${program}`}`;
  if (process.env['CI'] === undefined) {
    describe.skip(name, () => {
      it(remedy, () => undefined);
    });
    return;
  }
  describe(name, () => {
    it(`finds ${program}, which CI must have`, () => {
      throw new Error(remedy);
    });
  });
}

function newestVersion(folder: string): readonly string[] {
  const [parent = '', rest] = folder.split('/*/');
  if (rest === undefined) return [folder];
  try {
    const versions = readdirSync(parent).toSorted((a, b) => Number(b) - Number(a));
    return versions.map((version) => join(parent, version, rest));
  } catch {
    return [];
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
